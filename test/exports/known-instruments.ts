/** Instruments whose pitch, loop and decay are known, and how Alloy's own player plays them. */
import type { ExportInput } from '../../src/exports/input.js';
import { defaultParameters, type ParameterValues } from '../../src/parameters.js';
import { midiToHertz } from '../../src/units.js';
import { Rig } from '../worklets/rig.js';
import type { NoteEvent } from './notes.js';

export const LOOP = { start: 8000, end: 8000 + 13931, crossfade: 0 };
export const ROOTS = [48, 52, 60] as const;

export interface Voicing {
  readonly content?: 'sine' | 'noise';
  /** dB/s of each layer. */
  readonly decayRates?: readonly number[];
  readonly parameters?: Partial<ParameterValues>;
  readonly amplitude?: number;
  readonly tuning?: readonly number[];
}

/** Three roots, a layer for each decay rate, looped. Sines are whole periods of the loop; the pitch is the root's to 0.01 cents. */
export function instrument(voicing: Voicing = {}): ExportInput {
  const { content = 'sine', decayRates = [0, 0, 0], parameters = {}, amplitude = 0.5, tuning } = voicing;
  const places = decayRates.map((_, i) => (decayRates.length === 1 ? 0.5 : i / (decayRates.length - 1)));
  return {
    name: 'Guitar × Flute: “test”',
    author: 'A. Player',
    tags: ['plucked', 'blown'],
    licence: 'CC0-1.0: do as you like.',
    parameters: { ...defaultParameters(), ...parameters },
    mix: { x: 0.5, y: 0 },
    tuning: tuning ?? null,
    keyZones: ROOTS.map((rootMidi) => ({
      rootMidi,
      sampleRate: 16000,
      loop: LOOP,
      layers: decayRates.map((decayRate, i) => ({
        x: places[i]!,
        y: 0,
        decayRate,
        samples: content === 'sine' ? tone(rootMidi, amplitude) : noise(rootMidi + i, amplitude),
      })),
    })),
  };
}

/** What a loop of whole periods sounds at, nearest to a root. */
export function loopedHertz(root: number): number {
  const length = LOOP.end - LOOP.start;
  const periods = Math.round((midiToHertz(root) * length) / 16000);
  return (16000 * periods) / length;
}

function tone(root: number, amplitude: number): Float32Array {
  const step = (2 * Math.PI * loopedHertz(root)) / 16000;
  return Float32Array.from({ length: LOOP.end + 100 }, (_, i) => amplitude * Math.sin(step * i));
}

/** White noise, its loop entered without a seam: the 200 samples before the end are those before the start. */
function noise(seed: number, amplitude: number): Float32Array {
  let state = seed * 7919 + 1;
  const samples = Float32Array.from({ length: LOOP.end + 100 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  });
  const length = LOOP.end - LOOP.start;
  for (let i = 1; i <= 200; i++) samples[LOOP.end - i] = samples[LOOP.start - i]!;
  for (let i = LOOP.end; i < samples.length; i++) samples[i] = samples[i - length]!;
  return samples;
}

/** The left channel of the player. */
export function renderAlloy(
  input: ExportInput,
  events: readonly NoteEvent[],
  seconds: number,
  rate = 48000,
): Float32Array {
  const rig = new Rig(rate);
  for (const [id, value] of Object.entries(input.parameters)) {
    rig.core.handle({ kind: 'parameter', id: id as keyof ParameterValues, value });
  }
  let id = 0;
  for (const { rootMidi, sampleRate, loop, layers } of input.keyZones) {
    for (const { x, y, samples, decayRate } of layers) {
      const { length } = samples;
      rig.core.handle({
        kind: 'zone',
        id: ++id,
        rootMidi,
        sampleRate,
        length,
        x,
        y,
        loop: loop && { ...loop, decayRate },
      });
      rig.core.handle({ kind: 'samples', id, start: 0, samples });
    }
  }
  if (input.tuning) rig.core.handle({ kind: 'tuning', semitones: Float64Array.from(input.tuning) });
  for (const [time, ...bytes] of events) rig.midi(bytes, time);
  return rig.render(seconds);
}
