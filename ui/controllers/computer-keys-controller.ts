/** Plays notes from the computer's keyboard. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ComputerKeys, keyOffset, PLAYING_CODES } from '../../src/midi/computer-keys.js';
import type { MidiNote, Velocity } from '../../src/units.js';
import { isTyping } from './typing.js';
import { viewOf } from './view.js';

/** What the keys do; the controller knows nothing of sound. */
export interface ComputerKeysActions {
  press(source: string, key: MidiNote, velocity: Velocity): void;
  release(source: string): void;
  releaseAll(): void;
  sustain(down: boolean): void;
  /** The octave or the velocity is another. */
  changed(): void;
}

/** What is printed on the keys above `base`: "A", "W", … */
export function keyLetters(base: MidiNote): ReadonlyMap<MidiNote, string> {
  const symbols: Readonly<Record<string, string>> = { Semicolon: ';', Quote: '’' };
  return new Map(
    PLAYING_CODES.map((code) => [base + keyOffset(code)!, symbols[code] ?? code.replace('Key', '')]),
  );
}

/**
 * Plays from the computer's keyboard: A W S E D F …, Z and X for the octave, C and V for velocity, Shift for the pedal.
 * Listens on the window, so that nothing has to be focused; where a page holds several hosts, the one used last plays. A host
 * in somebody else's program (`guest`) hears only the keys that are pressed while it has the focus.
 * Keys typed into a field do nothing. A key-up that never comes (the window lost focus, a system shortcut)
 * counts as one. [page]
 */
export class ComputerKeysController implements ReactiveController {
  static #current: ComputerKeysController | null = null;

  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #actions: ComputerKeysActions;
  readonly #keys: ComputerKeys;
  #view = window;
  #shift = false;
  #enabled = true;
  /** Leaves keys that are pressed elsewhere on the page alone. */
  guest = false;

  constructor(host: ReactiveControllerHost & HTMLElement, actions: ComputerKeysActions) {
    this.#host = host;
    this.#actions = actions;
    this.#keys = new ComputerKeys({
      onNoteOn: (key, velocity) => actions.press(`computer-${key}`, key, velocity),
      onNoteOff: (key) => actions.release(`computer-${key}`),
    });
    host.addController(this);
  }

  /** The note of the A key. */
  get base(): MidiNote {
    return this.#keys.lowestKey;
  }

  /** Whether keys play at all: a page or a reader may need the letters. */
  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(enabled: boolean) {
    if (!enabled) this.#releaseAll();
    this.#enabled = enabled;
  }

  /** Of the notes that begin now. */
  get velocity(): Velocity {
    return this.#keys.velocity;
  }

  /** Plays so many octaves higher, or lower, as far as there are notes. */
  shift(octaves: number): void {
    this.#keys.shift(octaves);
    this.#actions.changed();
  }

  /** Plays so many steps louder, or softer. */
  shiftVelocity(steps: number): void {
    this.#keys.shiftVelocity(steps);
    this.#actions.changed();
  }

  hostConnected(): void {
    ComputerKeysController.#current ??= this;
    this.#host.addEventListener('pointerdown', this.#onUsed);
    this.#host.addEventListener('focusin', this.#onUsed);
    const view = (this.#view = viewOf(this.#host));
    view.addEventListener('keydown', this.#onKeyDown);
    view.addEventListener('keyup', this.#onKeyUp);
    view.addEventListener('blur', this.#onBlur);
    view.document.addEventListener('visibilitychange', this.#onVisibility);
  }

  hostDisconnected(): void {
    if (ComputerKeysController.#current === this) ComputerKeysController.#current = null;
    this.#host.removeEventListener('pointerdown', this.#onUsed);
    this.#host.removeEventListener('focusin', this.#onUsed);
    const view = this.#view; // the host may be in another document by now
    view.removeEventListener('keydown', this.#onKeyDown);
    view.removeEventListener('keyup', this.#onKeyUp);
    view.removeEventListener('blur', this.#onBlur);
    view.document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#releaseAll();
  }

  readonly #onUsed = (): void => {
    if (ComputerKeysController.#current === this) return;
    const before = ComputerKeysController.#current;
    if (before) before.#releaseAll();
    ComputerKeysController.#current = this;
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    ComputerKeysController.#current ??= this;
    const mine = this.#enabled && ComputerKeysController.#current === this;
    if (!mine || event.defaultPrevented || isTyping(event)) return;
    if (this.guest && !event.composedPath().includes(this.#host)) return;
    // macOS sends no key-up for keys held together with Meta
    if (event.key === 'Meta') return this.#releaseAll();
    if (event.key === 'Shift' && !event.repeat) return this.#setShift(true);
    const { base, velocity } = this;
    if (this.#keys.down(event) && (base !== this.base || velocity !== this.velocity)) this.#actions.changed();
  };

  readonly #onKeyUp = (event: KeyboardEvent): void => {
    if (event.key === 'Shift') this.#setShift(false);
    this.#keys.up(event);
  };

  readonly #onBlur = (): void => this.#releaseAll();

  readonly #onVisibility = (): void => {
    if (this.#view.document.visibilityState === 'hidden') this.#releaseAll();
  };

  #setShift(down: boolean): void {
    if (this.#shift === down) return;
    this.#shift = down;
    this.#actions.sustain(down);
  }

  #releaseAll(): void {
    this.#setShift(false);
    this.#keys.releaseAll();
    this.#actions.releaseAll();
  }
}
