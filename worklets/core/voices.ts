/** Allocates and steals voices, and renders all of them. [audio, while playing; no allocation] */
import { POSITION_FIELDS } from '../../src/protocol.js';
import type { Gain01, MidiNote, Samples } from '../../src/units.js';
import { SLOTS } from './constants.js';
import { Voice, type VoiceWorld } from './voice.js';

/** Keys that wait at once; the longest wait is given up beyond. */
const MOST_WAITING = 128;

/** A key that is down while there is nothing yet that it could play. */
interface WaitingNote {
  readonly channel: number;
  readonly key: MidiNote;
  readonly velocity: Gain01;
  readonly level: Gain01;
  readonly alone: boolean;
}

/**
 * Allocates and renders all voices. A note that finds none free steals one (see `#voiceToSteal`), which fades out in
 * its own slot within a few milliseconds while the new note already sounds in another. [audio]
 */
export class Voices {
  readonly #world: VoiceWorld;
  /** Voices that sound, oldest first: summed in the same order for every block size. */
  readonly #active: Voice[] = [];
  readonly #free: Voice[];
  /** Oldest first. Allocates: there is no sound while it does. */
  #waiting: WaitingNote[] = [];
  #started = 0;
  /** Start pitch of a glide when nothing sounds; NaN before the first note. */
  #lastNote: MidiNote = NaN;

  constructor(world: VoiceWorld) {
    this.#world = world;
    this.#free = Array.from({ length: SLOTS }, () => new Voice(world));
  }

  /** Voices in use, without those that fade out. */
  get count(): number {
    let count = 0;
    for (const voice of this.#active) if (voice.active && !voice.fading) count++;
    return count;
  }

  /** Voices that sound, those that fade out included. */
  get sounding(): number {
    let count = 0;
    for (const voice of this.#active) if (voice.active) count++;
    return count;
  }

  get underruns(): number {
    let count = 0;
    for (const voice of this.#active) count += voice.underruns;
    for (const voice of this.#free) count += voice.underruns;
    return count;
  }

  /** Whether a channel has voices in use. */
  sounds(channel: number): boolean {
    for (const voice of this.#active)
      if (voice.active && !voice.fading && voice.channel === channel) return true;
    return false;
  }

  /** The youngest voice whose key is down or held by a pedal; null when there is none. */
  get youngest(): Voice | null {
    for (let index = this.#active.length - 1; index >= 0; index--) {
      const voice = this.#active[index]!;
      if (voice.active && !voice.fading && (voice.held || voice.sustained)) return voice;
    }
    return null;
  }

  /**
   * Starts a note of one or more voices. Fades out voices that the same key still holds: one key, one note. The note is
   * dropped when all slots are in use by fading voices, which takes a whole polyphony of notes within 4 ms. `velocity`:
   * after the velocity curve; `level`: the gain by it. `glide`: glides from the note before; `alone`: fades out all
   * other held notes. Where there is no sound yet the key waits for it: see `beginWaiting`.
   */
  noteOn(
    channel: number,
    key: MidiNote,
    velocity: Gain01,
    level: Gain01,
    glide: boolean,
    alone: boolean,
  ): void {
    const { settings, keyZones, tuning, live } = this.#world;
    const from = glide ? this.#glideFrom() : NaN;
    if (this.#waiting.length > 0) this.#forget(channel, alone ? null : key);
    for (const voice of this.#active) {
      const holds = voice.active && (voice.held || voice.sustained);
      if (holds && (alone || (voice.channel === channel && voice.key === key))) voice.fadeOut();
    }
    const pitch = tuning[key]!;
    if (Number.isNaN(pitch)) return;
    const keyZone = keyZones.nearest(pitch + settings.transpose);
    if (keyZone === null && !live.ready) return this.#wait({ channel, key, velocity, level, alone });
    this.#lastNote = pitch + settings.transpose;
    const size = Math.min(settings.unison, settings.voices);
    this.limit(settings.voices - size);
    const each = level / Math.sqrt(size);
    const seed = ++this.#started;
    for (let index = 0; index < size; index++) {
      const voice = this.#free.pop();
      if (voice === undefined) return;
      const offset = size === 1 ? 0 : (2 * index) / (size - 1) - 1;
      const { expression } = voice;
      expression.start(channel, key, pitch, from, velocity, offset, seed);
      const grid = keyZone?.nearest(expression.x, expression.y) ?? null;
      const playsLive = live.ready && (settings.live || !live.rendered(keyZone, grid, this.#lastNote));
      if (voice.start(channel, key, each, keyZone, playsLive ? null : grid, seed)) this.#active.push(voice);
      else {
        this.#free.push(voice);
        if (grid === null && index === 0) return this.#wait({ channel, key, velocity, level, alone });
      }
    }
  }

  /** Begins the notes of keys that were pressed before there was any sound, and are still down. */
  beginWaiting(): void {
    if (this.#waiting.length === 0) return;
    for (const { channel, key, velocity, level, alone } of this.#waiting.splice(0))
      this.noteOn(channel, key, velocity, level, false, alone);
  }

  /** Gives up all keys that wait. */
  forgetWaiting(): void {
    if (this.#waiting.length > 0) this.#waiting = [];
  }

  #wait(note: WaitingNote): void {
    if (this.#waiting.length === MOST_WAITING) this.#waiting.shift();
    this.#waiting.push(note);
  }

  /** @param key null: all of the channel. */
  #forget(channel: number, key: MidiNote | null): void {
    this.#waiting = this.#waiting.filter(
      (note) => note.channel !== channel || (key !== null && note.key !== key),
    );
  }

  /** Continues the voices of a legato line at another key. */
  legatoTo(from: Voice, channel: number, key: MidiNote): void {
    const { keyZones, tuning, settings, live } = this.#world;
    const pitch = tuning[key]!;
    if (Number.isNaN(pitch)) return;
    const keyZone = keyZones.nearest(pitch + settings.transpose);
    if (keyZone === null && !live.ready) return;
    this.#lastNote = pitch + settings.transpose;
    const { age } = from;
    for (const voice of this.#active) {
      if (!voice.active || voice.fading || voice.age !== age) continue;
      voice.expression.legatoTo(pitch);
      voice.legatoTo(channel, key, keyZone);
    }
  }

  /** Steals voices until no more than `most` are in use. */
  limit(most: number): void {
    for (let over = this.count - most; over > 0; over--) this.#voiceToSteal()?.fadeOut();
  }

  /** Releases a key; with a pedal down the note is held until the pedal is up. */
  noteOff(channel: number, key: MidiNote, pedal: boolean): void {
    if (this.#waiting.length > 0) this.#forget(channel, key);
    for (const voice of this.#active) {
      if (voice.active && voice.held && voice.channel === channel && voice.key === key)
        releaseKey(voice, pedal);
    }
  }

  /** Releases all keys of a channel. */
  allNotesOff(channel: number, pedal: boolean): void {
    if (this.#waiting.length > 0) this.#forget(channel, null);
    for (const voice of this.#active) {
      if (voice.active && voice.held && voice.channel === channel) releaseKey(voice, pedal);
    }
  }

  /** Handles sustain pedal up: releases the notes that only it held. */
  pedalUp(channel: number): void {
    for (const voice of this.#active) {
      if (voice.active && voice.sustained && !voice.sostenuto && voice.channel === channel) voice.release();
    }
  }

  /** Handles sostenuto pedal down: it holds the keys that are down at this moment. */
  sostenutoDown(channel: number): void {
    for (const voice of this.#active) {
      if (voice.active && voice.held && voice.channel === channel) voice.sostenuto = true;
    }
  }

  /** Handles sostenuto pedal up. `pedal`: whether the sustain pedal still holds the notes. */
  sostenutoUp(channel: number, pedal: boolean): void {
    for (const voice of this.#active) {
      if (!voice.active || !voice.sostenuto || voice.channel !== channel) continue;
      voice.sostenuto = false;
      if (voice.sustained && !pedal) voice.release();
    }
  }

  /** Sets the slide of a finger on a key, −1 to 1. */
  setSlide(channel: number, key: MidiNote, slide: number): void {
    for (const voice of this.#active) {
      if (voice.active && voice.channel === channel && voice.key === key) voice.expression.keySlide = slide;
    }
  }

  /** Sets the poly pressure of a key, 0 to 1. */
  setPressure(channel: number, key: MidiNote, pressure: Gain01): void {
    for (const voice of this.#active) {
      if (voice.active && voice.channel === channel && voice.key === key)
        voice.expression.keyPressure = pressure;
    }
  }

  /** Fades out all voices of a channel within a few milliseconds. */
  allSoundOff(channel: number): void {
    if (this.#waiting.length > 0) this.#forget(channel, null);
    for (const voice of this.#active) if (voice.active && voice.channel === channel) voice.fadeOut();
  }

  releaseAll(): void {
    for (const voice of this.#active) if (voice.active) voice.release();
  }

  fadeAll(): void {
    for (const voice of this.#active) if (voice.active) voice.fadeOut();
  }

  /** Writes key, mix and level of each voice in use; returns their number. */
  writePositions(positions: Float32Array): number {
    let count = 0;
    for (const voice of this.#active) {
      const at = POSITION_FIELDS * count;
      if (!voice.active || voice.fading || at >= positions.length) continue;
      positions[at] = voice.key;
      positions[at + 1] = voice.expression.x;
      positions[at + 2] = voice.expression.y;
      positions[at + 3] = voice.gain;
      count++;
    }
    return count;
  }

  render(left: Float32Array, right: Float32Array, offset: Samples, frames: Samples): void {
    const active = this.#active;
    let kept = 0;
    for (let index = 0; index < active.length; index++) {
      const voice = active[index]!;
      voice.render(left, right, offset, frames);
      if (!voice.active) this.#free.push(voice);
      else active[kept++] = voice;
    }
    while (active.length > kept) active.pop();
  }

  /** Start pitch of a glide: the youngest voice's present pitch, or else the last note's. */
  #glideFrom(): MidiNote {
    const { youngest } = this;
    return youngest === null ? this.#lastNote : youngest.expression.note;
  }

  /** Picks the voice to steal: released before pedalled before held; of released voices the quietest, of others the oldest. */
  #voiceToSteal(): Voice | null {
    let best: Voice | null = null;
    for (const voice of this.#active) {
      if (!voice.active || voice.fading) continue;
      if (best === null || stealsBefore(voice, best)) best = voice;
    }
    return best;
  }
}

/** Handles a key that goes up: a pedal may hold its note. */
function releaseKey(voice: Voice, pedal: boolean): void {
  if (!pedal && !voice.sostenuto) return voice.release();
  voice.held = false;
  voice.sustained = true;
}

function stealRank(voice: Voice): number {
  return voice.held ? 2 : voice.sustained ? 1 : 0;
}

function stealsBefore(a: Voice, b: Voice): boolean {
  if (stealRank(a) !== stealRank(b)) return stealRank(a) < stealRank(b);
  return stealRank(a) === 0 && a.gain !== b.gain ? a.gain < b.gain : a.age < b.age;
}
