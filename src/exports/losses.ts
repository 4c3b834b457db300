/** Says what of an instrument a format does not carry. */
import { MIX_CURVE_POINTS } from '../mix-curve.js';
import type { ParameterValues } from '../parameters.js';
import type { ExportInput, ExportKeyZone } from './input.js';

/** A part of the sound that some format does not carry. */
export type ExportLoss =
  | 'plane'
  | 'envelope'
  | 'velocity'
  | 'decay'
  | 'lowPass'
  | 'filter'
  | 'lfo'
  | 'unison'
  | 'glide'
  | 'mono'
  | 'pan'
  | 'bend'
  | 'effects'
  | 'modulation';

/** Of the parameter `filterType`. */
const LOW_PASS = 1;

/** What tells it: no samples are read. */
export interface LossFacts extends Pick<ExportInput, 'parameters'> {
  readonly keyZones: readonly Pick<ExportKeyZone, 'layers' | 'loop'>[];
}

interface FeatureRow {
  readonly feature: ExportLoss;
  readonly title: string;
  readonly uses: (parameters: ParameterValues, keyZones: LossFacts['keyZones']) => boolean;
}

function feature(feature: ExportLoss, title: string, uses: FeatureRow['uses']): FeatureRow {
  return { feature, title, uses };
}

function oscillates(p: ParameterValues, id: 'lfo1' | 'lfo2'): boolean {
  return p[`${id}Pitch`] !== 0 || p[`${id}Mix`] !== 0 || p[`${id}Cutoff`] !== 0 || p[`${id}Level`] !== 0;
}

function decays(keyZones: LossFacts['keyZones']): boolean {
  return keyZones.some(({ loop, layers }) => loop !== null && layers.some(({ decayRate }) => decayRate > 0));
}

const FEATURES: readonly FeatureRow[] = [
  feature('plane', 'all mixes but one line of them', (_, keyZones) => {
    const rows = keyZones.flatMap(({ layers }) => layers.map(({ y }) => y));
    return rows.some((y) => y !== rows[0]);
  }),
  feature('envelope', 'the envelope', () => true),
  feature('velocity', 'the response to velocity', ({ velocityAmount }) => velocityAmount > 0),
  feature('decay', 'the natural decay', ({ ownDecay }, keyZones) => ownDecay > 0 && decays(keyZones)),
  feature('lowPass', 'the filter', ({ filterType }) => filterType === LOW_PASS),
  feature('filter', 'the filter', ({ filterType }) => filterType !== 0 && filterType !== LOW_PASS),
  feature('lfo', 'the LFOs', (p) => oscillates(p, 'lfo1') || oscillates(p, 'lfo2')),
  feature('unison', 'the unison', ({ unison }) => unison > 1),
  feature('glide', 'the glide', ({ glide }) => glide > 0.001),
  feature('mono', 'the monophonic mode', ({ mode }) => mode !== 0),
  feature('pan', 'the pan', ({ pan }) => pan !== 0),
  // Not in the samples either: an echo or a room in each zone would be there once a voice, and end with its loop.
  feature(
    'effects',
    'the effects',
    (p) =>
      p.drive > 0 ||
      p.eqLow !== 0 ||
      p.eqMid !== 0 ||
      p.eqHigh !== 0 ||
      p.chorusMix > 0 ||
      p.delayMix > 0 ||
      p.reverbMix > 0,
  ),
  feature('bend', 'the bend range', ({ bendRange }) => bendRange !== 2),
  feature(
    'modulation',
    'what velocity, key, slide, pressure and the morph curve do to the mix',
    (p) => p.mixVelocity !== 0 || p.mixKey !== 0 || MIX_CURVE_POINTS.some((id) => p[id] !== 0),
  ),
];

/** What of an instrument is not among what is carried. */
export function lostFeatures(
  { parameters, keyZones }: LossFacts,
  carried: readonly ExportLoss[],
): ExportLoss[] {
  return FEATURES.filter(({ feature, uses }) => !carried.includes(feature) && uses(parameters, keyZones)).map(
    ({ feature }) => feature,
  );
}

/** In words that a musician knows. */
export function featureTitle(id: ExportLoss): string {
  return FEATURES.find(({ feature }) => feature === id)!.title;
}
