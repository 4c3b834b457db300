/** Tests the page's side of the MIDI bridge with the real bridge and a real WebSocket. */
import { commands } from 'vitest/browser';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeClient, type BridgePhase } from '../../../src/midi/bridge/client.js';
import { parseBridgeAddress } from '../../../src/midi/bridge/messages.js';
import { Instrument } from '../../../src/instrument/instrument.js';
import type { bridgeCommands } from './bridge-commands.js';

type Command<F> = F extends (context: never, ...rest: infer A) => infer R
  ? (...rest: A) => Promise<Awaited<R>>
  : never;
const { openBridge, closeBridge, playBridge, plugBridge } = commands as unknown as {
  [Name in keyof typeof bridgeCommands]: Command<(typeof bridgeCommands)[Name]>;
};

/** What happened, in order, and a way to wait for more. */
class Log {
  readonly lines: string[] = [];
  readonly times: number[] = [];
  #wake: () => void = () => undefined;

  add(line: string): void {
    this.lines.push(line);
    this.#wake();
  }

  async until(line: string): Promise<void> {
    while (!this.lines.includes(line)) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  clear(): void {
    this.lines.length = 0;
  }
}

const clients: BridgeClient[] = [];

function connect(address: string): { client: BridgeClient; log: Log } {
  const log = new Log();
  const client = new BridgeClient(parseBridgeAddress(address)!, {
    onMessage: (bytes, time, { name }) => {
      log.times.push(time);
      log.add(`${name} ${bytes.join(' ')}`);
    },
    onSystemExclusive: (bytes) => log.add(`exclusive ${bytes.length}`),
    onLeave: ({ name }) => log.add(`${name} left`),
    onInputs: (inputs) => log.add(`inputs ${inputs.map(({ name }) => name).join(', ')}`),
    onPhase: (phase: BridgePhase) => log.add(phase),
  });
  clients.push(client);
  return { client, log };
}

let address: string;
beforeEach(async () => {
  address = await openBridge(['Keys', 'Pads'], 0);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => closeBridge());

describe('the bridge in a page', () => {
  it('brings messages with the rhythm in which they were played, to the millisecond', async () => {
    const { log } = connect(address);
    await log.until('inputs Keys, Pads');
    expect(log.lines).toEqual(['on', 'inputs Keys, Pads']);
    await playBridge('Keys', [[0, 0x90, 60, 100]]); // anchors the input's clock
    await log.until('Keys 144 60 100');
    const before = performance.now();
    while (performance.now() < before + 20); // what follows is measured as some milliseconds after it
    // A chord and a run that the system had measured before JavaScript heard of them, all at once.
    await playBridge('Keys', [
      [0.001, 0x90, 62, 100],
      [0.002, 0x90, 64, 100],
      [0.0005, 0x80, 62, 0],
      [0.003, 0xf0, 1, 2, 0xf7],
      [0.001, 0xe0, 0, 64],
    ]);
    await log.until('Keys 224 0 64');
    expect(log.lines).toContain('exclusive 4');
    const gaps = log.times.slice(2).map((time, i) => time - log.times[i + 1]!);
    [2, 0.5, 4].forEach((gap, i) => expect(gaps[i]).toBeCloseTo(gap, 1));
    expect(log.times.at(-1)).toBeLessThanOrEqual(performance.now());
    expect(log.times[0]).toBeLessThanOrEqual(before);
  });

  it('hears one input of them, and lets go the others', async () => {
    const { client, log } = connect(address);
    await log.until('inputs Keys, Pads');
    client.select('Pads');
    await playBridge('Keys', [[0, 0x90, 60, 100]]);
    await playBridge('Pads', [[0, 0x90, 36, 100]]);
    await log.until('Pads 144 36 100');
    expect(log.lines.slice(2)).toEqual(['Keys left', 'Pads 144 36 100']);
  });

  it('leaves nothing behind when an input, or the whole bridge, goes, and finds it again', async () => {
    const { log } = connect(address);
    await log.until('inputs Keys, Pads');
    await plugBridge(['Keys']);
    await log.until('inputs Keys');
    expect(log.lines).toContain('Pads left');
    log.clear();
    await closeBridge();
    await log.until('waiting');
    expect(log.lines).toEqual(['Keys left', 'inputs ', 'waiting']);
    await openBridge(['Keys'], Number(new URL(address).port));
    await log.until('on');
    await log.until('inputs Keys');
    await playBridge('Keys', [[0, 0x90, 60, 100]]);
    await log.until('Keys 144 60 100');
  });

  it('waits for a bridge that is not there yet, and gives up where the token is wrong', async () => {
    await closeBridge();
    const { log } = connect(address);
    await log.until('waiting');
    await openBridge(['Keys'], Number(new URL(address).port), 'another-token-for-them');
    await log.until('wrong-token');
    expect(log.lines).not.toContain('on');
  });
});

describe('an instrument on the bridge', () => {
  it('plays its inputs, among those of the browser, and holds no key when it goes', async () => {
    const instrument = new Instrument({ modelsUrl: '/models', sourcesUrl: '/presets/sources' });
    const until = async (condition: () => boolean) => {
      while (!condition())
        await new Promise((resolve) => instrument.addEventListener('change', resolve, { once: true }));
    };
    for (const wrong of ['', 'Keys', 'ws://example.com/?token=x']) {
      expect(() => instrument.connectBridge(wrong)).toThrow(/no address/);
    }
    instrument.connectBridge(address);
    expect(instrument.state.bridge).toEqual({ phase: 'connecting', address });
    await until(() => instrument.state.midi.phase === 'on' && instrument.state.midi.inputs.length === 2);
    expect(instrument.state).toMatchObject({
      bridge: { phase: 'on' },
      midi: {
        selected: 'all',
        without: 'off',
        inputs: [
          { id: 'bridge Keys', name: 'Keys' },
          { id: 'bridge Pads', name: 'Pads' },
        ],
      },
    });
    await playBridge('Keys', [[0, 0x90, 60, 100]]);
    await playBridge('Pads', [[0, 0x90, 36, 100]]);
    await until(() => instrument.state.heldKeys.length === 2);
    instrument.selectMidiInput('bridge Keys');
    await until(() => instrument.state.heldKeys.length === 1);
    await closeBridge();
    await until(() => instrument.state.heldKeys.length === 0 && instrument.state.bridge.phase === 'waiting');
    instrument.connectBridge(null);
    expect(instrument.state).toMatchObject({ bridge: { phase: 'off' }, midi: { phase: 'off' } });
    await instrument.close();
  });
});
