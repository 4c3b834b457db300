/** Synthesises samples from a note's codes: decompanding, loudness, de-emphasis, band envelope, level. */
import type { BandEnvelopeConfig } from '../audio/band-envelope/bands.js';
import { BandEnvelopeFilter, type BandEnvelopeTargets } from '../audio/band-envelope/filter.js';
import { DeEmphasis } from '../audio/emphasis.js';
import { HarmonicFilter, type HarmonicTargets } from '../audio/harmonics/filter.js';
import { HighPass } from '../audio/high-pass.js';
import { DECODE_TABLE } from '../audio/mulaw.js';
import type { SignalConfig } from '../model/manifest.js';
import type { DetailTrack, LoudnessTrack } from '../timbre/embedding.js';
import {
  decibelsToGain,
  midiToHertz,
  type Decibels,
  type Hertz,
  type MidiNote,
  type Samples,
  type Seconds,
} from '../units.js';
import { bothHalves, LEVEL_HOP, LEVEL_WINDOW } from './detail.js';
import { LevelMatch, type UnweightedTrack } from './level.js';

/** Fade-out at a note's end, so that it does not click. */
const FADE_SECONDS: Seconds = 0.01;
/** High-pass of a sound without pitch: removes only inaudible frequencies. */
const RUMBLE_HZ: Hertz = 20;

/** Largest boost and cut of a band where there is detail: what the model has not made at all is lifted out of little. */
const DETAIL_BOOST: Decibels = 36;
const DETAIL_CUT: Decibels = 90;

export interface SynthesisOptions {
  readonly signal: SignalConfig;
  readonly sampleRate: Hertz;
  /** Null for a model that leaves loudness in the signal. */
  readonly loudness: LoudnessTrack | null;
  /** Pitch of the note; null for a sound without pitch. */
  readonly rootMidi: MidiNote | null;
  /** Samples that the whole note will have: its end fades. */
  readonly length: Samples;
  /** The band envelope to impose, if any. */
  readonly bandEnvelope?: {
    readonly config: BandEnvelopeConfig;
    readonly targets: BandEnvelopeTargets;
  } | null;
  /** The harmonics to impose, if any. */
  readonly harmonics?: HarmonicTargets | null;
  /** Finer bands and levels to impose after them, if any, and how the bands are measured. */
  readonly detail?: {
    readonly track: DetailTrack;
    readonly slow: BandEnvelopeConfig;
    readonly fast: BandEnvelopeConfig;
  } | null;
}

/**
 * Synthesises samples from a note's codes, streaming; block boundaries do not change the output. [worker or Node]
 *
 * Steps: decompand; multiply by the loudness track over the coded signal's RMS; de-emphasise; high-pass at half the
 * fundamental (de-emphasis integrates the small slow offset of generated notes); impose the band envelope
 * (audio/band-envelope), which also removes the noise between a generated note's harmonics; impose the harmonics'
 * relative phases (audio/harmonics); match the source's unweighted level (level.ts), where the track has one. The
 * loudness track is not floored, so that silence stays silent; after its end, sound fades within one hop.
 *
 * Full scale: a source's peak is 0.9, and a note has its source's level and waveform, so that its peak is about the
 * same. It may exceed 1, which a stream cannot know in advance: samples are not clipped. Players and writers of notes
 * scale them as a whole (audio/headroom.ts).
 */
export class Synthesis {
  readonly #length: Samples;
  readonly #fade: Samples;
  /** End of the sounding part, and the length of the fade before it. */
  readonly #rest: { readonly end: Samples; readonly fade: Samples };
  readonly #level: (t: Samples) => number;
  readonly #deEmphasis: DeEmphasis;
  readonly #highPass: HighPass;
  readonly #bandEnvelope: BandEnvelopeFilter | null;
  readonly #harmonics: HarmonicFilter | null;
  /** Bands for partials, then for hits. */
  readonly #details: readonly BandEnvelopeFilter[];
  readonly #levelMatch: LevelMatch | null;
  #taken = 0;
  #made = 0;

  constructor(options: SynthesisOptions) {
    const { signal, sampleRate, loudness, rootMidi, length, bandEnvelope, harmonics, detail } = options;
    this.#length = length;
    this.#fade = Math.max(1, Math.round(FADE_SECONDS * sampleRate));
    this.#rest = restOf(loudness, signal);
    this.#level = loudness && signal.loudness ? levelAt(loudness, signal.loudness.rms) : () => 1;
    this.#deEmphasis = new DeEmphasis(signal.preEmphasis);
    const cut = rootMidi === null ? RUMBLE_HZ : midiToHertz(rootMidi) / 2;
    this.#highPass = new HighPass(Math.min(cut, sampleRate / 4), sampleRate);
    this.#bandEnvelope = bandEnvelope
      ? new BandEnvelopeFilter(
          bandEnvelope.targets,
          length,
          bandEnvelope.config,
          sampleRate,
          detail ? { restBoost: DETAIL_BOOST } : {},
        )
      : null;
    this.#details = detail && detail.track.hold > 0 ? detailFilters(detail, length, sampleRate) : [];
    this.#harmonics = harmonics ? new HarmonicFilter(harmonics, length, sampleRate) : null;
    const { unweighted, unweightedWindow } = loudness ?? {};
    const period = rootMidi === null ? null : sampleRate / midiToHertz(rootMidi);
    const fine = detail && loudness;
    this.#levelMatch = fine
      ? new LevelMatch(fineLevels(loudness, detail.track), length, period, LEVEL_WINDOW)
      : loudness && unweighted && unweightedWindow
        ? new LevelMatch({ ...loudness, unweighted, unweightedWindow }, length, period)
        : null;
  }

  /** Codes taken so far. */
  get taken(): Samples {
    return this.#taken;
  }

  /**
   * Takes the next codes (class indices 0 to 255), `length` in all at most.
   * @returns the next samples, which may exceed 1. Latency until the last codes are taken: 24 to 72 ms with an
   * unweighted level (less for higher notes), 100 ms more with a band envelope, and 50 or 100 ms more with harmonics.
   */
  process(codes: Uint8Array): Float32Array {
    const unweighted = new Float32Array(codes.length);
    for (let i = 0; i < codes.length; i++) {
      unweighted[i] = DECODE_TABLE[codes[i]!]! * this.#level(this.#taken + i);
    }
    this.#taken += codes.length;
    this.#deEmphasis.process(unweighted, unweighted);
    this.#highPass.process(unweighted);
    const withBandEnvelope = this.#bandEnvelope?.process(unweighted) ?? unweighted;
    const shaped = this.#harmonics?.process(withBandEnvelope) ?? withBandEnvelope;
    const detailed = this.#details.reduce((sound, filter) => filter.process(sound), shaped);
    const output = this.#levelMatch?.process(detailed) ?? detailed;
    const faded = Math.min(this.#length - this.#fade, this.#rest.end - this.#rest.fade) - this.#made;
    for (let i = Math.max(0, Math.floor(faded)); i < output.length; i++) {
      const left = this.#length - this.#made - i; // 1 at the last sample
      const fade = left > this.#fade ? 1 : Math.max(0, left - 1) / this.#fade;
      const before = this.#rest.end - this.#made - i;
      output[i]! *= before >= this.#rest.fade ? fade : fade * Math.max(0, before / this.#rest.fade);
    }
    this.#made += output.length;
    return output;
  }
}

function detailFilters(
  { track, slow, fast }: NonNullable<SynthesisOptions['detail']>,
  length: Samples,
  sampleRate: Hertz,
): BandEnvelopeFilter[] {
  const limits = { restBoost: DETAIL_BOOST, cut: DETAIL_CUT, hold: track.hold };
  return [
    { config: slow, values: track.slow },
    { config: fast, values: track.fast },
  ].map(({ config, values }) => {
    const targets = { values: bothHalves(values, config.bands), pitches: [0] };
    return new BandEnvelopeFilter(targets, length, config, sampleRate, limits);
  });
}

/** The loudness track with the detail's level in place of its own. */
function fineLevels({ silence, levels }: LoudnessTrack, detail: DetailTrack): UnweightedTrack {
  return { hop: LEVEL_HOP, silence, levels, unweighted: detail.levels, unweightedWindow: LEVEL_WINDOW };
}

/** Finds the end of the sounding part: level windows reach half their length beyond a sound that ends abruptly. */
function restOf(
  track: LoudnessTrack | null,
  { loudness }: SignalConfig,
): { readonly end: Samples; readonly fade: Samples } {
  const last = track ? track.levels.findLastIndex((level) => level > track.silence) : -1;
  if (!track || !loudness || last === track.levels.length - 1 || last < 0) return { end: Infinity, fade: 1 };
  return { end: Math.max(1, (last + 1) * track.hop - loudness.windowSamples / 2), fade: track.hop };
}

/** Linear level over `rms`: interpolated between hops, constant in the last one, 0 a hop after it. */
function levelAt(track: LoudnessTrack, rms: number): (t: Samples) => number {
  const { hop, levels, silence } = track;
  const gains = new Float64Array(levels.length + 2); // behind the track the last one, and nothing
  levels.forEach((level, i) => (gains[i] = level <= silence ? 0 : decibelsToGain(level) / rms));
  gains[levels.length] = gains[levels.length - 1] ?? 0;
  return (t) => {
    const index = Math.floor(t / hop);
    if (index > levels.length) return 0;
    const fraction = t / hop - index;
    return gains[index]! * (1 - fraction) + gains[index + 1]! * fraction;
  };
}
