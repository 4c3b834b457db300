/** Loads sounds into slots: files, addresses, recordings. [page] */
import { AlloyError, toErrorMessage } from '../../errors.js';
import type { SoundPack } from '../contract.js';
import type { SlotDocument } from '../state/document.js';
import type { PrepareClient } from './prepare/client.js';
import { loadSound } from './prepare/load.js';
import type { LoadedSound } from './prepare/messages.js';
import type { Arriving, Slot } from './slot.js';
import { soundName } from './sound-name.js';
import { firstTrim } from './sound-root.js';
import type { Store } from '../state/store.js';

/** A file, a blob, or an address. */
export type Sound = File | Blob | string;

/** A sound that is sent for. */
interface Sent {
  readonly index: number;
  readonly name: string;
  readonly open: () => Promise<LoadedSound>;
}

/** The same, and the slot waits for it. */
interface Expected extends Sent {
  readonly arrival: number;
}

export interface ArrivalsOptions {
  readonly store: Store;
  readonly slots: readonly Slot[];
  readonly prepare: PrepareClient;
  /** Prepares what a slot will hold, as far as can be told now. @throws AlloyError where no model could take it. */
  readonly check: (document: SlotDocument) => Promise<void>;
  /** Makes a document a slot's. */
  readonly put: (index: number, document: SlotDocument) => Promise<void>;
  /** Called when a sound is sent for, … */
  readonly expected: () => void;
  /** … and when it is read, before it is known whether it can be used; resolves once that may be looked at. */
  readonly loaded: (index: number, document: SlotDocument) => Promise<void>;
  /** Called before sounds change places, for undo. */
  readonly record: () => void;
  /** Called after something is awaited, or will not come. */
  readonly changed: () => void;
  /** A context of the page's to record in; null: one of its own. */
  readonly recordIn: () => AudioContext | null;
}

/**
 * Sounds that are being loaded. A sound takes its slot once it is complete and usable; until then, and when it fails,
 * the former sound stays, plays and is rendered. [page]
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  load(index: number, source: Sound, name: string = soundName(source)): Promise<void> {
    return this.#send([{ index, name, open: () => loadSound(this.#options.prepare, source, name) }]);
  }

  /** Into `first`, whatever is there, and then into the slots that are free, in order; null: into these only. */
  loadAll(first: number | null, sounds: readonly Sound[], folders: readonly string[]): Promise<void> {
    const { store, slots, prepare } = this.#options;
    const free = [...slots.keys()].filter((index) => index !== first && slots[index]!.free);
    const places = first === null ? free : [first, ...free];
    const sent = places.slice(0, sounds.length).map((index, i): Sent => {
      const name = soundName(sounds[i]!);
      return { index, name, open: () => loadSound(prepare, sounds[i]!, name) };
    });
    const left = sounds.slice(sent.length).map(soundName);
    const leftOver = left.length + folders.length > 0 ? { sounds: left, folders } : null;
    store.update({ leftOver });
    return this.#send(sent);
  }

  /** The same with sounds of a pack; those that find no place are left out. */
  loadFromPack(
    first: number | null,
    { files, title, sounds }: SoundPack,
    ids: readonly string[],
  ): Promise<void> {
    const { slots, prepare } = this.#options;
    const wanted = ids.map((id) => sounds.find((sound) => sound.id === id));
    const free = [...slots.keys()].filter((index) => index !== first && slots[index]!.free);
    const places = first === null ? free : [first, ...free];
    const sent = places.slice(0, wanted.length).flatMap((index, i): Sent[] => {
      const sound = wanted[i];
      if (!sound)
        throw new AlloyError('bad-argument', ids[i]!, `There is no sound “${ids[i]!}” in “${title}”.`);
      return [{ index, name: sound.name, open: () => prepare.loadFromPack(files, title, sound) }];
    });
    return this.#send(sent);
  }

  async startRecording(index: number): Promise<void> {
    const slot = this.#slot(index);
    const arrival = this.#expect(index, { kind: 'recording', seconds: 0, level: 0 });
    try {
      const { startRecording } = await import('../../audio/record.js');
      const recorder = await startRecording(({ level, seconds }) => {
        if (slot.arrival !== arrival || !slot.recorder) return;
        slot.arriving = { kind: 'recording', seconds, level };
        this.#publish(index);
      }, this.#options.recordIn());
      if (slot.arrival === arrival) slot.recorder = recorder;
      else recorder.cancel();
    } catch (error) {
      if (slot.arrival === arrival) this.#fail(index, 'Microphone', error);
    }
  }

  async stopRecording(index: number): Promise<void> {
    const slot = this.#slot(index);
    const { recorder } = slot;
    slot.recorder = null;
    if (!recorder) {
      // The browser still asks for the microphone: nothing was recorded, and nothing is wrong.
      if (slot.arriving?.kind === 'recording') slot.forget();
      return this.#publish(index);
    }
    const open = async (): Promise<LoadedSound> => {
      const { samples, sampleRate } = await recorder.stop();
      return this.#options.prepare.loadSamples([samples], sampleRate, 'Recording');
    };
    await this.#send([{ index, name: 'Recording', open }]);
  }

  #slot(index: number): Slot {
    const slot = this.#options.slots[index];
    if (!slot) throw new RangeError(`There is no source slot ${index}.`);
    return slot;
  }

  #publish(index: number): void {
    this.#options.store.updateSlot(index, this.#slot(index).state);
  }

  /** From here on a slot waits for a sound; what was wrong before is forgotten. */
  #expect(index: number, arriving: Arriving): number {
    this.#options.expected();
    const slot = this.#slot(index);
    const arrival = slot.forget();
    slot.arriving = arriving;
    slot.problem = null;
    this.#publish(index);
    return arrival;
  }

  /**
   * Loads sounds and puts them into their slots: all in one step of undo, once each is there or has failed. What was in a
   * slot stays there until then, and stays where its successor fails.
   */
  #send(sent: readonly Sent[]): Promise<void> {
    const expected = sent.map((one): Expected => {
      const { index, name } = one;
      return { ...one, arrival: this.#expect(index, { kind: 'loading', name }) };
    });
    this.#options.changed();
    const loading = this.#loadAll(expected);
    for (const { index } of sent) this.#slot(index).arrived = loading; // a render that is asked for meanwhile waits for it
    return loading;
  }

  async #loadAll(expected: readonly Expected[]): Promise<void> {
    const documents = await Promise.all(expected.map((one) => this.#open(one)));
    const there = expected.flatMap(({ index, arrival }, i) => {
      const document = documents[i];
      return document && this.#slot(index).arrival === arrival ? [{ index, document }] : [];
    });
    if (there.length === 0) return;
    this.#options.record();
    const put = there.map(({ index, document }) => {
      this.#slot(index).forget();
      return this.#options.put(index, document);
    });
    await Promise.all(put);
  }

  /** What a slot will hold; null where it cannot be had, or is wanted no more. A sound that no model can take is none. */
  async #open({ index, name, arrival, open }: Expected): Promise<SlotDocument | null> {
    try {
      const sound = await open();
      const document: SlotDocument = { sound, rootOverride: null, trim: firstTrim(sound), gain: 0 };
      if (this.#slot(index).arrival === arrival) await this.#options.loaded(index, document);
      await this.#options.check(document);
      return document;
    } catch (error) {
      if (this.#slot(index).arrival === arrival) this.#fail(index, name, error);
      return null;
    }
  }

  /** A sound that cannot be had: the one before it stays, and nothing was changed. */
  #fail(index: number, name: string, error: unknown): void {
    const slot = this.#slot(index);
    slot.forget();
    slot.problem = { name, error: toErrorMessage(error) };
    this.#publish(index);
    this.#options.changed();
  }
}
