/** The element and what holds it, outwards through shadow roots; of whatever document, whose classes are not this one's. */
export function* holders(element: Element): Generator<Element> {
  for (let node: Node | null = element; node;) {
    if (node.nodeType === Node.ELEMENT_NODE) yield node as Element;
    const next: (Node & { readonly host?: Element }) | null = node.parentNode;
    node = next?.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? (next.host ?? null) : next;
  }
}
