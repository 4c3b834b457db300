/** Tests the commands of libraries as processes: plan, render, status, pack; ended, sharded, damaged, refused. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import type { LibraryPlanReport } from '../../src/cli/library.js';
import type { LibraryPackReport } from '../../src/cli/library-pack.js';
import { readInstrumentFile } from '../../src/document/file/read.js';
import type { ErrorMessage } from '../../src/errors.js';
import type { LibraryStatus } from '../../src/library/library-status.js';
import type { LibraryEvent, RenderLibraryReport } from '../../src/library/render-library.js';
import { TINY_NSYNTH, tinyModel, writeModel } from '../model/models.js';
import { shared } from '../support/shared.js';

const sources = fileURLToPath(new URL('../../presets/sources/', import.meta.url));
const guitar = join(sources, 'nylon-guitar-c4.flac');
const flute = join(sources, 'flute-c5.flac');
const cello = join(sources, 'cello-c3.flac');

let command: string;
let folder: string;
/** A plan of three sounds, all pairs: 2 keys × (3 sounds + 3 mixes between two) = 12 notes. */
let plan: string;
/** The library that one process made of it. */
let whole: string;
let digest: string;

beforeAll(async () => {
  command = join(await shared('node'), 'node/alloy.js');
  folder = mkdtempSync(join(tmpdir(), 'alloy-library-'));
  plan = join(folder, 'plan.ndjson');
  const short = ['--mixes', '3', '--keys', 'C4..G4/7', '--seconds', '0.2'];
  const planned = alloy('plan', guitar, flute, cello, ...short, '--out', plan, '--json');
  expect(planned.status).toBe(0);
  report = JSON.parse(planned.stdout) as LibraryPlanReport;
  whole = join(folder, 'whole');
  const rendered = alloy('render', plan, '--out', whole, '--json', '--quiet');
  expect(rendered.stderr).toBe('');
  expect(rendered.status).toBe(0);
  first = JSON.parse(rendered.stdout) as RenderLibraryReport;
  digest = statusOf(whole).sha256!;
});
afterAll(() => rmSync(folder, { recursive: true }));
let report: LibraryPlanReport;
let first: RenderLibraryReport;

function alloy(...args: string[]) {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
}

function statusOf(library: string, of = plan): LibraryStatus {
  return JSON.parse(alloy('status', library, '--plan', of, '--check', '--json').stdout) as LibraryStatus;
}

/** What is wrong, as its one line and as JSON say it. */
function refusal(...args: string[]): ErrorMessage {
  const run = alloy(...args, '--json', '--quiet');
  expect(run.status).toBe(2);
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  expect(run.stderr).toMatch(/^alloy: /);
  return (JSON.parse(run.stdout) as { error: ErrorMessage }).error;
}

/** All files below a folder, without their folder. */
function filesBelow(library: string, room: string): string[] {
  const below = join(library, room);
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(below, name)).isFile())
    .sort();
}

/** Every note's bytes are what the first process made. */
function expectSameNotes(library: string): void {
  const names = filesBelow(whole, 'notes');
  expect(filesBelow(library, 'notes')).toEqual(names);
  for (const name of names) {
    const [made, wanted] = [library, whole].map((one) => readFileSync(join(one, 'notes', name)));
    expect(made!.equals(wanted!), name).toBe(true);
  }
}

/** A render that tells what happens. */
function following(
  args: readonly string[],
  on: (event: LibraryEvent, child: ChildProcessWithoutNullStreams) => void,
) {
  const child = spawn(process.execPath, [command, 'render', ...args, '--json-lines', '--quiet']);
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => on(JSON.parse(line) as LibraryEvent, child));
  return new Promise<number | NodeJS.Signals>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? signal!)),
  );
}

/** Wall time goes back and forth by decades from call to call; the other clock leaps, as behind a sleep, and never goes back. */
const JUMPING_CLOCK = `
const [now, passed] = [Date.now, performance.now.bind(performance)];
let calls = 0;
Date.now = () => now() + [0, 1e12, -1e12][calls++ % 3];
performance.now = () => passed() + 3.6e6 * calls++;
`;

/** Runs a script of a shell where it can mount file systems that nobody else sees. */
function mounting(script: string, ...args: string[]) {
  const rights = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return spawnSync('unshare', ['--mount', ...rights, 'sh', '-c', script, 'sh', ...args], {
    encoding: 'utf8',
  });
}
const canMount = process.platform === 'linux' && mounting('mount -t tmpfs none /tmp').status === 0;

describe('alloy plan', () => {
  it('names every note once, its hash first', () => {
    expect(report).toMatchObject({ model: 'instruments', sources: 3, instruments: 3, notes: 18 - 6 });
    const [head, ...lines] = readFileSync(plan, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(head!)).toMatchObject({ notes: 12, model: { name: 'instruments' } });
    const hashes = lines.map((line) => /^\{"hash":"([0-9a-f]{32})",/.exec(line)?.[1]);
    expect(new Set(hashes).size).toBe(12);
  });

  it('takes a list of paths, patterns, and a table of pairs', () => {
    const table = join(folder, 'pairs.csv');
    writeFileSync(table, 'a,b,mixes,seconds\nflute-c5,"cello-c3.flac",1,0.5\n');
    const out = join(folder, 'table.ndjson');
    const args = [
      'plan',
      join(sources, '{flute,cello}-*.flac'),
      '--pairs',
      table,
      '--keys',
      'C4..C4',
      '--out',
      out,
    ];
    const run = spawnSync(process.execPath, [command, ...args, '--input-list', '-', '--json', '--quiet'], {
      encoding: 'utf8',
      input: `${guitar}\n\n`,
    });
    expect(JSON.parse(run.stdout)).toMatchObject({ sources: 3, instruments: 1, notes: 1, audioSeconds: 0.5 });
  });

  it('says what is wrong with sounds, patterns and tables, and writes nothing', () => {
    const out = join(folder, 'wrong.ndjson');
    const bad = join(folder, 'bad.wav');
    writeFileSync(bad, 'no sound');
    const table = join(folder, 'bad.csv');
    writeFileSync(table, 'flute-c5,bassoon\n');
    const args = ['--out', out];
    expect(refusal('plan', guitar, bad, ...args)).toMatchObject({ code: 'not-a-sound', subject: bad });
    expect(refusal('plan', join(folder, '*.ogg'), ...args).message).toMatch(/No file fits/);
    expect(refusal('plan', flute, guitar, '--pairs', table, ...args).message).toMatch(/line 1: “bassoon”/);
    expect(refusal('plan', ...args).message).toMatch(/No sounds were given/);
    expect(refusal('plan', guitar, flute, '--out', plan).message).toMatch(/--force/);
    expect(readdirSync(folder).filter((name) => name.startsWith('wrong'))).toEqual([]);
  });

  it('names all sounds that cannot be used before it encodes one', () => {
    const silent = join(folder, 'silent.wav');
    const wav = new wavefile.WaveFile();
    wav.fromScratch(1, 16_000, '16', new Int16Array(8000));
    writeFileSync(silent, wav.toBuffer());
    const gone = join(folder, 'gone.wav');
    const cut = join(folder, 'cut.flac');
    writeFileSync(cut, readFileSync(flute).subarray(0, 30));
    const args = ['plan', guitar, silent, flute, gone, cut, '--out', join(folder, 'unread.ndjson')];
    const run = alloy(...args, '--json-lines');
    expect(run.status).toBe(2);
    for (const path of [silent, gone, cut]) expect(run.stderr).toContain(`“${path}”`);
    const events = run.stdout.trim().split('\n').filter(Boolean);
    expect(events.filter((line) => /"event":"(progress|say)"/.test(line))).toEqual([]); // the first sound's was the first
  });

  it('takes names of a list as they are, with their blanks, and blanks of the list for what they are', () => {
    const blank = join(folder, 'blanks');
    mkdirSync(blank);
    cpSync(guitar, join(blank, ' guitar .flac'));
    cpSync(flute, join(blank, 'flute.flac'));
    const list = join(blank, 'list.txt');
    writeFileSync(list, ' guitar .flac\r\n\tflute.flac  \n   \n');
    const args = [
      '--pairs',
      'none',
      '--keys',
      'C4..C4',
      '--seconds',
      '0.1',
      '--out',
      'plan.ndjson',
      '--quiet',
    ];
    const run = spawnSync(process.execPath, [command, 'plan', '--input-list', list, ...args], {
      ...{ cwd: blank, encoding: 'utf8' },
    });
    expect(run.stderr).toBe('');
    const instruments = readFileSync(join(blank, 'plan.instruments.ndjson'), 'utf8').trim().split('\n');
    expect(instruments).toHaveLength(2);
  });

  it('takes every sound of a folder', () => {
    const many = join(folder, 'many');
    mkdirSync(many);
    for (const name of ['celesta-c5', 'flute-c5', 'kalimba-c5', 'marimba-c4', 'nylon-guitar-c4'])
      cpSync(join(sources, `${name}.flac`), join(many, `${name}.flac`));
    const args = ['--pairs', 'none', '--keys', 'C4..C4', '--seconds', '0.1', '--json', '--quiet'];
    const run = alloy('plan', many, ...args, '--out', join(folder, 'many.ndjson'));
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject({ sources: 5, instruments: 5, notes: 5 });
  });
});

describe('a folder that is no library', () => {
  it.each(['status', 'pack'])('is named by %s, and is not taken for one that was not begun', (name) => {
    const rest = name === 'pack' ? ['--format', 'sfz', '--out', join(folder, 'nothing')] : [];
    const gone = join(folder, 'mistyped');
    for (const [path, reason] of [
      [gone, /there is no such folder/],
      [plan, /it is a file/],
    ] as const) {
      const error = refusal(name, path, '--plan', plan, ...rest);
      expect(error).toMatchObject({ code: 'unreadable', subject: path });
      expect(error.message).toMatch(reason);
    }
    expect(existsSync(gone)).toBe(false);
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
  });

  it('is begun once it is there', () => {
    const empty = join(folder, 'begun');
    mkdirSync(empty);
    const run = alloy('status', empty, '--plan', plan, '--json', '--quiet');
    expect(run.status).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({ notes: 12, done: 0, missing: 12 });
  });
});

describe('alloy render', () => {
  it('makes every note, and a line in the manifest for each', () => {
    expect(first).toMatchObject({ notes: 12, made: 12, skipped: 0, failed: [], interrupted: false });
    const status = statusOf(whole);
    expect(status).toMatchObject({ notes: 12, done: 12, missing: 0, broken: 0, failed: [] });
    const [name] = readdirSync(join(whole, 'manifests'));
    const lines = readFileSync(join(whole, 'manifests', name!), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(12);
    for (const line of lines) {
      const entry = JSON.parse(line) as Record<string, number>;
      expect(entry).toMatchObject({ samples: 3 * 3200, seconds: 0.2 });
      expect(entry.peak).toBeGreaterThan(0.05);
      expect(entry.loudness).toBeGreaterThan(-40);
      if (entry.f0 !== null)
        expect(Math.min(Math.abs(entry.f0! - 60), Math.abs(entry.f0! - 67))).toBeLessThan(0.7);
    }
  });

  it('makes the same bytes in seven shards in any order', () => {
    const out = join(folder, 'sharded');
    for (const shard of [5, 2, 7, 1, 4, 6, 3]) {
      const run = alloy('render', plan, '--out', out, '--shard', `${shard}/7`, '--jobs', '1', '--quiet');
      expect(run.status).toBe(0);
    }
    expectSameNotes(out);
    expect(statusOf(out).sha256).toBe(digest);
  });

  it('lets two processes make the same shard at once', async () => {
    const out = join(folder, 'twice');
    const codes = await Promise.all(
      [1, 2].map(() => following([plan, '--out', out, '--shard', '1/2'], () => undefined)),
    );
    expect(codes).toEqual([0, 0]);
    expect(statusOf(out)).toMatchObject({ broken: 0 });
    expect(alloy('render', plan, '--out', out, '--shard', '2/2', '--quiet').status).toBe(0);
    expectSameNotes(out);
    expect(statusOf(out).sha256).toBe(digest);
  });

  it('skips what is there, and makes again what is broken or lost', () => {
    const out = join(folder, 'mended');
    cpSync(whole, out, { recursive: true });
    const [cut, changed, lost] = filesBelow(out, 'notes').map((name) => join(out, 'notes', name));
    truncateSync(cut!, 1000);
    const bytes = readFileSync(changed!);
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(changed!, bytes);
    rmSync(lost!);
    expect(statusOf(out)).toMatchObject({ done: 9, missing: 1, broken: 2, sha256: null });
    const quick = alloy('render', plan, '--out', out, '--json', '--quiet');
    expect(JSON.parse(quick.stdout)).toMatchObject({ made: 2, skipped: 10 });
    const run = alloy('render', plan, '--out', out, '--check', '--json', '--quiet');
    expect(JSON.parse(run.stdout)).toMatchObject({ made: 1, skipped: 11 });
    expectSameNotes(out);
    expect(statusOf(out).sha256).toBe(digest);
  });

  it('goes on in the middle of a note after kill -9, to the same bytes', async () => {
    const long = join(folder, 'long.ndjson');
    expect(alloy('plan', flute, '--keys', 'C5..C5', '--seconds', '6', '--out', long, '--quiet').status).toBe(
      0,
    );
    const [killed, unharmed] = ['killed', 'unharmed'].map((name) => join(folder, name));
    const ended = await following([long, '--out', killed!, '--checkpoint', '0.01'], (event, child) => {
      if (event.event === 'checkpoint' && event.samples > 8000) child.kill('SIGKILL');
    });
    expect(ended).toBe('SIGKILL');
    expect(existsSync(join(killed!, 'notes')) && filesBelow(killed!, 'notes')).toEqual([]);
    let resumed = 0;
    const code = await following([long, '--out', killed!], (event) => {
      if (event.event === 'resumed') resumed = event.samples;
    });
    expect(code).toBe(0);
    expect(resumed).toBeGreaterThan(8000);
    expect(alloy('render', long, '--out', unharmed!, '--quiet').status).toBe(0);
    expect(statusOf(killed!, long).sha256).toBe(statusOf(unharmed!, long).sha256);
    expect(filesBelow(killed!, 'parts')).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends at %s with 75 and nothing half-written, and goes on',
    async (signal) => {
      const out = join(folder, signal);
      const code = await following([plan, '--out', out, '--jobs', '1'], (event, child) => {
        if (event.event === 'note') child.kill(signal);
      });
      expect(code).toBe(75);
      const { done, broken, missing } = statusOf(out);
      expect(done).toBeGreaterThan(0);
      expect(broken).toBe(0);
      expect(missing).toBe(12 - done);
      expect(filesBelow(out, 'parts').filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(alloy('render', plan, '--out', out, '--quiet').status).toBe(0);
      expect(statusOf(out).sha256).toBe(digest);
    },
  );

  it('makes notes at the rate of the model where the plan says so, the same sound below its band', () => {
    const native = join(folder, 'native.ndjson');
    const args = ['--mixes', '3', '--keys', 'C4..G4/7', '--seconds', '0.2', '--rate', 'native'];
    expect(alloy('plan', guitar, flute, cello, ...args, '--out', native, '--quiet').status).toBe(0);
    expect(readFileSync(native, 'utf8')).toMatch(/"version":1,.*"sampleRate":16000,"weights":null/);
    const out = join(folder, 'native');
    expect(alloy('render', native, '--out', out, '--shard', '1/6', '--quiet').status).toBe(0);
    const [name] = filesBelow(out, 'notes');
    expect(readFileSync(join(out, 'notes', name!)).readUInt32LE(24)).toBe(16_000);
    const [wide] = filesBelow(whole, 'notes');
    expect(readFileSync(join(whole, 'notes', wide!)).readUInt32LE(24)).toBe(48_000);
  });

  it('does not look at clocks: notes of any time are skipped, and status says the same', () => {
    const out = join(folder, 'clocks');
    cpSync(whole, out, { recursive: true });
    const times = [new Date(0), new Date('2199-01-01')];
    filesBelow(out, 'notes').forEach((name, i) =>
      utimesSync(join(out, 'notes', name), times[i % 2]!, times[i % 2]!),
    );
    const run = alloy('render', plan, '--out', out, '--json', '--quiet');
    expect(JSON.parse(run.stdout)).toMatchObject({ made: 0, skipped: 12 });
    expect(statusOf(out).sha256).toBe(digest);
  });

  it('makes the same bytes while the clock jumps back and forth by years', () => {
    const jumping = join(folder, 'jumping.cjs');
    const out = join(folder, 'jumped');
    writeFileSync(jumping, JUMPING_CLOCK);
    const args = ['-r', jumping, command, 'render', plan, '--out', out, '--json', '--quiet'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ made: 12, failed: [] });
    expectSameNotes(out);
    expect(filesBelow(out, 'parts')).toEqual([]);
    expect(statusOf(out).sha256).toBe(digest);
  });

  it('reports notes that fail, makes the others, and ends with 3', () => {
    const damaged = join(folder, 'damaged.ndjson');
    for (const ending of ['.ndjson', '.sources', '.instruments.ndjson'])
      cpSync(plan.replace('.ndjson', ending), damaged.replace('.ndjson', ending));
    const archive = damaged.replace('.ndjson', '.sources');
    const bytes = readFileSync(archive);
    bytes[2000]! ^= 1; // within the first sound
    writeFileSync(archive, bytes);
    const out = join(folder, 'failed');
    const run = alloy('render', damaged, '--out', out, '--json', '--quiet');
    expect(run.status).toBe(3);
    const made = JSON.parse(run.stdout) as RenderLibraryReport;
    expect(made.failed).toHaveLength(2 * 3);
    expect(made.made).toBe(6);
    expect(made.failed[0]!.message).toMatch(/nylon-guitar-c4/);
    const status = alloy('status', out, '--plan', damaged, '--json');
    expect(status.status).toBe(3);
    expect(JSON.parse(status.stdout)).toMatchObject({ done: 6, missing: 6, sha256: null });
    expect((JSON.parse(status.stdout) as LibraryStatus).failed).toHaveLength(6);
  });

  it('refuses plans that were cut, edited, or are of a newer Alloy or another model', () => {
    const out = join(folder, 'refused');
    const text = readFileSync(plan, 'utf8');
    const changed = (name: string, to: string): string[] => {
      const path = join(folder, `${name}.ndjson`);
      writeFileSync(path, to);
      for (const ending of ['.sources', '.instruments.ndjson'])
        cpSync(plan.replace('.ndjson', ending), path.replace('.ndjson', ending));
      return ['render', path, '--out', out];
    };
    expect(refusal(...changed('cut', text.slice(0, -200))).message).toMatch(/it was cut/);
    const edited = text.replace(/"seed":1,(?=[^\n]*\n$)/, '"seed":2,');
    expect(refusal(...changed('edited', edited)).message).toMatch(/line 13 was changed/);
    const newer = text.replace('"version":2', '"version":3');
    expect(refusal(...changed('newer', newer)).code).toBe('document-newer');
    expect(refusal(...changed('other', `${'x'.repeat(2000)}\n`)).message).toMatch(/no plan of a library/);
    expect(refusal('render', join(folder, 'none.ndjson'), '--out', out).code).toBe('unreadable');
    expect(refusal('render', plan, '--out', out, '--model', 'voices')).toMatchObject({
      code: 'source-model',
    });
  });

  it('refuses other weights of the same model by both their names', () => {
    const other = join(folder, 'model');
    cpSync(fileURLToPath(new URL('../../models/instruments', import.meta.url)), other, { recursive: true });
    const manifest = join(other, 'model.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"license"', ' "license"'));
    const { message, code } = refusal('render', plan, '--out', join(folder, 'refused'), '--model', other);
    expect(code).toBe('source-model');
    expect(message).toContain(report.fingerprint);
    expect(message).toMatch(/here instruments has the weights [0-9a-f]{16}/);
  });

  it.skipIf(!canMount)(
    'ends at a full disk, goes on once there is room, and refuses one that is read-only',
    () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      const script = `
      set -u; disk=$1 plan=$2; shift 2
      render() { "$@" render "$plan" --out "$disk/notes" --jobs 1 --json --quiet > "$disk.$step"; echo "$step $?"; }
      mount -t tmpfs -o size=200k none "$disk"
      step=full; render "$@"
      find "$disk/notes/parts" -name '*.part' | wc -l
      "$@" status "$disk/notes" --plan "$plan" --check --json > "$disk.between"
      mount -o remount,size=20m "$disk"
      step=room; render "$@"
      "$@" status "$disk/notes" --plan "$plan" --check --json > "$disk.after"
      mount -o remount,ro "$disk"
      step=locked; render "$@"`;
      const { stdout, stderr } = mounting(script, disk, plan, process.execPath, command);
      expect(stdout).toBe('full 2\n0\nroom 0\nlocked 2\n');
      const told = <T>(step: string): T => JSON.parse(readFileSync(`${disk}.${step}`, 'utf8')) as T;
      for (const [step, why] of [
        ['full', /no room left on its disk/],
        ['locked', /its disk is read-only/],
      ] as const) {
        const { error } = told<{ error: ErrorMessage }>(step);
        expect(error).toMatchObject({ code: 'unwritable', subject: join(disk, 'notes') });
        expect(error.message).toMatch(why);
      }
      expect(stderr.trim().split('\n')).toHaveLength(2);
      const { done, broken } = told<LibraryStatus>('between');
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(12);
      expect(broken).toBe(0);
      expect(told('room')).toMatchObject({ made: 12 - done, skipped: done });
      expect(told<LibraryStatus>('after').sha256).toBe(digest);
    },
  );

  it('says that nothing can be written, before and in the middle', () => {
    const inTheWay = join(folder, 'a-file');
    writeFileSync(inTheWay, '');
    expect(refusal('render', plan, '--out', inTheWay)).toMatchObject({ code: 'unwritable' });
    if (process.platform === 'win32') return;
    // a limit to files' sizes fails as a full disk does: some of a note is written, then no more
    const out = join(folder, 'full');
    const limited = `ulimit -f 8; exec "$0" "$@"`;
    const args = [
      '-c',
      limited,
      process.execPath,
      command,
      'render',
      plan,
      '--out',
      out,
      '--quiet',
      '--json',
    ];
    const run = spawnSync('sh', args, { encoding: 'utf8' });
    expect(run.status).toBe(2);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect((JSON.parse(run.stdout) as { error: ErrorMessage }).error.code).toBe('unwritable');
    expect(filesBelow(out, 'notes')).toEqual([]);
    expect(filesBelow(out, 'parts')).toEqual([]);
  });
});

describe('a model that encodes a sound anew for every key', () => {
  it('renders from codes of every key in float16, the same after kill -9, and packs', async () => {
    const model = await writeModel(tinyModel(TINY_NSYNTH));
    const tiny = join(folder, 'tiny.ndjson');
    const args = ['--mixes', '2', '--keys', 'C4..G4/7', '--seconds', '2', '--model', model, '--out', tiny];
    const planned = alloy('plan', guitar, flute, ...args, '--quiet', '--json');
    expect(JSON.parse(planned.stdout)).toMatchObject({ model: 'tiny-nsynth', notes: 4, sources: 2 });
    expect(readFileSync(tiny.replace('.ndjson', '.sources'), 'latin1')).toContain('"codes":"float16"');
    expect(refusal('render', tiny, '--out', join(folder, 'tiny')).code).toBe('model-missing');
    const [killed, unharmed] = ['tiny-killed', 'tiny-unharmed'].map((name) => join(folder, name));
    const here = ['--model', model, '--jobs', '1'];
    await following([tiny, '--out', killed!, '--checkpoint', '0.01', ...here], (event, child) => {
      if (event.event === 'checkpoint') child.kill('SIGKILL');
    });
    expect(alloy('render', tiny, '--out', killed!, ...here, '--quiet').status).toBe(0);
    expect(alloy('render', tiny, '--out', unharmed!, ...here, '--quiet').status).toBe(0);
    const { sha256 } = statusOf(unharmed!, tiny);
    expect(sha256).not.toBeNull();
    expect(statusOf(killed!, tiny).sha256).toBe(sha256);
    const pack = alloy(
      'pack',
      killed!,
      '--plan',
      tiny,
      '--format',
      'alloy',
      '--out',
      join(folder, 'tiny-packed'),
    );
    expect(pack.status).toBe(0);
    rmSync(model, { recursive: true });
  });
});

describe('alloy pack', () => {
  it('makes an instrument file of each pair, with the notes as their key zones', () => {
    const out = join(folder, 'packed');
    const run = alloy('pack', whole, '--plan', plan, '--format', 'alloy', '--out', out, '--json', '--quiet');
    expect(run.status).toBe(0);
    const packed = JSON.parse(run.stdout) as LibraryPackReport;
    expect(packed.instruments.map(({ name }) => name)).toEqual([
      'nylon-guitar-c4 × flute-c5',
      'nylon-guitar-c4 × cello-c3',
      'flute-c5 × cello-c3',
    ]);
    const [{ path }] = packed.instruments as [(typeof packed.instruments)[number]];
    const [{ document, zones }] = readInstrumentFile(new Uint8Array(readFileSync(path)), path)
      .instruments as [ReturnType<typeof readInstrumentFile>['instruments'][number]];
    expect(document.sources.map((source) => source?.name)).toEqual(['nylon-guitar-c4', 'flute-c5']);
    expect(zones!.keyZones.map(({ rootMidi, layers }) => [rootMidi, layers.map(({ x }) => x)])).toEqual([
      [60, [0, 0.5, 1]],
      [67, [0, 0.5, 1]],
    ]);
    expect(refusal('pack', whole, '--plan', plan, '--format', 'alloy', '--out', out).message).toMatch(
      /--force/,
    );
  });

  it('writes the formats of other samplers', () => {
    const out = join(folder, 'sfz');
    expect(alloy('pack', whole, '--plan', plan, '--format', 'sfz', '--out', out, '--quiet').status).toBe(0);
    const name = 'flute-c5 × cello-c3';
    const text = readFileSync(join(out, name, `${name}.sfz`), 'utf8');
    const samples = [...text.matchAll(/sample=(\S+)/g)].map(([, sample]) => sample!);
    expect(new Set(samples).size).toBe(6);
    for (const sample of samples) expect(existsSync(join(out, name, sample))).toBe(true);
  });

  it('refuses a library that is not whole, and packs what there is with --partial', () => {
    const part = join(folder, 'part');
    mkdirSync(part);
    expect(alloy('render', plan, '--out', part, '--shard', '1/3', '--quiet').status).toBe(0);
    const args = ['pack', part, '--plan', plan, '--format', 'wav', '--out', join(folder, 'partly')];
    expect(refusal(...args)).toMatchObject({ code: 'not-finished' });
    const run = alloy(...args, '--partial', '--json', '--quiet');
    expect(run.status).toBe(0);
    const { instruments } = JSON.parse(run.stdout) as LibraryPackReport;
    expect(instruments.some(({ missing }) => missing > 0)).toBe(true);
  });
});
