/** The element and what holds it, outwards through shadow roots. */
export function* holders(element: Element): Generator<Element> {
  for (let node: Node | null = element; node;) {
    if (node instanceof Element) yield node;
    const next: Node | null = node.parentNode;
    node = next instanceof ShadowRoot ? next.host : next;
  }
}
