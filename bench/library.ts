/**
 * Libraries: the whole command beside the bare generator and beside `blend`, in one run; shards, memory, resuming, a simulated cluster, and how
 * soon the command starts. Figures are of processor time, so that other programs disturb them little. By itself: `npm run bench -- library`.
 *   ALLOY_LIBRARY_NOTES  notes of 2 s of the first figure; 200 unless told
 *   ALLOY_BLEND          the command of another build, whose blend is compared with; this one's unless told
 *   ALLOY_START          how another build is started, "--import tsx src/cli/main.ts" say, to compare the start with
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { built, command, measured, REPORTER, SOUNDS, type Ended } from './library-process.js';
import { largeModel } from './library-large.js';
import type { Row } from './row.js';

const NOTES = Number(process.env.ALLOY_LIBRARY_NOTES ?? 200);
const SECONDS = 2;
const RESUMED = 10_000;
const LINES = 1_000_000;

/** Processor seconds that the bare generator takes for notes of the plan's length. */
async function bareCpu(decoder: Decoder, notes: number, workers = 2): Promise<number> {
  const generator = await createWasmGenerator(decoder, { workers });
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

/** A planned library: what planning it took, and where it is. */
interface Planned {
  readonly path: string;
  readonly notes: number;
  readonly cpu: number;
}

/** Six sounds, all pairs, five mixes: 6 + 45 notes a key. */
const NOTES_A_KEY = 51;

async function planned(
  folder: string,
  reporter: string,
  rate: '48000' | 'native',
  notes: number,
  name: string = rate,
): Promise<Planned> {
  const path = join(folder, `${name}.ndjson`);
  const keys = Math.max(1, Math.round(notes / NOTES_A_KEY));
  const range = `C3..${48 + keys - 1}/1`;
  const args = [
    '--keys',
    range,
    '--seconds',
    String(SECONDS),
    '--rate',
    rate,
    '--out',
    path,
    '--quiet',
    '--json',
  ];
  const { cpu, stdout } = await measured(reporter, [command, 'plan', ...SOUNDS, ...args]);
  return { path, notes: (JSON.parse(stdout) as { notes: number }).notes, cpu };
}

const renderArgs = (plan: string, out: string, jobs: number, ...more: string[]): string[] => [
  ...[command, 'render', plan, '--out', out, '--jobs', String(jobs), '--quiet', '--json', ...more],
];

/** Renders libraries, beside the bare generator and blend. */
async function throughput(folder: string, reporter: string): Promise<Costs> {
  const { decoder } = await loadModel('instruments');
  const native = await planned(folder, reporter, 'native', NOTES);
  const wide = await planned(folder, reporter, '48000', NOTES);
  const bareBefore = await bareCpu(decoder, Math.ceil(native.notes / 2));
  const args = renderArgs(native.path, join(folder, 'notes'), 2);
  const rendered = await measured(reporter, args);
  const bare = (bareBefore + (await bareCpu(decoder, Math.floor(native.notes / 2)))) / native.notes;
  const again = await measured(reporter, args); // all is there: what is left is the start
  const wideBefore = await bareCpu(decoder, Math.ceil(wide.notes / 2));
  const wideRendered = await measured(reporter, renderArgs(wide.path, join(folder, 'wide'), 2));
  const wideBare = (wideBefore + (await bareCpu(decoder, Math.floor(wide.notes / 2)))) / wide.notes;
  const blended = await blends(folder, reporter);
  const note = (native.cpu + rendered.cpu) / native.notes;
  const wideNote = (wide.cpu + wideRendered.cpu) / wide.notes;
  const share = bare / note;
  const wideShare = wideBare / wideNote;
  const beside = (blended * wide.notes) / NOTES_A_KEY / (wide.cpu + wideRendered.cpu);
  const startShare = again.cpu / ((100 * (rendered.cpu - again.cpu)) / native.notes);
  const secondsANote = (made: number, without: number): string =>
    `${made.toFixed(2)} of ${without.toFixed(2)} s of a core a note`;
  const rows: Row[] = [
    {
      figure: `library, ${native.notes} notes of ${SECONDS} s at the model's rate, plan and all, of the bare generator`,
      asked: '≥ 90 %',
      measured: `${(100 * share).toFixed(0)} % (${secondsANote(bare, note)})`,
      ok: share >= 0.9,
    },
    {
      figure: `library, ${wide.notes} notes of ${SECONDS} s at 48 kHz, plan and all, of the bare generator`,
      asked: '≥ 90 %',
      measured: `${(100 * wideShare).toFixed(0)} % (${secondsANote(wideBare, wideNote)})`,
      ok: wideShare >= 0.9,
    },
    {
      figure: `library of ${wide.notes} notes at 48 kHz, against blend, which makes a key's mixes in three runs`,
      asked: '≥ 1.2 ×',
      measured: `${beside.toFixed(2)} × (a file of blend ${(blended / (3 * BLEND_FILES)).toFixed(2)}, a note ${wideNote.toFixed(2)} s of a core)`,
      ok: beside >= 1.2,
    },
    {
      figure: 'library, start of a shard of 100 notes',
      asked: '≤ 1 %',
      measured: `${(100 * startShare).toFixed(2)} % (${again.cpu.toFixed(2)} s of a core)`,
      ok: startShare <= 0.01,
    },
    await twoShards(folder, reporter, decoder),
  ];
  return { rows, note: (rendered.cpu - again.cpu) / native.notes, start: again.cpu };
}

/** Reconstructions and pairs of six sounds. */
const BLEND_FILES = 21;
/** Another build's command, to compare with. */
const BLEND = process.env.ALLOY_BLEND ?? command;

/** How another build is started, in words of Node's command line, to compare the start with; not compared unless told. */
const START = process.env.ALLOY_START;

/** Processor seconds of blend for the mixes of a key of the library: one mix a run, and the sounds themselves with each. */
async function blends(folder: string, reporter: string): Promise<number> {
  let cpu = 0;
  for (const mix of ['0.25', '0.5', '0.75']) {
    const args = ['--seconds', String(SECONDS), '--mix', mix, '--out', join(folder, 'blend'), '--jobs', '2'];
    const run = [BLEND, 'blend', ...SOUNDS, ...args, '--backend', 'wasm', '--quiet', '--json'];
    cpu += (await measured(reporter, run)).cpu;
  }
  return cpu;
}

/** Two processes of one worker each beside one, against two workers of the bare loop beside one. */
async function twoShards(folder: string, reporter: string, decoder: Decoder): Promise<Row> {
  const { path } = await planned(folder, reporter, '48000', NOTES_A_KEY, 'shards');
  const shard = (name: string, which: string): Promise<Ended> =>
    measured(reporter, renderArgs(path, join(folder, name), 1, '--shard', which));
  const one = await shard('one', '1/1');
  const alone = await bareCpu(decoder, 20, 1);
  const two = await Promise.all([shard('two', '1/2'), shard('two', '2/2')]);
  const together = await bareCpu(decoder, 20, 2);
  const speedUp = (2 * one.cpu) / (two[0].cpu + two[1].cpu);
  const bare = (2 * alone) / together;
  return {
    figure: 'library, speed-up of two shards on two cores, of the bare loop’s own',
    asked: '≥ 95 %',
    measured: `${((100 * speedUp) / bare).toFixed(0)} % (${speedUp.toFixed(2)} of ${bare.toFixed(2)}, by processor time)`,
    ok: speedUp >= 0.95 * bare,
  };
}

/** Looks at ten thousand notes that are there. */
async function resuming(folder: string, reporter: string): Promise<{ row: Row; skip: number }> {
  const plan = join(folder, 'resumed.ndjson');
  const model = new PlanFile(join(folder, 'native.ndjson')).head.model;
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
    figure: `library, resuming over ${RESUMED} notes of ${SECONDS} s, their length and head read`,
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
  const writer = new PlanWriter(plan, new PlanFile(join(folder, 'native.ndjson')).head.model);
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
    figure: 'library, peak memory, plan of a million lines, XS model',
    asked: '≤ 400 MB beyond the weights',
    measured: `${megabytes.toFixed(0)} MB in all (${first.megabytes.toFixed(0)} without the scan); the scan ${scan.toFixed(1)} s of a core`,
    ok: megabytes <= 400,
  };
  return { row, scan };
}

/** How much processor the built command takes before it knows that there is nothing to do. */
async function starts(folder: string, reporter: string): Promise<Row[]> {
  const bad = join(folder, 'bad.wav');
  writeFileSync(bad, 'no sound');
  const best = async (
    args: readonly string[],
    code: number,
    how: readonly string[] = [command],
  ): Promise<number> => {
    const runs = [];
    for (let n = 0; n < 5; n++) runs.push((await measured(reporter, [...how, ...args], [code])).cpu);
    return Math.min(...runs);
  };
  const row = (figure: string, most: number, seconds: number): Row => {
    const measuredText = `${seconds.toFixed(3)} s`;
    return { figure, asked: `≤ ${most} s of a core`, measured: measuredText, ok: seconds <= most };
  };
  const refused = ['blend', bad, bad, '--out', join(folder, 'none')];
  const [help, refusal] = [await best(['--help'], 0), await best(refused, 2)];
  const rows = [row('alloy --help, built', 0.15, help), row('alloy, a refused file, built', 0.35, refusal)];
  if (START === undefined) return rows;
  for (const [figure, now, args, code] of [
    ['alloy --help', help, ['--help'], 0],
    ['alloy, a refused file', refusal, refused, 2],
  ] as const) {
    const then = await best(args, code, START.split(' '));
    rows.push({
      figure: `${figure}, against the command of ALLOY_START`,
      asked: '≥ 7 × less',
      measured: `${(then / now).toFixed(1)} × (${then.toFixed(2)} s before)`,
      ok: then >= 7 * now,
    });
  }
  return rows;
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
  rmSync(built, { recursive: true, force: true }); // what is there is taken as it is
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
    const large = await largeModel(folder, reporter);
    return [...rows, row, million, ...large, ...simulated(costs), ...(await starts(folder, reporter))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
