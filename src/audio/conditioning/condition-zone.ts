/** Conditions the rendered notes of one key zone: tunes, phase-aligns, levels and loops them. [worker] */
import { AlloyError } from '../../errors.js';
import {
  decibelsToGain,
  type Decibels,
  type DecibelsPerSecond,
  type Hertz,
  type Samples,
} from '../../units.js';
import { noteLoudness } from '../k-weighting.js';
import { AIR_MODEL_RATE } from '../air/bands.js';
import { AirLayers, zoneRate } from './air-layers.js';
import { alignLayers, type AlignOptions } from './phase-alignment.js';
import { bandEdges, BandEnergy } from './band-energy.js';
import { endLayer, fadeOut, repeat, soundingLength } from './ending.js';
import { restoreDecay } from './natural-decay.js';
import { Stft } from './stft.js';
import { holdingGains } from './band-gains.js';
import { pitchSynchronousAxis, type PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import { loudestFrame, trackHarmonics, type HarmonicTracks } from './harmonics.js';
import { interpolate } from './interpolate.js';
import { findLoop, type FrameLoop } from './loop.js';
import { smoothPhases, rotatePhases } from './phase-rotation.js';
import { crossfadeLoop } from './loop-crossfade.js';
import { findSustain, type Sustain } from './sustain.js';
import { phaseTargets } from './phase-targets.js';
import { removeDrift, tuneLayer, type DriftFreeLayer } from './tuning.js';
import type { KeyZoneOptions, ConditionedZone } from './types.js';
import { crossfadeVibrato, GUARD, toNoteTime, loopToNoteTime, withRepeats } from './note-time.js';
import { commonVibrato } from './vibrato.js';
import { zoneGain } from './zone-level.js';

export type { KeyZoneOptions, ConditionedZone, SustainLoop } from './types.js';
export { ZONE_LOUDNESS } from './zone-level.js';

/**
 * Conditions the notes of one root. [worker or Node; deterministic]
 *
 * Tune: each layer is resampled to the root, without drift; vibrato is kept where there is some, the same for all
 * layers. Phase-align: every harmonic gets the same phase in every layer at every sample. Level: each layer gets
 * its target loudness, or ZONE_LOUDNESS, in its loudest second. This needs no other key zone, so that key zones can be conditioned one after
 * another. Loop: searched where the two ends are most alike in all sustaining layers; levels within it are constant,
 * and the natural decay of a struck layer is given beside it as a decay rate. Layers that decay fast end by themselves,
 * before the loop begins. Without a sustaining layer the key zone is a one-shot, cut when all layers are silent. Air: added last on
 * the same axis, in phase in all layers, held and closed in the loop as they are; nothing below its crossover changes.
 *
 * The result depends on the layers given and on nothing else. When a key zone that was conditioned with fewer layers is
 * conditioned again with more, its length, its loop, its vibrato and its phases may change; pitch and loudness stay.
 *
 * @param layers raw notes at `sampleRate`, one or more, by rule of one length (shorter ones end in silence); unchanged.
 * @throws AlloyError 'empty' without a layer, or for one without samples; 'not-finite'.
 */
export function conditionZone(layers: readonly Float32Array[], options: KeyZoneOptions): ConditionedZone {
  check(layers);
  const axis = pitchSynchronousAxis(options);
  const stft = new Stft(axis.frame, axis.bins);
  const length = Math.max(axis.frame, Math.ceil(Math.max(...layers.map((raw) => raw.length)) / axis.step));
  const tuned = layers.map((raw) => tuneLayer(raw, axis, stft, length));
  const bands = tuned.map(() => new BandEnergy(axis, stft.count(length)));
  const tracks = tuned.map(({ samples }, i) => trackHarmonics(samples, axis, stft, axis.harmonics, bands[i]));
  const driftFree = tuned.map((layer, i) => removeDrift(layer, tracks[i]!, axis));
  const vibrato = commonVibrato(driftFree, axis);
  const sustain = findSustain(bands, axis);
  const loop = sustain && findLoop(bands, sustain, axis);
  const aligned = align(driftFree, tracks, {
    axis,
    stft,
    gains: bands.map((own, i) =>
      loop && sustain.sustains[i] ? holdingGains(own, loop, sustain, axis) : null,
    ),
    edges: bandEdges(axis),
    length:
      loop && sustain.sustains.every(Boolean) ? Math.min(length, loop.end * axis.hop + stft.size) : length,
  });
  const rate = rateOf(options);
  const timing = { ...axis, step: rate / axis.rate };
  const sustains = loop && sustain ? sustain.sustains : [];
  const seed = Math.round(100 * options.rootMidi);
  const air =
    rate > options.sampleRate
      ? new AirLayers({ airs: options.airs!, axis, loop, sustains, seed }, aligned)
      : null;
  const { layers: conditioned, loop: closed } =
    loop && sustain
      ? hold(aligned, vibrato, loop, sustain, timing, air)
      : oneShot(aligned, vibrato, timing, rate, air);
  const gains = conditioned.map((layer, i) =>
    level(layer, closed?.end ?? layer.length, rate, options.targets?.[i]),
  );
  return {
    layers: conditioned,
    sampleRate: rate,
    loop: closed,
    decayRates: conditioned.map((_, i) => (closed && sustain ? sustain.decayRates[i]! : 0)),
    cents: driftFree.map((layer) => layer.cents),
    gainDecibels: gains,
  };
}

/** The rate of the key zone: what its air needs, where all of its layers have air. */
function rateOf({ sampleRate, airs }: KeyZoneOptions): Hertz {
  return airs && sampleRate === AIR_MODEL_RATE ? zoneRate(airs) : sampleRate;
}

type Played = Pick<ConditionedZone, 'layers' | 'loop'>;

/** Renders the layers with their loop. Layers that do not sustain end by themselves, before the loop begins. */
function hold(
  layers: readonly Float32Array[],
  vibrato: Float64Array,
  loop: FrameLoop,
  { sustains, decayRates }: Sustain,
  axis: PitchSynchronousAxis,
  air: AirLayers | null,
): Played {
  crossfadeVibrato(vibrato, loop);
  const once = loopToNoteTime(vibrato, loop, axis);
  const ends = layers.map((layer, i) => (sustains[i] ? 0 : endLayer(layer, axis.rate)));
  const whole = withRepeats(once, loop, axis, Math.max(...ends));
  const round = (layer: Float32Array, i: number, decayRate: DecibelsPerSecond): Float32Array => {
    crossfadeLoop(layer, loop, axis, 2 * GUARD);
    const output = new Float32Array(whole.positions.length);
    const positions = once.positions.subarray(0, once.loop.end);
    output.set(interpolate(layer, positions));
    if (air) add(output, air.read(i, positions, null));
    repeat(output, once.loop.end, once.loop.end - once.loop.start);
    restoreDecay(output, decayRate, once, whole, loop, axis);
    return output;
  };
  const played = layers.map((layer, i) =>
    sustains[i]
      ? round(layer, i, decayRates[i]!)
      : withAir(interpolate(layer, whole.positions), air?.read(i, whole.positions, ends[i]!)),
  );
  return { layers: played, loop: whole.loop };
}

/** Renders the layers without a loop, until all are silent. */
function oneShot(
  layers: readonly Float32Array[],
  vibrato: Float64Array,
  axis: PitchSynchronousAxis,
  rate: Hertz,
  air: AirLayers | null,
): Played {
  const positions = toNoteTime(vibrato, axis, Math.max(axis.hop, ...layers.map(soundingLength)));
  const played = layers.map((layer, i) =>
    withAir(interpolate(layer, positions), air?.read(i, positions, null)),
  );
  for (const layer of played) fadeOut(layer, layer.length, rate);
  return { layers: played, loop: null };
}

function withAir(layer: Float32Array, air: Float32Array | undefined): Float32Array {
  if (air) add(layer, air);
  return layer;
}

/** In place. */
function add(samples: Float32Array, more: Float32Array): void {
  for (let i = 0; i < more.length; i++) samples[i]! += more[i]!;
}

function check(layers: readonly Float32Array[]): void {
  if (layers.length === 0 || layers.some((layer) => layer.length === 0)) {
    throw new AlloyError(
      'empty',
      'key zone',
      'There is nothing to condition: a key zone needs layers with samples.',
    );
  }
  if (layers.some((layer) => layer.some((x) => !Number.isFinite(x)))) {
    throw new AlloyError('not-finite', 'key zone', 'A layer holds samples that are not finite.');
  }
}

/** Aligns the layers' pulses and harmonic phases. */
function align(
  layers: readonly DriftFreeLayer[],
  tracks: readonly HarmonicTracks[],
  options: Omit<AlignOptions, 'alignment'>,
): Float32Array[] {
  const { period, harmonics } = options.axis;
  const samples = layers.map((layer) => layer.samples);
  if (harmonics === 0) return alignLayers(samples, { ...options, alignment: null });
  const at = loudestFrame(tracks);
  const phases = tracks.map((track) => smoothPhases(track, at));
  const targets = phaseTargets(tracks, phases, options.axis, at);
  const moved = samples.map((layer, i) => {
    const shift = Math.round(targets.shifts[i]! * period);
    rotatePhases(phases[i]!, harmonics, (frame) => layers[i]!.rotations[frame]! + shift / period);
    return advanced(layer, shift);
  });
  return alignLayers(moved, { ...options, alignment: { phases, targets } });
}

/** Shifts a layer `by` samples earlier, or later where negative, padded with silence to its length. */
function advanced(layer: Float32Array, by: Samples): Float32Array {
  const output = new Float32Array(layer.length);
  if (by >= 0) output.set(layer.subarray(by));
  else output.set(layer.subarray(0, layer.length + by), -by);
  return output;
}

/** In place: brings a layer to its target loudness; returns the gain. */
function level(layer: Float32Array, end: Samples, rate: Hertz, target?: Decibels): Decibels {
  const gain = zoneGain(noteLoudness(layer.subarray(0, end), rate), target);
  const factor = decibelsToGain(gain);
  for (let i = 0; i < layer.length; i++) layer[i]! *= factor;
  return gain;
}
