/**
 * Manages the key zones of a render: plays them raw while they are generated, has them conditioned, and sends them to
 * the player. [page]
 */
import type { ConditionedZone } from '../../audio/conditioning/types.js';
import { AlloyError, toErrorMessage } from '../../errors.js';
import type { Hertz, MidiNote, Samples } from '../../units.js';
import type { AudioOutput } from '../play/audio-output.js';
import { KeyZone, type ConditionedLayers, type Zone } from './key-zone.js';
import { ConditioningClient } from './conditioning/client.js';
import { airsOf, type Note } from './note.js';
import type { PlannedZone } from './recipes.js';
import type { Store } from '../state/store.js';

/** A place of a key zone, and what was planned for it. */
export type StoredZone = Pick<PlannedZone, 'x' | 'y' | 'recipe'>;

/** A key zone as it is stored between visits. */
export interface StoredKeyZone {
  readonly rootMidi: MidiNote;
  readonly zones: readonly StoredZone[];
  readonly conditioned: ConditionedLayers | null;
}

/** Store of conditioned key zones. */
export interface KeyZoneStore {
  /** Finds the stored layers of a key zone's notes, or null. */
  find(keyZone: KeyZone): Promise<ConditionedLayers | null>;
  keep(keyZone: KeyZone): void | Promise<void>;
}

/** The output that plays zones: see AudioOutput. */
export type ZoneOutput = Pick<
  AudioOutput,
  'setZone' | 'removeZone' | 'appendSamples' | 'onPlayer' | 'setReach'
>;

/** The client that conditions key zones: see ConditioningClient. */
export type Conditioner = Pick<ConditioningClient, 'condition' | 'close'>;

/** Semitones beyond half a step that a zone serves while others are missing. */
const BESIDE = 0.5;

export interface KeyZonePlanOptions {
  readonly sampleRate: Hertz;
  /** False when no source has a pitch. */
  readonly pitched: boolean;
}

/**
 * The zones of a render by key zone: raw while they are generated, conditioned as soon as possible, and tracked as sent
 * to the player. A key zone that plays is removed only once its replacement is there. [page]
 */
export class Zones {
  readonly #store: Store;
  readonly #audio: ZoneOutput;
  readonly #repository: KeyZoneStore;
  readonly #onConditioned: (keyZone: KeyZone) => void;
  readonly #conditioner: Conditioner;
  #keyZones: readonly KeyZone[] = [];
  /** Zones that the player has, by root. */
  readonly #sent = new Map<MidiNote, Set<number>>();
  #options: KeyZonePlanOptions = { sampleRate: 1, pitched: true };
  #nextId = 1;
  #reach = Infinity;
  /** Why conditioning a key zone failed, the last time. */
  #reason = '';
  #work = new Set<Promise<void>>();
  /** A plan that is made while this rises is another instrument's. */
  #withdrawals = 0;

  /** @param onFinished called after more conditioned layers of a key zone were sent to the player. */
  constructor(
    store: Store,
    audio: ZoneOutput,
    repository: KeyZoneStore,
    onConditioned: (keyZone: KeyZone) => void = () => undefined,
    conditioner: Conditioner = new ConditioningClient(),
  ) {
    this.#store = store;
    this.#audio = audio;
    this.#repository = repository;
    this.#onConditioned = onConditioned;
    this.#conditioner = conditioner;
    audio.onPlayer(() => this.#sendAll());
  }

  get keyZones(): readonly KeyZone[] {
    return this.#keyZones;
  }

  /** Recipes of the present zones. */
  get recipes(): readonly string[] {
    return this.#keyZones.flatMap(({ zones }) => zones.map(({ recipe }) => recipe));
  }

  /**
   * Replaces the plan: key zones of the same notes are kept, and those that were conditioned before are restored.
   * @param noteOf the note of a zone that is still to be made.
   */
  async setPlan(
    planned: readonly PlannedZone[],
    noteOf: (zone: PlannedZone) => Note,
    options: KeyZonePlanOptions,
  ): Promise<void> {
    this.#options = options;
    const before = new Map(this.#keyZones.map((keyZone) => [keyZone.key, keyZone]));
    const roots = [...new Set(planned.map(({ rootMidi }) => rootMidi))];
    const keyZones: KeyZone[] = [];
    const withdrawals = this.#withdrawals;
    for (const root of roots) {
      const zones = planned.filter(({ rootMidi }) => rootMidi === root);
      const keyZone = this.#keyZone(root, zones, noteOf);
      const old = before.get(keyZone.key);
      if (old) old.failed = false;
      if (old && (old.done || old.zones.every(({ note }, i) => note === keyZone.zones[i]!.note)))
        keyZones.push(old);
      else {
        keyZone.conditioned = (await this.#repository.find(keyZone)) ?? old?.conditioned ?? null;
        keyZones.push(keyZone);
      }
    }
    if (withdrawals === this.#withdrawals) this.#replace(this.#evenly(keyZones, planned, noteOf));
  }

  /**
   * Has key zones that were conditioned before layers had a loudness of their own made anew where others are to be made, so that
   * no key is louder than its neighbours; an instrument that needs nothing new sounds as it did.
   */
  #evenly(
    keyZones: readonly KeyZone[],
    planned: readonly PlannedZone[],
    noteOf: (zone: PlannedZone) => Note,
  ): readonly KeyZone[] {
    if (keyZones.every(({ done }) => done)) return keyZones;
    return keyZones.map((keyZone) => {
      if (keyZone.conditioned?.targets !== null) return keyZone;
      const { rootMidi } = keyZone;
      return this.#keyZone(
        rootMidi,
        planned.filter((zone) => zone.rootMidi === rootMidi),
        noteOf,
      );
    });
  }

  /** Restores key zones that were stored on an earlier visit. */
  restore(keyZones: readonly StoredKeyZone[]): void {
    this.#replace(
      keyZones.map(({ rootMidi, zones, conditioned }) => {
        const keyZone = this.#keyZone(rootMidi, zones, () => null);
        keyZone.conditioned = conditioned;
        return keyZone;
      }),
    );
  }

  /** Another instrument takes the place of this one: no key that is pressed from now on plays a zone of it. */
  withdraw(): void {
    for (const root of [...this.#sent.keys()]) this.#keepOnly(root, new Set());
    this.#keyZones = [];
    this.#withdrawals++;
    this.#store.update({ zones: [] });
    this.#setReach();
  }

  /** Whether all planned key zones are stored, conditioned before. */
  async areStored(planned: readonly PlannedZone[]): Promise<boolean> {
    for (const root of new Set(planned.map(({ rootMidi }) => rootMidi))) {
      const zones = planned.filter(({ rootMidi }) => rootMidi === root);
      if (!(await this.#repository.find(this.#keyZone(root, zones, () => null)))) return false;
    }
    return planned.length > 0;
  }

  /** Error that prevented conditioning, with a way out; null when all went well. Cleared by the next `setPlan`. */
  get failure(): AlloyError | null {
    const failed = this.#keyZones.filter((keyZone) => keyZone.failed).length;
    if (failed === 0) return null;
    return new AlloyError(
      'not-finished',
      this.#reason,
      `The notes of ${failed} of ${this.#keyZones.length} ${this.#keyZones.length === 1 ? 'key' : 'keys'} could not be tuned and looped (${this.#reason}). They play as they were rendered; render again to try once more.`,
    );
  }

  /** Notes whose zones are not done: those to generate, and those needed to condition the others. */
  get open(): ReadonlySet<Note> {
    const keyZones = this.#keyZones.filter((keyZone) => !keyZone.done);
    return new Set(keyZones.flatMap(({ zones }) => zones.flatMap(({ note }) => note ?? [])));
  }

  /** Handles newly generated samples of a note. */
  onAudio(note: Note, start: Samples, samples: Float32Array): void {
    for (const keyZone of this.#keyZones) {
      if (!keyZone.zones.some((zone) => zone.note === note)) continue;
      this.#stream(keyZone, note, start, samples);
      if (note.complete && keyZone.failed) this.#sendWhole(keyZone);
      else if (note.complete) this.#condition(keyZone, false);
      this.#publish();
    }
  }

  /** Conditions the key zones that get none of the next notes with the notes that they have, so that no complete note stays raw. */
  settleBut(next: readonly Note[]): void {
    for (const keyZone of this.#keyZones) {
      if (!keyZone.zones.some(({ note }) => note && next.includes(note))) this.#condition(keyZone, true);
    }
    this.#publish();
  }

  /** Resolves once no more than `most` complete key zones wait to be conditioned: generation must not run ahead of it. */
  async keepPace(most: number): Promise<void> {
    const waiting = (): number => this.#keyZones.filter((keyZone) => keyZone.waits).length;
    while (waiting() > most && this.#work.size > 0) await Promise.race(this.#work);
  }

  /** Conditions all key zones with the notes that they have: no more notes come for now. */
  conditionRest(): void {
    for (const keyZone of this.#keyZones) this.#condition(keyZone, true);
    this.#publish();
  }

  /** Resolves when nothing is being conditioned. */
  async conditioned(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  close(): void {
    this.#conditioner.close();
  }

  #keyZone<T extends StoredZone>(
    rootMidi: MidiNote,
    planned: readonly T[],
    noteOf: (zone: T) => Note | null,
  ): KeyZone {
    const zones = planned.map((zone): Zone => {
      const { x, y, recipe } = zone;
      return { id: this.#nextId++, x, y, recipe, note: noteOf(zone) };
    });
    return new KeyZone(rootMidi, zones);
  }

  #replace(keyZones: readonly KeyZone[]): void {
    const before = new Set(this.#keyZones);
    this.#keyZones = keyZones;
    for (const keyZone of keyZones) {
      if (!before.has(keyZone)) this.#send(keyZone);
      this.#condition(keyZone, false);
    }
    this.#dropFormer();
    this.#store.update({ zones: keyZones.flatMap(({ states }) => states) });
    this.#setReach();
  }

  /** Roots that the player has and that are no longer planned. */
  get #former(): readonly MidiNote[] {
    const planned = new Set(this.#keyZones.map(({ rootMidi }) => rootMidi));
    return [...this.#sent.keys()].filter((root) => !planned.has(root));
  }

  /** Removes zones of former roots once the root that takes over their keys is in the player. */
  #dropFormer(): void {
    for (const root of this.#former) {
      const away = ({ rootMidi }: KeyZone): number => Math.abs(rootMidi - root);
      const [heir] = [...this.#keyZones].sort((a, b) => away(a) - away(b));
      if (!heir || heir.conditioned || heir.failed) this.#keepOnly(root, new Set());
    }
  }

  /** Streams a note to the player while it is generated, where its root has nothing else to play. */
  #stream(keyZone: KeyZone, note: Note, start: Samples, samples: Float32Array): void {
    if (keyZone.conditioned) return;
    if (keyZone.raw) {
      if (keyZone.raw.note === note) this.#appendRaw(keyZone.raw.id, note, start, samples);
    } else if ((this.#sent.get(keyZone.rootMidi)?.size ?? 0) === 0 && this.#former.length === 0) {
      keyZone.raw = keyZone.zones.find((zone) => zone.note === note)!;
      this.#sendRaw(keyZone.raw, note);
    }
  }

  /** @param provisional false where it will not be conditioned. */
  #sendRaw({ id, x, y }: Zone, note: Note, provisional = true): void {
    const { sampleRate } = this.#options;
    const { rootMidi, length } = note;
    this.#mark(rootMidi, id);
    this.#audio.setZone(id, { rootMidi, sampleRate, length, x, y, loop: null, provisional });
    if (note.made > 0) this.#appendRaw(id, note, 0, note.samples);
  }

  /** Appends raw samples at the level that they will have when conditioned, so that the replacement is not heard. */
  #appendRaw(id: number, { gain }: Note, start: Samples, samples: Float32Array): void {
    this.#audio.appendSamples(
      id,
      start,
      samples.map((x) => gain * x),
    );
  }

  #condition(keyZone: KeyZone, rest: boolean): void {
    const notes = keyZone.notesToCondition(rest);
    if (notes.length === 0) return;
    keyZone.conditioning = true;
    const work = this.#conditionNow(keyZone, notes, rest).finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  async #conditionNow(keyZone: KeyZone, notes: readonly Note[], rest: boolean): Promise<void> {
    const { sampleRate, pitched } = this.#options;
    const { rootMidi } = keyZone;
    try {
      const made = await this.#conditioner.condition(
        notes.map(({ samples }) => samples),
        { rootMidi, sampleRate, pitched, targets: notes.map(({ target }) => target), ...airsOf(notes) },
      );
      keyZone.conditioned = conditionedLayers(notes, made);
    } catch (error) {
      keyZone.failed = true; // it plays as it was rendered
      this.#reason = toErrorMessage(error).message.replace(/\.$/, '');
    }
    keyZone.conditioning = false;
    if (!this.#keyZones.includes(keyZone)) return;
    this.#send(keyZone);
    this.#dropFormer();
    if (keyZone.conditioned) void this.#repository.keep(keyZone);
    this.#condition(keyZone, rest);
    this.#publish();
  }

  /** Sends the layers of a key zone to the player, and removes the former zones of its root. */
  #send(keyZone: KeyZone): void {
    const { conditioned, rootMidi } = keyZone;
    if (keyZone.failed) return this.#sendWhole(keyZone);
    if (!conditioned) return;
    const ids = new Set<number>();
    for (const { id, x, y, recipe } of keyZone.zones) {
      const samples = conditioned.layers.get(recipe);
      if (!samples) continue;
      ids.add(id);
      const { sampleRate } = conditioned;
      const loop = conditioned.loop && {
        ...conditioned.loop,
        decayRate: conditioned.decayRates.get(recipe)!,
      };
      this.#audio.setZone(id, { rootMidi, sampleRate, length: samples.length, x, y, loop });
      this.#audio.appendSamples(id, 0, samples);
    }
    this.#keepOnly(rootMidi, ids);
    this.#onConditioned(keyZone);
  }

  #sendWhole(keyZone: KeyZone): void {
    const whole = keyZone.zones.filter(({ note }) => note?.complete);
    const sent = this.#sent.get(keyZone.rootMidi);
    for (const zone of whole) if (!sent?.has(zone.id)) this.#sendRaw(zone, zone.note!, false);
    if (whole.length > 0) this.#keepOnly(keyZone.rootMidi, new Set(whole.map(({ id }) => id)));
  }

  /** Sends all key zones to a new player. */
  #sendAll(): void {
    this.#sent.clear();
    for (const keyZone of this.#keyZones) {
      if (keyZone.raw?.note && !keyZone.conditioned) this.#sendRaw(keyZone.raw, keyZone.raw.note);
      this.#send(keyZone);
    }
  }

  #mark(root: MidiNote, id: number): void {
    this.#sent.set(root, (this.#sent.get(root) ?? new Set()).add(id));
  }

  #keepOnly(root: MidiNote, ids: Set<number>): void {
    for (const id of this.#sent.get(root) ?? []) if (!ids.has(id)) this.#audio.removeZone(id);
    if (ids.size > 0) this.#sent.set(root, ids);
    else this.#sent.delete(root);
  }

  #publish(): void {
    this.#store.progress({ zones: this.#keyZones.flatMap(({ states }) => states) });
    this.#setReach();
  }

  /** Once all zones are there they serve all keys; before, those beside them: the others are played live, where that can be. */
  #setReach(): void {
    const { zones, plan } = this.#store.state;
    const whole = zones.length > 0 && zones.every(({ phase }) => phase === 'ready');
    const reach = whole ? Infinity : plan.step / 2 + BESIDE;
    if (reach === this.#reach) return;
    this.#reach = reach;
    this.#audio.setReach(reach);
  }
}

function conditionedLayers(notes: readonly Note[], made: ConditionedZone): ConditionedLayers {
  const layers = new Map(notes.map(({ recipe }, i) => [recipe, made.layers[i]!]));
  const decayRates = new Map(notes.map(({ recipe }, i) => [recipe, made.decayRates[i]!]));
  const targets = new Map(notes.map(({ recipe, target }) => [recipe, target]));
  return { sampleRate: made.sampleRate, loop: made.loop, layers, decayRates, targets };
}
