/**
 * Maps the computer's keyboard to piano keys: the two rows that trackers and DAWs use, from A (C) to ' (F), black
 * keys in the row above; Z and X shift by octaves, C and V make notes softer and louder. By `KeyboardEvent.code`, so the
 * layout does not matter.
 */

/** Semitones above the octave's C. */
const OFFSETS: Readonly<Record<string, number>> = {
  KeyA: 0,
  KeyW: 1,
  KeyS: 2,
  KeyE: 3,
  KeyD: 4,
  KeyF: 5,
  KeyT: 6,
  KeyG: 7,
  KeyY: 8,
  KeyH: 9,
  KeyU: 10,
  KeyJ: 11,
  KeyK: 12,
  KeyO: 13,
  KeyL: 14,
  KeyP: 15,
  Semicolon: 16,
  Quote: 17,
};

const LOWEST_C = 0;
const HIGHEST_C = 108;

/** MIDI velocity at first, and what C and V change it by, as in DAWs. */
const FIRST_VELOCITY = 100;
const VELOCITY_STEP = 20;
const [SOFTEST, LOUDEST] = [1, 127];

/** What each key that plays no note changes: octaves, or steps of velocity. */
const SHIFTS: Readonly<Record<string, { readonly octaves: number } | { readonly steps: number }>> = {
  KeyZ: { octaves: -1 },
  KeyX: { octaves: 1 },
  KeyC: { steps: -1 },
  KeyV: { steps: 1 },
};

/** Semitones above the octave's C that a key plays, or null. */
export function keyOffset(code: string): number | null {
  return Object.hasOwn(OFFSETS, code) ? OFFSETS[code]! : null;
}

/** The codes that play, from low to high: for a help text or a picture. */
export const PLAYING_CODES: readonly string[] = Object.keys(OFFSETS);

/** What is read of a KeyboardEvent. */
export interface KeyPress {
  readonly code: string;
  readonly repeat?: boolean;
  readonly ctrlKey?: boolean;
  readonly altKey?: boolean;
  readonly metaKey?: boolean;
}

export interface ComputerKeysOptions {
  /** MIDI note of the A key at first, a C; 60 by default. */
  readonly lowestKey?: number;
  /** @param velocity 1 to 127. */
  onNoteOn(key: number, velocity: number): void;
  onNoteOff(key: number): void;
}

/** Turns key presses into notes, each let go as the note that it began. [page] */
export class ComputerKeys {
  readonly #options: ComputerKeysOptions;
  readonly #held = new Map<string, number>();
  #lowestKey: number;
  #velocity = FIRST_VELOCITY;

  constructor(options: ComputerKeysOptions) {
    this.#options = options;
    this.#lowestKey = Math.min(HIGHEST_C, Math.max(LOWEST_C, options.lowestKey ?? 60));
  }

  /** MIDI note of the A key now. */
  get lowestKey(): number {
    return this.#lowestKey;
  }

  /** MIDI velocity of the notes that begin now, 1 to 127. */
  get velocity(): number {
    return this.#velocity;
  }

  /** True when the key was ours: then the page should prevent its default. Shortcuts are not. */
  down(press: KeyPress): boolean {
    if (press.ctrlKey || press.altKey || press.metaKey) return false;
    if (Object.hasOwn(SHIFTS, press.code)) {
      const shift = SHIFTS[press.code]!;
      if (!press.repeat && 'octaves' in shift) this.shift(shift.octaves);
      else if (!press.repeat && 'steps' in shift) this.shiftVelocity(shift.steps);
      return true;
    }
    const offset = keyOffset(press.code);
    if (offset === null) return false;
    const key = this.#lowestKey + offset;
    if (press.repeat || this.#held.has(press.code) || key > 127) return true;
    this.#held.set(press.code, key);
    this.#options.onNoteOn(key, this.#velocity);
    return true;
  }

  /** True when the key held a note. Modifiers do not matter: what began must end. */
  up(press: KeyPress): boolean {
    const key = this.#held.get(press.code);
    if (key === undefined) return false;
    this.#held.delete(press.code);
    // Two codes may hold the same note after a shift: the last one ends it.
    if (![...this.#held.values()].includes(key)) this.#options.onNoteOff(key);
    return true;
  }

  /** Lets all go: for `blur` and `visibilitychange`, after which no key-up comes. */
  releaseAll(): void {
    for (const code of [...this.#held.keys()]) this.up({ code });
  }

  /** Plays so many octaves higher, or lower, as far as there are notes. */
  shift(octaves: number): void {
    const shifted = this.#lowestKey + 12 * octaves;
    if (shifted >= LOWEST_C && shifted <= HIGHEST_C) this.#lowestKey = shifted;
  }

  /** Plays so many steps louder, or softer: 1, 20, 40 … 100, 120, 127. */
  shiftVelocity(steps: number): void {
    const from =
      steps < 0 ? Math.ceil(this.#velocity / VELOCITY_STEP) : Math.floor(this.#velocity / VELOCITY_STEP);
    this.#velocity = Math.min(LOUDEST, Math.max(SOFTEST, (from + steps) * VELOCITY_STEP));
  }
}
