/** Gives its host the strings of the language where it stands. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { loadStrings, onWords, shippedTag, stringsFor, type Strings } from '../strings.js';
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

/** English: what is said where another language is not shipped, or cannot be fetched. */
const FIRST = 'en';

/** What the page says about the language at an element; where it says nothing, what the browser prefers. */
function languageAt(element: Element): string {
  for (const holder of holders(element)) {
    const tag = holder.getAttribute('lang');
    if (tag) return shippedTag(tag) ?? FIRST;
  }
  for (const tag of navigator.languages) {
    const found = shippedTag(tag);
    if (found) return found;
  }
  return FIRST;
}

/**
 * The words of its host, in the language of the place where it stands: the nearest `lang`, on the element itself
 * or on whatever holds it. English where that language is not shipped. Follows every change; until the words of another
 * language have come, those of the one before stay. [page]
 */
export class LanguageController implements ReactiveController {
  readonly #host: Host;
  #strings: Strings = stringsFor(FIRST)!;
  #coming: Promise<void> | null = null;
  #roots: Node[] = [];
  #stopHearing: () => void = () => undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  get strings(): Strings {
    return this.#strings;
  }

  /** Resolves once the words are there that the host is to be drawn with, or cannot be had; null: they are there. */
  get coming(): Promise<void> | null {
    return this.#coming;
  }

  hostConnected(): void {
    for (const holder of holders(this.#host)) {
      const root = holder.getRootNode();
      if (!this.#roots.includes(root)) this.#roots.push(root);
    }
    for (const root of this.#roots) watch(root, this);
    this.#stopHearing = onWords(() => this.refresh());
    this.refresh();
  }

  hostDisconnected(): void {
    for (const root of this.#roots) unwatch(root, this);
    this.#roots = [];
    this.#stopHearing();
  }

  /** Looks again, and has the host updated where the words are others. */
  refresh(): void {
    const tag = languageAt(this.#host);
    const strings = stringsFor(tag);
    if (!strings) return this.#await(tag);
    if (strings === this.#strings) return;
    this.#strings = strings;
    this.#host.requestUpdate();
  }

  #await(tag: string): void {
    if (this.#coming) return;
    const done = (): void => void (this.#coming = null);
    this.#coming = loadStrings(tag).then(done, done); // without its words: in those that are there
  }
}
