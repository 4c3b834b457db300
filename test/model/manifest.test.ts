/** Tests validation of manifests, field by field. */
import { describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { AlloyError } from '../../src/errors.js';
import { parseManifest, parseManifestText } from '../../src/model/validate.js';
import { TINY_COLOURED, TINY_FACTORY, TINY_NSYNTH, tinyModel } from './models.js';

const shipped = new URL('../../models/instruments/model.json', import.meta.url);

/** A copy of a manifest with the value at a path replaced, or taken out when undefined. */
function broken(path: string, value: unknown, base: unknown = tinyModel(TINY_FACTORY).manifest): unknown {
  const copy = structuredClone(base) as Record<string, unknown>;
  const keys = path.split('.');
  let node = copy;
  for (const key of keys.slice(0, -1)) node = node[key] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(node, keys.at(-1)!);
  else node[keys.at(-1)!] = value;
  return copy;
}

function failure(json: unknown): AlloyError {
  try {
    parseManifest(json, 'some/model.json');
  } catch (error) {
    if (error instanceof AlloyError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('parseManifest', () => {
  it('reads the shipped model as it is written', async () => {
    const text = await readFile(shipped, 'utf8');
    expect(parseManifestText(text, 'model.json')).toEqual(JSON.parse(text));
  });

  it.each([TINY_FACTORY, TINY_COLOURED, TINY_NSYNTH])('reads $name', (base) => {
    const { manifest } = tinyModel(base);
    expect(parseManifest(manifest)).toEqual(manifest);
  });

  it('ignores what it does not know', () => {
    const { manifest } = tinyModel(TINY_FACTORY);
    expect(parseManifest({ ...manifest, madeWith: 'care' })).toEqual(manifest);
  });

  it.each([
    ['format', 'another', /"another", not "alloy-model"/],
    ['version', 2, /reads version 1/],
    ['name', 'Über Modell', /lower case/],
    ['title', undefined, /missing, not text/],
    ['sampleRate', 16000.5, /not a whole number/],
    ['sampleRate', 0, /4000 or more/],
    ['signal', null, /null, not an object/],
    ['signal.peak', 2, /at most 1/],
    ['signal.preEmphasis', 1, /below 1/],
    ['signal.levels', 128, /must be 256/],
    ['signal.loudness.windowSamples', 511, /even/],
    ['signal.loudness.rms', '0.2', /"0.2", not a number/],
    ['encoder.kind', 'transformer', /"log-mel" or "waveform"/],
    ['encoder.fftSize', 1000, /power of 2/],
    ['encoder.filter', 2, /odd/],
    ['encoder.maxHz', 20, /not above minHz/],
    ['conditioning.bumps', 1, /2 or more/],
    ['conditioning.bumpSigma', 0, /0.01 or more/],
    ['decoder.dilations', [], /is empty/],
    ['decoder.dilations', [1, 2.5], /2.5, not a whole number/],
    ['decoder.levels', 512, /must be 256/],
    ['decoder.pitchLag', undefined, /missing, not an object/],
    ['decoder.pitchLag.onePeriod', 'x', /not a list/],
    ['decoder.centring', 0.6, /at most 0\.49/],
    ['decoder.centring', -0.1, /decoder\.centring/],
    ['decoder.centring', '¼', /not a/],
    ['generation.temperature', -1, /0 or more/],
    ['weightsManifest', {}, /an object, not a list/],
    ['weightsManifest.0.paths', ['../../secret'], /beside the model/],
    ['weightsManifest.0.paths', ['https://example.com/w.bin'], /beside the model/],
    ['weightsManifest.0.weights.0.dtype', 'int32', /"float32"/],
    ['weightsManifest.0.weights.0.shape', [1, -3], /1 or more/],
    ['weightsManifest.0.weights.0.quantization', { dtype: 'uint8' }, /missing, not a number/],
  ])('names the field %s when it is %j', (path, value, message) => {
    const error = failure(broken(path, value));
    expect(error.code).toBe('model-invalid');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^some\/model\.json: /);
    const field = path.replace(/\.(\d+)/g, '[$1]');
    expect(error.subject.startsWith(field)).toBe(true);
  });

  it.each([
    ['colour.fftSize', 1000, /power of 2/],
    ['colour.hop', 600, /overlap by half/],
    ['colour.bands', 1, /2 or more/],
    ['colour.maxHz', 20, /not above minHz/],
    ['colour.floorDb', 3, /at most 0/],
    ['colour.hidden', undefined, /missing, not a number/],
    ['colour.ownSemitones', 0, /0.01 or more/],
  ])('names the field %s when it is %j', (path, value, message) => {
    const error = failure(broken(path, value, tinyModel(TINY_COLOURED).manifest));
    expect(error.code).toBe('model-invalid');
    expect(error.message).toMatch(message);
    expect(error.subject).toBe(path);
  });

  it.each([[null], [[]], ['text'], [3]])('refuses %j', (json) => {
    expect(failure(json).code).toBe('model-invalid');
  });

  it('says when a file is not JSON', () => {
    expect(() => parseManifestText('<!doctype html>', 'a.json')).toThrowError(/a\.json is not JSON/);
  });
});
