/** Declares what an exporter takes: an instrument with its conditioned key zones. */
import type { SustainLoop } from '../audio/conditioning/types.js';
import { AlloyError } from '../errors.js';
import { defaultParameters, type ParameterValues } from '../parameters.js';
import { heardMix } from '../timbre/heard-mix.js';
import type { MixPosition } from '../timbre/mix.js';
import {
  decibelsToGain,
  type Decibels,
  type DecibelsPerSecond,
  type Hertz,
  type MidiNote,
} from '../units.js';

/** One mix of a root, conditioned. */
export interface ExportLayer extends MixPosition {
  /** Linear; a hard attack may pass 1. */
  readonly samples: Float32Array;
  /** Natural decay from the loop's start on, per second of the samples; 0: held level. */
  readonly decayRate: DecibelsPerSecond;
}

/** All mixes of one root: layers of one length, one rate and one loop, in phase with each other. */
export interface ExportKeyZone {
  readonly rootMidi: MidiNote;
  readonly sampleRate: Hertz;
  /** Null: the samples play once. */
  readonly loop: SustainLoop | null;
  readonly layers: readonly ExportLayer[];
}

/** An instrument to export. */
export interface ExportInput {
  readonly name: string;
  readonly author: string;
  readonly tags: readonly string[];
  /** What may be done with the sounds, and whose they are. */
  readonly licence: string;
  readonly parameters: ParameterValues;
  /** Where the mix stands, as it is heard among the layers. */
  readonly mix: MixPosition;
  /** Pitch of each of the 128 keys, in fractional MIDI notes, NaN for a silent key; null: equal temperament. */
  readonly tuning: ArrayLike<number> | null;
  readonly keyZones: readonly ExportKeyZone[];
}

/** As much of an instrument document as an export says. */
export interface DocumentFacts {
  readonly name: string;
  readonly author: string;
  readonly tags: readonly string[];
  readonly licence: string;
  readonly sources: readonly ({ readonly gain: Decibels } | null)[];
  readonly mix: MixPosition;
  readonly parameters: Partial<ParameterValues>;
  readonly tuning: { readonly semitones: readonly (MidiNote | null)[] } | null;
}

/** A key zone as a page holds it. */
export interface StoredLayers {
  readonly rootMidi: MidiNote;
  readonly zones: readonly (MixPosition & { readonly recipe: string })[];
  readonly conditioned: {
    readonly sampleRate: Hertz;
    readonly loop: SustainLoop | null;
    readonly layers: ReadonlyMap<string, Float32Array>;
    readonly decayRates: ReadonlyMap<string, DecibelsPerSecond>;
  } | null;
}

/**
 * An instrument's document with its rendered key zones, as exporters take it.
 * @throws AlloyError 'empty' where nothing is rendered.
 */
export function exportInput(document: DocumentFacts, keyZones: readonly ExportKeyZone[]): ExportInput {
  const { name, author, tags, licence, sources, mix, parameters, tuning } = document;
  const gains = sources.flatMap((source) => (source ? [decibelsToGain(source.gain)] : []));
  if (keyZones.length === 0) throw nothingRendered(name);
  return {
    name: name.trim() || 'Alloy instrument',
    author,
    tags,
    licence,
    parameters: { ...defaultParameters(), ...parameters },
    mix: heardMix(gains, mix),
    tuning: tuning && tuning.semitones.map((pitch) => pitch ?? NaN),
    keyZones: [...keyZones].sort((a, b) => a.rootMidi - b.rootMidi),
  };
}

/** Key zones as a page holds them; those that are not conditioned yet are left out. */
export function conditionedKeyZones(stored: readonly StoredLayers[]): ExportKeyZone[] {
  return stored.flatMap(({ rootMidi, zones, conditioned }): ExportKeyZone[] => {
    if (!conditioned) return [];
    const { sampleRate, loop, layers, decayRates } = conditioned;
    const made = zones.flatMap(({ x, y, recipe }): ExportLayer[] => {
      const samples = layers.get(recipe);
      return samples ? [{ x, y, samples, decayRate: decayRates.get(recipe) ?? 0 }] : [];
    });
    return made.length > 0 ? [{ rootMidi, sampleRate, loop, layers: made }] : [];
  });
}

function nothingRendered(name: string): AlloyError {
  return new AlloyError(
    'empty',
    name || 'instrument',
    'There is nothing to export: no key of the instrument is rendered yet. Render it first.',
  );
}
