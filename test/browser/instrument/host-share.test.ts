/** Tests that the instruments of a page share one model and one pool of workers, and that closing them frees all of it. */
import { cdp } from 'vitest/browser';
import { afterEach, expect, it } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import { makePlayable } from './host-rig.js';
import { assets, encoded, loadPair, open, until } from './rig.js';

/** What a page holds that the browser counts for nobody. */
class Census {
  readonly workers = new Set<object>();
  readonly fetched: string[] = [];
  contexts = 0;
  nodes = 0;
  readonly #undo: (() => void)[] = [];

  constructor() {
    this.#watchWorkers();
    this.#watchContexts();
    this.#watchNodes();
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #watchWorkers(): void {
    const { Worker } = globalThis;
    const { workers } = this;
    const { terminate } = Worker.prototype;
    globalThis.Worker = new Proxy(Worker, {
      construct(target, args, newTarget) {
        const worker = Reflect.construct(target, args, newTarget) as object;
        workers.add(worker);
        return worker;
      },
    });
    Worker.prototype.terminate = function (this: Worker) {
      workers.delete(this);
      terminate.call(this);
    };
    this.#undo.push(() => {
      globalThis.Worker = Worker;
      Worker.prototype.terminate = terminate;
    });
  }

  #watchContexts(): void {
    const { AudioContext } = globalThis;
    const { close } = AudioContext.prototype;
    const made = (): number => this.contexts++;
    const closed = (): number => this.contexts--;
    globalThis.AudioContext = new Proxy(AudioContext, {
      construct(target, args, newTarget) {
        made();
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
    AudioContext.prototype.close = function (this: AudioContext) {
      closed();
      return close.call(this);
    };
    this.#undo.push(() => {
      globalThis.AudioContext = AudioContext;
      AudioContext.prototype.close = close;
    });
  }

  /** Counts the connections that are there: a node without one is the collector's. */
  #watchNodes(): void {
    const { connect, disconnect } = AudioNode.prototype;
    const connected = new Map<AudioNode, number>();
    const count = (node: AudioNode, change: number): void => {
      const before = connected.get(node) ?? 0;
      const now = change < 0 ? 0 : before + change;
      this.nodes += now - before;
      if (now > 0) connected.set(node, now);
      else connected.delete(node); // nobody holds it for the count
    };
    AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
      count(this, 1);
      return Reflect.apply(connect, this, to) as AudioNode;
    } as typeof connect;
    AudioNode.prototype.disconnect = function (this: AudioNode, ...from: unknown[]) {
      count(this, -1);
      return Reflect.apply(disconnect, this, from) as undefined;
    } as typeof disconnect;
    this.#undo.push(() => Object.assign(AudioNode.prototype, { connect, disconnect }));
  }
}

interface Protocol {
  send(method: string): Promise<{ readonly usedSize: number }>;
}

/** Bytes of the page's heap that somebody holds. */
async function heapBytes(): Promise<number> {
  const session = cdp() as unknown as Protocol;
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

const close: (() => unknown)[] = [];

afterEach(async () => {
  for (const one of close.splice(0).reverse()) await one();
});

function closing<T extends { close(): unknown }>(one: T): T {
  close.push(() => one.close());
  return one;
}

function census(): Census {
  const taken = new Census();
  close.push(() => taken.stop());
  return taken;
}

const modelFiles = (): number =>
  performance.getEntriesByType('resource').filter(({ name }) => name.includes('/models/')).length;

it('a second instrument has the first one’s model and workers; each keeps playing when the other closes', async () => {
  const taken = census();
  const context = closing(new AudioContext());
  const first = closing(await open({ context }));
  await makePlayable(first);
  const workers = taken.workers.size;
  const files = modelFiles();
  const second = closing(await open({ context }));
  await second.ready;
  expect(second.state.model).toEqual(first.state.model);
  await makePlayable(second);
  expect(taken.workers.size).toBe(workers);
  // The list of models is asked for anew, and nothing of a model.
  expect(modelFiles() - files).toBeLessThanOrEqual(1);
  await first.close();
  expect(taken.workers.size).toBe(workers);
  second.setSeed(7);
  await second.render();
  expect(second.state.render.phase).toBe('done');
  const third = closing(await open({ context }));
  await loadPair(third);
  await second.close();
  await encoded(third, 0);
  await third.close();
  expect(taken.workers.size).toBe(0);
});

it('of two that render at once neither waits for all of the other, and a key that is played comes first', async () => {
  const context = closing(new AudioContext());
  const pair = [closing(await open({ context })), closing(await open({ context }))] as const;
  const order: string[] = [];
  const collect = (): void =>
    pair.forEach(({ state }, i) => {
      const made = state.zones.filter(({ progress }) => progress === 1);
      for (const { rootMidi } of made)
        if (!order.includes(`${i} ${rootMidi}`)) order.push(`${i} ${rootMidi}`);
    });
  for (const [i, instrument] of pair.entries()) {
    await loadPair(instrument, 0.2);
    instrument.setSeed(1 + i); // notes of its own
    instrument.setPlan({ low: 36, high: 72, step: 4, mixes: 1 });
    instrument.addEventListener('change', collect);
  }
  const [first, second] = pair;
  const rendering = [first.render(), second.render()];
  await until(first, ({ zones }) => zones.filter(({ progress }) => progress === 1).length >= 2);
  const far = Math.max(...second.state.zones.map(({ rootMidi }) => rootMidi));
  second.noteOn(far, 100); // far from the middle, with which renders begin
  await Promise.all(rendering);
  for (const { state } of pair) expect(state.render.phase).toBe('done');
  collect();
  const zones = first.state.zones.length;
  expect(order).toHaveLength(2 * zones);
  // The last of each is not made before the first of the other; and the played key is long before the end.
  const last = (of: string): number => order.findLastIndex((name) => name.startsWith(of));
  const begin = (of: string): number => order.findIndex((name) => name.startsWith(of));
  expect(begin('1')).toBeLessThan(last('0'));
  expect(begin('0')).toBeLessThan(last('1'));
  expect(order.filter((name) => name.startsWith('1')).indexOf(`1 ${far}`)).toBeLessThan(zones - 2);
});

it('twenty times opened, played and closed, nothing of it is left', async () => {
  const taken = census();
  const context = closing(new AudioContext());
  const keeper = closing(await open({ context })); // the model stays open: what is measured is an instrument
  await makePlayable(keeper);
  const workers = taken.workers.size;
  const nodes = taken.nodes;
  const cycle = async (): Promise<void> => {
    const instrument = new Instrument({ ...assets, context });
    await instrument.ready;
    await makePlayable(instrument);
    instrument.noteOn(60, 100);
    await instrument.playClip(instrument.state.clips[0]!.id);
    await instrument.synced();
    await instrument.close();
  };
  for (let i = 0; i < 5; i++) await cycle();
  const before = await heapBytes();
  for (let i = 0; i < 20; i++) await cycle();
  const grown = ((await heapBytes()) - before) / 20;
  expect(taken.workers.size).toBe(workers);
  while (taken.nodes > nodes) await new Promise((resolve) => setTimeout(resolve)); // a clip that was cut off ends a moment later
  expect(taken.nodes).toBe(nodes);
  expect(taken.contexts).toBe(1); // the page's
  expect(grown).toBeLessThan(20_000); // one note that was left would be more
  await keeper.close();
  expect(taken.workers.size).toBe(0);
  const own = new Instrument(assets);
  await own.resumeAudio();
  await own.close();
  expect(taken.contexts).toBe(1);
});
