/** Libraries of NSynth's size: memory, the estimate before, and a note that is killed and goes on. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { multiplyAdds } from '../src/generator/decoder.js';
import { libraryStatus } from '../src/library/library-status.js';
import type { LibraryEvent } from '../src/library/render-library.js';
import { loadModel } from '../src/model/load.js';
import { command, measured, SOUNDS } from './library-process.js';
import { writeNsynthSized } from './nsynth-model.js';
import type { Row } from './row.js';

/** NSynth's size with int16 weights: a render until its first checkpoint, and one that is killed there and goes on. */
export async function largeModel(folder: string, reporter: string): Promise<Row[]> {
  const model = join(folder, 'nsynth');
  mkdirSync(model);
  await writeNsynthSized(model);
  const plan = join(folder, 'large.ndjson');
  const args = [
    '--pairs',
    'none',
    '--keys',
    'C4..C4',
    '--seconds',
    '0.1',
    '--model',
    model,
    '--out',
    plan,
    '-q',
  ];
  await measured(reporter, [command, 'plan', SOUNDS[1]!, ...args]);
  const run = ['render', plan, '--out', join(folder, 'large'), '--jobs', '2', '--model', model];
  const { megabytes } = await measured(
    reporter,
    [command, ...run, '--checkpoint', '0.5', '--json-lines', '-q'],
    [75],
    (text, child) => {
      if (text.includes('"checkpoint"')) child.kill('SIGTERM');
    },
  );
  const { decoder } = await loadModel(pathToFileURL(model));
  const weights = (2 * multiplyAdds(decoder.config)) / 2 ** 20;
  const memory = {
    figure: 'library, peak memory, NSynth’s size, int16',
    asked: '≤ 400 MB beyond the weights',
    measured: `${(megabytes - weights).toFixed(0)} MB beyond ${weights.toFixed(0)} MB of weights`,
    ok: megabytes - weights <= 400,
  };
  return [memory, await goesOn(folder, plan, model)];
}

/** A note of NSynth's size that is killed with -9 behind a checkpoint, beside one that is not. */
async function goesOn(folder: string, plan: string, model: string): Promise<Row> {
  const events = (
    out: string,
    checkpoint: string,
    on?: (event: LibraryEvent, child: ChildProcess) => void,
  ) => {
    const args = ['--model', model, '--jobs', '1', '--checkpoint', checkpoint, '--json-lines', '-q'];
    const child = spawn(process.execPath, [command, 'render', plan, '--out', join(folder, out), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const found: LibraryEvent[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as LibraryEvent;
      found.push(event);
      on?.(event, child);
    });
    return new Promise<LibraryEvent[]>((resolve) => child.on('close', () => resolve(found)));
  };
  const killed = await events('killed', '0.5', ({ event }, child) => {
    if (event === 'checkpoint') child.kill('SIGKILL');
  });
  const resumed = (await events('killed', '10')).find(({ event }) => event === 'resumed');
  await events('unharmed', '10');
  const digest = async (out: string): Promise<string | null> =>
    (await libraryStatus({ plan, folder: join(folder, out), check: true })).sha256;
  const same = (await digest('killed')) === (await digest('unharmed')) && (await digest('killed')) !== null;
  const estimate = killed.find((event) => event.event === 'estimate');
  const samples = resumed?.event === 'resumed' ? resumed.samples : 0;
  const told =
    estimate?.event === 'estimate' ? `${estimate.seconds.toFixed(0)} s told before` : 'no estimate';
  return {
    figure: 'library, a note of NSynth’s size, killed with -9 and gone on with',
    asked: 'the same bytes',
    measured: `${same ? 'the same' : 'others'}, from sample ${samples} on; ${told}`,
    ok: same && samples > 0 && estimate !== undefined,
  };
}
