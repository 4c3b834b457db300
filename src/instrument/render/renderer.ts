/** Renders the plan: encodes sources, generates notes in order of priority, hands them to key zones and clips. [page] */
import { AlloyError, toErrorMessage } from '../../errors.js';
import { inOrder } from '../../render/plan.js';
import type { EncodedSource, EngineInfo, RenderProgress, SourcePitch } from '../../render/notes.js';
import { SharedRenderClient } from '../../render/shared-client.js';
import type { StorageTrouble } from '../../platform/bounded-store.js';
import type { AirTrack, Embedding } from '../../timbre/embedding.js';
import type { MidiNote } from '../../units.js';
import type { AudioOutput } from '../play/audio-output.js';
import type { ModelEntry } from '../sounds/catalogue.js';
import { ConditioningClient } from './conditioning/client.js';
import type { KeyZone } from './key-zone.js';
import { mixLayers, type Layers } from '../../timbre/mix-layers.js';
import { conditionedLayers } from './hybrid.js';
import { Note } from './note.js';
import { OpenModel } from './open-model.js';
import {
  planNotes,
  recipeModel,
  type Part,
  type PlannedNotes,
  type PlannedClip,
  type Recipe,
  type RecipeSettings,
} from './recipes.js';
import type { EmbeddingPicture, MixPosition, RenderState } from '../state/state.js';
import type { LoadedSound, SignalFacts } from '../state/document.js';
import type { Store } from '../state/store.js';
import { HYBRID, Clips } from './clips.js';
import { heldFirst } from './held-first.js';
import { Zones, type KeyZoneStore, type StoredKeyZone } from './key-zones.js';

/** The A of the computer's keyboard at first. */
const FIRST_KEY: MidiNote = 60;
/** A server that imports this has no navigator. */
const CORES = (globalThis.navigator as Navigator | undefined)?.hardwareConcurrency ?? 1;
/** Notes per call of the engine: enough to keep it busy, few enough that the order can follow what is played. */
const BATCH = { webgpu: 32, wasm: Math.max(4, 2 * CORES), reference: 1 } as const;

/** Whole key zones that may wait to be conditioned when a batch begins: as many as become whole at about the same time. */
const MOST_WAITING = Math.max(1, CORES >> 1);

type RunningStep = Extract<RenderState, { phase: 'running' }>['step'];

export interface RendererOptions {
  readonly store: Store;
  readonly audio: AudioOutput;
  /** Where conditioned key zones are kept. */
  readonly repository: KeyZoneStore;
  /** True to keep notes in the browser. */
  readonly keep: boolean;
  readonly onStorage: (trouble: StorageTrouble) => void;
  /** The sounds in the slots. */
  readonly sounds: () => SlotSounds;
}

/** Fingerprints by slot; null: it is empty. */
type SlotSounds = readonly (string | null)[];

function sameSounds(a: SlotSounds, b: SlotSounds): boolean {
  const slots = Array.from({ length: Math.max(a.length, b.length) }, (_, slot) => slot);
  return slots.every((slot) => (a[slot] ?? null) === (b[slot] ?? null));
}

export function pictureOf(embedding: Embedding): EmbeddingPicture {
  const { frames, channels, values } = embedding.timbre;
  return { frames, channels, values };
}

/** Opens models, encodes, renders, and hands what is rendered to the player and to the clips. [page] */
export class Renderer {
  readonly #store: Store;
  readonly #audio: AudioOutput;
  readonly #client = new SharedRenderClient();
  readonly #zones: Zones;
  readonly #clips: Clips;
  readonly model: OpenModel;
  #abort: AbortController | null = null;
  /** The notes that are generated now, and the means to cancel them for others. */
  #batch: { readonly abort: AbortController; readonly notes: readonly Note[] } | null = null;
  #running: Promise<void> | null = null;
  /** Counts renders that were started anew. */
  #asked = 0;
  #notes = new Map<string, Note>();
  #plan: PlannedNotes = { zones: [], clips: [] };
  #parts: readonly Part[] = [];
  /** The key to render first: the one played last, or the first of the computer's keyboard. */
  #hand: MidiNote = FIRST_KEY;
  #played = false;
  /** The next batch is for a key that is played: other instruments give way. */
  #urgent = false;
  /** Live mix position. */
  #heard: MixPosition;
  readonly #sounds: () => SlotSounds;
  /** The sounds that the zones are of; null: those of the document that is applied next. */
  #madeOf: SlotSounds | null = null;
  /** The zones were another instrument's, and are gone. */
  #withdrawn = false;
  /** Times that another instrument took the place of this one. */
  #leaves = 0;

  constructor({ store, audio, repository, keep, onStorage, sounds }: RendererOptions) {
    this.#store = store;
    this.#sounds = sounds;
    this.#audio = audio;
    this.#client.onStorage = onStorage;
    this.model = new OpenModel({ store, client: this.#client, keep });
    this.#heard = store.state.mix;
    const conditioner = new ConditioningClient();
    this.#zones = new Zones(store, audio, repository, (keyZone) => this.#blend(keyZone), conditioner);
    this.#clips = new Clips(store, (samples, air) => conditioner.fullBand(samples, air));
  }

  /** Opens a model, as OpenModel does; a render of another one is given up. */
  open(entry: ModelEntry, models: URL): Promise<void> {
    if (this.#store.state.model.phase !== 'none') this.cancel(); // a render that waits for the first model goes on with it
    return this.model.open(entry, models);
  }

  async addSource(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch: SourcePitch | null | undefined,
    air: AirTrack | null,
  ): Promise<EmbeddingPicture> {
    return pictureOf(await this.#client.addSource(id, samples, rootMidi, pitch, air));
  }

  async addEncoded(id: string, encoded: EncodedSource): Promise<EmbeddingPicture> {
    return pictureOf(await this.#client.addEncoded(id, encoded));
  }

  /** A source as it was encoded. @throws AlloyError 'bad-argument', 'closed'. */
  encoded(id: string): Promise<EncodedSource> {
    return this.#client.encoded(id);
  }

  async removeSource(id: string): Promise<void> {
    await this.#client.removeSource(id).catch(() => undefined); // gone with its model
  }

  cancel(): void {
    this.#abort?.abort();
    this.#batch?.abort.abort();
  }

  /** Resolves once nothing is rendered any more; what was made is kept. */
  async stop(): Promise<void> {
    this.cancel();
    await this.#running;
  }

  /** Where the computer's keyboard begins: what is made first until a key is played. */
  set firstKey(key: MidiNote) {
    if (!this.#played) this.#hand = key;
  }

  /** A key is played: its zone comes first, in this render and in those to come. */
  prioritise(key: MidiNote): void {
    const before = this.#hand;
    this.#hand = key;
    this.#played = true;
    if (!this.#batch || this.#store.state.render.phase !== 'running') return;
    const [first] = this.#zoneQueue();
    if (!first || first.made > 0 || before === key) return;
    if (this.#batch.notes.includes(first)) return this.#client.hurry(); // it may wait for another instrument's
    this.#urgent = true;
    this.#batch.abort.abort();
  }

  /** What there is of the zones. */
  get keyZones(): readonly KeyZone[] {
    return this.#zones.keyZones;
  }

  /** The layers that the hybrid is mixed from; null: it is a single note. */
  get hybrid(): Layers | null {
    const keyZone = this.#hybridKeyZone;
    return keyZone && conditionedLayers(keyZone);
  }

  /** Follows the live mix, moved by hand or by a gain: mixes the hybrid anew. */
  followMix(mix: MixPosition): void {
    if (mix.x === this.#heard.x && mix.y === this.#heard.y) return;
    this.#heard = mix;
    const keyZone = this.#hybridKeyZone;
    if (keyZone) this.#blend(keyZone);
  }

  /** Of the root that the hybrid's card is at, where there is more than one mix of it. */
  get #hybridKeyZone(): KeyZone | null {
    const hybrid = this.#store.state.clips.find(({ id }) => id === HYBRID);
    const keyZone = this.#zones.keyZones.find(({ rootMidi }) => rootMidi === hybrid?.rootMidi);
    return keyZone && keyZone.zones.length > 1 ? keyZone : null;
  }

  #blend(keyZone: KeyZone): void {
    if (keyZone !== this.#hybridKeyZone) return;
    const layers = conditionedLayers(keyZone);
    if (!layers) return;
    const { sampleRate, samples } = layers;
    this.#clips.blend(
      { sampleRate, samples: mixLayers(layers, this.#heard) },
      samples.length / keyZone.zones.length,
    );
  }

  /** Puts back what was kept from an earlier visit. */
  restore(signal: SignalFacts | null, keyZones: readonly StoredKeyZone[], render: RenderState): void {
    this.model.restore(signal);
    this.#madeOf = null;
    this.#withdrawn = false;
    this.#zones.restore(keyZones);
    this.#store.update({ render });
  }

  /**
   * A document is about to be applied: zones of other sounds than its own go, and a render of them is given up. A key never plays the
   * instrument that was there before. @returns whether they were others.
   */
  leaveFor(slots: readonly ({ readonly sound: LoadedSound } | null)[]): boolean {
    const next = slots.map((slot) => slot?.sound.fingerprint ?? null);
    const madeOf = this.#madeOf;
    if (madeOf === null) this.#madeOf = next;
    if (madeOf === null || sameSounds(next, madeOf)) return false;
    this.cancel();
    this.#madeOf = next;
    this.#withdrawn = true;
    this.#leaves++;
    this.#zones.withdraw();
    if (!this.#running) this.#store.update({ render: { phase: 'idle' } });
    return true;
  }

  /** Updates `stale`: whether a render of these parts would give other zones than the present ones. */
  updateStale(parts: readonly Part[]): void {
    const { zones, stale: before } = this.#store.state;
    const stale = (zones.length > 0 || this.#withdrawn) && !this.#isCurrent(parts);
    if (stale !== before) this.#store.update({ stale });
  }

  #isCurrent(parts: readonly Part[]): boolean {
    // What was kept is taken for good until there is a model to ask.
    const { info, signal } = this.model;
    if (!info) return signal !== null;
    if (parts.length === 0) return false;
    const { zones } = planNotes(parts, this.#settings(info));
    const there = new Set(this.#zones.recipes);
    return zones.length === this.#store.state.zones.length && zones.every(({ recipe }) => there.has(recipe));
  }

  /** Restores zones that were conditioned before, when these are all that a render of these parts would make. */
  async recall(parts: readonly Part[]): Promise<void> {
    if (parts.length === 0) return;
    const planned = (): PlannedNotes | null => {
      const { info } = this.model;
      return info && planNotes(parts, this.#settings(info));
    };
    const plan = planned();
    if (!plan || !(await this.#zones.areStored(plan.zones))) return;
    const still = planned();
    const same = still?.zones.every(({ recipe }, i) => recipe === plan.zones[i]?.recipe);
    if (same && !this.#running && this.#store.state.stale) await this.render(() => Promise.resolve(parts));
  }

  /**
   * Renders, once the sources are ready; while one is running that was not given up, the promise of that. Never rejects: the
   * outcome is in the state.
   */
  render(parts: () => Promise<readonly Part[]>): Promise<void> {
    if (this.#running && this.#abort?.signal.aborted) return this.renderAnew(parts); // it was given up
    this.#running ??= this.#render(parts).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** The same, anew: a render that runs is given up for it, and of several that are asked for meanwhile the last is made. */
  async renderAnew(parts: () => Promise<readonly Part[]>): Promise<void> {
    const asked = ++this.#asked;
    await this.stop();
    if (asked === this.#asked) await this.render(parts);
  }

  async #render(getParts: () => Promise<readonly Part[]>): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    const leaves = this.#leaves;
    const started = performance.now();
    this.#setProgress({ step: 'encode', fraction: 0, realTimeFactor: 0, secondsLeft: null });
    try {
      const info = await this.model.ready();
      const parts = await getParts();
      const sounds = this.#sounds();
      if (parts.length === 0) {
        throw new AlloyError('bad-argument', 'sources', 'There is nothing to render: load a sound first.');
      }
      await this.#begin(parts, info, leaves, sounds);
      await this.#generate(info, abort.signal);
      const made = this.#made();
      this.#zones.conditionRest();
      if (made === 1) {
        this.#setProgress({ step: 'condition', fraction: 1, realTimeFactor: 0, secondsLeft: null });
        await this.#zones.conditioned();
        await this.#clips.settled();
        const { failure } = this.#zones;
        if (failure) throw failure;
      }
      if (leaves !== this.#leaves) return this.#store.update({ render: { phase: 'idle' } });
      this.#store.update({
        render:
          made === 1
            ? { phase: 'done', seconds: (performance.now() - started) / 1000 }
            : { phase: 'cancelled', progress: made },
      });
    } catch (error) {
      const message = toErrorMessage(error);
      this.#zones.conditionRest(); // what was made is kept
      this.#store.update({
        render:
          message.code === 'aborted' || leaves !== this.#leaves
            ? { phase: 'idle' }
            : { phase: 'error', error: message },
      });
    }
  }

  #settings(info: EngineInfo): RecipeSettings {
    const { plan, mix, seconds, seed, temperature } = this.#store.state;
    return {
      plan,
      mix,
      seconds,
      seed,
      temperature: temperature ?? info.manifest.generation.temperature,
      model: recipeModel(info),
    };
  }

  /** Puts clips and zones where the old ones were; what is made already stays. */
  async #begin(parts: readonly Part[], info: EngineInfo, leaves: number, sounds: SlotSounds): Promise<void> {
    const settings = this.#settings(info);
    const plan = planNotes(parts, settings, this.#hand);
    const pictures = await this.#pictures(plan.clips);
    const { sampleRate } = info.manifest;
    const length = Math.max(1, Math.round(settings.seconds * sampleRate));
    // Without a player (state.audio says why) what is rendered can still be listened to, and saved.
    await this.#audio.player().catch(() => null);
    if (leaves !== this.#leaves) throw new DOMException('Another instrument was opened.', 'AbortError');
    const notes = new Map<string, Note>();
    for (const recipe of [...plan.zones, ...plan.clips]) {
      notes.set(
        recipe.recipe,
        notes.get(recipe.recipe) ?? this.#notes.get(recipe.recipe) ?? new Note(recipe, length, settings),
      );
    }
    const noteOf = ({ recipe }: Recipe): Note => notes.get(recipe)!;
    this.#notes = notes;
    this.#plan = plan;
    this.#parts = parts;
    this.#clips.setPlan(plan.clips, noteOf, pictures, sampleRate);
    const pitched = parts.some((part) => part.pitched);
    this.#madeOf = sounds;
    this.#withdrawn = false;
    await this.#zones.setPlan(plan.zones, noteOf, { sampleRate, pitched });
    const keyZone = this.#hybridKeyZone;
    if (keyZone) this.#blend(keyZone);
    this.updateStale(parts);
  }

  async #pictures(clips: readonly PlannedClip[]): Promise<Map<string, EmbeddingPicture>> {
    const pictures = clips.map(
      async ({ id, shares }) => [id, pictureOf(await this.#client.embedding(shares))] as const,
    );
    return new Map(await Promise.all(pictures));
  }

  /** Makes what is missing, a batch at a time, so that the order can follow what is played. */
  async #generate(info: EngineInfo, signal: AbortSignal): Promise<void> {
    for (;;) {
      const notes = this.#queue().slice(0, BATCH[info.generator]);
      if (notes.length === 0 || signal.aborted) return;
      const batch = { abort: new AbortController(), notes };
      this.#batch = batch;
      const urgent = this.#urgent;
      this.#urgent = false;
      this.#zones.settleBut(notes);
      try {
        const rendered = await this.#client.render(
          notes.map((note, i) => note.request(String(i))),
          {
            urgent,
            signal: batch.abort.signal,
            onAudio: (id, start, samples, loudness, target, air) => {
              const note = notes[Number(id)]!;
              note.append(start, samples, loudness, target, air);
              this.#zones.onAudio(note, start, samples);
              this.#clips.onAudio(note);
            },
            onProgress: (progress) => this.#onProgress(progress, info),
          },
        );
        const done = rendered.some(({ complete }) => complete);
        if (!done && !batch.abort.signal.aborted) throw new Error('The generator made nothing.');
        await this.#zones.keepPace(MOST_WAITING);
      } finally {
        this.#batch = null;
      }
    }
  }

  /** Notes that are needed: of clips, and of zones that are not done. */
  #needed(): Note[] {
    return [...new Set([...this.#clipNotes(), ...this.#zones.open])];
  }

  /** Notes still to generate: the first zone's and those of held keys, then the clips', then the other zones'. */
  #queue(): Note[] {
    const zones = this.#zoneQueue();
    const hands = zones.slice(0, 1 + this.#store.state.heldKeys.length);
    const queue = [...hands, ...this.#clipNotes(), ...zones].filter((note) => !note.complete);
    return [...new Set(queue)];
  }

  /** Notes of clips; a hybrid whose zones are conditioned needs none. */
  #clipNotes(): Note[] {
    const { open } = this.#zones;
    return this.#plan.clips.flatMap(({ recipe, fromZones }) => {
      const note = this.#notes.get(recipe)!;
      return fromZones && !open.has(note) ? [] : [note];
    });
  }

  /** Zones that are still to be made, those first that are wanted first now. */
  #zoneQueue(): Note[] {
    const zones = inOrder(this.#plan.zones, this.#parts.length, { centre: this.#hand, mix: this.#heard });
    const open = this.#zones.open;
    const queue = zones
      .map(({ recipe }) => this.#notes.get(recipe)!)
      .filter((note) => open.has(note) && !note.complete);
    return heldFirst(queue, this.#zones.keyZones, this.#store.state.heldKeys);
  }

  /** Samples generated, over all notes. */
  #made(): number {
    const missing = this.#needed().reduce((sum, { progress }) => sum + 1 - progress, 0);
    return missing === 0 ? 1 : 1 - missing / this.#notes.size;
  }

  /** Converts the engine's progress of a batch into that of the whole render. */
  #onProgress(progress: RenderProgress, { manifest }: EngineInfo): void {
    if (progress.step !== 'generate') return this.#setProgress(progress);
    const left = this.#needed().reduce((sum, note) => sum + note.length - note.made, 0);
    const { realTimeFactor } = progress;
    const secondsLeft = realTimeFactor > 0 ? left / (realTimeFactor * manifest.sampleRate) : null;
    this.#setProgress({ step: 'generate', fraction: this.#made(), realTimeFactor, secondsLeft });
  }

  #setProgress(progress: Omit<RenderProgress, 'step'> & { readonly step: RunningStep }): void {
    const { step, fraction, realTimeFactor, secondsLeft } = progress;
    const render = { phase: 'running', step, progress: fraction, realTimeFactor, secondsLeft } as const;
    if (this.#store.state.render.phase === 'running') this.#store.progress({ render });
    else this.#store.update({ render });
  }

  async close(): Promise<void> {
    this.cancel();
    this.#zones.close();
    await this.#client.close();
  }
}
