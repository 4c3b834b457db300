/** Tests that a document is rendered to the same codes everywhere: this is Node; test/browser/document is a browser. */
import { expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { RenderEngine } from '../../src/render/engine.js';
import { codesOf, CODES_SHA256, sha256 } from '../golden/documents/notes.js';

it('the codes of a document are the same to the bit', async () => {
  const text = await readFile(new URL('../golden/documents/guitar-flute.json', import.meta.url), 'utf8');
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm', workers: 2 });
  try {
    const { manifest, fingerprint } = engine.info;
    const document = JSON.parse(text) as { model: { fingerprint: string } };
    expect(document.model.fingerprint).toBe(fingerprint);
    const codes = await codesOf(engine, document, manifest.generation.temperature);
    expect(codes.length).toBe(6 * 8000);
    expect(await sha256(codes)).toBe(CODES_SHA256);
  } finally {
    await engine.close();
  }
});
