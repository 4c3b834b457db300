import { POSITION_FIELDS } from '../../src/protocol.js';
import type { Gain01, MidiNote, Samples } from '../../src/units.js';
import { POLYPHONY, SLOTS } from './constants.js';
import { Voice, type VoiceWorld } from './voice.js';
import type { Zone } from './zone.js';

/**
 * All voices. A note that finds none free takes the least missed one: it fades in its own slot, in a few
 * milliseconds, while the new note already sounds in another. [audio]
 */
export class Voices {
  readonly #slots: readonly Voice[];
  #notes = 0;
  /** Pitch of each key. */
  readonly tuning = Float64Array.from({ length: 128 }, (_, key) => key);

  constructor(world: VoiceWorld) {
    this.#slots = Array.from({ length: SLOTS }, () => new Voice(world));
  }

  /** Voices in use, those that only fade not counted. */
  get count(): number {
    let count = 0;
    for (const voice of this.#slots) if (voice.active && !voice.fading) count++;
    return count;
  }

  /** Voices that still make sound, fading ones too. */
  get sounding(): number {
    let count = 0;
    for (const voice of this.#slots) if (voice.active) count++;
    return count;
  }

  get underruns(): number {
    let count = 0;
    for (const voice of this.#slots) count += voice.underruns;
    return count;
  }

  /**
   * Begins a note. A voice that the same key still holds fades: one key, one voice. With more than a whole
   * polyphony of voices fading, which takes as many notes in 4 ms, the note is left out.
   */
  noteOn(channel: number, key: MidiNote, velocityGain: Gain01, zone: Zone): void {
    for (const voice of this.#slots) {
      const holds = voice.active && (voice.held || voice.sustained);
      if (holds && voice.channel === channel && voice.key === key) voice.fadeOut();
    }
    const slot = this.#freeSlot();
    if (slot === null) return;
    if (this.count >= POLYPHONY) this.#leastMissed()?.fadeOut();
    slot.start(channel, key, this.tuning[key]!, velocityGain, zone, ++this.#notes);
  }

  /** Lets a key go; with the pedal down it sounds on until that is up. */
  noteOff(channel: number, key: MidiNote, pedal: boolean): void {
    for (const voice of this.#slots) {
      if (voice.active && voice.held && voice.channel === channel && voice.key === key) letGo(voice, pedal);
    }
  }

  /** Lets all keys of a channel go. */
  allNotesOff(channel: number, pedal: boolean): void {
    for (const voice of this.#slots) {
      if (voice.active && voice.held && voice.channel === channel) letGo(voice, pedal);
    }
  }

  pedalUp(channel: number): void {
    for (const voice of this.#slots) {
      if (voice.active && voice.sustained && voice.channel === channel) voice.release();
    }
  }

  /** Silences a channel in a few milliseconds. */
  allSoundOff(channel: number): void {
    for (const voice of this.#slots) if (voice.active && voice.channel === channel) voice.fadeOut();
  }

  releaseAll(): void {
    for (const voice of this.#slots) if (voice.active) voice.release();
  }

  fadeAll(): void {
    for (const voice of this.#slots) if (voice.active) voice.fadeOut();
  }

  writePositions(positions: Float32Array): number {
    let count = 0;
    for (const voice of this.#slots) {
      if (!voice.active || voice.fading) continue;
      positions[POSITION_FIELDS * count] = voice.key;
      positions[POSITION_FIELDS * count + 1] = voice.x;
      positions[POSITION_FIELDS * count + 2] = voice.y;
      positions[POSITION_FIELDS * count + 3] = voice.gain;
      count++;
    }
    return count;
  }

  render(bus: Float32Array, offset: Samples, frames: Samples): void {
    for (let index = 0; index < SLOTS; index++) {
      const voice = this.#slots[index]!;
      if (voice.active) voice.render(bus, offset, frames);
    }
  }

  #freeSlot(): Voice | null {
    for (const voice of this.#slots) if (!voice.active) return voice;
    return null;
  }

  /** Released before pedalled before held; of released ones the quietest, of others the oldest. */
  #leastMissed(): Voice | null {
    let best: Voice | null = null;
    for (const voice of this.#slots) {
      if (!voice.active || voice.fading) continue;
      if (best === null || lessMissed(voice, best)) best = voice;
    }
    return best;
  }
}

function letGo(voice: Voice, pedal: boolean): void {
  if (!pedal) return voice.release();
  voice.held = false;
  voice.sustained = true;
}

function rank(voice: Voice): number {
  return voice.held ? 2 : voice.sustained ? 1 : 0;
}

function lessMissed(a: Voice, b: Voice): boolean {
  if (rank(a) !== rank(b)) return rank(a) < rank(b);
  return rank(a) === 0 && a.gain !== b.gain ? a.gain < b.gain : a.age < b.age;
}
