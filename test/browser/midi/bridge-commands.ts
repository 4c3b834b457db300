/** Runs a MIDI bridge beside the browser, for tests in it: commands of Vitest's browser mode. [Node] */
import { runBridge } from '../../../src/cli/midi.js';
import { FakeInput } from '../../midi/fake-rtmidi.js';

const TOKEN = 'a-token-for-the-tests';
let stop: (() => Promise<void>) | null = null;

async function closeBridge(): Promise<void> {
  const closing = stop;
  stop = null;
  await closing?.();
}

/** Starts the real bridge over a fake of the native module; resolves to its address, which names the TCP port where `listen` is 0. */
async function openBridge(
  _: unknown,
  names: readonly string[],
  listen: number,
  token = TOKEN,
): Promise<string> {
  await closeBridge();
  FakeInput.reset(...names);
  const abort = new AbortController();
  return new Promise<string>((resolve, reject) => {
    const host = {
      out: resolve,
      note: () => undefined,
      load: () => Promise.resolve({ Input: FakeInput } as never),
    };
    const ended = runBridge({ listen, origin: [], token }, host, abort.signal);
    stop = () => (abort.abort(), ended);
    ended.catch(reject);
  });
}

export const bridgeCommands = {
  openBridge,
  closeBridge: () => closeBridge(),
  /** Plays messages on an input of the bridge, with seconds before each. */
  playBridge: (_: unknown, name: string, messages: readonly (readonly [number, ...number[]])[]): void => {
    for (const [interval, ...bytes] of messages) FakeInput.find(name).play(interval, ...bytes);
  },
  /** Plugs inputs in and out. */
  plugBridge: (_: unknown, names: readonly string[]): void => {
    FakeInput.names = [...names];
  },
};
