/** Measures the sounds that Alloy makes itself, and writes them into build/sounds to be heard and looked at. */
import { mkdir, writeFile } from 'node:fs/promises';
import { noteLoudness } from '../src/audio/k-weighting.js';
import { wholeSound } from '../src/audio/source.js';
import { SYNTHESISED, synthesise } from '../src/audio/synthesised/sounds.js';
import { encodeWav } from '../src/audio/wav.js';
import type { Row } from './row.js';

export async function benchSounds(): Promise<Row[]> {
  const folder = new URL('../build/sounds/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const rows: Row[] = [];
  for (const name of SYNTHESISED) {
    const begun = performance.now();
    const { samples, sampleRate, root } = synthesise(name, name);
    const milliseconds = performance.now() - begun;
    await writeFile(new URL(`${name}.wav`, folder), new Uint8Array(encodeWav(samples, sampleRate)));
    const { heard } = wholeSound([samples], sampleRate, name);
    const cents = heard && root !== null ? Math.round(100 * (heard.midi - root)) : null;
    const pitch = cents === null ? 'no pitch' : `${cents} cents off`;
    const loudness = noteLoudness(samples, sampleRate).toFixed(1);
    rows.push({
      figure: name,
      asked: root === null ? '' : 'within 15 cents',
      measured: `${pitch}, ${loudness} LUFS, made in ${Math.round(milliseconds)} ms`,
      ok: root === null ? null : cents !== null && Math.abs(cents) <= 15,
    });
  }
  return rows;
}
