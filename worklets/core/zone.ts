/** Holds the samples of one zone as they arrive, and prepares their loop. [audio; allocates when made] */
import type { ZoneLoop } from '../../src/protocol.js';
import type { Gain01, Hertz, MidiNote, Samples } from '../../src/units.js';
import { CONTROL_FRAMES, MAX_INCREMENT, PLAYABLE_SECONDS } from './constants.js';
import { MAX_HALF_TAPS } from './sinc.js';

/** Zeros on both sides of the samples, so that the interpolator needs no bounds checks. */
export const PADDING: Samples = MAX_HALF_TAPS + 2 * CONTROL_FRAMES * MAX_INCREMENT;
/** Longest zone: 2^26 samples, over an hour at 16 kHz. */
const MAX_LENGTH: Samples = 2 ** 26;

/** Settings of a zone, as the page sends them. */
export interface ZoneSettings {
  readonly id: number;
  readonly rootMidi: MidiNote;
  readonly sampleRate: Hertz;
  readonly length: Samples;
  readonly x: Gain01;
  readonly y: Gain01;
  readonly loop: ZoneLoop | null;
  readonly provisional?: boolean;
}

/**
 * Holds the samples of one rendered note while they arrive; once complete, the crossfade before the loop's end is
 * written into them. [audio] The constructor allocates; `append` copies into that memory.
 */
export class Zone {
  readonly id: number;
  readonly rootMidi: MidiNote;
  readonly sampleRate: Hertz;
  readonly length: Samples;
  readonly x: Gain01;
  readonly y: Gain01;
  readonly loop: ZoneLoop | null;
  /** Natural decay from the loop's start on, in nepers per sample: gain e^(−decayNepers · samples). */
  readonly decayNepers: number;
  /** `PADDING` zeros, `length` samples, `PADDING` zeros. */
  readonly data: Float32Array;
  /** Samples that have arrived, counted from the start. */
  available: Samples = 0;
  /** Another zone of its key zone will take its place: a voice that comes to its end waits for that. */
  readonly provisional: boolean;
  /** No more samples will arrive: the zone was replaced or removed. */
  abandoned = false;

  constructor({ id, rootMidi, sampleRate, length, x, y, loop, provisional = false }: ZoneSettings) {
    this.id = id;
    this.rootMidi = Number.isFinite(rootMidi) ? rootMidi : 60;
    this.sampleRate = sampleRate > 0 && sampleRate < Infinity ? sampleRate : 16000;
    this.length = Math.floor(Math.min(MAX_LENGTH, Math.max(0, length || 0)));
    this.x = clamp01(x);
    this.y = clamp01(y);
    this.loop = loop === null ? null : checkedLoop(loop, this.length);
    this.provisional = provisional;
    const decayNepers = this.loop?.decayRate ?? 0;
    this.decayNepers = (decayNepers * Math.LN10) / 20 / this.sampleRate;
    this.data = new Float32Array(this.length + 2 * PADDING);
  }

  get complete(): boolean {
    return this.available >= this.length;
  }

  /** Whether enough samples have arrived to start a note. */
  get playable(): boolean {
    return this.available > 0 && (this.complete || this.available >= PLAYABLE_SECONDS * this.sampleRate);
  }

  /**
   * Adds samples at index `start`. Samples that have arrived already are kept (voices may be reading them); samples
   * that would leave a gap or pass the end are dropped; values that are not finite become 0.
   */
  append(start: Samples, samples: Float32Array): void {
    if (!(start >= 0) || start > this.available || this.complete) return;
    const end = Math.min(this.length, start + samples.length);
    for (let index = this.available; index < end; index++) {
      const sample = samples[index - start]!;
      this.data[PADDING + index] = sample - sample === 0 ? sample : 0;
    }
    this.available = Math.max(this.available, end);
    if (this.complete && this.loop !== null) this.#crossfade(this.loop);
  }

  #crossfade({ start, end, crossfade }: ZoneLoop): void {
    const { data } = this;
    const length = end - start;
    for (let step = 0; step < crossfade; step++) {
      const into = (step + 0.5) / crossfade;
      const at = PADDING + end - crossfade + step;
      data[at] = data[at]! * (1 - into) + data[at - length]! * into;
    }
    for (let step = 0; step < PADDING; step++)
      data[PADDING + end + step] = data[PADDING + end + step - length]!;
  }
}

function clamp01(value: number): Gain01 {
  return value > 0 ? Math.min(1, value) : 0;
}

/** Shortest loop that is played: a shorter one would buzz. */
const SHORTEST_LOOP: Samples = 16;

/** Highest decay rate, dB per second: anything faster ends at once. */
const MAX_DECAY_RATE = 1000;

/** The loop rounded to whole samples and clamped to its zone; null where none is left. */
function checkedLoop(loop: ZoneLoop, length: Samples): ZoneLoop | null {
  const start = Math.max(0, Math.round(loop.start) || 0);
  const end = Math.min(length, Math.round(loop.end) || 0);
  if (end - start < SHORTEST_LOOP) return null;
  const crossfade = Math.min(start, end - start, Math.max(0, Math.round(loop.crossfade) || 0));
  const decayRate = Math.min(MAX_DECAY_RATE, Math.max(0, loop.decayRate || 0));
  return { start, end, crossfade, decayRate };
}

/** Whether two zones can be read at one position: same rate and loop, or same length without a loop. */
export function alike(a: Zone, b: Zone): boolean {
  if (a.sampleRate !== b.sampleRate) return false;
  if (a.loop === null || b.loop === null) return a.loop === b.loop && a.length === b.length;
  return a.loop.start === b.loop.start && a.loop.end === b.loop.end;
}
