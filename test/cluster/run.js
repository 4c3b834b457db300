/**
 * `npm run test:cluster`: renders a library with real schedulers on this machine, kills workers in the middle of notes, takes the node down
 * and up, and compares every byte with what one process made. What is not installed is skipped, with the reason. Words behind it (`-- ssh`) choose
 * those with them in their names.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildForNode } from '../../scripts/library.js';
import { KUBERNETES } from './kubernetes.js';
import { startSshd } from './sshd.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = join(root, 'examples/cluster');
const built = join(root, 'build/cluster');
const command = join(built, 'node/alloy.js');
const SHARDS = 7;
/** 3 sounds, all pairs, 5 mixes: 12 notes a key, 17 keys. */
const PLAN = ['--pairs', 'all', '--mixes', '5', '--keys', 'C2..E6/3', '--seconds', '0.1'];
const LEAST_NOTES = 200;
const SOUNDS = ['nylon-guitar-c4', 'flute-c5', 'cello-c3'].map((name) =>
  join(root, `presets/sources/${name}.flac`),
);

const say = (text) => process.stdout.write(`${text}\n`);

function fail(text) {
  throw new Error(text);
}

function run(program, args, options = {}) {
  const made = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (made.error) throw made.error;
  return made;
}

function alloy(...args) {
  const { status, stdout, stderr } = run(process.execPath, [command, ...args]);
  if (status !== 0 && status !== 3) fail(`alloy ${args[0]} ended with ${status}: ${stderr}`);
  return stdout;
}

const statusOf = (folder, plan) => JSON.parse(alloy('status', folder, '--plan', plan, '--check', '--json'));

/** Digest of all notes, bytes and names. */
function bytesOf(folder) {
  const digest = createHash('sha256');
  const notes = join(folder, 'notes');
  for (const name of readdirSync(notes, { recursive: true, encoding: 'utf8' }).sort()) {
    if (statSync(join(notes, name)).isDirectory()) continue;
    digest.update(name.replaceAll('\\', '/')).update(readFileSync(join(notes, name)));
  }
  return digest.digest('hex');
}

/** Workers that render into a folder now, by their process ids: their command lines say so. */
function workersOf(folder) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return line[1] === command && line[2] === 'render' && line.includes(folder);
      } catch {
        return false; // it has ended
      }
    })
    .map(Number);
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until something is so; a scheduler that hangs ends the test. */
async function until(what, check) {
  const end = Date.now() + 300_000;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) fail(`waited in vain for ${what}`);
    await pause(50);
  }
}

const countOf = (folder) => {
  const notes = join(folder, 'notes');
  return existsSync(notes)
    ? readdirSync(notes, { recursive: true }).filter((name) => name.endsWith('.wav')).length
    : 0;
};

/** Kills a worker that has made notes and is at another one. */
async function killOne(folder) {
  const before = countOf(folder);
  const [pid] = await until('a worker in the middle of its notes', () =>
    countOf(folder) >= before + 3 && workersOf(folder).length > 0 ? workersOf(folder) : null,
  );
  process.kill(pid, 'SIGKILL');
}

function compare(name, folder, { plan, whole }) {
  const { done, notes, broken, sha256 } = statusOf(folder, plan);
  if (done !== notes || broken > 0) fail(`${name}: ${done} of ${notes} notes, ${broken} broken`);
  if (sha256 !== whole.sha256)
    fail(`${name}: the manifest is ${sha256}, that of one process ${whole.sha256}`);
  if (bytesOf(folder) !== whole.bytes) fail(`${name}: the notes' bytes are not those of one process`);
}

function missing(...programs) {
  const path = `${process.env.PATH}:/usr/sbin:/sbin`;
  const found = (program) => path.split(':').some((folder) => existsSync(join(folder, program)));
  const lacking = programs.filter((program) => !found(program));
  return lacking.length > 0 ? `not installed: ${lacking.join(', ')}` : null;
}

/** Renders with GNU parallel, kills two workers, and goes on with what failed. @param options of parallel: where jobs run. */
async function throughParallel(name, out, library, options) {
  const start = () =>
    spawn(join(examples, 'parallel.sh'), [library.plan, out, String(SHARDS), ...options], {
      env: { ...process.env, ALLOY: `${process.execPath} ${command}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  let said = '';
  const ended = (child) => {
    child.stderr.on('data', (data) => (said = (said + data).slice(-2000)));
    return new Promise((resolve) => child.on('close', resolve));
  };
  const first = start();
  const over = ended(first);
  await killOne(out);
  await killOne(out);
  const failed = await over;
  if (failed === 0) fail('two workers were killed, and no shard failed');
  say(`  two workers killed with -9: ${failed} shards failed; run again with --resume-failed`);
  const second = await ended(start());
  if (second !== 0) fail(`${second} shards failed again: ${said.trim()}`);
  compare(name, out, library);
}

/** Machines that the jobs of a log of GNU parallel ran on. */
function hostsOf(log) {
  const [, ...jobs] = readFileSync(log, 'utf8').trimEnd().split('\n');
  return new Set(jobs.map((line) => line.split('\t')[1]));
}

const ENGINES = {
  'GNU parallel': {
    why: () => missing('parallel', 'bash'),
    run: (library) =>
      throughParallel('GNU parallel', join(library.folder, 'parallel'), library, ['--jobs', '2']),
  },
  'GNU parallel over ssh': {
    why: () => missing('parallel', 'bash', 'sshd', 'ssh', 'ssh-keygen'),
    async run(library) {
      const out = join(library.folder, 'ssh');
      const { client, stop } = await startSshd(join(library.folder, 'sshd'));
      try {
        const nodes = ['--ssh', client, '--sshlogin', '1/node1,1/node2'];
        await throughParallel('GNU parallel over ssh', out, library, nodes);
      } finally {
        await stop();
      }
      const hosts = hostsOf(join(out, 'joblog.tsv'));
      if (hosts.size !== 2) fail(`jobs ran on ${[...hosts].join(', ')}, not on two nodes`);
      say(`  by the nodes ${[...hosts].sort().join(' and ')}`);
    },
  },
  Slurm: {
    why: () => missing('slurmctld', 'slurmd', 'sbatch', 'munged', 'bash'),
    async run(library) {
      const out = join(library.folder, 'slurm');
      const here = join(library.folder, 'slurm-here');
      const script = join(examples, 'slurm-here.sh');
      const started = run(script, ['start', here]);
      try {
        if (started.status !== 0) fail(started.stderr.trim());
        await array(library, out, { ...process.env, SLURM_CONF: join(here, 'slurm.conf') });
      } finally {
        run(script, ['stop', here]);
      }
      compare('Slurm', out, library);
    },
  },
  ...KUBERNETES,
};

async function array({ plan, folder }, out, environment) {
  const env = { ...environment, PLAN: plan, OUT: out, ALLOY: `${process.execPath} ${command}` };
  const slurm = (program, ...args) => {
    const { status, stdout, stderr } = run(program, args, { env });
    if (status !== 0) fail(`${program} ${args.join(' ')}: ${stderr.trim()}`);
    return stdout.trim();
  };
  const log = join(folder, 'slurm-%A_%a.log');
  const options = ['--parsable', `--array=0-${SHARDS - 1}`, '--export=ALL', `--output=${log}`];
  const job = slurm('sbatch', ...options, join(examples, 'slurm.sh'));
  const node = slurm('sinfo', '-h', '-o', '%n');
  await killOne(out);
  say('  a worker killed with -9: its task is requeued');
  await until('the next notes', () => countOf(out) > 60 && workersOf(out).length > 0);
  slurm('scontrol', 'update', `nodename=${node}`, 'state=down', 'reason=test');
  await until('the workers to end', () => workersOf(out).length === 0);
  const { done, notes, broken } = statusOf(out, plan);
  say(`  the node is down: ${done} of ${notes} notes, ${broken} broken`);
  if (done === 0 || done === notes) fail('the node went down too early or too late to show anything');
  slurm('scontrol', 'update', `nodename=${node}`, 'state=resume');
  // requeued tasks begin after two minutes by rule; released, at once
  await until('the array to end', async () => {
    const waiting = slurm('squeue', '-h', '-r', '-j', job, '-o', '%i %T %r');
    if (waiting === '') return true;
    for (const line of waiting.split('\n')) {
      const [id, state, reason] = line.split(' ');
      if (state === 'PENDING' && reason === 'BeginTime')
        slurm('scontrol', 'update', `jobid=${id}`, 'starttime=now');
    }
    await pause(500);
    return false;
  });
}

async function main() {
  if (process.platform !== 'linux') {
    say('skipped: the schedulers are tested on Linux');
    return;
  }
  const asked = process.argv.slice(2);
  const todo = Object.entries(ENGINES)
    .filter(([name]) => asked.length === 0 || asked.some((part) => name.includes(part)))
    .map(([name, engine]) => ({ name, ...engine, reason: engine.why() }));
  if (todo.every(({ reason }) => reason)) {
    for (const { name, reason } of todo) say(`${name}: skipped (${reason})`);
    return;
  }
  rmSync(built, { recursive: true, force: true }); // what is there is taken as it is
  await buildForNode(built);
  const folder = mkdtempSync(join(tmpdir(), 'alloy-cluster-'));
  let failed = 0;
  try {
    const plan = join(folder, 'plan.ndjson');
    const planned = JSON.parse(alloy('plan', ...SOUNDS, ...PLAN, '--out', plan, '--json', '--quiet'));
    if (planned.notes < LEAST_NOTES) fail(`the plan has ${planned.notes} notes only`);
    const alone = join(folder, 'alone');
    alloy('render', plan, '--out', alone, '--quiet');
    const whole = { sha256: statusOf(alone, plan).sha256, bytes: bytesOf(alone) };
    say(`one process: ${planned.notes} notes, manifest ${whole.sha256}; all others in ${SHARDS} shards`);
    for (const { name, reason, run: start } of todo) {
      if (reason) {
        say(`${name}: skipped (${reason})`);
        continue;
      }
      say(`${name}:`);
      try {
        const library = { plan, folder, whole };
        const same = (as, out) => compare(as, out, library);
        await start({ ...library, command, say, killOne, compare: same });
        say(`${name}: passed`);
      } catch (error) {
        failed++;
        say(`${name}: FAILED: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    for (const name of ['parallel', 'ssh', 'slurm', 'pods/notes'])
      for (const pid of workersOf(join(folder, name))) process.kill(pid);
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

mkdirSync(dirname(built), { recursive: true });
await main();
