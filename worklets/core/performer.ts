/** Performs channel messages on the voices: notes, controllers, RPN, MPE. [audio, while playing; no allocation] */
import type { Gain01 } from '../../src/units.js';
import { type Channels, SOFT_PEDAL, SOSTENUTO_PEDAL, SUSTAIN_PEDAL } from './channels.js';
import { CHANNELS } from './constants.js';
import { KeyStack } from './key-stack.js';
import { LOWER_MASTER, UPPER_MASTER } from './mpe.js';
import { BEND_SENSITIVITY, COARSE_TUNING, FINE_TUNING, MPE_CONFIGURATION } from './registered-parameters.js';
import type { Effects } from './effects/effects.js';
import { type Settings, TUNE } from './settings.js';
import { velocityGain } from './voice.js';
import type { Voices } from './voices.js';

/** Gain of notes that start under the soft pedal, −4 dB. */
const SOFT: Gain01 = 10 ** (-4 / 20);
/** Centre of RPN 1 and 2. */
const FINE_MIDDLE = 8192;
const COARSE_MIDDLE = 64;

/** Status byte for the slide of a finger on a key (centre 64), in the range of MIDI's system messages, which no channel uses. */
export const KEY_SLIDE = 0xf0;
export const SLIDE_MIDDLE = 64;
export const SLIDE_REACH = 63;

/** Interprets channel messages and plays them on the voices. [audio] */
export class Performer {
  readonly #settings: Settings;
  readonly #channels: Channels;
  readonly #voices: Voices;
  readonly #effects: Pick<Effects, 'silence'>;
  readonly #keyStack = new KeyStack();
  #channel: number | null = null;
  #program = -1;
  #configured = false;

  constructor(settings: Settings, channels: Channels, voices: Voices, effects: Pick<Effects, 'silence'>) {
    this.#settings = settings;
    this.#channels = channels;
    this.#voices = voices;
    this.#effects = effects;
  }

  /** Listens to one channel, 0 to 15, or to all (null). Releases the notes of the others and resets their controllers. */
  listenTo(channel: number | null): void {
    this.#channel = channel;
    for (let other = 0; other < CHANNELS; other++) {
      if (this.#listensTo(other)) continue;
      this.#channels.rest(other);
      this.#applyPedals(other);
      this.#allNotesOff(other);
    }
  }

  /** The program change received since the last call; −1: none. */
  takeProgram(): number {
    const program = this.#program;
    this.#program = -1;
    return program;
  }

  /** Whether a message changed the MPE zones since the last call; the `mpe` setting has the new zone. */
  takeConfigured(): boolean {
    const configured = this.#configured;
    this.#configured = false;
    return configured;
  }

  /** Empties the key stack when the voice mode changes: keys that are down are then independent notes. */
  clearKeyStack(): void {
    this.#keyStack.clear();
  }

  /** Releases all notes, those of pedals too. */
  releaseAll(): void {
    this.#keyStack.clear();
    this.#voices.forgetWaiting();
    this.#voices.releaseAll();
  }

  /** Resets all controllers to their initial values. */
  reset(): void {
    this.#keyStack.clear();
    for (let channel = 0; channel < CHANNELS; channel++) this.#channels.resetControllers(channel);
  }

  /** Handles one message: status, first and second data byte from the lowest byte up. */
  handle(bytes: number): void {
    const channel = bytes & 0x0f;
    const first = (bytes >> 8) & 0x7f;
    const second = (bytes >> 16) & 0x7f;
    if (!this.#listensTo(channel)) return;
    switch (bytes & 0xf0) {
      case 0x80:
        return this.#noteOff(channel, first);
      case 0x90:
        return second === 0 ? this.#noteOff(channel, first) : this.#noteOn(channel, first, second);
      case 0xa0:
        return this.#voices.setPressure(channel, first, second / 127);
      case 0xb0:
        return this.#control(channel, first, second);
      case 0xc0:
        this.#program = first;
        return;
      case 0xd0:
        return this.#channels.setPressure(channel, first);
      case 0xe0:
        return this.#channels.setBend(channel, first | (second << 7));
      case KEY_SLIDE:
        return this.#voices.setSlide(channel, first, (second - SLIDE_MIDDLE) / SLIDE_REACH);
    }
  }

  /** Whether a channel is played: the selected one, or any channel of an MPE zone. */
  #listensTo(channel: number): boolean {
    return this.#channel === null || channel === this.#channel || this.#channels.mpe.active;
  }

  #noteOn(channel: number, key: number, velocity: number): void {
    const { mode } = this.#settings;
    const tune = this.#settings.smoothed.values[TUNE]!;
    if (!this.#voices.sounds(channel)) this.#channels.jumpChannel(channel, tune);
    if (mode === 'poly') return this.#begin(channel, key, velocity, true);
    const line = this.#keyStack.size > 0;
    this.#keyStack.push(channel, key, velocity);
    this.#playLast(line);
  }

  #noteOff(channel: number, key: number): void {
    if (this.#settings.mode !== 'poly' && this.#keyStack.remove(channel, key) && this.#keyStack.size > 0) {
      return this.#playLast(true);
    }
    this.#voices.noteOff(channel, key, this.#channels.pedal(channel, SUSTAIN_PEDAL));
  }

  /** Plays the last key of the monophonic line. `overlapping`: another key is down. */
  #playLast(overlapping: boolean): void {
    const { channel, key, velocity } = this.#keyStack;
    const legato = this.#settings.mode === 'legato';
    const voice = this.#voices.youngest;
    if (legato && overlapping && voice !== null) return this.#voices.legatoTo(voice, channel, key);
    this.#begin(channel, key, velocity, overlapping || !legato, true);
  }

  #begin(channel: number, key: number, velocity: number, glide: boolean, alone = false): void {
    const { velocityAmount, velocityPower } = this.#settings;
    const curved = (velocity / 127) ** velocityPower;
    const soft = this.#channels.pedal(channel, SOFT_PEDAL) ? SOFT : 1;
    const level = velocityGain(curved, velocityAmount) * soft;
    this.#voices.noteOn(channel, key, curved, level, glide, alone);
  }

  #control(channel: number, controller: number, value: number): void {
    const down = value >= 64;
    switch (controller) {
      case 1:
        return this.#channels.setWheel(channel, value);
      case 7:
        return this.#channels.setVolume(channel, value);
      case 10:
        return this.#channels.setPan(channel, value);
      case 11:
        return this.#channels.setExpression(channel, value);
      case 64:
        this.#channels.setPedal(channel, SUSTAIN_PEDAL, down);
        return this.#each(channel, 'pedals');
      case 66:
        if (down !== this.#channels.pedal(channel, SOSTENUTO_PEDAL)) {
          this.#channels.setPedal(channel, SOSTENUTO_PEDAL, down);
          this.#each(channel, down ? 'sostenuto' : 'pedals');
        }
        return;
      case 67:
        return this.#channels.setPedal(channel, SOFT_PEDAL, down);
      case 74:
        return this.#channels.setSlide(channel, value);
      case 6:
        return this.#enterCoarse(channel, value);
      case 38:
        return this.#enterFine(channel, value);
      case 96:
        return this.#step(channel, 1);
      case 97:
        return this.#step(channel, -1);
      case 120:
        return this.#each(channel, 'soundOff');
      case 121:
        this.#channels.resetControllers(channel);
        return this.#each(channel, 'pedals');
    }
    // 123 and the mode messages 124 to 127, which imply it; the sustain pedal still holds notes, as MIDI requires.
    if (controller >= 123) return this.#each(channel, 'notesOff');
    this.#channels.numbers.control(channel, controller, value);
  }

  /** Applies an action to a channel, or to all channels of a zone when it is the zone's master. */
  #each(channel: number, what: 'pedals' | 'sostenuto' | 'notesOff' | 'soundOff'): void {
    for (let other = 0; other < CHANNELS; other++) {
      if (!this.#channels.means(channel, other)) continue;
      if (what === 'pedals') this.#applyPedals(other);
      else if (what === 'sostenuto') this.#voices.sostenutoDown(other);
      else if (what === 'notesOff') this.#allNotesOff(other);
      else this.#allSoundOff(other);
    }
    // What they keep is of all channels: it ends with the last of them.
    if (what === 'soundOff' && this.#voices.count === 0) this.#effects.silence();
  }

  /** Releases the notes that no pedal holds any more. */
  #applyPedals(channel: number): void {
    const sustain = this.#channels.pedal(channel, SUSTAIN_PEDAL);
    if (!this.#channels.pedal(channel, SOSTENUTO_PEDAL)) this.#voices.sostenutoUp(channel, sustain);
    if (!sustain) this.#voices.pedalUp(channel);
  }

  #allNotesOff(channel: number): void {
    this.#keyStack.removeChannel(channel);
    this.#voices.allNotesOff(channel, this.#channels.pedal(channel, SUSTAIN_PEDAL));
  }

  #allSoundOff(channel: number): void {
    this.#keyStack.removeChannel(channel);
    this.#voices.allSoundOff(channel);
  }

  /** Data entry, coarse (CC 6): sets the fine half to 0. */
  #enterCoarse(channel: number, value: number): void {
    switch (this.#channels.numbers.selected(channel)) {
      case BEND_SENSITIVITY:
        return this.#channels.setOwnBendRange(channel, value);
      case FINE_TUNING:
        return this.#tuneFine(channel, value << 7);
      case COARSE_TUNING:
        return this.#channels.setCoarseTuning(channel, value - COARSE_MIDDLE);
      case MPE_CONFIGURATION:
        return this.#configureMpe(channel, value);
    }
  }

  /** Data entry, fine (CC 38): keeps the coarse half. Coarse tuning and MPE zones have no fine half. */
  #enterFine(channel: number, value: number): void {
    switch (this.#channels.numbers.selected(channel)) {
      case BEND_SENSITIVITY: {
        const semitones = Math.floor(this.#bendCents(channel) / 100);
        return this.#channels.setOwnBendRange(channel, semitones + value / 100);
      }
      case FINE_TUNING:
        return this.#tuneFine(channel, (this.#fineData(channel) & ~0x7f) | value);
    }
  }

  /**
   * Data increment and decrement (CC 96, 97) from the present value: bend range by a cent, fine tuning by its least
   * step, coarse tuning by a semitone (MIDI recommended practice 018). MPE zones ignore them.
   */
  #step(channel: number, way: 1 | -1): void {
    switch (this.#channels.numbers.selected(channel)) {
      case BEND_SENSITIVITY: {
        const cents = Math.max(0, this.#bendCents(channel) + way);
        return this.#channels.setOwnBendRange(channel, cents / 100);
      }
      case FINE_TUNING:
        return this.#tuneFine(channel, this.#fineData(channel) + way);
      case COARSE_TUNING: {
        const semitones = this.#channels.coarseTuning(channel) + way;
        const bounded = Math.min(COARSE_MIDDLE - 1, Math.max(-COARSE_MIDDLE, semitones));
        return this.#channels.setCoarseTuning(channel, bounded);
      }
    }
  }

  #bendCents(channel: number): number {
    return Math.round(100 * this.#channels.ownBendRange(channel));
  }

  /** Present value of RPN 1, 14 bits. */
  #fineData(channel: number): number {
    return Math.round(this.#channels.fineTuning(channel) * FINE_MIDDLE) + FINE_MIDDLE;
  }

  #tuneFine(channel: number, data: number): void {
    const bounded = Math.min(2 * FINE_MIDDLE - 1, Math.max(0, data));
    this.#channels.setFineTuning(channel, (bounded - FINE_MIDDLE) / FINE_MIDDLE);
  }

  #configureMpe(channel: number, members: number): void {
    if (channel !== LOWER_MASTER && channel !== UPPER_MASTER) return;
    this.#channels.configureMpe(channel, members);
    this.#settings.mpe = this.#channels.mpe.zone;
    this.#configured = true;
    // Notes held on members of the old zones would never get a note-off: release all of them.
    for (let other = 0; other < CHANNELS; other++) this.#allNotesOff(other);
  }
}
