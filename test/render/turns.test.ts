/** Tests how instruments that share an engine take turns. */
import { expect, it } from 'vitest';
import type { RenderedNote, RenderNote, RenderOptions } from '../../src/render/notes.js';
import { Turns } from '../../src/render/turns.js';

const noteOf = (id: string): RenderNote => {
  return { id, weights: [], rootMidi: 60, seconds: 1, seed: 1, temperature: 1 };
};

/** An engine whose batches end when a test says so, or are broken off. */
class Engine {
  readonly begun: string[] = [];
  #end: ((complete: boolean) => void) | null = null;

  readonly render = (notes: readonly RenderNote[], { signal }: RenderOptions): Promise<RenderedNote[]> => {
    expect(this.#end).toBeNull(); // one at a time
    this.begun.push(notes.map(({ id }) => id).join());
    return new Promise((resolve) => {
      this.#end = (complete) => {
        this.#end = null;
        const none = new Float32Array(0);
        resolve(
          notes.map(({ id }) => ({
            ...{ id, rootMidi: 60, samples: none, codes: new Uint8Array(0), complete, air: null },
          })),
        );
      };
      signal!.addEventListener('abort', () => this.#end?.(false));
    });
  };

  async end(): Promise<void> {
    this.#end!(true);
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('each has a batch in the order in which they came', async () => {
  const engine = new Engine();
  const turns = new Turns(engine.render);
  const [a, b] = [{}, {}];
  const first = turns.ask(a, [noteOf('a1')], {}, false);
  const second = turns.ask(b, [noteOf('b1')], {}, false);
  await engine.end();
  expect((await first)[0]).toMatchObject({ id: 'a1', complete: true });
  void turns.ask(a, [noteOf('a2')], {}, false);
  void turns.ask(b, [noteOf('b2')], {}, false);
  for (let i = 0; i < 3; i++) await engine.end();
  expect(engine.begun).toEqual(['a1', 'b1', 'a2', 'b2']);
  await second;
});

it('the key under a hand goes first; what gives way goes on after it, before the others', async () => {
  const engine = new Engine();
  const turns = new Turns(engine.render);
  const [a, b, c] = [{}, {}, {}];
  const broken = turns.ask(a, [noteOf('a')], {}, false);
  void turns.ask(c, [noteOf('c')], {}, false);
  const played = turns.ask(b, [noteOf('b')], {}, true);
  await settled();
  expect(engine.begun).toEqual(['a', 'b']);
  const another = turns.ask(c, [noteOf('c2')], {}, true); // urgent ones wait for each other
  await settled();
  expect(engine.begun).toEqual(['a', 'b']);
  await engine.end();
  await played;
  await engine.end();
  await another;
  await engine.end();
  expect((await broken)[0]!.complete).toBe(true);
  await engine.end();
  expect(engine.begun).toEqual(['a', 'b', 'c2', 'a', 'c']);
});

it('one that waits can become urgent; its own batch never gives way to itself', async () => {
  const engine = new Engine();
  const turns = new Turns(engine.render);
  const [a, b] = [{}, {}];
  void turns.ask(a, [noteOf('a')], {}, false);
  turns.makeWay(a);
  turns.hurry(a);
  await settled();
  expect(engine.begun).toEqual(['a']);
  void turns.ask(b, [noteOf('b')], {}, false);
  turns.hurry(b);
  await settled();
  expect(engine.begun).toEqual(['a', 'b']);
});

it('what is cancelled or left ends, waiting or running, and the others go on', async () => {
  const engine = new Engine();
  const turns = new Turns(engine.render);
  const [a, b, c] = [{}, {}, {}];
  const [running, waiting, early] = [new AbortController(), new AbortController(), new AbortController()];
  early.abort();
  const first = turns.ask(a, [noteOf('a')], { signal: running.signal }, false);
  const second = turns.ask(b, [noteOf('b')], { signal: waiting.signal }, false);
  const third = turns.ask(c, [noteOf('c')], { signal: early.signal }, true);
  expect((await third)[0]).toMatchObject({ id: 'c', complete: false });
  waiting.abort();
  expect((await second)[0]).toMatchObject({ id: 'b', complete: false });
  void turns.ask(c, [noteOf('c1')], {}, false);
  running.abort();
  expect((await first)[0]).toMatchObject({ id: 'a', complete: false });
  await settled();
  void turns.ask(b, [noteOf('b1')], {}, false);
  void turns.ask(a, [noteOf('a1')], {}, false);
  turns.leave(c);
  turns.leave(b);
  await settled();
  expect(engine.begun).toEqual(['a', 'c1', 'a1']);
  await engine.end();
});

it('an engine that fails fails the one whose batch it was', async () => {
  let fails = true;
  const turns = new Turns((notes) => {
    if (fails) return Promise.reject(new Error('out of memory'));
    return Promise.resolve(notes.map(({ id }) => ({ id, complete: true }) as RenderedNote));
  });
  const failed = turns.ask({}, [noteOf('a')], {}, false);
  await expect(failed).rejects.toThrow('out of memory');
  fails = false;
  await expect(turns.ask({}, [noteOf('b')], {}, false)).resolves.toHaveLength(1);
});
