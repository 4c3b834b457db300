/** Runs the built command as a process of its own, and says what it used. For the bench of libraries. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const built: string = join(root, 'build/bench-library');
export const command: string = join(built, 'node/alloy.js');
export const SOUNDS: readonly string[] = [
  'nylon-guitar-c4',
  'flute-c5',
  'cello-c3',
  'trumpet-g4',
  'marimba-c4',
  'clarinet-d4',
].map((name) => join(root, `presets/sources/${name}.flac`));

export interface Ended {
  /** Processor seconds, of all its threads. */
  readonly cpu: number;
  readonly wall: number;
  readonly megabytes: number;
  readonly stdout: string;
}

/** Written at a process's end by itself: what it used. */
export const REPORTER = `process.on('exit', () => {
  if (!require('node:worker_threads').isMainThread) return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  // not maxRSS, which a process inherits
  const peak = Number(/VmHWM:\\s+(\\d+)/.exec(require('node:fs').readFileSync('/proc/self/status', 'utf8'))[1]);
  require('node:fs').writeSync(3, JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, peak / 1024]));
});`;

/** Runs a program of Node to its end. */
export async function measured(
  reporter: string,
  args: readonly string[],
  codes: readonly number[] = [0],
  onText?: (text: string, child: ChildProcess) => void,
): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['-r', reporter, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', ''];
  [child.stdout, child.stderr, child.stdio[3]].forEach((stream, i) =>
    stream!.on('data', (data: Buffer) => {
      texts[i] += data.toString();
      if (i === 0) onText?.(texts[0]!, child);
    }),
  );
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code === null || !codes.includes(code))
    throw new Error(`alloy ${args[1] ?? ''} ended with ${String(code)}: ${texts[1]!}`);
  const [cpu, megabytes] = JSON.parse(texts[2]!) as [number, number];
  return { cpu, megabytes, wall: (performance.now() - begun) / 1000, stdout: texts[0]! };
}
