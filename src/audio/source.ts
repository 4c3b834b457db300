/** Prepares a sound for the encoder: mono, trimmed, resampled, peak-normalised, its pitch detected. [page] [worker] */
import { AlloyError } from '../errors.js';
import type { AirTrack } from '../timbre/embedding.js';
import type { Gain01, Hertz, MidiNote, Samples, Seconds } from '../units.js';
import { AIR_MODEL_RATE } from './air/bands.js';
import { measureAir } from './air/measure.js';
import { analyseSound, type Passage, type SoundAnalysis } from './analysis.js';
import { checkSamples, decodeAudio, MAX_SOURCE_SECONDS, SILENT_PEAK } from './decode.js';
import { downmix } from './downmix.js';
import { HighPass } from './high-pass.js';
import { noteName } from './note-names.js';
import { followPitch, type PitchEstimate } from './pitch.js';
import { resample } from './resample.js';
import { chooseRoot, type HeardRoot, type SourceRoot } from './root.js';
import { usedPart, usedPartNotice } from './used-part.js';

/** Kept before the onset, and faded in. */
const LEAD_SECONDS = 0.005;
/** Fade at the end of a sound that is cut. */
const CUT_FADE_SECONDS = 0.05;
/** DC offset, as a share of the peak, above which it is subtracted as a whole, so that it leaves no step. */
const OFFSET_SHARE = 0.01;
/** Window in which a slowly varying offset is measured: it is inaudible, but would count as loudness. */
const OFFSET_SECONDS = 0.25;
const RUMBLE_HZ = 20;

export interface SourceOptions {
  /** The model's rate. */
  readonly sampleRate: Hertz;
  /** Length of the prepared sound. */
  readonly seconds: Seconds;
  /** Absolute peak of the prepared sound. */
  readonly peak: Gain01;
  /** The part that is used, in seconds; null or absent: from the onset on. */
  readonly trim?: { readonly start: Seconds; readonly end: Seconds } | null;
  /** True: what lies above the model's band is measured too, where air is for its rate. */
  readonly air?: boolean;
}

/** A whole sound as it was loaded: one channel at its own rate, cut to the longest that is taken, and what is found in it. */
export interface WholeSound extends SoundAnalysis {
  readonly name: string;
  readonly sampleRate: Hertz;
  readonly samples: Float32Array;
  /** The root that the file gives; null where it gives none. */
  readonly fileRoot: MidiNote | null;
  /** Found once, whatever part of the sound is used: heard, of the file, of its name, or assumed. */
  readonly root: SourceRoot;
  /** Whether a pitch is heard in it. */
  readonly pitched: boolean;
  readonly notices: readonly string[];
}

/** A sound as an encoder takes it. */
export interface PreparedSource {
  readonly name: string;
  /** Mono at the asked rate, from its onset on, peak-normalised, exactly round(seconds · sampleRate) long. */
  readonly samples: Float32Array;
  /** How many of them are sound; silence after. */
  readonly soundingSamples: Samples;
  /** Of the whole sound; of the passage that is used where it has several notes. The length does not change it. */
  readonly root: SourceRoot;
  /** Pitch contour around the root; null for a sound without pitch. Its hop is in samples at the asked rate. */
  readonly pitch: PitchEstimate | null;
  /** Measured at the sound's own rate, as loud as `samples`; null where it was not asked for. */
  readonly air: AirTrack | null;
  readonly notices: readonly string[];
}

/**
 * A sound file, ready for the encoder. [page] [worker]
 * @throws AlloyError as `decodeAudio` does.
 */
export async function prepareSource(
  bytes: ArrayBuffer,
  name: string,
  options: SourceOptions,
): Promise<PreparedSource> {
  return prepareWhole(await loadSound(bytes, name), options);
}

/**
 * A sound file, decoded once, to be prepared as often as wanted with `prepareWhole`. [page] [worker]
 * @param told the root that a map of samples gives it, before what the file itself says; null: none does.
 * @throws AlloyError as `decodeAudio` does.
 */
export async function loadSound(
  bytes: ArrayBuffer,
  name: string,
  told: MidiNote | null = null,
): Promise<WholeSound> {
  const { channels, sampleRate, fileRoot, notices } = await decodeAudio(bytes, name);
  return wholeSound(channels, sampleRate, name, notices, told ?? fileRoot);
}

/**
 * The same from channels that are decoded already. They are not changed.
 * @param before notices of who decoded them.
 * @param fileRoot the root that the file gives, or null.
 * @throws AlloyError 'empty', 'not-finite', 'silent'.
 */
export function wholeSound(
  channels: readonly Float32Array[],
  sampleRate: Hertz,
  name: string,
  before: readonly string[] = [],
  fileRoot: MidiNote | null = null,
): WholeSound {
  checkSamples(channels, name);
  const notices = [...before];
  const samples = oneChannel(channels, sampleRate, name, notices);
  const found = analyseSound(withoutOffset(samples), sampleRate);
  const { root, notices: said } = chooseRoot(found.heard, fileRoot, name);
  notices.push(...said);
  if (found.chord && root.from === 'heard') {
    const notes = found.chord.map(noteName).join(', ');
    notices.push(
      `“${name}” is a chord (${notes}): its bass note ${noteName(root.midi)} is taken as the root.`,
    );
  }
  return { name, sampleRate, samples, ...found, fileRoot, root, pitched: found.heard !== null, notices };
}

/**
 * The same from channels that are decoded already, a recording for one. They are not changed. [page] [worker]
 * @param channels linear, all of one length.
 * @throws AlloyError 'empty', 'not-finite', 'silent', 'bad-argument'.
 */
export async function prepareSamples(
  channels: readonly Float32Array[],
  inputRate: Hertz,
  name: string,
  options: SourceOptions,
): Promise<PreparedSource> {
  return prepareWhole(wholeSound(channels, inputRate, name), options);
}

/**
 * A sound that is loaded already. Its notices are the sound's and those of how it is used. [page] [worker]
 * @throws AlloyError 'silent', 'bad-argument'.
 */
export async function prepareWhole(sound: WholeSound, options: SourceOptions): Promise<PreparedSource> {
  const { name, sampleRate } = sound;
  const { trim } = options;
  const { onset, root, heard, passage } = whatIsUsed(sound, trim ?? null);
  const row = !trim && passage ? sound.passages.length : 0;
  const notices = [...sound.notices];
  if (row > 1)
    notices.push(`“${name}” holds ${row} notes in a row: the first (${noteName(root.midi)}) is used.`);
  const used = trim ? part(sound.samples, sampleRate, trim, name) : sound.samples;
  const resampled = await resample(withoutOffset(used), sampleRate, options.sampleRate);
  takeOutWanderingOffset(resampled, options.sampleRate);
  const whole = trim ? faded(resampled, options.sampleRate) : trimmed(resampled, onset, options.sampleRate);
  const length = Math.round(options.seconds * options.sampleRate);
  const most = row > 1 ? Math.min(length, Math.ceil((passage!.end - onset) * options.sampleRate)) : length;
  const samples = fitted(whole, most, length, options.sampleRate);
  const gain = normalise(samples, options.peak, name);
  const soundingSamples = Math.min(whole.length, most);
  const pitch = heard && {
    midi: root.midi,
    confidence: root.confidence,
    ...followPitch(samples.subarray(0, soundingSamples), options.sampleRate, heard.midi),
  };
  const air =
    options.air && options.sampleRate === AIR_MODEL_RATE
      ? measureAir(
          atOwnRate(used, sampleRate, {
            start: trim ? 0 : Math.max(0, onset - LEAD_SECONDS),
            seconds: soundingSamples / options.sampleRate,
            gain,
            fadeIn: trim ? LEAD_SECONDS : Math.min(onset, LEAD_SECONDS),
            cutByHand: Boolean(trim),
          }),
          sampleRate,
          heard && root.midi,
        )
      : null;
  return { name, samples, soundingSamples, root, pitch, air, notices };
}

/** What is encoded of a sound, at its own rate: from where, how long, how loud, faded as it is. */
interface OwnPart {
  readonly start: Seconds;
  readonly seconds: Seconds;
  readonly gain: number;
  readonly fadeIn: Seconds;
  readonly cutByHand: boolean;
}

function atOwnRate(
  used: Float32Array,
  rate: Hertz,
  { start, seconds, gain, fadeIn, cutByHand }: OwnPart,
): Float32Array {
  const from = Math.round(start * rate);
  const samples = withoutOffset(used).slice(from, from + Math.round(seconds * rate));
  for (let i = 0; i < samples.length; i++) samples[i]! *= gain;
  const rise = Math.min(samples.length, Math.round(fadeIn * rate));
  for (let i = 0; i < rise; i++) samples[i]! *= i / rise;
  const cut = cutByHand ? LEAD_SECONDS : from + samples.length < used.length ? CUT_FADE_SECONDS : 0;
  const fall = Math.min(samples.length, Math.round(cut * rate));
  for (let i = 0; i < fall; i++) samples[samples.length - 1 - i]! *= i / fall;
  return samples;
}

interface Used {
  readonly onset: Seconds;
  readonly root: SourceRoot;
  readonly heard: HeardRoot | null;
  /** The note that is used of a row of notes; null for a single sound. */
  readonly passage: Passage | null;
}

/** The root of what is used: the whole sound's, but of a row of notes that of the note that the cut holds most of. */
function whatIsUsed({ onset, root, heard, passages }: WholeSound, trim: SourceOptions['trim'] | null): Used {
  if (passages.length < 2) return { onset, root, heard, passage: null };
  const shared = ({ start, end }: Passage): Seconds =>
    trim ? Math.min(end, trim.end) - Math.max(start, trim.start) : 0;
  const passage = passages.reduce((best, next) => (shared(next) > shared(best) ? next : best));
  if (passage === passages[0]) return { onset, root, heard, passage };
  if (passage.midi === null) return { onset, root, heard: null, passage };
  const own = { midi: passage.midi, confidence: heard?.confidence ?? 0 };
  return { onset, root: { ...own, from: 'heard' }, heard: own, passage };
}

function cutLong(
  channels: readonly Float32Array[],
  rate: Hertz,
  name: string,
  notices: string[],
): readonly Float32Array[] {
  const used = usedPart(channels, rate, MAX_SOURCE_SECONDS);
  const notice = usedPartNotice(name, channels[0]!.length / rate, used, used.channels[0]!.length / rate);
  if (notice !== null) notices.push(notice);
  return used.channels;
}

function oneChannel(
  channels: readonly Float32Array[],
  rate: Hertz,
  name: string,
  notices: string[],
): Float32Array {
  const mix = downmix(cutLong(channels, rate, name, notices));
  if (mix.onlyChannel !== null) {
    notices.push(
      `The channels of “${name}” cancel each other: channel ${mix.onlyChannel + 1} is used alone.`,
    );
  }
  return mix.samples;
}

/** The samples from `start` to `end`, one at least. */
function part(
  samples: Float32Array,
  rate: Hertz,
  { start, end }: { readonly start: Seconds; readonly end: Seconds },
  name: string,
): Float32Array {
  if (!(start >= 0 && end > start)) {
    throw new AlloyError('bad-argument', name, `“${name}” cannot be trimmed to ${start} … ${end} s.`);
  }
  const from = Math.min(samples.length - 1, Math.round(start * rate));
  return samples.subarray(from, Math.max(from + 1, Math.min(samples.length, Math.round(end * rate))));
}

/** Cut by hand: it begins and ends where the hand said, each with 5 ms of fade, so that it does not click. */
function faded(samples: Float32Array, rate: Hertz): Float32Array {
  const output = samples.slice();
  const fade = Math.min(output.length >> 1, Math.round(LEAD_SECONDS * rate));
  for (let i = 0; i < fade; i++) {
    output[i]! *= i / fade;
    output[output.length - 1 - i]! *= i / fade;
  }
  return output;
}

/** In place: removes a slowly varying offset by a high-pass, only where there is one: it rings a little at a hard onset. */
function takeOutWanderingOffset(samples: Float32Array, rate: Hertz): void {
  const size = Math.round(OFFSET_SECONDS * rate);
  const hann = Float64Array.from({ length: size }, (_, k) => (1 - Math.cos((2 * Math.PI * k) / size)) / size);
  const most = OFFSET_SHARE * peakOf(samples);
  for (let start = 0; start + size <= samples.length; start += size >> 1) {
    let mean = 0;
    for (let k = 0; k < size; k++) mean += hann[k]! * samples[start + k]!;
    if (Math.abs(mean) > most) return new HighPass(RUMBLE_HZ, rate).process(samples);
  }
}

function withoutOffset(samples: Float32Array): Float32Array {
  const offset = samples.reduce((sum, x) => sum + x, 0) / samples.length;
  return Math.abs(offset) > OFFSET_SHARE * peakOf(samples) ? samples.map((x) => x - offset) : samples;
}

/** From 5 ms before the onset, faded in over these; the sound's own end stays. */
function trimmed(samples: Float32Array, onsetSeconds: Seconds, rate: Hertz): Float32Array {
  const onset = Math.min(samples.length - 1, Math.round(onsetSeconds * rate));
  const start = Math.max(0, onset - Math.round(LEAD_SECONDS * rate));
  const sound = samples.slice(start);
  const fade = onset - start;
  for (let i = 0; i < fade; i++) sound[i]! *= i / fade;
  return sound;
}

/** Cut to `most` samples with a fade, or followed by silence. */
function fitted(sound: Float32Array, most: Samples, length: Samples, rate: Hertz): Float32Array {
  const samples = new Float32Array(length);
  samples.set(sound.subarray(0, most));
  if (sound.length <= most) return samples;
  const fade = Math.min(most, Math.round(CUT_FADE_SECONDS * rate));
  for (let i = 0; i < fade; i++) samples[most - 1 - i]! *= i / fade;
  return samples;
}

/** In place: scales to the peak. Returns the gain. */
function normalise(samples: Float32Array, peak: Gain01, name: string): number {
  const loudest = peakOf(samples);
  if (loudest < SILENT_PEAK) {
    const message = `“${name}” has nothing that can be heard at the model's sample rate. Choose another file.`;
    throw new AlloyError('silent', name, message);
  }
  for (let i = 0; i < samples.length; i++) samples[i]! *= peak / loudest;
  return peak / loudest;
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);
}
