/** Gives its host the strings of the language where it stands. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { languages, stringsFor, type Strings } from '../strings.js';
import { holders } from './holders.js';

type Host = ReactiveControllerHost & HTMLElement;

/** Who waits for a change of `lang` below which root (the document, or a shadow root). */
const watchers = new Map<Node, { observer: MutationObserver; controllers: Set<LanguageController> }>();

function watch(root: Node, controller: LanguageController): void {
  let entry = watchers.get(root);
  if (!entry) {
    const controllers = new Set<LanguageController>();
    const observer = new MutationObserver(() => controllers.forEach((one) => one.refresh()));
    observer.observe(root, { attributes: true, attributeFilter: ['lang'], subtree: true });
    entry = { observer, controllers };
    watchers.set(root, entry);
  }
  entry.controllers.add(controller);
}

function unwatch(root: Node, controller: LanguageController): void {
  const entry = watchers.get(root);
  entry?.controllers.delete(controller);
  if (!entry || entry.controllers.size > 0) return;
  entry.observer.disconnect();
  watchers.delete(root);
}

/** What the page says about the language at an element; where it says nothing, what the browser prefers. */
function languageAt(element: Element): Strings {
  for (const holder of holders(element)) {
    const tag = holder.getAttribute('lang');
    if (tag) return stringsFor(tag) ?? languages[0]!;
  }
  for (const tag of navigator.languages) {
    const found = stringsFor(tag);
    if (found) return found;
  }
  return languages[0]!;
}

/**
 * The words of its host, in the language of the place where it stands: the nearest `lang`, on the element itself
 * or on whatever holds it. English where that language is not shipped. Follows every change. [page]
 */
export class LanguageController implements ReactiveController {
  readonly #host: Host;
  #strings: Strings = languages[0]!;
  #roots: Node[] = [];

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  get strings(): Strings {
    return this.#strings;
  }

  hostConnected(): void {
    for (const holder of holders(this.#host)) {
      const root = holder.getRootNode();
      if (!this.#roots.includes(root)) this.#roots.push(root);
    }
    for (const root of this.#roots) watch(root, this);
    this.refresh();
  }

  hostDisconnected(): void {
    for (const root of this.#roots) unwatch(root, this);
    this.#roots = [];
  }

  /** Looks again, and has the host updated where the language is another. */
  refresh(): void {
    const strings = languageAt(this.#host);
    if (strings === this.#strings) return;
    this.#strings = strings;
    this.#host.requestUpdate();
  }
}
