/**
 * Libraries: the whole command beside the bare generator and beside `blend`, in one run; shards, memory, resuming, a simulated cluster, and how
 * soon the command starts. Figures are of processor time, so that other programs disturb them little. By itself: `npm run bench -- library`.
 *   ALLOY_LIBRARY_NOTES  notes of 2 s of the first figures; 200 unless told
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conditioningWidth, type Decoder } from '../src/generator/decoder.js';
import type { GeneratorNote } from '../src/generator/generator.js';
import { createWasmGenerator } from '../src/generator/wasm/generator.js';
import { LibraryFolder } from '../src/library/library-folder.js';
import { encodeNoteFile } from '../src/library/note-file.js';
import { PlanFile, PlanWriter, sourcesOf } from '../src/library/plan-file.js';
import { SourceArchiveWriter } from '../src/library/source-archive.js';
import { loadModel } from '../src/model/load.js';
import { buildForNode } from '../scripts/library.js';
import { simulate, type Cluster } from './library-simulation.js';
import type { Row } from './row.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'build/bench-library');
const command = join(built, 'node/alloy.js');
const NOTES = Number(process.env.ALLOY_LIBRARY_NOTES ?? 200);
const SECONDS = 2;
const RESUMED = 10_000;
const LINES = 1_000_000;
const SOUNDS = ['nylon-guitar-c4', 'flute-c5', 'cello-c3', 'trumpet-g4', 'marimba-c4', 'clarinet-d4'].map(
  (name) => join(root, `presets/sources/${name}.flac`),
);

interface Ended {
  /** Processor seconds, of all its threads. */
  readonly cpu: number;
  readonly wall: number;
  readonly megabytes: number;
  readonly stdout: string;
}

/** Written at a process's end by itself: what it used. */
const REPORTER = `process.on('exit', () => {
  if (!require('node:worker_threads').isMainThread) return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  // not maxRSS, which a process inherits
  const peak = Number(/VmHWM:\\s+(\\d+)/.exec(require('node:fs').readFileSync('/proc/self/status', 'utf8'))[1]);
  require('node:fs').writeSync(3, JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, peak / 1024]));
});`;

/** Runs a program of Node to its end. */
async function measured(
  reporter: string,
  args: readonly string[],
  codes: readonly number[] = [0],
): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['-r', reporter, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', ''];
  [child.stdout, child.stderr, child.stdio[3]].forEach((stream, i) =>
    stream!.on('data', (data: Buffer) => (texts[i] += data.toString())),
  );
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code === null || !codes.includes(code))
    throw new Error(`alloy ${args[1] ?? ''} ended with ${String(code)}: ${texts[1]!}`);
  const [cpu, megabytes] = JSON.parse(texts[2]!) as [number, number];
  return { cpu, megabytes, wall: (performance.now() - begun) / 1000, stdout: texts[0]! };
}

/** Processor seconds that the bare generator takes for notes of the plan's length. */
async function bareCpu(decoder: Decoder, notes: number): Promise<number> {
  const generator = await createWasmGenerator(decoder, { workers: 2 });
  const values = (seed: number): Float32Array =>
    Float32Array.from({ length: 63 * conditioningWidth(decoder.config) }, (_, i) => 0.2 * Math.sin(i * seed));
  const note = (seed: number): GeneratorNote => ({
    conditioning: { frames: 63, hop: 512, values: values(seed), lags: new Float32Array(63).fill(61.1) },
    ...{ length: SECONDS * 16_000, seed, stream: 60 },
  });
  const before = process.cpuUsage();
  for (let done = 0; done < notes; done += 10)
    await generator.generate(
      Array.from({ length: Math.min(10, notes - done) }, (_, i) => note(done + i + 1)),
      {
        temperature: 0.85,
      },
    );
  const { user, system } = process.cpuUsage(before);
  await generator.close();
  return (user + system) / 1e6;
}

interface Costs {
  readonly rows: Row[];
  /** Seconds of one core. */
  readonly note: number;
  readonly start: number;
}

/** Renders a library, beside the bare generator and blend. */
async function throughput(folder: string, reporter: string): Promise<Costs> {
  const keys = Math.max(1, Math.round(NOTES / 51)); // of six sounds, all pairs, 5 mixes: 6 + 45 notes a key
  const plan = join(folder, 'notes.ndjson');
  const range = `C3..${36 + 12 + keys - 1}/1`;
  const planned = await measured(reporter, [
    ...[
      command,
      'plan',
      ...SOUNDS,
      '--keys',
      range,
      '--seconds',
      String(SECONDS),
      '--out',
      plan,
      '--quiet',
      '--json',
    ],
  ]);
  const { notes } = JSON.parse(planned.stdout) as { notes: number };
  const out = join(folder, 'notes');
  const args = [command, 'render', plan, '--out', out, '--jobs', '2', '--quiet', '--json'];
  const { decoder } = await loadModel('instruments');
  const bareBefore = await bareCpu(decoder, Math.ceil(notes / 2));
  const rendered = await measured(reporter, args);
  const bare = (bareBefore + (await bareCpu(decoder, Math.floor(notes / 2)))) / notes;
  const again = await measured(reporter, args); // all is there: what is left is the start
  const blended = await measured(reporter, [
    ...[
      command,
      'blend',
      ...SOUNDS,
      '--seconds',
      String(SECONDS),
      '--out',
      join(folder, 'blend'),
      '--jobs',
      '2',
    ],
    ...['--backend', 'wasm', '--quiet', '--json'],
  ]);
  const blendNotes = (SOUNDS.length * (SOUNDS.length + 1)) / 2;
  const note = (planned.cpu + rendered.cpu) / notes;
  const share = bare / note;
  const beside = blended.cpu / blendNotes / note;
  const startShare = again.cpu / ((100 * (rendered.cpu - again.cpu)) / notes);
  const rows: Row[] = [
    {
      figure: `library, ${notes} notes of ${SECONDS} s, plan and all, of the bare generator`,
      asked: '≥ 90 %',
      measured: `${(100 * share).toFixed(0)} % (${note.toFixed(2)} of ${bare.toFixed(2)} s of a core a note)`,
      ok: share >= 0.9,
    },
    {
      figure: `library, against blend (${blendNotes} notes)`,
      asked: '≥ 1.2 ×',
      measured: `${beside.toFixed(2)} ×`,
      ok: beside >= 1.2,
    },
    {
      figure: 'library, start of a shard of 100 notes',
      asked: '≤ 1 %',
      measured: `${(100 * startShare).toFixed(2)} % (${again.cpu.toFixed(2)} s of a core)`,
      ok: startShare <= 0.01,
    },
  ];
  return { rows, note: (rendered.cpu - again.cpu) / notes, start: again.cpu };
}

/** Looks at ten thousand notes that are there. */
async function resuming(folder: string, reporter: string): Promise<{ row: Row; skip: number }> {
  const plan = join(folder, 'resumed.ndjson');
  const model = new PlanFile(join(folder, 'notes.ndjson')).head.model;
  const archive = new SourceArchiveWriter(sourcesOf(plan), 'float32');
  archive.finish();
  const writer = new PlanWriter(plan, model);
  for (let seed = 0; seed < RESUMED; seed++)
    writer.add({
      seconds: SECONDS,
      root: 60,
      seed,
      temperature: 0.85,
      weights: [{ source: '0'.repeat(16), weight: 1 }],
    });
  writer.finish();
  const library = new LibraryFolder(join(folder, 'resumed'), 'bench');
  library.open();
  const samples = Float32Array.from({ length: SECONDS * 16_000 }, (_, i) => Math.sin(i / 9));
  for await (const { hash } of new PlanFile(plan).notes()) {
    const bytes = encodeNoteFile({ hash, root: 60, sampleRate: 16_000, pitched: true, target: -18, samples });
    library.write(hash, bytes, () => undefined);
  }
  const args = [command, 'render', plan, '--out', library.path, '--quiet', '--json'];
  const one = await measured(reporter, [...args, '--shard', `1/${RESUMED}`]);
  const all = await measured(reporter, args);
  const { skipped } = JSON.parse(all.stdout) as { skipped: number };
  if (skipped !== RESUMED) throw new Error(`${skipped} of ${RESUMED} notes were found.`);
  rmSync(library.path, { recursive: true });
  const seconds = all.cpu - one.cpu;
  const row = {
    figure: `library, resuming over ${RESUMED} notes of ${SECONDS} s, every byte read`,
    asked: '≤ 2 s',
    measured: `${seconds.toFixed(2)} s of a core (${(all.wall - one.wall).toFixed(1)} s on the clock)`,
    ok: seconds <= 2,
  };
  return { row, skip: seconds / RESUMED };
}

/** Scans a plan of a million lines for one note in its middle, which fails: its source is nowhere. */
async function millionLines(folder: string, reporter: string): Promise<{ row: Row; scan: number }> {
  const plan = join(folder, 'million.ndjson');
  new SourceArchiveWriter(sourcesOf(plan), 'float32').finish();
  const writer = new PlanWriter(plan, new PlanFile(join(folder, 'notes.ndjson')).head.model);
  for (let seed = 0; seed < LINES; seed++)
    writer.add({
      seconds: 4,
      root: 60,
      seed,
      temperature: 0.85,
      weights: [{ source: '0'.repeat(16), weight: 1 }],
    });
  writer.finish();
  const args = [
    command,
    'render',
    plan,
    '--out',
    join(folder, 'million'),
    '--jobs',
    '1',
    '--quiet',
    '--json',
  ];
  const first = await measured(reporter, [...args, '--shard', `1/${LINES}`], [3]);
  const last = await measured(reporter, [...args, '--shard', `${LINES}/${LINES}`], [3]);
  rmSync(plan);
  const { megabytes } = last;
  const scan = Math.max(0, last.cpu - first.cpu);
  const row = {
    figure: 'library, peak memory, plan of a million lines',
    asked: '≤ 400 MB',
    measured: `${megabytes.toFixed(0)} MB in all (${first.megabytes.toFixed(0)} without the scan); the scan ${scan.toFixed(1)} s of a core`,
    ok: megabytes <= 400,
  };
  return { row, scan };
}

/** How much processor the built command takes before it knows that there is nothing to do. */
async function starts(folder: string, reporter: string): Promise<Row[]> {
  const bad = join(folder, 'bad.wav');
  writeFileSync(bad, 'no sound');
  const best = async (args: readonly string[], code: number): Promise<number> => {
    const runs = [];
    for (let n = 0; n < 5; n++) runs.push((await measured(reporter, [command, ...args], [code])).cpu);
    return Math.min(...runs);
  };
  const row = (figure: string, most: number, seconds: number): Row => {
    const measuredText = `${seconds.toFixed(3)} s`;
    return { figure, asked: `≤ ${most} s of a core`, measured: measuredText, ok: seconds <= most };
  };
  return [
    row('alloy --help, built', 0.15, await best(['--help'], 0)),
    row(
      'alloy, a refused file, built',
      0.35,
      await best(['blend', bad, bad, '--out', join(folder, 'none')], 2),
    ),
  ];
}

/** What docs/clusters.md says of the model: a thousand workers, a million notes. */
export function clusterOf(costs: { note: number; start: number; skip: number }): Cluster {
  return {
    ...{ workers: 1000, notes: 1_000_000, shards: 20_000, checkpoint: 10, lossAnHour: 0.02 },
    ...{ notice: 30, replace: 120, seed: 1 },
    ...costs,
  };
}

function simulated(costs: { note: number; start: number; skip: number }): Row[] {
  const kinds = [
    { name: `notes of ${costs.note.toFixed(2)} s`, note: costs.note },
    { name: 'notes of four minutes (NSynth’s size)', note: 240 },
  ];
  return kinds.map(({ name, note }) => {
    const { seconds, ideal, lost } = simulate(clusterOf({ ...costs, note }));
    return {
      figure: `library, simulated: 1,000 workers, a million ${name}, 2 % lost an hour`,
      asked: '≤ 1.1 × the ideal',
      measured: `${(seconds / ideal).toFixed(3)} × (${(seconds / 3600).toFixed(2)} h, ${lost} workers lost)`,
      ok: seconds <= 1.1 * ideal,
    };
  });
}

export async function benchLibrary(): Promise<Row[]> {
  await buildForNode(built);
  const folder = mkdtempSync(join(tmpdir(), 'alloy-bench-library-'));
  const reporter = join(folder, 'reporter.cjs');
  writeFileSync(reporter, REPORTER);
  try {
    const { rows, note, start } = await throughput(folder, reporter);
    const { row, skip } = await resuming(folder, reporter);
    const { row: million, scan } = await millionLines(folder, reporter);
    // a shard's task reads half of the plan, on average
    const costs = { note, start: start + scan / 2, skip };
    return [...rows, row, million, ...simulated(costs), ...(await starts(folder, reporter))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
