/** Renders notes of a document, for Node and for a browser alike. */
import { readStateDocument } from '../../../src/document/read.js';
import { decodeSourceCode } from '../../../src/document/source-code.js';
import type { EncodedSource, RenderedNote, RenderNote } from '../../../src/render/notes.js';

/** SHA-256 of the codes of all notes, one after another. */
export const CODES_SHA256 = 'b1d9b018cf20c9190fa296967273d71c017143b6092032847b79f52fb348fc07';

interface Renderer {
  addEncoded(id: string, source: EncodedSource): Promise<unknown>;
  render(notes: readonly RenderNote[]): Promise<readonly RenderedNote[]>;
}

const NOTE_SECONDS = 0.5;

/** Each source alone and half of both, at a low and a high key. @param temperature the model's own. */
export async function codesOf(renderer: Renderer, value: unknown, temperature: number): Promise<Uint8Array> {
  const { state } = readStateDocument(value);
  for (const [i, source] of state.sources.entries()) {
    const { root, code } = source!.embedding;
    await renderer.addEncoded(String(i), decodeSourceCode(code, root));
  }
  const notes = [48, 67].flatMap((rootMidi) =>
    [0, 0.5, 1].map((share) => ({
      id: `${rootMidi} ${share}`,
      weights: [
        { source: '0', weight: 1 - share },
        { source: '1', weight: share },
      ],
      ...{ rootMidi, seconds: NOTE_SECONDS, seed: state.seed, temperature },
    })),
  );
  const rendered = await renderer.render(notes);
  const codes = new Uint8Array(rendered.reduce((sum, note) => sum + note.codes.length, 0));
  let at = 0;
  for (const note of rendered) {
    codes.set(note.codes, at);
    at += note.codes.length;
  }
  return codes;
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
