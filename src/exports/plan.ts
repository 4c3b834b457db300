/** Plans an export: which sample sounds at which keys, at which mixes, how loud, and what a format cannot say. */
import type { MixPosition } from '../timbre/mix.js';
import {
  decibelsToGain,
  gainToDecibels,
  type Cents,
  type Decibels,
  type Hertz,
  type MidiNote,
} from '../units.js';
import { exportEnvelope, velocityExponent, type ExportEnvelope } from './envelope.js';
import type { ExportInput, ExportKeyZone } from './input.js';
import { keyName, mixName } from './names.js';

export interface ExportOptions {
  /** Null: as the zones are. */
  readonly sampleRate: Hertz | null;
  readonly bits: 16 | 24;
}

/** Keys that play a zone, and what its samples must be raised by there. */
export interface KeyRange {
  readonly low: MidiNote;
  readonly high: MidiNote;
  readonly cents: Cents;
}

/** A key zone with its place on the keyboard. */
export interface PlannedKeyZone {
  readonly zone: ExportKeyZone;
  /** The key at which its samples sound at their own speed, but for the cents of a range; a whole number. */
  readonly root: MidiNote;
  readonly ranges: readonly KeyRange[];
  /** A layer for each of the plan's places, or null where this root has none. */
  readonly layers: readonly (ExportKeyZone['layers'][number] | null)[];
}

export interface ExportPlan {
  readonly input: ExportInput;
  readonly options: ExportOptions;
  /** The mixes that are exported, by y, then by x. */
  readonly places: readonly MixPosition[];
  /** Whether there are several lines of mixes. */
  readonly plane: boolean;
  readonly zones: readonly PlannedKeyZone[];
  readonly envelope: ExportEnvelope;
  /** Gain of a velocity: (velocity / 127) ^ exponent. */
  readonly velocityExponent: number;
  /** Share of the natural decay that the player applies. */
  readonly naturalDecay: number;
  /** What all samples are multiplied by to stay below full scale. */
  readonly headroom: number;
  /** What they may be multiplied by at most. */
  readonly mostGain: number;
  /** What an exported sample must be raised by to be as loud as the player: the gain, and what the headroom took. */
  readonly volume: Decibels;
}

/** Positions nearer than this count as one. */
const SAME_PLACE = 1e-6;
const KEYS = 128;
/** Highest sample of a file. Resampling may overshoot a little. */
const CEILING = 0.94;

/** @param line keep one line of mixes, the nearest to where the mix stands: for formats in which one controller moves it. */
export function exportPlan(input: ExportInput, options: ExportOptions, line: boolean): ExportPlan {
  const { parameters } = input;
  const all = placesOf(input);
  const nearest = all.reduce((best, { y }) => (off(y, input) < off(best, input) ? y : best), all[0]!.y);
  const places = line ? all.filter(({ y }) => Math.abs(y - nearest) < SAME_PLACE) : all;
  const mostGain = CEILING / Math.max(1e-6, peakOf(input));
  const headroom = Math.min(1, mostGain);
  return {
    input,
    options,
    places,
    plane: places.some(({ y }) => Math.abs(y - places[0]!.y) >= SAME_PLACE),
    zones: plannedZones(input, places),
    envelope: exportEnvelope(parameters),
    velocityExponent: velocityExponent(parameters),
    naturalDecay: parameters.ownDecay / 100,
    headroom,
    mostGain,
    volume: parameters.gain - gainToDecibels(headroom),
  };
}

/** The plan with its volume in the samples, as far as these have room: for formats whose readers do not agree on volumes. */
export function bakedPlan(plan: ExportPlan): ExportPlan {
  const wanted = plan.headroom * decibelsToGain(plan.volume);
  const gain = Math.min(wanted, plan.mostGain);
  return { ...plan, headroom: gain, volume: gainToDecibels(wanted / gain) };
}

function off(y: number, { mix }: ExportInput): number {
  return Math.abs(y - mix.y);
}

function placesOf({ keyZones }: ExportInput): MixPosition[] {
  const places: MixPosition[] = [];
  for (const { x, y } of keyZones.flatMap(({ layers }) => layers)) {
    if (!places.some((place) => samePlace(place, { x, y }))) places.push({ x, y });
  }
  return places.sort((a, b) => a.y - b.y || a.x - b.x);
}

function samePlace(a: MixPosition, b: MixPosition): boolean {
  return Math.abs(a.x - b.x) < SAME_PLACE && Math.abs(a.y - b.y) < SAME_PLACE;
}

function peakOf({ keyZones }: ExportInput): number {
  let most = 0;
  for (const { samples } of keyZones.flatMap(({ layers }) => layers)) {
    for (const sample of samples) if (Math.abs(sample) > most) most = Math.abs(sample);
  }
  return most;
}

/** As the player has it: the nearest root plays, of two equally near ones the higher. */
function plannedZones(input: ExportInput, places: readonly MixPosition[]): PlannedKeyZone[] {
  const { keyZones, tuning, parameters } = input;
  const shift = parameters.transpose + parameters.tune / 100;
  const ranges = keyZones.map((): KeyRange[] => []);
  const roots = keyZones.map(({ rootMidi }) =>
    Math.min(KEYS - 1, Math.max(0, Math.round(rootMidi - parameters.transpose))),
  );
  for (let key = 0; key < KEYS; key++) {
    const pitch = tuning?.[key] ?? key;
    if (!Number.isFinite(pitch)) continue;
    const index = nearestZone(keyZones, pitch + parameters.transpose);
    const cents = 100 * (pitch - key + shift - keyZones[index]!.rootMidi + roots[index]!);
    const last = ranges[index]!.at(-1);
    if (last && last.high === key - 1 && Math.abs(last.cents - cents) < 1e-6) {
      ranges[index]![ranges[index]!.length - 1] = { ...last, high: key };
    } else ranges[index]!.push({ low: key, high: key, cents });
  }
  return keyZones.flatMap((zone, i): PlannedKeyZone[] => {
    const layers = places.map((place) => zone.layers.find((layer) => samePlace(layer, place)) ?? null);
    return ranges[i]!.length > 0 && layers.some(Boolean)
      ? [{ zone, root: roots[i]!, ranges: ranges[i]!, layers }]
      : [];
  });
}

function nearestZone(zones: readonly ExportKeyZone[], pitch: MidiNote): number {
  let best = 0;
  zones.forEach(({ rootMidi }, index) => {
    const nearer = Math.abs(rootMidi - pitch) - Math.abs(zones[best]!.rootMidi - pitch);
    if (nearer < 0 || (nearer === 0 && rootMidi > zones[best]!.rootMidi)) best = index;
  });
  return best;
}

/** Name of a sample's file, without ending: unique within the export. */
export function sampleName({ places, plane }: ExportPlan, { zone }: PlannedKeyZone, place: number): string {
  const key = Math.round(zone.rootMidi);
  const mix = places.length > 1 ? `_${mixName(places[place]!, plane)}` : '';
  return `${String(key).padStart(3, '0')}_${keyName(key)}${mix}`;
}

/** Index of the place that is nearest to where the mix stands. */
export function presentPlace({ places, input: { mix } }: ExportPlan): number {
  const away = ({ x, y }: MixPosition): number => Math.hypot(x - mix.x, y - mix.y);
  return places.reduce((best, place, i) => (away(place) < away(places[best]!) ? i : best), 0);
}

/** Value of a controller, 0 to 127, at a place from 0 to 1. */
export function controllerAt(place: number): number {
  return Math.round(127 * Math.min(1, Math.max(0, place)));
}
