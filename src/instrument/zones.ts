import type { FinishedColumn } from '../audio/finish/types.js';
import { AlloyError, toErrorMessage } from '../errors.js';
import type { Hertz, MidiNote, Samples } from '../units.js';
import type { AudioOutput } from './audio.js';
import { Column, type FinishedZones, type Zone } from './column.js';
import { FinishClient } from './finish/client.js';
import type { Note } from './note.js';
import type { PlannedZone } from './recipes.js';
import type { Store } from './store.js';

/** A place of a column, and what was planned for it. */
export type KeptZone = Pick<PlannedZone, 'x' | 'y' | 'recipe'>;

/** A column as it is kept from one visit to the next. */
export interface KeptColumn {
  readonly rootMidi: MidiNote;
  readonly zones: readonly KeptZone[];
  readonly finished: FinishedZones | null;
}

/** Where finished columns are kept. */
export interface ColumnStore {
  /** What was kept of a column's notes, or null. */
  find(column: Column): Promise<FinishedZones | null>;
  keep(column: Column): void;
}

/** What plays zones: see AudioOutput. */
export type ZoneOutput = Pick<AudioOutput, 'setZone' | 'removeZone' | 'appendSamples' | 'onPlayer'>;

/** What finishes columns: see FinishClient. */
export type Finisher = Pick<FinishClient, 'finish' | 'close'>;

export interface BeginOptions {
  readonly sampleRate: Hertz;
  /** False when no source has a pitch. */
  readonly pitched: boolean;
}

/**
 * The zones of a render, column by column: raw while they are made, finished as soon as they can be, and what the player
 * has of them. A column that sounds is never taken away before there is something to take its place. [page]
 */
export class Zones {
  readonly #store: Store;
  readonly #audio: ZoneOutput;
  readonly #kept: ColumnStore;
  readonly #onFinished: (column: Column) => void;
  readonly #finisher: Finisher;
  #columns: readonly Column[] = [];
  /** Zones that the player has, by root. */
  readonly #sent = new Map<MidiNote, Set<number>>();
  #options: BeginOptions = { sampleRate: 1, pitched: true };
  #nextId = 1;
  /** Why a column was not finished, the last time. */
  #reason = '';
  #work = new Set<Promise<void>>();

  /** @param onFinished called when the player has more finished layers of a column. */
  constructor(
    store: Store,
    audio: ZoneOutput,
    kept: ColumnStore,
    onFinished: (column: Column) => void = () => undefined,
    finisher: Finisher = new FinishClient(),
  ) {
    this.#store = store;
    this.#audio = audio;
    this.#kept = kept;
    this.#onFinished = onFinished;
    this.#finisher = finisher;
    audio.onPlayer(() => this.#sendAll());
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /** Of the zones that there are. */
  get recipes(): readonly string[] {
    return this.#columns.flatMap(({ zones }) => zones.map(({ recipe }) => recipe));
  }

  /**
   * Takes the place of what there was: columns of the same notes stay, those that were finished at another time come back.
   * @param noteOf the note of a zone that is still to be made.
   */
  async begin(
    planned: readonly PlannedZone[],
    noteOf: (zone: PlannedZone) => Note,
    options: BeginOptions,
  ): Promise<void> {
    this.#options = options;
    const before = new Map(this.#columns.map((column) => [column.key, column]));
    const roots = [...new Set(planned.map(({ rootMidi }) => rootMidi))];
    const columns: Column[] = [];
    for (const root of roots) {
      const zones = planned.filter(({ rootMidi }) => rootMidi === root);
      const column = this.#column(root, zones, noteOf);
      const old = before.get(column.key);
      if (old) old.failed = false;
      if (old && (old.done || old.zones.every(({ note }, i) => note === column.zones[i]!.note)))
        columns.push(old);
      else {
        column.finished = (await this.#kept.find(column)) ?? old?.finished ?? null;
        columns.push(column);
      }
    }
    this.#replace(columns);
  }

  /** Puts columns in place that were kept from an earlier visit. */
  restore(columns: readonly KeptColumn[]): void {
    this.#replace(
      columns.map(({ rootMidi, zones, finished }) => {
        const column = this.#column(rootMidi, zones, () => null);
        column.finished = finished;
        return column;
      }),
    );
  }

  /** Whether all that is planned was finished at another time and is kept. */
  async areKept(planned: readonly PlannedZone[]): Promise<boolean> {
    for (const root of new Set(planned.map(({ rootMidi }) => rootMidi))) {
      const zones = planned.filter(({ rootMidi }) => rootMidi === root);
      if (!(await this.#kept.find(this.#column(root, zones, () => null)))) return false;
    }
    return planned.length > 0;
  }

  /** What kept columns from being finished, with a way out; null when all went well. Forgotten with the next `begin`. */
  get failure(): AlloyError | null {
    const failed = this.#columns.filter((column) => column.failed).length;
    if (failed === 0) return null;
    return new AlloyError(
      'not-finished',
      this.#reason,
      `The notes of ${failed} of ${this.#columns.length} ${this.#columns.length === 1 ? 'key' : 'keys'} could not be tuned and looped (${this.#reason}). They play as they were rendered; render again to try once more.`,
    );
  }

  /** Notes whose zones are not done: what is still to be made, and what has to be there to finish the others. */
  get open(): ReadonlySet<Note> {
    const columns = this.#columns.filter((column) => !column.done);
    return new Set(columns.flatMap(({ zones }) => zones.flatMap(({ note }) => note ?? [])));
  }

  /** A stretch of a note was made. */
  onAudio(note: Note, start: Samples, samples: Float32Array): void {
    for (const column of this.#columns) {
      if (!column.zones.some((zone) => zone.note === note)) continue;
      this.#stream(column, note, start, samples);
      if (note.complete && column.failed) this.#sendWhole(column);
      else if (note.complete) this.#finish(column, false);
      this.#publish();
    }
  }

  /** Columns that get none of the notes that are made next are finished with what they have: nothing whole is left raw. */
  settleBut(next: readonly Note[]): void {
    for (const column of this.#columns) {
      if (!column.zones.some(({ note }) => note && next.includes(note))) this.#finish(column, true);
    }
    this.#publish();
  }

  /** Resolves once no more than `most` whole columns wait to be finished: what makes notes should not run ahead of it. */
  async keepPace(most: number): Promise<void> {
    const waiting = (): number => this.#columns.filter((column) => column.waits).length;
    while (waiting() > most && this.#work.size > 0) await Promise.race(this.#work);
  }

  /** No more notes come for now: what there is, is finished. */
  settle(): void {
    for (const column of this.#columns) this.#finish(column, true);
    this.#publish();
  }

  /** Resolves when nothing is being finished. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  close(): void {
    this.#finisher.close();
  }

  #column<T extends KeptZone>(
    rootMidi: MidiNote,
    planned: readonly T[],
    noteOf: (zone: T) => Note | null,
  ): Column {
    const zones = planned.map((zone): Zone => {
      const { x, y, recipe } = zone;
      return { id: this.#nextId++, x, y, recipe, note: noteOf(zone) };
    });
    return new Column(rootMidi, zones);
  }

  #replace(columns: readonly Column[]): void {
    const before = new Set(this.#columns);
    this.#columns = columns;
    for (const column of columns) {
      if (!before.has(column)) this.#send(column);
      this.#finish(column, false);
    }
    this.#dropFormer();
    this.#store.update({ zones: columns.flatMap(({ states }) => states) });
  }

  /** Roots that the player has and that are planned no more. */
  get #former(): readonly MidiNote[] {
    const planned = new Set(this.#columns.map(({ rootMidi }) => rootMidi));
    return [...this.#sent.keys()].filter((root) => !planned.has(root));
  }

  /** Zones of former roots play on until the root that takes over their keys is there. */
  #dropFormer(): void {
    for (const root of this.#former) {
      const away = ({ rootMidi }: Column): number => Math.abs(rootMidi - root);
      const [heir] = [...this.#columns].sort((a, b) => away(a) - away(b));
      if (!heir || heir.finished || heir.failed) this.#keepOnly(root, new Set());
    }
  }

  /** Lets the player have a note while it is made, where its root has nothing else to play. */
  #stream(column: Column, note: Note, start: Samples, samples: Float32Array): void {
    if (column.finished) return;
    if (column.raw) {
      if (column.raw.note === note) this.#appendRaw(column.raw.id, note, start, samples);
    } else if ((this.#sent.get(column.rootMidi)?.size ?? 0) === 0 && this.#former.length === 0) {
      column.raw = column.zones.find((zone) => zone.note === note)!;
      this.#sendRaw(column.raw, note);
    }
  }

  #sendRaw({ id, x, y }: Zone, note: Note): void {
    const { sampleRate } = this.#options;
    const { rootMidi, length } = note;
    this.#mark(rootMidi, id);
    this.#audio.setZone(id, { rootMidi, sampleRate, length, x, y, loop: null });
    if (note.made > 0) this.#appendRaw(id, note, 0, note.samples);
  }

  /** As loud as it will be when it is finished, so that nobody hears the zones change. */
  #appendRaw(id: number, { gain }: Note, start: Samples, samples: Float32Array): void {
    this.#audio.appendSamples(
      id,
      start,
      samples.map((x) => gain * x),
    );
  }

  #finish(column: Column, settle: boolean): void {
    const notes = column.toFinish(settle);
    if (notes.length === 0) return;
    column.finishing = true;
    const work = this.#finishNow(column, notes, settle).finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  async #finishNow(column: Column, notes: readonly Note[], settle: boolean): Promise<void> {
    const { sampleRate, pitched } = this.#options;
    const { rootMidi } = column;
    try {
      const made = await this.#finisher.finish(
        notes.map(({ samples }) => samples),
        { rootMidi, sampleRate, pitched },
      );
      column.finished = finishedZones(notes, made, sampleRate);
    } catch (error) {
      column.failed = true; // it plays as it was rendered
      this.#reason = toErrorMessage(error).message.replace(/\.$/, '');
    }
    column.finishing = false;
    if (!this.#columns.includes(column)) return;
    this.#send(column);
    this.#dropFormer();
    if (column.finished) this.#kept.keep(column);
    this.#finish(column, settle);
    this.#publish();
  }

  /** Gives the player what there is of a column, and takes away what was there of its root before. */
  #send(column: Column): void {
    const { finished, rootMidi } = column;
    if (column.failed) return this.#sendWhole(column);
    if (!finished) return;
    const ids = new Set<number>();
    for (const { id, x, y, recipe } of column.zones) {
      const samples = finished.layers.get(recipe);
      if (!samples) continue;
      ids.add(id);
      const { sampleRate } = finished;
      const loop = finished.loop && { ...finished.loop, fall: finished.falls.get(recipe)! };
      this.#audio.setZone(id, { rootMidi, sampleRate, length: samples.length, x, y, loop });
      this.#audio.appendSamples(id, 0, samples);
    }
    this.#keepOnly(rootMidi, ids);
    this.#onFinished(column);
  }

  #sendWhole(column: Column): void {
    const whole = column.zones.filter(({ note }) => note?.complete);
    const sent = this.#sent.get(column.rootMidi);
    for (const zone of whole) if (!sent?.has(zone.id)) this.#sendRaw(zone, zone.note!);
    if (whole.length > 0) this.#keepOnly(column.rootMidi, new Set(whole.map(({ id }) => id)));
  }

  /** The player was made: it has nothing yet. */
  #sendAll(): void {
    this.#sent.clear();
    for (const column of this.#columns) {
      if (column.raw?.note && !column.finished) this.#sendRaw(column.raw, column.raw.note);
      this.#send(column);
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
    this.#store.progress({ zones: this.#columns.flatMap(({ states }) => states) });
  }
}

function finishedZones(notes: readonly Note[], made: FinishedColumn, sampleRate: Hertz): FinishedZones {
  const layers = new Map(notes.map(({ recipe }, i) => [recipe, made.layers[i]!]));
  const falls = new Map(notes.map(({ recipe }, i) => [recipe, made.falls[i]!]));
  return { sampleRate, loop: made.loop, layers, falls };
}
