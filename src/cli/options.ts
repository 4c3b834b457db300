/** Reads the values of the command's options. [Node] */
import { InvalidArgumentError } from 'commander';
import type { WeightStorage } from '../generator/wasm/matrices.js';
import type { Plan } from '../render/plan.js';
import type { MidiNote, Seconds } from '../units.js';

export type BackendChoice = 'auto' | 'webgpu' | 'wasm' | 'reference';

/** What commands know that may have to render. */
export interface RenderingOptions {
  readonly model?: string;
  readonly backend: BackendChoice;
  readonly jobs?: number;
}

/** What commands know that make one thing of an instrument. */
export interface InstrumentOptions extends RenderingOptions {
  readonly preset?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
}

/** Samples a second of a result; native: the model's own. */
export const RESULT_RATES = ['48000', 'native'] as const;
export type ResultRate = (typeof RESULT_RATES)[number];

export type EngineChoice = 'neural' | 'live';

/** The options of `alloy blend`, checked. */
export interface BlendOptions {
  readonly out: string;
  readonly seconds: Seconds;
  readonly mix: number;
  readonly seed: number;
  /** Undefined: what the model recommends. */
  readonly temperature?: number;
  /** What makes the results: the model, or partials and noise. */
  readonly engine: EngineChoice;
  /** Of all results of the live engine; undefined: reconstructions at their own pitch, pairs between. */
  readonly key?: MidiNote;
  readonly backend: BackendChoice;
  readonly model: string;
  readonly root: 'auto' | MidiNote;
  /** Where the used part of the sounds begins: one value for all, or one for each. */
  readonly start?: readonly Seconds[];
  /** Where it ends, likewise. */
  readonly end?: readonly Seconds[];
  /** Of packs of sounds, by key or name: one for all, or one for each. */
  readonly sample?: readonly string[];
  /** Prints the samples of packs instead. */
  readonly list?: boolean;
  readonly jobs?: number;
  readonly weights?: WeightStorage;
  /** Of the results, which have what lies above the model's band at 48 kHz. */
  readonly rate: ResultRate;
  /** The file of a list of more sounds; - is stdin. */
  readonly inputList?: string;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
}

/** A parser for commander that takes a number from `min` to `max` and says what it wants otherwise. */
export function numberBetween(min: number, max: number, whole = false): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!Number.isFinite(value) || value < min || value > max || (whole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(`It takes a ${whole ? 'whole ' : ''}number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** A parser for commander that takes the address of a page. */
export function parsePage(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new InvalidArgumentError('It takes the address of a page: https://… or http://….');
  return text.replace(/#.*$/s, '');
}

/** A parser for commander that takes times in seconds, commas between. */
export function parseTimes(text: string): Seconds[] {
  const times = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!times.every((time) => Number.isFinite(time) && time >= 0)) {
    throw new InvalidArgumentError('It takes seconds from 0 on, such as 1.7, or one for each sound: 1.7,0.');
  }
  return times;
}

const NOTE = /^([a-g])(#|b|♯|♭)?(-?\d)$/i;
const STEPS: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };

/** A MIDI note of a name such as C4 (= 60) or F#3; null for what is none. */
export function noteNamed(text: string): MidiNote | null {
  const match = NOTE.exec(text);
  if (!match) return null;
  const accidental = match[2] === undefined ? 0 : match[2] === '#' || match[2] === '♯' ? 1 : -1;
  return 12 * (Number(match[3]) + 1) + STEPS[match[1]!.toLowerCase()]! + accidental;
}

/** Keys to render: `C2..C6/4`, from, to, and semitones between (4 where left out); names or MIDI numbers. */
export function parseKeys(text: string): Pick<Plan, 'low' | 'high' | 'step'> {
  const [, from = '', to = '', step = '4'] = /^(.+?)\.\.(.+?)(?:\/(\d+))?$/.exec(text.trim()) ?? [];
  const [low, high] = [from, to].map((key) => noteNamed(key) ?? (/^\d+$/.test(key) ? Number(key) : NaN));
  const between = Number(step);
  if (!(low! >= 0 && high! <= 127 && low! <= high! && between >= 1 && between <= 12)) {
    throw new InvalidArgumentError(
      'It takes the lowest and the highest key and the semitones between rendered ones (1 to 12): C2..C6/4.',
    );
  }
  return { low: low!, high: high!, step: between };
}

/** `auto`, a MIDI number (fractions allowed) from 12 to 120, or a note name such as C4 (= 60) or F#3. */
export function parseRoot(text: string): 'auto' | MidiNote {
  if (text === 'auto') return 'auto';
  const named = noteNamed(text);
  if (named !== null) return named;
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value) || value < 12 || value > 120) {
    throw new InvalidArgumentError('It takes auto, a MIDI note from 12 to 120, or a name such as C4.');
  }
  return value;
}

/** A MIDI number from 0 to 127, or a note name. */
export function parseKey(text: string): MidiNote {
  const key = noteNamed(text) ?? (/^\d+$/.test(text.trim()) ? Number(text) : NaN);
  if (!(key >= 0 && key <= 127))
    throw new InvalidArgumentError('It takes a MIDI note from 0 to 127, or a name such as C4.');
  return key;
}

/** A parser for commander: the name of a model, as manifests allow it. */
export function parseModelName(text: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) {
    throw new InvalidArgumentError('It may have lower case letters, digits and hyphens only.');
  }
  return text;
}
