import { AlloyError } from '../../errors.js';
import {
  decibelsToGain,
  type Decibels,
  type DecibelsPerSecond,
  type Hertz,
  type Samples,
} from '../../units.js';
import { noteLoudness } from '../k-weighting.js';
import { alignLayers, type AlignOptions } from './aligned.js';
import { bandEdges, BandTracks } from './bands.js';
import { endLayer, fadeOut, repeat, soundingLength } from './ending.js';
import { letFall } from './falling.js';
import { Frames } from './frames.js';
import { holdingGains } from './gains.js';
import { gridOf, type Grid } from './grid.js';
import { loudestFrame, trackHarmonics, type HarmonicTracks } from './harmonics.js';
import { interpolate } from './interpolate.js';
import { findLoop, type GridLoop } from './loop.js';
import { slowPhases, turnPhases } from './rotation.js';
import { closeLoop } from './seam.js';
import { findSustain, type Sustain } from './sustain.js';
import { phaseTargets } from './targets.js';
import { settle, tuneLayer, type SettledLayer } from './tuned.js';
import type { ColumnOptions, FinishedColumn } from './types.js';
import { closeVibrato, GUARD, unwind, unwindLoop, withRounds } from './unwind.js';
import { commonVibrato } from './vibrato.js';
import { zoneGain } from './zone-level.js';

export type { ColumnOptions, FinishedColumn, SustainLoop } from './types.js';
export { ZONE_LOUDNESS } from './zone-level.js';

/**
 * Finishes the notes of one root. [worker]
 *
 * Tuned: each layer is steady at the root but for vibrato, which is kept where there is some, the same for all.
 * In phase: every harmonic has the same phase in every layer at every sample.
 * Level: each layer has ZONE_LOUDNESS in its loudest second. That needs no other column, so columns may be finished one
 * after another.
 * Loop: found where the layers that sustain are alike; in it they are level, and what a struck one falls by as it is held
 * is told beside it. Layers that decay fast end by themselves: the loop begins after that. Without any layer that
 * sustains the column is a one-shot, cut when all layers are silent.
 *
 * The result depends on the layers given and on nothing else. When a column that was finished with fewer layers is
 * finished again with more, its length, its loop, its vibrato and its phases may change; pitch and loudness stay.
 *
 * @param layers raw notes at `sampleRate`, one or more, by rule of one length (shorter ones end in silence); unchanged.
 * @throws AlloyError 'empty' without a layer, or for one without samples; 'not-finite'.
 */
export function finishColumn(layers: readonly Float32Array[], options: ColumnOptions): FinishedColumn {
  check(layers);
  const grid = gridOf(options);
  const transform = new Frames(grid.frame, grid.bins);
  const length = Math.max(grid.frame, Math.ceil(Math.max(...layers.map((raw) => raw.length)) / grid.step));
  const tuned = layers.map((raw) => tuneLayer(raw, grid, transform, length));
  const bands = tuned.map(() => new BandTracks(grid, transform.count(length)));
  const tracks = tuned.map(({ samples }, i) =>
    trackHarmonics(samples, grid, transform, grid.harmonics, bands[i]),
  );
  const settled = tuned.map((layer, i) => settle(layer, tracks[i]!, grid));
  const vibrato = commonVibrato(settled, grid);
  const sustain = findSustain(bands, grid);
  const loop = sustain && findLoop(bands, sustain, grid);
  const aligned = align(settled, tracks, {
    grid,
    transform,
    gains: bands.map((own, i) =>
      loop && sustain.sustains[i] ? holdingGains(own, loop, sustain, grid) : null,
    ),
    edges: bandEdges(grid),
    length:
      loop && sustain.sustains.every(Boolean)
        ? Math.min(length, loop.end * grid.hop + transform.size)
        : length,
  });
  const { layers: finished, loop: closed } =
    loop && sustain
      ? hold(aligned, vibrato, loop, sustain, grid)
      : oneShot(aligned, vibrato, grid, options.sampleRate);
  const gains = finished.map((layer) => level(layer, closed?.end ?? layer.length, options.sampleRate));
  return {
    layers: finished,
    loop: closed,
    falls: finished.map((_, i) => (closed && sustain ? sustain.falls[i]! : 0)),
    cents: settled.map((layer) => layer.cents),
    gainDecibels: gains,
  };
}

type Played = Pick<FinishedColumn, 'layers' | 'loop'>;

/** Plays layers round a loop. Those that do not sustain end by themselves: the column's loop begins after that. */
function hold(
  layers: readonly Float32Array[],
  vibrato: Float64Array,
  loop: GridLoop,
  { sustains, falls }: Sustain,
  grid: Grid,
): Played {
  closeVibrato(vibrato, loop);
  const once = unwindLoop(vibrato, loop, grid);
  const ends = layers.map((layer, i) => (sustains[i] ? 0 : endLayer(layer, grid.rate)));
  const whole = withRounds(once, loop, grid, Math.max(...ends));
  const round = (layer: Float32Array, fall: DecibelsPerSecond): Float32Array => {
    closeLoop(layer, loop, grid, 2 * GUARD);
    const output = new Float32Array(whole.positions.length);
    output.set(interpolate(layer, once.positions.subarray(0, once.loop.end)));
    repeat(output, once.loop.end, once.loop.end - once.loop.start);
    letFall(output, fall, once, whole, loop, grid);
    return output;
  };
  const played = layers.map((layer, i) =>
    sustains[i] ? round(layer, falls[i]!) : interpolate(layer, whole.positions),
  );
  return { layers: played, loop: whole.loop };
}

/** Plays layers until all are silent. */
function oneShot(layers: readonly Float32Array[], vibrato: Float64Array, grid: Grid, rate: Hertz): Played {
  const positions = unwind(vibrato, grid, Math.max(grid.hop, ...layers.map(soundingLength)));
  const played = layers.map((layer) => interpolate(layer, positions));
  for (const layer of played) fadeOut(layer, layer.length, rate);
  return { layers: played, loop: null };
}

function check(layers: readonly Float32Array[]): void {
  if (layers.length === 0 || layers.some((layer) => layer.length === 0)) {
    throw new AlloyError(
      'empty',
      'column',
      'There is nothing to finish: a column needs layers with samples.',
    );
  }
  if (layers.some((layer) => layer.some((x) => !Number.isFinite(x)))) {
    throw new AlloyError('not-finite', 'column', 'A layer holds samples that are not finite.');
  }
}

/** The layers with their pulses and harmonics in phase. */
function align(
  layers: readonly SettledLayer[],
  tracks: readonly HarmonicTracks[],
  options: Omit<AlignOptions, 'alignment'>,
): Float32Array[] {
  const { period, harmonics } = options.grid;
  const samples = layers.map((layer) => layer.samples);
  if (harmonics === 0) return alignLayers(samples, { ...options, alignment: null });
  const at = loudestFrame(tracks);
  const phases = tracks.map((track) => slowPhases(track, at));
  const targets = phaseTargets(tracks, phases, options.grid, at);
  const moved = samples.map((layer, i) => {
    const shift = Math.round(targets.shifts[i]! * period);
    turnPhases(phases[i]!, harmonics, (frame) => layers[i]!.turns[frame]! + shift / period);
    return advanced(layer, shift);
  });
  return alignLayers(moved, { ...options, alignment: { phases, targets } });
}

/** Without its first `by` samples, or with silence before it; of the same length. */
function advanced(layer: Float32Array, by: Samples): Float32Array {
  const output = new Float32Array(layer.length);
  if (by >= 0) output.set(layer.subarray(by));
  else output.set(layer.subarray(0, layer.length + by), -by);
  return output;
}

/** In place, to the zones' loudness; returns the gain. */
function level(layer: Float32Array, end: Samples, rate: Hertz): Decibels {
  const gain = zoneGain(noteLoudness(layer.subarray(0, end), rate));
  const factor = decibelsToGain(gain);
  for (let i = 0; i < layer.length; i++) layer[i]! *= factor;
  return gain;
}
