/** Keeps a gain for each layer of the mix, measured on its zones, at which chords leave the limiter idle. [page] */
import type { chordGain } from '../../audio/conditioning/chord-level.js';
import { expectedChordGain, type LayerZone } from '../../audio/conditioning/chord-level.js';
import { gainToDecibels, type Decibels, type Gain01, type Hertz } from '../../units.js';
import type { MixPosition } from '../state/state.js';
import type { KeyZone } from './key-zone.js';

/** What measures a layer: see chordGain. A worker, by rule. */
export type ChordGain = (...args: Parameters<typeof chordGain>) => Promise<ReturnType<typeof chordGain>>;

interface LayerGain {
  readonly gain: Gain01;
  /** Zones that it was measured on; 0: expected. */
  readonly zones: number;
}

/** A gain that is nearer to the former one is not worth sending zones anew, while there are zones to come. */
const TOLERANCE: Decibels = 0.25;
const FINAL_TOLERANCE: Decibels = 0.01;

function placeOf({ x, y }: MixPosition): string {
  return `${x},${y}`;
}

/**
 * Gains of the layers, one for all zones at a place of the mix, so that keys keep their balance. Measured with the first
 * zone of a layer, each time that there are twice as many, and with all of them. [page]
 */
export class LayerGains {
  readonly #measure: ChordGain;
  #layers = new Map<string, LayerGain>();
  /** Zones that each layer was last asked to be measured with. */
  readonly #asked = new Map<string, number>();

  constructor(measure: ChordGain) {
    this.#measure = measure;
  }

  /** Forgets the layers of which the key zones have no conditioned zone; the others are measured anew. */
  replan(keyZones: readonly KeyZone[]): void {
    const there = layersOf(keyZones);
    this.#layers = new Map([...this.#layers].filter(([place]) => there.has(place)));
    this.#asked.clear();
    for (const [place, { zones }] of there) {
      if (this.#layers.has(place)) continue;
      const peaks = zones.map(({ samples }) => peakOf(samples));
      const mean = peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length;
      this.#layers.set(place, { gain: expectedChordGain(mean), zones: 0 });
    }
  }

  /** Linear gain of the layer at a place; null where none of its zones is known. */
  at(place: MixPosition): Gain01 | null {
    return this.#layers.get(placeOf(place))?.gain ?? null;
  }

  /** The same, as expected of the first samples of its first note, at the level of zones. */
  expected(place: MixPosition, samples: Float32Array, gain: number): Gain01 {
    return this.at(place) ?? expectedChordGain(gain * peakOf(samples));
  }

  /** Measures the layers that have enough more zones. @returns true when a gain has changed. Never rejects. */
  async update(keyZones: readonly KeyZone[]): Promise<boolean> {
    const due = [...layersOf(keyZones)].filter(([place, { zones }]) => {
      const asked = this.#asked.get(place) ?? 0;
      return zones.length > asked && (zones.length >= 2 * asked || zones.length === keyZones.length);
    });
    const changes = due.map(async ([place, { zones, rate }]) => {
      this.#asked.set(place, zones.length);
      // a layer that cannot be measured keeps the gain that is expected of it
      const gain = await this.#measure(zones, rate).catch(() => null);
      const before = this.#layers.get(place);
      if (gain === null || (before && before.zones > zones.length)) return false;
      const off = before ? Math.abs(gainToDecibels(gain / before.gain)) : Infinity;
      const kept = off < (zones.length === keyZones.length ? FINAL_TOLERANCE : TOLERANCE);
      this.#layers.set(place, { gain: kept ? before!.gain : gain, zones: zones.length });
      return !kept;
    });
    return (await Promise.all(changes)).some(Boolean);
  }
}

/** The conditioned zones of each place of the mix. */
function layersOf(
  keyZones: readonly KeyZone[],
): Map<string, { readonly zones: LayerZone[]; readonly rate: Hertz }> {
  const layers = new Map<string, { readonly zones: LayerZone[]; readonly rate: Hertz }>();
  for (const { rootMidi, zones, conditioned } of keyZones) {
    for (const zone of zones) {
      const samples = conditioned?.layers.get(zone.recipe);
      if (!conditioned || !samples) continue;
      const { loop, sampleRate: rate } = conditioned;
      const layer = layers.get(placeOf(zone)) ?? { zones: [], rate };
      layer.zones.push({ rootMidi, samples, loop });
      layers.set(placeOf(zone), layer);
    }
  }
  return layers;
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);
}
