/**
 * Draws docs/exports.png: one held note as Alloy's player, sfizz, FluidSynth, SpessaSynth and TinySoundFont play it.
 *
 *     node --import tsx test/exports/spectrograms.ts "Guitar flute.alloy"
 *
 * Needs ffmpeg, fluidsynth and a Python with pysfizz and tinysoundfont (ALLOY_READERS_PYTHON).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeWav } from '../../src/audio/wav.js';
import { openInstrumentFile } from '../../src/document/file/open.js';
import { exportFiles } from '../../src/exports/export.js';
import type { ExportFormat } from '../../src/exports/formats.js';
import { exportInput, type ExportInput } from '../../src/exports/input.js';
import { renderAlloy } from './known-instruments.js';
import type { NoteEvent } from './notes.js';
import { heldNote, renderFluidSynth, renderSfizz, renderTinySoundFont } from './readers/readers.js';
import { renderSpessa } from './readers/spessa.js';

const RATE = 48000;
const SECONDS = 6;
const HELD = 4.5;
const KEY = 62;
/** Pixels of one picture. */
const [WIDTH, HEIGHT] = [300, 360];

const folder = mkdtempSync(join(tmpdir(), 'alloy-spectrograms-'));

async function written(input: ExportInput, format: ExportFormat, ending: string): Promise<string> {
  let found = '';
  for await (const { path, bytes } of exportFiles(input, { format })) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    if (path.endsWith(ending)) found = target;
  }
  return found;
}

/** At one level: each reader has its own. */
function normalised(samples: Float32Array): Float32Array {
  const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9);
  return samples.map((x) => (0.9 * x) / peak);
}

try {
  const { document, zones } = await openInstrumentFile(process.argv[2] ?? '');
  const input = exportInput(document, zones?.keyZones ?? []);
  const events: NoteEvent[] = heldNote(KEY, 100, HELD);
  const job = { rate: RATE, seconds: SECONDS, events };
  const sfz = { ...job, file: await written(input, 'sfz', '.sfz') };
  const sf2 = { ...job, file: await written(input, 'sf2', '.sf2') };
  const pictures: [string, Float32Array][] = [
    ['Alloy', renderAlloy(input, events, SECONDS)],
    ['sfizz, SFZ', renderSfizz([sfz])[0]!],
    ['FluidSynth, SF2', renderFluidSynth([sf2])[0]!],
    ['SpessaSynth, SF2', (await renderSpessa([sf2]))[0]!],
    ['TinySoundFont, SF2', renderTinySoundFont([sf2])[0]!],
  ];
  const waves = pictures.map(([, samples], i) => {
    const path = join(folder, `${i}.wav`);
    writeFileSync(path, new Uint8Array(encodeWav(normalised(samples), RATE)));
    return path;
  });
  const drawn = pictures.map(
    ([title], i) =>
      `[${i}]aresample=16000,showspectrumpic=s=${WIDTH}x${HEIGHT}:legend=0:scale=log:drange=90,` +
      `drawtext=text='${title}':x=8:y=8:fontsize=18:fontcolor=white:box=1:boxcolor=black@0.6,pad=${WIDTH + 8}:${HEIGHT}[p${i}]`,
  );
  const joined = `${pictures.map((_, i) => `[p${i}]`).join('')}hstack=inputs=${pictures.length}`;
  const target = fileURLToPath(new URL('../../docs/exports.png', import.meta.url));
  const inputs = waves.flatMap((path) => ['-i', path]);
  execFileSync(
    'ffmpeg',
    ['-y', '-v', 'error', ...inputs, '-filter_complex', `${drawn.join(';')};${joined}`, target],
    {
      stdio: 'inherit',
    },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
