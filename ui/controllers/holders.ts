/** Walks from an element outwards through its parents and shadow roots, in any document, whose classes differ from this one's. */
export function* holders(element: Element): Generator<Element> {
  for (let node: Node | null = element; node;) {
    if (node.nodeType === Node.ELEMENT_NODE) yield node as Element;
    const next: (Node & { readonly host?: Element }) | null = node.parentNode;
    node = next?.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? (next.host ?? null) : next;
  }
}
