/** Blends sound files by partials and noise instead of a model: the live engine's reference, offline, at 48 kHz. [Node] */
import { partOf } from '../audio/part.js';
import { ZONE_LOUDNESS, zoneGain } from '../audio/conditioning/zone-level.js';
import { Headroom } from '../audio/headroom.js';
import { noteLoudness } from '../audio/k-weighting.js';
import { findOnset } from '../audio/onset.js';
import { analyseTracks } from '../audio/partials/analyse.js';
import { morph } from '../audio/partials/morph.js';
import { synthesise } from '../audio/partials/synthesis.js';
import type { LiveTracks } from '../audio/partials/tracks.js';
import { transpose } from '../audio/partials/transpose.js';
import { decibelsToGain, hertzToMidi, type Hertz, type MidiNote, type Seconds } from '../units.js';
import type { BlendFile, BlendReport } from './blend.js';
import { GrowingWav } from './growing-wav.js';
import type { BlendOptions } from './options.js';
import { planFiles, type PlannedFile } from './plan.js';
import type { ProgressDisplay } from './progress.js';
import { prepareSounds, type CommandSource, type ReadSound } from './sources.js';

const RATE: Hertz = 48_000;
/** What roots are heard at: prepared sounds serve nothing else here. */
const ROOT_SIGNAL = { sampleRate: 16_000, peak: 0.9 } as const;
/** Kept before the onset. */
const LEAD_SECONDS: Seconds = 0.005;

/** What a blend is made of, once its sounds are read and its files can be written. */
export interface LiveBlend {
  /** Of performance.now(). */
  readonly started: number;
  /** Of the files to write, in the order of the plan. */
  readonly paths: readonly string[];
  /** Of the sources, in the names of the files. */
  readonly names: readonly string[];
  readonly sounds: readonly ReadSound[];
  readonly options: BlendOptions;
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
}

/** All files of a blend. Aborting ends it before the next file; those that were made are saved. */
export async function blendLive(run: LiveBlend): Promise<BlendReport> {
  const { started, names, sounds, options, display, signal } = run;
  const sources = await prepareSounds(sounds, options, { ...ROOT_SIGNAL, air: false });
  const loaded = performance.now();
  display.say(`Partials and noise at ${RATE / 1000} kHz`);
  for (const { report } of sources) for (const notice of report.notices) display.say(notice);
  const tracks = sounds.map((sound, i) => takeApart(sound, sources[i]!, options));
  const encoded = performance.now();
  const planned = sources.map(({ report }, i) => ({ name: names[i]!, rootMidi: report.root }));
  const plan = planFiles(planned, options, 0);
  const headroom = new Headroom();
  const byName = new Map(names.map((name, i) => [name, tracks[i]!]));
  const files: BlendFile[] = [];
  const wavs: GrowingWav[] = [];
  for (const [i, file] of plan.entries()) {
    if (signal.aborted) break;
    const root = options.key ?? file.note.rootMidi;
    const samples = levelled(made(file, byName, root, options));
    const wav = new GrowingWav(run.paths[i]!, samples.length, RATE, headroom, options.start !== undefined);
    wav.write(0, samples);
    wavs.push(wav);
    const { path } = wav;
    files.push({ path, kind: file.kind, samples: wav.samples, root, seed: options.seed, complete: true });
    const spent = (performance.now() - encoded) / 1000;
    const realTimeFactor = (files.length * options.seconds) / Math.max(1e-3, spent);
    const secondsLeft = (spent / files.length) * (plan.length - files.length);
    display.update({ progress: files.length / plan.length, realTimeFactor, secondsLeft });
    await new Promise((resolve) => setImmediate(resolve)); // Ctrl-C is heard between files
  }
  display.end();
  for (const wav of wavs) wav.save(); // as loud as the loudest of all lets them be
  const generate = (performance.now() - encoded) / 1000;
  return {
    model: 'live',
    sampleRate: RATE,
    backend: { tensors: 'none', generator: 'partials', description: 'partials and noise' },
    sources: sources.map(({ report }) => report),
    files,
    seconds: { load: (loaded - started) / 1000, encode: (encoded - loaded) / 1000, generate },
    realTimeFactor: generate > 0 ? (files.length * options.seconds) / generate : 0,
    gain: headroom.gain,
    temperature: 0,
    interrupted: signal.aborted,
  };
}

/** The part that is used, as of a model: as told, or the first of several notes, or from the onset on. */
function takeApart(
  { whole, trim }: ReadSound,
  { prepared, report }: CommandSource,
  options: BlendOptions,
): LiveTracks {
  const { samples, sampleRate, passages } = whole;
  const at = (time: Seconds): number => Math.round(time * sampleRate);
  const [first, second] = passages;
  const used = trim ?? (first && second ? first : null);
  const part = partOf(samples, sampleRate, used);
  const start = trim ? 0 : Math.max(0, findOnset(part, sampleRate) - at(LEAD_SECONDS));
  const pitched = prepared.pitch !== null || report.rootFrom === 'user';
  return analyseTracks([part.subarray(start, start + at(options.seconds))], sampleRate, {
    root: pitched ? report.root : null,
    start: 0,
  });
}

function made(
  { note }: PlannedFile,
  tracks: ReadonlyMap<string, LiveTracks>,
  root: MidiNote,
  { seconds, seed }: BlendOptions,
): Float32Array {
  const parts = note.weights.map(({ source, weight }) => ({ weight, own: tracks.get(source)! }));
  const moved = parts.map(({ own }) => {
    const semitones = root - hertzToMidi(own.hertz);
    // its own root is heard to a fraction of a cent: there it stays as it is
    return Math.abs(semitones) < 0.05 ? own : transpose(own, semitones);
  });
  const blended =
    moved.length === 1
      ? moved[0]!
      : morph(
          moved,
          parts.map(({ weight }) => weight),
        );
  return synthesise(blended, { sampleRate: RATE, seconds, seed })[0]!;
}

/** As loud as the keys of an instrument. */
function levelled(samples: Float32Array): Float32Array {
  const loudness = noteLoudness(samples, RATE);
  const gain = decibelsToGain(zoneGain(Number.isFinite(loudness) ? loudness : ZONE_LOUDNESS));
  return samples.map((sample) => gain * sample);
}
