/** Tests the roots that files give in their chunks. */
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode.js';
import { noise } from './signals.js';
import { writeWav } from './wav-writer.js';

/** A WAV file with one more chunk at its end. */
function wavWith(id: string, body: Uint8Array): ArrayBuffer {
  const plain = new Uint8Array(writeWav([noise(200)], { bits: 16 }));
  const bytes = new Uint8Array(plain.length + 8 + body.length + (body.length % 2));
  bytes.set(plain);
  bytes.set(new TextEncoder().encode(id), plain.length);
  new DataView(bytes.buffer).setUint32(plain.length + 4, body.length, true);
  bytes.set(body, plain.length + 8);
  return bytes.buffer;
}

function smpl(note: number, fraction = 0): Uint8Array {
  const view = new DataView(new ArrayBuffer(36));
  view.setUint32(12, note, true);
  view.setUint32(16, fraction, true);
  return new Uint8Array(view.buffer);
}

const inst = (note: number, cents: number, low = 0, high = 127): Uint8Array =>
  Uint8Array.of(note, cents & 255, 0, low, high, 1, 127);

describe('the root that a WAV file names', () => {
  it.each([
    ['smpl 73', 'smpl', smpl(73), 73],
    ['smpl 48 and a half', 'smpl', smpl(48, 0x80000000), 48.5],
    ['smpl 0, which nobody means', 'smpl', smpl(0), null],
    ['smpl 60, the usual default', 'smpl', smpl(60), null],
    ['smpl 60 and a quarter', 'smpl', smpl(60, 0x40000000), 60.25],
    ['smpl out of range', 'smpl', smpl(128), null],
    ['smpl far out of range', 'smpl', smpl(0xffffffff), null],
    ['smpl too short', 'smpl', smpl(73).slice(0, 16), null],
    ['inst 45', 'inst', inst(45, 0), 45],
    ['inst 45, 20 cents flat', 'inst', inst(45, 20), 44.8],
    ['inst 45, 20 cents sharp', 'inst', inst(45, -20), 45.2],
    ['inst 60, the usual default', 'inst', inst(60, 0), null],
    ['inst 60 over keys of its own', 'inst', inst(60, 0, 55, 65), 60],
    ['inst out of range', 'inst', inst(200, 0), null],
  ] as const)('%s', async (_, id, body, root) => {
    const { fileRoot } = await decodeAudio(wavWith(id, body), 'x.wav');
    if (root === null) expect(fileRoot).toBeNull();
    else expect(fileRoot).toBeCloseTo(root, 6);
  });

  it('no chunk', async () => {
    expect((await decodeAudio(writeWav([noise(200)], { bits: 16 }), 'x.wav')).fileRoot).toBeNull();
  });
});
