/** Tests the render worker and its client. */
import { afterEach, describe, expect, it } from 'vitest';
import { AlloyError } from '../../../src/errors.js';
import { RenderClient } from '../../../src/render/client.js';
import type { RenderNote } from '../../../src/render/notes.js';
import { pluck } from '../../model/models.js';

const model = new URL('../../../models/instruments/model.json', import.meta.url);
const options = { model, backend: 'wasm' } as const;
let client = new RenderClient();

afterEach(async () => {
  await client.close();
  client = new RenderClient();
});

function note(overrides: Partial<RenderNote> = {}): RenderNote {
  const weights = [{ source: 'a', weight: 1 }];
  return { id: 'n', weights, rootMidi: 57, seconds: 0.1, seed: 1, temperature: 0.85, ...overrides };
}

describe('RenderClient', () => {
  it('opens, encodes, blends and renders in its worker', async () => {
    const info = await client.open(options);
    expect(info).toEqual(client.info);
    expect(info).toMatchObject({ tensors: 'wasm', generator: 'wasm' });
    const samples = pluck(57, 0.5);
    const a = await client.addSource('a', samples, 57);
    expect(samples.length).toBe(8000); // still the caller's
    expect(a.timbre).toMatchObject({ frames: 16, channels: 16 });
    const b = await client.addSource('b', pluck(64, 0.5), 64, null);
    expect(b.pitch).toBeNull();
    const half = await client.embedding([
      { source: 'a', weight: 1 },
      { source: 'b', weight: 1 },
    ]);
    expect(half.timbre.values[5]).toBeCloseTo((a.timbre.values[5]! + b.timbre.values[5]!) / 2, 5);

    const streamed: number[] = [];
    const fractions: number[] = [];
    const [rendered] = await client.render([note()], {
      onAudio: (id, start, chunk) => {
        expect([id, start]).toEqual(['n', streamed.length]);
        streamed.push(...chunk);
      },
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    expect(rendered).toMatchObject({ id: 'n', rootMidi: 57, complete: true });
    expect(rendered!.samples.length).toBe(1600);
    expect(Float32Array.from(streamed)).toEqual(rendered!.samples);
    expect(rendered!.samples.some((x) => Math.abs(x) > 0.01)).toBe(true);
    expect(fractions.at(-1)).toBe(1);
    await client.removeSource('b');
    await expect(client.embedding([{ source: 'b', weight: 1 }])).rejects.toMatchObject({ subject: 'b' });
  });

  it('cancels, and goes on as if it had never stopped', async () => {
    await client.open(options);
    await client.addSource('a', pluck(57, 0.5), 57);
    const [whole] = await client.render([note({ seconds: 0.5 })]);
    await client.open(options); // a fresh worker: nothing cached
    await client.addSource('a', pluck(57, 0.5), 57);
    const controller = new AbortController();
    const [stopped] = await client.render([note({ seconds: 0.5 })], {
      signal: controller.signal,
      onAudio: () => controller.abort(),
    });
    expect(stopped!.complete).toBe(false);
    expect(stopped!.samples.length).toBeGreaterThan(0);
    const starts: number[] = [];
    const [resumed] = await client.render([note({ seconds: 0.5 })], {
      onAudio: (_, start) => starts.push(start),
    });
    expect(starts.slice(0, 2)).toEqual([0, stopped!.samples.length]);
    expect(resumed).toEqual(whole);
  });

  it('brings errors across as what they are', async () => {
    const missing = new URL('../nowhere/model.json', model);
    const error = await client.open({ ...options, model: missing }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AlloyError);
    expect((error as AlloyError).message).toContain('nowhere/model.json');
    expect(['model-missing', 'model-invalid']).toContain((error as AlloyError).code); // a dev server answers HTML
    await client.open(options);
    await expect(client.addSource('a', new Float32Array([NaN]), 60)).rejects.toMatchObject({
      name: 'AlloyError',
      code: 'not-finite',
    });
    await expect(client.render([note()])).rejects.toMatchObject({ code: 'bad-argument', subject: 'a' });
  });

  it('lets the newest of two opens win', async () => {
    const first = client.open(options).catch((error: unknown) => error);
    const second = client.open(options);
    expect(await first).toMatchObject({ name: 'AbortError' });
    expect((await second).manifest.name).toBe('instruments');
    expect((await client.addSource('a', pluck(57, 0.1), 57)).timbre.frames).toBe(4);
  });

  it('rejects what is pending when it is closed, and works again after', async () => {
    await client.open(options);
    await client.addSource('a', pluck(57, 0.1), 57);
    const pending = client.render([note({ seconds: 4 })]).catch((error: unknown) => error);
    await client.close();
    expect(await pending).toMatchObject({ code: 'closed' });
    expect(client.info).toBeNull();
    await expect(client.addSource('a', pluck(57, 0.1), 57)).rejects.toMatchObject({ code: 'closed' });
    expect((await client.open(options)).generator).toBe('wasm');
  });

  it('resolves relative addresses against the page', async () => {
    const relative = new URL(model).pathname;
    expect((await client.open({ ...options, model: relative })).manifest.name).toBe('instruments');
  });
});
