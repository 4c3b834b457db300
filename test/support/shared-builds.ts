/**
 * Runs once a run of the tests, beside them: makes what several files of tests use as it is shipped, when the first of
 * them asks, and deletes it at the end. Tests ask by `shared` of shared.ts.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { SHARED, type SharedName } from './makers.js';

declare module 'vitest' {
  interface ProvidedContext {
    sharedBuilds: string;
  }
}

const builds = fileURLToPath(new URL('../../build', import.meta.url));
const makers = fileURLToPath(new URL('./makers.ts', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Deletes what runs left that were ended before they could. */
function clearLeftovers(): void {
  for (const name of readdirSync(builds)) {
    const pid = /^run-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(builds, name), { recursive: true, force: true });
  }
}

/** Runs a maker in a process of its own: what compiles would hold up the answers that tests wait for. */
function make(name: SharedName, folder: string, from: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', makers, name, folder, ...from]);
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (words += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(folder);
      else reject(new Error(`“${name}” could not be made for the tests (${code}):\n${words}`));
    });
  });
}

/** Vitest's hook before a run: starts to listen and provides the address. Returns what ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  mkdirSync(builds, { recursive: true });
  clearLeftovers();
  const run = join(builds, `run-${process.pid}`);
  const made = new Map<SharedName, Promise<string>>();
  const get = (name: SharedName): Promise<string> => {
    const known = made.get(name);
    if (known) return known;
    const pending = Promise.all(SHARED[name].map(get)).then((from) => make(name, join(run, name), from));
    made.set(name, pending);
    return pending;
  };
  const server = createServer((request, response) => {
    get(request.url!.slice(1) as SharedName).then(
      (folder) => response.end(folder),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('sharedBuilds', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await Promise.allSettled(made.values());
    rmSync(run, { recursive: true, force: true });
  };
}
