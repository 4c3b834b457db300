/** Tests `alloy midi` and `alloy bridge` as processes, on the MIDI that this machine has or lacks. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { shared } from '../support/shared.js';

/** Whether real ports can be made: ALSA's sequencer, and the package built. */
const hasPorts = existsSync('/dev/snd/seq') && isBuilt();

function isBuilt(): boolean {
  try {
    createRequire(import.meta.url)('midi');
    return true;
  } catch {
    return false;
  }
}

/** Path of the command's main module. */
let command: string;
let home: string;
beforeAll(async () => {
  command = join(await shared('node'), 'node/alloy.js');
  home = mkdtempSync(join(tmpdir(), 'alloy-midi-'));
});
afterAll(() => rmSync(home, { recursive: true }));

const environment = () => ({ ...process.env, XDG_CONFIG_HOME: home });
const alloy = (...args: string[]) =>
  spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env: environment() });

describe('alloy midi', () => {
  it('lists inputs, or says in one line what is missing', () => {
    const { status, stdout, stderr } = alloy('midi', '--json');
    if (hasPorts) {
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ inputs: expect.any(Array) });
      return;
    }
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'no-backend' } });
    expect(stderr).toMatch(/^alloy: .*(modprobe snd-seq|npm install midi).*\n$/);
  });
});

describe('alloy bridge', () => {
  it('refuses bad options before it opens anything', () => {
    for (const [options, said] of [
      [['--listen', '70000'], /0 to 65535/],
      [['--origin', 'daw.example'], /is no origin/],
      [['--token', 'x'], /16 to 128/],
    ] as const) {
      const { status, stderr } = alloy('bridge', ...options);
      expect(status).toBe(2);
      expect(stderr).toMatch(said);
    }
  });

  it.skipIf(!hasPorts)(
    'carries a real port’s messages, and ends by a signal with its token kept',
    async () => {
      const { Output } = createRequire(import.meta.url)('midi') as { Output: new () => VirtualOutput };
      const output = new Output();
      output.openVirtualPort('Alloy bridge test');
      const address = async (): Promise<[string, () => Promise<number | null>]> => {
        const run = spawn(process.execPath, [command, 'bridge', '--listen', '0', '--port', 'bridge test'], {
          env: environment(),
        });
        const ended = new Promise<number | null>((resolve) => run.on('exit', resolve));
        const line = await new Promise<string>((resolve) =>
          run.stdout.once('data', (data) => resolve(String(data))),
        );
        return [line.trim(), () => (run.kill('SIGTERM'), ended)];
      };
      const [first, stop] = await address();
      const page = new WebSocket(first, 'alloy-midi', { origin: 'http://localhost' });
      const heard = await new Promise<unknown>((resolve) => {
        page.on('message', (data: Buffer) => {
          const message = JSON.parse(String(data)) as { kind: string };
          if (message.kind === 'inputs') output.sendMessage([0x90, 60, 100]);
          if (message.kind === 'midi') resolve(message);
        });
      });
      expect(heard).toMatchObject({ bytes: [0x90, 60, 100] });
      expect(await stop()).toBe(0);
      const [second, stopAgain] = await address();
      expect(new URL(second).search).toBe(new URL(first).search);
      await stopAgain();
      output.closePort();
    },
  );
});

interface VirtualOutput {
  openVirtualPort(name: string): void;
  sendMessage(bytes: number[]): void;
  closePort(): void;
}
