/** Tests that a document is rendered to the same codes everywhere: this is a browser; test/document is Node. */
import { expect, it } from 'vitest';
import { RenderClient } from '../../../src/render/client.js';
import document from '../../golden/documents/guitar-flute.json';
import { codesOf, CODES_SHA256, sha256 } from '../../golden/documents/notes.js';

it('the codes of a document are the same to the bit', async () => {
  const client = new RenderClient();
  const info = await client.open({ model: '/models/instruments/model.json', backend: 'wasm', workers: 2 });
  try {
    const codes = await codesOf(client, document, info.manifest.generation.temperature);
    expect(await sha256(codes)).toBe(CODES_SHA256);
  } finally {
    await client.close();
  }
});
