/** Joins pointers, keyboards and pedal into notes of an instrument. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { MidiNote, Velocity } from '../../src/units.js';
import { ComputerKeysController } from './computer-keys-controller.js';
import { HeldNotes } from './held-notes.js';
import { viewOf } from './view.js';

/**
 * Everything that plays notes by hand: pointers, the focused key, the computer's keyboard, the pedal. Wakes the
 * audio up with the first gesture, as browsers ask. [page]
 */
export class PlayController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #instrument: () => InstrumentContract | null;
  readonly #notes: HeldNotes;
  readonly #computer: ComputerKeysController;
  #view = window;
  #latched = false;
  #shift = false;

  constructor(host: ReactiveControllerHost & HTMLElement, instrument: () => InstrumentContract | null) {
    this.#host = host;
    this.#instrument = instrument;
    this.#notes = new HeldNotes({
      noteOn: (key, velocity) => {
        this.#wake();
        instrument()?.noteOn(key, velocity);
      },
      noteOff: (key) => instrument()?.noteOff(key),
    });
    this.#computer = new ComputerKeysController(host, {
      press: (source, key, velocity) => this.press(source, key, velocity),
      release: (source) => this.release(source),
      releaseAll: () => this.#notes.releaseAll(),
      sustain: (down) => this.#setShift(down),
      changed: () => host.requestUpdate(),
    });
    host.addController(this);
  }

  /** The note of the computer's A key. */
  get base(): MidiNote {
    return this.#computer.base;
  }

  /** Of the notes that the computer's keyboard plays. */
  get velocity(): Velocity {
    return this.#computer.velocity;
  }

  /** Leaves keys that are pressed elsewhere on the page alone. */
  set guest(guest: boolean) {
    this.#computer.guest = guest;
  }

  /** Whether the letters of the computer's keyboard play. */
  get computerKeys(): boolean {
    return this.#computer.enabled;
  }

  get sustained(): boolean {
    return this.#latched || this.#shift;
  }

  hostConnected(): void {
    this.#host.addEventListener('pointerdown', this.#wake);
    this.#host.addEventListener('keydown', this.#wake);
    // A browser may have taken the sound away meanwhile. The instrument listens to its own page; this may be another one.
    this.#view = viewOf(this.#host);
    this.#view.document.addEventListener('visibilitychange', this.#onVisibility);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('pointerdown', this.#wake);
    this.#host.removeEventListener('keydown', this.#wake);
    this.#view.document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#notes.releaseAll();
  }

  press(source: string, key: MidiNote, velocity: Velocity): void {
    this.#notes.press(source, key, velocity);
  }

  release(source: string): void {
    this.#notes.release(source);
  }

  toggleComputerKeys(): void {
    this.#computer.enabled = !this.#computer.enabled;
    this.#host.requestUpdate();
  }

  /** Letters play so many octaves higher, or lower. */
  shiftOctave(octaves: number): void {
    this.#computer.shift(octaves);
  }

  /** Letters play so many steps louder, or softer. */
  shiftVelocity(steps: number): void {
    this.#computer.shiftVelocity(steps);
  }

  toggleSustain(): void {
    this.#latched = !this.#latched;
    this.#sendSustain();
  }

  panic(): void {
    this.#notes.releaseAll();
    this.#latched = false;
    this.#sendSustain();
    this.#instrument()?.panic();
  }

  #setShift(down: boolean): void {
    this.#shift = down;
    this.#sendSustain();
  }

  #sendSustain(): void {
    this.#instrument()?.sustain(this.sustained);
    this.#host.requestUpdate();
  }

  readonly #wake = (): void => {
    void this.#instrument()?.resumeAudio();
  };

  readonly #onVisibility = (): void => {
    const sounding = this.#instrument()?.state.audio.phase !== 'off';
    if (sounding && this.#view.document.visibilityState === 'visible') this.#wake();
  };
}
