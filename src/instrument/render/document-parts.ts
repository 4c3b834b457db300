/** What a render of a document is made of, named as the page names it. Pure functions. */
import type { InstrumentStateDocument } from '../../document/schema.js';
import type { EngineInfo } from '../../render/notes.js';
import { embeddedSound } from '../sounds/embedded-sound.js';
import type { Part } from '../sounds/part.js';
import { encodedKey, preparedKey } from '../sounds/source-key.js';
import { recipeModel, type RecipeSettings } from './recipes.js';

/** A document's sources as parts of a render, named as the page names them: the order in which they are blended follows from it. */
export function partsOf(document: InstrumentStateDocument, info: EngineInfo): Part[] {
  const { sampleRate, signal } = info.manifest;
  return document.sources.flatMap((source, slot): Part[] => {
    if (!source) return [];
    const { name, gain, rootOverride, pitched } = source;
    const sound = embeddedSound(source, document.model?.fingerprint ?? null);
    const rootMidi = rootOverride ?? source.root.midi;
    const prepared = preparedKey({ sound, trim: source.trim ?? null }, document.seconds, {
      sampleRate,
      peak: signal.peak,
    });
    const key = encodedKey(prepared, rootMidi, rootOverride === null ? null : undefined);
    return [{ slot, key, name, rootMidi, gain, pitched: pitched || rootOverride !== null, embedding: null }];
  });
}

export function recipeSettings(document: InstrumentStateDocument, info: EngineInfo): RecipeSettings {
  const { plan, mix, seconds, seed, temperature } = document;
  return {
    ...{ plan, mix, seconds, seed },
    temperature: temperature ?? info.manifest.generation.temperature,
    model: recipeModel(info),
  };
}
