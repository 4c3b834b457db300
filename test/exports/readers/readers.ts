/** Renders notes with other people's samplers, as programs: what an export sounds like to those who open it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NoteEvent } from '../notes.js';

export interface ReaderJob {
  readonly file: string;
  readonly rate: number;
  readonly seconds: number;
  readonly events: readonly NoteEvent[];
  /** Of a SoundFont. */
  readonly program?: number;
}

/** A held note, released after so many seconds. */
export function heldNote(key: number, velocity: number, held: number, cc1?: number): NoteEvent[] {
  const wheel: NoteEvent[] = cc1 === undefined ? [] : [[0, 0xb0, 1, cc1]];
  return [...wheel, [0, 0x90, key, velocity], [held, 0x80, key, 0]];
}

/** A Python that has a module: ALLOY_READERS_PYTHON, or the first on the path; null where none does. */
function pythonWith(module: string): string | null {
  const candidates = [process.env.ALLOY_READERS_PYTHON, 'python3', 'python'].flatMap((one) => one ?? []);
  return (
    candidates.find((python) => spawnSync(python, ['-c', `import numpy, ${module}`]).status === 0) ?? null
  );
}

const sfizzPython = pythonWith('pysfizz');
const tinyPython = pythonWith('tinysoundfont');
export const sfizzMissing = sfizzPython ? null : 'sfizz is not there: pip install pysfizz==0.1.3 numpy';
export const tinyMissing = tinyPython ? null : 'TinySoundFont is not there: pip install tinysoundfont numpy';

const hasFluidSynth = spawnSync('fluidsynth', ['--version']).status === 0;
export const fluidMissing = hasFluidSynth ? null : 'fluidsynth is not there: apt-get install fluidsynth';

/** Left channels, one a job. */
export function renderSfizz(jobs: readonly ReaderJob[]): Float32Array[] {
  return renderPython(sfizzPython!, 'sfizz', jobs);
}

export function renderTinySoundFont(jobs: readonly ReaderJob[]): Float32Array[] {
  return renderPython(tinyPython!, 'tinysoundfont', jobs);
}

function renderPython(python: string, reader: string, jobs: readonly ReaderJob[]): Float32Array[] {
  return inFolder((folder) => {
    const outputs = jobs.map((_, i) => join(folder, `${i}.f32`));
    const input = JSON.stringify(jobs.map((job, i) => ({ ...job, reader, out: outputs[i] })));
    const script = fileURLToPath(new URL('render.py', import.meta.url));
    execFileSync(python, [script], { input, stdio: ['pipe', 'ignore', 'inherit'] });
    return outputs.map(leftOf);
  });
}

/** FluidSynth at gain 1, without effects. */
export function renderFluidSynth(jobs: readonly ReaderJob[]): Float32Array[] {
  return inFolder((folder) =>
    jobs.map(({ file, rate, seconds, events, program = 0 }, i) => {
      const song = join(folder, `${i}.mid`);
      const output = join(folder, `${i}.raw`);
      writeFileSync(song, midiFile([[0, 0xc0, program, 0], ...events, [seconds, 0xb0, 123, 0]]));
      execFileSync(
        'fluidsynth',
        ['-ni', '-q', '-R0', '-C0', '-g1', `-r${rate}`, '-Ofloat', '-Traw', `-F${output}`, file, song],
        { stdio: 'ignore' },
      );
      return leftOf(output).subarray(0, Math.round(seconds * rate));
    }),
  );
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'alloy-readers-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function leftOf(path: string): Float32Array {
  if (!existsSync(path)) throw new Error(`No sound came out: ${path}`);
  const bytes = readFileSync(path);
  const stereo = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return stereo.filter((_, i) => i % 2 === 0);
}

/** A MIDI file of one track, 960 ticks a second. */
function midiFile(events: readonly NoteEvent[]): Uint8Array {
  const track: number[] = [0, 0xff, 0x51, 3, 0x0f, 0x42, 0x40]; // a second a quarter
  let last = 0;
  for (const [time, ...bytes] of [...events].sort((a, b) => a[0] - b[0])) {
    const tick = Math.round(time * 960);
    track.push(...variable(tick - last), ...((bytes[0]! & 0xf0) === 0xc0 ? bytes.slice(0, 2) : bytes));
    last = tick;
  }
  track.push(0, 0xff, 0x2f, 0);
  const header = [
    0x4d,
    0x54,
    0x68,
    0x64,
    0,
    0,
    0,
    6,
    0,
    0,
    0,
    1,
    960 >> 8,
    960 & 0xff,
    0x4d,
    0x54,
    0x72,
    0x6b,
  ];
  const { length } = track;
  return Uint8Array.from([
    ...header,
    length >>> 24,
    (length >> 16) & 255,
    (length >> 8) & 255,
    length & 255,
    ...track,
  ]);
}

function variable(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
