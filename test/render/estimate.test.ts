/** How long a render will take, before it starts. */
import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { estimateRender } from '../../src/instrument/state/estimate.js';
import type { InstrumentState, SlotState } from '../../src/instrument/state/state.js';
import { initialState } from '../../src/instrument/state/store.js';
import { RenderEngine } from '../../src/render/engine.js';
import { TINY_NSYNTH, tinyModel, writeModel } from '../model/models.js';

const ready = { phase: 'ready' } as SlotState; // nothing else of a slot counts

function stateAt(audioPerSecond: number | null, change: Partial<InstrumentState> = {}): InstrumentState {
  const backend = {
    tensors: 'wasm',
    generator: 'wasm',
    description: '',
    audioPerSecond,
    choosesFast: true,
  } as const;
  const slots = [ready, ready, { phase: 'empty' } as const, { phase: 'empty' } as const];
  return { ...initialState(), backend, slots, ...change };
}

it('counts every note of the plan and each source anew', () => {
  const plan = { low: 48, high: 60, step: 4, mixes: 1 }; // four roots
  expect(estimateRender(stateAt(0.1, { plan, seconds: 4 }))!.seconds).toBeCloseTo(((4 + 2) * 4) / 0.1);
  expect(estimateRender(stateAt(0.1, { plan: { ...plan, mixes: 3 }, seconds: 4 }))!.seconds).toBeCloseTo(
    ((4 * 3 + 2) * 4) / 0.1,
  );
});

it('counts the sources that a render takes, those that it waits for included', () => {
  const plan = { low: 48, high: 60, step: 4, mixes: 3 };
  const empty = { phase: 'empty' } as const;
  const loading = { phase: 'loading', name: 'flute' } as const;
  const notes = (...slots: SlotState[]): number =>
    (estimateRender(stateAt(0.1, { plan, seconds: 4, slots }))!.seconds * 0.1) / 4;
  expect(notes(ready, empty)).toBeCloseTo(4 + 1); // one source has one mix
  expect(notes(ready, loading)).toBeCloseTo(4 * 3 + 2);
});

it('offers the longest note that one waits for, or the shortest there is', () => {
  const plan = { low: 48, high: 60, step: 4, mixes: 1 };
  expect(estimateRender(stateAt(0.05, { plan }))!.shorter).toEqual({ noteSeconds: 2, seconds: 240 });
  expect(estimateRender(stateAt(0.001, { plan }))!.shorter).toEqual({ noteSeconds: 1, seconds: 6000 });
  expect(estimateRender(stateAt(0.001, { plan, seconds: 1 }))!.shorter).toBeNull();
});

it('says nothing where nothing is known, nothing to render, or nothing to wait for', () => {
  expect(estimateRender(stateAt(null))).toBeNull();
  expect(estimateRender(stateAt(0.1, { slots: initialState().slots }))).toBeNull();
  expect(estimateRender(stateAt(100))).toBeNull();
});

it('the engine measures large models, and no others', async () => {
  const { decoder } = TINY_NSYNTH;
  const wide = { ...TINY_NSYNTH, decoder: { ...decoder, width: 512, dilations: [1, 2, 4], skip: 256 } };
  const measured: (number | null)[] = [];
  for (const manifest of [TINY_NSYNTH, wide]) {
    const model = await writeModel(tinyModel(manifest));
    const engine = await RenderEngine.open({ model, backend: 'wasm', workers: 1 });
    measured.push(engine.info.audioPerSecond);
    await engine.close();
    await rm(model, { recursive: true });
  }
  expect(measured[0]).toBeNull();
  expect(measured[1]).toBeGreaterThan(0);
  expect(measured[1]).toBeLessThan(1000);
});
