/** Reads the published models' manifests, whose fields keep their spelling: `colour` and `decoder.centring`. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseManifestText } from '../../src/model/validate.js';

it.each(['instruments', 'voices'])('%s keeps its band envelope and its drift correction', (name) => {
  const path = new URL(`../../models/${name}/model.json`, import.meta.url);
  const text = readFileSync(path, 'utf8');
  const raw = JSON.parse(text) as { colour: { bands: number }; decoder: { centring: number } };
  const manifest = parseManifestText(text, path.pathname);
  expect(raw.colour.bands).toBeGreaterThan(0);
  expect(manifest.colour).toMatchObject(raw.colour);
  expect(raw.decoder.centring).toBeGreaterThan(0);
  expect(manifest.decoder.centring).toBe(raw.decoder.centring);
});
