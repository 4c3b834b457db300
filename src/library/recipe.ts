/** Declares the recipe of a library's note, and the hash that names it: equal hashes are equal bytes on wasm. */
import { createHash } from 'node:crypto';
import type { WeightStorage } from '../generator/wasm/matrices.js';
import type { SourceWeight } from '../render/notes.js';
import type { Hertz, MidiNote, Samples, Seconds } from '../units.js';

/** Goes up when the same recipe makes other samples, or a file of another layout. */
export const NOTE_VERSION = 1;

/** What renders a plan; part of every recipe. */
export interface PlanModel {
  readonly name: string;
  /** Of the weights: see EngineInfo.fingerprint. */
  readonly fingerprint: string;
  readonly sampleRate: Hertz;
  /** Of the files, where they have what lies above the model's band: 48000. Left out: the model's own, as in plans of version 1. */
  readonly rate?: Hertz;
  /** How the generator keeps weights; null: as the model's size says. */
  readonly weights: WeightStorage | null;
}

/** All that a note is made of, beside the model. */
export interface Recipe {
  readonly seconds: Seconds;
  readonly root: MidiNote;
  readonly seed: number;
  readonly temperature: number;
  /** By source id, in their order; above 0. */
  readonly weights: readonly SourceWeight[];
}

/** A line of a plan. */
export interface PlannedNote extends Recipe {
  /** 32 hexadecimal digits. */
  readonly hash: string;
}

export const HASH = /^[0-9a-f]{32}$/;

/** Weights in the order of their ids, without those of nothing: the order in which floating point adds them up is part of a recipe. */
export function orderedWeights(weights: readonly SourceWeight[]): SourceWeight[] {
  return weights
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
}

/** Makes hashes of one model's recipes. */
export function recipeHasher(model: PlanModel): (recipe: Recipe) => string {
  const { name, fingerprint, sampleRate, rate, weights: storage } = model;
  const wide = rate === undefined ? [] : [rate];
  const facts = ['alloy-note', NOTE_VERSION, name, fingerprint, sampleRate, storage, ...wide];
  const head = JSON.stringify(facts);
  return ({ seconds, root, seed, temperature, weights }) => {
    const shares = weights.map(({ source, weight }) => [source, weight]);
    const text = `${head}\n${JSON.stringify([seconds, root, seed, temperature, shares])}`;
    return createHash('sha256').update(text).digest('hex').slice(0, 32);
  };
}

/** Samples of a note at a rate, as the engine counts them: what it costs, too. */
export function samplesOf(seconds: Seconds, sampleRate: number): Samples {
  return Math.max(1, Math.round(seconds * sampleRate));
}

/** Samples of a note's file. */
export function fileSamplesOf(seconds: Seconds, { sampleRate, rate = sampleRate }: PlanModel): Samples {
  return Math.round((samplesOf(seconds, sampleRate) * rate) / sampleRate);
}
