/** Makes the samples of an export: headroom, rate, loop, and a natural decay that no envelope can give. */
import {
  decibelsToGain,
  type Cents,
  type DecibelsPerSecond,
  type Hertz,
  type Samples,
  type Seconds,
} from '../units.js';
import type { ExportPlan, PlannedKeyZone } from './plan.js';
import { resampleLooped } from './resample.js';

/** A sample as it is written. */
export interface ExportSample {
  /** Linear, within ±1; behind a loop's end follow GUARD_FRAMES of its start. */
  readonly frames: Float32Array;
  readonly sampleRate: Hertz;
  /** Frame `end − 1` is followed by frame `start`. */
  readonly loop: { readonly start: Samples; readonly end: Samples } | null;
  /** What it must be raised by because of its new rate. */
  readonly cents: Cents;
  /** Decay that an envelope has to give from the loop's start on, at the root's speed; null: none. */
  readonly decay: SampleDecay | null;
  /** Decay that is in the samples, and so goes on in a release; 0: none. */
  readonly writtenDecay: DecibelsPerSecond;
}

export interface SampleDecay {
  readonly hold: Seconds;
  readonly rate: DecibelsPerSecond;
}

/** Where natural decay goes: into an envelope, or into the samples, which then play once and as long as they are heard. */
export type DecayBy = 'envelope' | 'samples';

/** Frames behind a loop's end, for players whose interpolation reads past it: even, so that chunks are. */
export const GUARD_FRAMES: Samples = 64;
/** A decay is written out to here, and no longer than this. */
const WRITTEN_DECIBELS = 66;
const LONGEST: Seconds = 45;
/** Fade at the end of a decay that is written out. */
const LAST_FADE: Seconds = 0.05;

/** The sample of a root at a place; null where there is none. */
export function exportSample(
  plan: ExportPlan,
  planned: PlannedKeyZone,
  place: number,
  decayBy: DecayBy,
): ExportSample | null {
  const layer = planned.layers[place];
  if (!layer) return null;
  const { sampleRate, loop } = planned.zone;
  const { options, headroom, naturalDecay } = plan;
  const made = resampleLooped({ samples: layer.samples, sampleRate, loop }, options.sampleRate ?? sampleRate);
  const rate = loop === null ? 0 : layer.decayRate * naturalDecay;
  const { cents } = made;
  const scaled = made.samples.map((sample) => headroom * sample);
  const common = { sampleRate: made.sampleRate, cents, writtenDecay: 0 };
  if (made.loop === null) return { ...common, frames: even(scaled), loop: null, decay: null };
  if (rate > 0 && decayBy === 'samples') {
    return {
      ...common,
      frames: even(decayed(scaled, made.loop, rate, made.sampleRate)),
      loop: null,
      decay: null,
      writtenDecay: rate,
    };
  }
  const decay = rate > 0 ? { hold: made.loop.start / made.sampleRate, rate } : null;
  return { ...common, frames: guarded(scaled, made.loop), loop: made.loop, decay };
}

/** Whether the amplitude envelope is free for natural decay: the player's own stays at full level. */
export function decayByEnvelope({ envelope }: ExportPlan): DecayBy {
  return envelope.decayRate === 0 ? 'envelope' : 'samples';
}

function guarded(samples: Float32Array, { start, end }: { start: Samples; end: Samples }): Float32Array {
  const frames = new Float32Array(end + GUARD_FRAMES + (end % 2));
  frames.set(samples);
  for (let i = end; i < frames.length; i++) frames[i] = frames[start + ((i - end) % (end - start))]!;
  return frames;
}

/** The loop repeated until its decay has taken it to silence. */
function decayed(
  samples: Float32Array,
  { start, end }: { start: Samples; end: Samples },
  rate: DecibelsPerSecond,
  sampleRate: Hertz,
): Float32Array {
  const seconds = Math.min(LONGEST, WRITTEN_DECIBELS / rate);
  const frames = new Float32Array(Math.max(end, start + Math.round(seconds * sampleRate)));
  frames.set(samples);
  const fade = Math.round(LAST_FADE * sampleRate);
  for (let i = start; i < frames.length; i++) {
    const gain = decibelsToGain((-rate * (i - start)) / sampleRate);
    frames[i] =
      gain * samples[start + ((i - start) % (end - start))]! * Math.min(1, (frames.length - i) / fade);
  }
  return frames;
}

function even(samples: Float32Array): Float32Array {
  if (samples.length % 2 === 0) return samples;
  const frames = new Float32Array(samples.length + 1);
  frames.set(samples);
  return frames;
}
