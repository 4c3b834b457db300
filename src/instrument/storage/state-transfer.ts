/** Gives the instrument as a document, and makes it what a document says. [page] */
import { AlloyError, fromErrorMessage } from '../../errors.js';
import { readDocumentShape, type ReadDocument } from '../../document/shape.js';
import type { DocumentEmbedding, InstrumentStateDocument } from '../../document/schema.js';
import { embeddingIdentity } from '../../document/embedding-identity.js';
import { withUnknown } from '../../document/unknown.js';
import type { EncodedSource, EngineInfo } from '../../render/notes.js';
import type { Seconds } from '../../units.js';
import type { Models } from '../render/models.js';
import type { Renderer } from '../render/renderer.js';
import { embeddingOf } from '../sounds/embedded-sound.js';
import { LeastRecentlyUsed } from '../sounds/least-recently-used.js';
import type { Sources } from '../sounds/sources.js';
import type { StateOptions } from '../contract.js';
import type { InstrumentDocument, SlotDocument } from '../state/document.js';
import type { LatestRequest, LoadRequest } from '../state/latest-request.js';
import type { EditName } from '../state/state.js';
import type { Store } from '../state/store.js';
import { instrumentDocumentOf, stateDocumentOf, type EncodedSlot } from './state-document.js';

/** Sounds with samples that are kept for the documents that were given of them, to be found again. */
const RECENT_SOUNDS = 8;

export interface StateTransferOptions {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly sources: Sources;
  readonly models: Models;
  /** What the live engine plays of a sound, as a document has it; null where that cannot be had. Never rejects. */
  readonly live: (slot: SlotDocument) => Promise<string | null>;
  /** The instrument as it is. */
  readonly document: () => InstrumentDocument;
  /** Makes the instrument what a document says. */
  readonly apply: (document: InstrumentDocument) => void;
  /** Called before a document takes the place of what there is, for undo. */
  readonly record: (name: EditName, subject: null) => void;
  /** Resolves once it is known which models there are. */
  readonly started: () => Promise<void>;
  readonly requests: LatestRequest;
}

/** The instrument as a document, to get and to set. [page] */
export class StateTransfer {
  readonly #options: StateTransferOptions;
  /** What is being set. */
  #pending: { readonly wanted: ReadDocument; readonly request: LoadRequest } | null = null;
  /** Settles with the newest call of `set`. */
  #setting: Promise<void> = Promise.resolve();
  #calls = 0;
  /** Codes of encoded sources, by their keys in the render engine. */
  readonly #embeddings = new LeastRecentlyUsed<DocumentEmbedding>(RECENT_SOUNDS);
  /** Of what model these are. */
  #encodedBy: EngineInfo | null = null;
  /** Slots with samples by the code of their source. */
  readonly #sounds = new LeastRecentlyUsed<SlotDocument>(RECENT_SOUNDS);

  constructor(options: StateTransferOptions) {
    this.#options = options;
  }

  /**
   * The document of the instrument; while one is being set, that one. Waits for sounds that are being encoded.
   * @throws AlloyError of the model or of a source that cannot be encoded: a document without it would lose it.
   */
  async get({ live = true }: StateOptions = {}): Promise<InstrumentStateDocument> {
    const { sources, renderer, document } = this.#options;
    if (this.#pending) {
      const { wanted, request } = this.#pending;
      const state = structuredClone(withUnknown(request.withEdits(wanted.state), wanted.unknown));
      return live ? state : withoutLive(state);
    }
    await sources.parts();
    if (this.#pending) return this.get({ live });
    const present = document();
    const embeddings: (DocumentEmbedding | null)[] = [];
    for (const [index, slot] of present.slots.entries())
      embeddings.push(slot && (await this.#embeddingOf(index, slot)));
    const played = await Promise.all(
      present.slots.map((slot) => (slot && live ? this.#options.live(slot) : null)),
    );
    if (this.#pending || !sameSlots(present, document())) return this.get({ live }); // something arrived meanwhile
    const named = present.slots.find((slot) => slot?.sound.embedded)?.sound.embedded?.model;
    const slots = present.slots.map((slot, i): EncodedSlot | null => {
      return slot && { slot, embedding: embeddings[i]!, live: played[i]! };
    });
    return stateDocumentOf(present, slots, named ?? renderer.model.info?.fingerprint ?? null);
  }

  /**
   * Makes the instrument what a document of any version says, in one step of undo; undefined, null and {}: as it is at first.
   * Resolves once sources and settings are in place and a render is under way; a call that a newer one overtakes resolves with
   * that one, and one that another instrument overtakes (a preset, a file) with nothing changed.
   * @param asked where it was asked for before it could be read: a file.
   * @throws AlloyError 'document-damaged', 'document-newer', 'model-missing': nothing was changed; 'source-model': the sources
   * are of another model, which their slots say.
   */
  set(value: unknown, asked?: LoadRequest): Promise<void> {
    if (asked && !asked.newest) return Promise.resolve();
    const call = ++this.#calls;
    const forget = (): void => {
      if (call === this.#calls) this.#pending = null;
    };
    const setting = this.#set(value, call, asked, forget).finally(forget);
    this.#setting = setting;
    setting.catch(() => undefined); // who waits for it sees it
    return setting;
  }

  async #set(
    value: unknown,
    call: number,
    asked: LoadRequest | undefined,
    forget: () => void,
  ): Promise<void> {
    const { renderer, sources, models, apply, record, started, requests } = this.#options;
    const wanted = readDocumentShape(value);
    const request = asked ?? requests.begin();
    request.onSuperseded(forget);
    this.#pending = { wanted, request };
    await Promise.all([expectCodesOf(wanted), started()]);
    if (!request.newest) return this.#superseded(call);
    const { model } = wanted.state;
    if (model) models.expect(model.id);
    await renderer.stop();
    if (!request.newest) return this.#superseded(call);
    const next = instrumentDocumentOf(wanted, (embedding) => this.#soundOf(embedding));
    record('state', null);
    apply(request.withEdits(next));
    await sources.parts();
    if (!request.newest) return this.#superseded(call);
    const failed = next.slots.flatMap((_, index) => sources.unusable(index) ?? [])[0];
    if (failed) throw fromErrorMessage(failed.error);
    // nobody waits for it, and what goes wrong is in the state
    if (next.slots.some((slot) => slot !== null)) void renderer.render(() => sources.parts());
  }

  /** A document's source that came with its sound, encoded by the model that is open; its key there: see Sources.keyFor. */
  remember(embedding: DocumentEmbedding, slot: SlotDocument, key: string, info: EngineInfo): void {
    if (this.#encodedBy !== info) this.#embeddings.clear();
    this.#encodedBy = info;
    this.#embeddings.set(key, embedding);
    this.#sounds.set(embeddingIdentity(embedding), slot);
  }

  /** Settles with the document that was set since; at once where something else was asked for. */
  #superseded(call: number): Promise<void> {
    return call === this.#calls ? Promise.resolve() : this.#setting;
  }

  /** A sound whose document was given before, with its samples. */
  #soundOf(embedding: DocumentEmbedding): SlotDocument | null {
    return this.#sounds.get(embeddingIdentity(embedding)) ?? null;
  }

  async #embeddingOf(index: number, slot: SlotDocument): Promise<DocumentEmbedding> {
    const { renderer, sources, store } = this.#options;
    const { embedded, name } = slot.sound;
    if (embedded) return embeddingOf(embedded);
    const problem = sources.unusable(index);
    if (problem) throw fromErrorMessage(problem.error);
    const info = await renderer.model.ready();
    if (this.#encodedBy !== info) this.#embeddings.clear();
    this.#encodedBy = info;
    const key = sources.keyOf(index);
    if (key === null) throw new AlloyError('not-finished', name, `“${name}” is not encoded yet. Try again.`);
    const known = this.#embeddings.get(key);
    const embedding = known ?? (await codedOf(await renderer.encoded(key), store.state.seconds));
    this.#embeddings.set(key, embedding);
    this.#sounds.set(embeddingIdentity(embedding), slot);
    return embedding;
  }
}

function sameSlots(a: InstrumentDocument, b: InstrumentDocument): boolean {
  return a.slots.every((slot, i) => slot === b.slots[i]);
}

/** The code that codes sources comes with the first of them. */
async function codedOf(source: EncodedSource, seconds: Seconds): Promise<DocumentEmbedding> {
  const [{ documentBytes }, { documentEmbedding }] = await Promise.all([
    import('../../document/source-code.js'),
    import('../../document/embedding-code.js'),
  ]);
  return documentEmbedding(source, documentBytes(seconds));
}

/** See expectCodes, whose code comes with the first document that has sources. */
async function expectCodesOf({ state }: ReadDocument): Promise<void> {
  if (!state.sources.some((source) => source !== null)) return;
  const code = await import('../../document/read.js');
  code.expectCodes(state);
}

function withoutLive(state: InstrumentStateDocument): InstrumentStateDocument {
  const sources = state.sources.map((source) => {
    if (!source) return source;
    const copy = { ...source };
    delete copy.live;
    return copy;
  });
  return { ...state, sources };
}
