/** Plans the notes of a render and their order. Pure functions: the same settings give the same notes. */
import type { EngineInfo, SourceWeight } from '../../render/notes.js';
import { planPlaces, planRoots, type Plan } from '../../render/plan.js';
import { heardMix } from '../../timbre/heard-mix.js';
import { gainedWeights, mixDistance, mixesAlong, mixWeights, type MixPosition } from '../../timbre/mix.js';
import { decibelsToGain, type MidiNote, type Seconds } from '../../units.js';
import type { Part } from '../sounds/part.js';
import type { ClipKind } from '../state/state.js';

export type { Part };

export interface RecipeSettings {
  readonly plan: Plan;
  readonly mix: MixPosition;
  readonly seconds: Seconds;
  readonly seed: number;
  readonly temperature: number;
  /** What the model is, weights and all. */
  readonly model: string;
}

/** What the model is, weights and all, for recipes. */
export function recipeModel({ manifest, fingerprint, fast }: EngineInfo): string {
  return `${manifest.name} ${fingerprint}${fast ? ' int8' : ''}`;
}

/** A note, with all that it depends on as one string: notes of equal recipe are equal. */
export interface Recipe {
  readonly recipe: string;
  readonly weights: readonly SourceWeight[];
  readonly rootMidi: MidiNote;
}

export interface PlannedZone extends Recipe, MixPosition {}

export interface PlannedClip extends Recipe {
  readonly id: string;
  readonly kind: ClipKind;
  readonly title: string;
  /** Whether it is mixed from the conditioned zones of its root at the live mix; its own note is then the nearest of them. */
  readonly fromZones: boolean;
  /** What its picture is of. */
  readonly shares: readonly SourceWeight[];
}

export interface PlannedNotes {
  /** In the order to render them. */
  readonly zones: readonly PlannedZone[];
  readonly clips: readonly PlannedClip[];
}

/** The pitch of the sources at the mix. */
export function centreOf(parts: readonly Part[], { x, y }: MixPosition): MidiNote {
  const weights = sharesOf(parts, x, y);
  return parts.reduce((sum, part, i) => sum + part.rootMidi * weights[i]!, 0);
}

/**
 * Whether a render makes several mixes. These stand at their places whatever the gains are: a gain moves the mix that is heard
 * among them. A single mix is made for the gains.
 */
function hasMixes(parts: readonly Part[], { mixes }: Plan): boolean {
  return mixesAlong(parts.length, mixes) > 1;
}

/**
 * The notes of a render. Zones as in planPlaces; clips: each source again, each pair at the present mix, and with more
 * than two sources the whole mix; these at the root nearest the sources' pitch, so that one note can be zone and clip.
 * @param centre the key to have first; default: the sources' own pitch.
 */
export function planNotes(
  parts: readonly Part[],
  settings: RecipeSettings,
  centre: MidiNote = centreOf(parts, settings.mix),
): PlannedNotes {
  const { plan, mix } = settings;
  const zones = planPlaces(plan, parts.length, { centre, mix }).map((place) => ({
    ...note(
      parts,
      hasMixes(parts, plan) ? mixWeights(parts.length, place.x, place.y) : sharesOf(parts, place.x, place.y),
      place.rootMidi,
      settings,
    ),
    x: place.x,
    y: place.y,
  }));
  return { zones, clips: planClips(parts, settings, zones) };
}

function planClips(
  parts: readonly Part[],
  settings: RecipeSettings,
  zones: readonly PlannedZone[],
): PlannedClip[] {
  const { mix, plan } = settings;
  const root = nearest(planRoots(plan), centreOf(parts, mix));
  const shares = sharesOf(parts, mix.x, mix.y);
  const title = (of: readonly Part[]): string => of.map(({ name }) => name).join(' × ');
  const own = note(parts, shares, root, settings);
  const fromZones = hasMixes(parts, plan);
  const hybrid: PlannedClip = {
    id: 'hybrid',
    kind: 'hybrid',
    title: title(parts),
    ...own,
    ...(fromZones ? nearestZone(parts, zones, root, mix) : {}),
    fromZones,
    shares: own.weights,
  };
  const pairs =
    parts.length < 3
      ? []
      : pairsOf(parts.length).map(([a, b]): PlannedClip => {
          const [first, second] = [parts[a]!, parts[b]!];
          const total = shares[a]! + shares[b]!;
          // Where the mix has neither of them, they are equal.
          const between = total > 0 ? [shares[a]! / total, shares[b]! / total] : [0.5, 0.5];
          const made = note([first, second], between, root, settings);
          return {
            id: `hybrid-${first.slot}-${second.slot}`,
            kind: 'hybrid',
            title: title([first, second]),
            ...made,
            fromZones: false,
            shares: made.weights,
          };
        });
  const reconstructions = parts.map((part): PlannedClip => {
    const made = note([part], [1], part.rootMidi, settings);
    return {
      id: `reconstruction-${part.slot}`,
      kind: 'reconstruction',
      title: part.name,
      ...made,
      fromZones: false,
      shares: made.weights,
    };
  });
  return [hybrid, ...reconstructions, ...pairs];
}

/** The note of a root that is nearest to what the live mix says. */
function nearestZone(
  parts: readonly Part[],
  zones: readonly PlannedZone[],
  root: MidiNote,
  mix: MixPosition,
): Recipe {
  const heard = heardMix(
    parts.map(({ gain }) => decibelsToGain(gain)),
    mix,
  );
  const away = (zone: PlannedZone): number => mixDistance(zone, heard, parts.length);
  const { recipe, weights, rootMidi } = zones
    .filter((zone) => zone.rootMidi === root)
    .reduce((best, zone) => (away(zone) < away(best) ? zone : best));
  return { recipe, weights, rootMidi };
}

function sharesOf(parts: readonly Part[], x: number, y: number): readonly number[] {
  return gainedWeights(
    parts.map(({ gain }) => decibelsToGain(gain)),
    x,
    y,
  );
}

/** One sound in two slots is one source; a share of nothing is left out. */
function note(
  parts: readonly Part[],
  shares: readonly number[],
  rootMidi: MidiNote,
  { seconds, seed, temperature, model }: RecipeSettings,
): Recipe {
  const merged = new Map<string, number>();
  parts.forEach(({ key }, i) => merged.set(key, (merged.get(key) ?? 0) + shares[i]!));
  const weights = [...merged]
    .filter(([, weight]) => weight > 0)
    .map(([source, weight]) => ({ source, weight }))
    .sort((a, b) => (a.source < b.source ? -1 : 1));
  const blend = weights.map(({ source, weight }) => `${weight.toFixed(9)}×${source}`).join(' + ');
  return { recipe: [model, seed, temperature, seconds, rootMidi, blend].join(' | '), weights, rootMidi };
}

function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, a) => a).flatMap((a) =>
    Array.from({ length: count - a - 1 }, (_, i): [number, number] => [a, a + 1 + i]),
  );
}

function nearest(keys: readonly MidiNote[], to: MidiNote): MidiNote {
  return keys.reduce((best, key) => (Math.abs(key - to) <= Math.abs(best - to) ? key : best));
}
