/** Tests the face whose code comes in parts: what is there before the instrument's code is, and what comes when it is shown. */
import { afterEach, expect, it } from 'vitest';
import { AwaitedInstrument } from '../../../src/instrument/awaited.js';
import type { AlloyInstrument } from '../../../ui/define.js';
import '../../../ui/define.js';
import { loadParts } from '../../../ui/parts.js';
import { loadStrings, stringsFor } from '../../../ui/strings.js';

const made: AlloyInstrument[] = [];

function elementOf(settings: Partial<AlloyInstrument> = {}): AlloyInstrument {
  const element = document.createElement('alloy-instrument') as AlloyInstrument;
  element.style.pointerEvents = 'none'; // the mouse rests where another file of tests left it, and is no touch
  Object.assign(element, { modelsUrl: '/nothing-here/', storageKey: 'none', ...settings });
  made.push(element);
  return element;
}

const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);

afterEach(async () => {
  for (const element of made.splice(0)) {
    element.remove();
    await element.close();
  }
});

/** In this order: what was loaded once stays. */
it('an instrument that is closed before its code is there makes none, and says so to who waits', async () => {
  const instrument = new AwaitedInstrument({ modelsUrl: '/nothing-here/' });
  const [waits, closed] = [instrument.render(), instrument.close()];
  const reason = expect.objectContaining({ code: 'closed' }) as Error;
  await expect(waits).rejects.toThrow(reason);
  await expect(instrument.ready).rejects.toThrow(reason);
  await closed;
  await expect(instrument.getState()).rejects.toThrow(reason);
});

it('draws its whole face, in its context, before the instrument’s code is there, and takes what is played', async () => {
  const context = new OfflineAudioContext(2, 128, 48000);
  const element = elementOf({ context });
  document.body.append(element);
  const instrument = element.instrument!;
  const heard: unknown[] = [];
  element.addEventListener('note', ({ detail }) => heard.push(detail.key));
  instrument.noteOn(60, 100);
  instrument.setSeed(7);
  instrument.noteOff(60);
  const state = instrument.getState();
  expect(heard).toEqual([]);
  expect(instrument.context).toBe(context);
  expect(instrument.output.context).toBe(context);
  expect(instrument.destination).toBe(context.destination);
  const bad = expect.objectContaining({ code: 'bad-argument' }) as Error;
  expect(() => instrument.noteOn(200, 100)).toThrow(bad);
  expect(() => instrument.noteOn(60, 0)).toThrow(bad);
  expect(() => instrument.setParameter('nothing' as never, 1)).toThrow(bad);
  expect(() => instrument.midi([0x90], -1)).toThrow(bad);
  await element.updateComplete;
  const root = element.shadowRoot!;
  const console_ = root.querySelector('alloy-console')!;
  await console_.updateComplete;
  const first = ['alloy-header', 'alloy-tabs', 'alloy-console', 'alloy-source-slot', 'alloy-render-bar'];
  for (const name of first) expect(root.querySelector(name)?.matches(':defined'), name).toBe(true);
  for (const name of ['alloy-keyboard', 'alloy-mix', 'alloy-wheel', 'alloy-meter'])
    expect(console_.shadowRoot!.querySelector(name)?.matches(':defined'), name).toBe(true);
  const height = root.querySelector('.view')!.getBoundingClientRect().height;
  await (instrument as AwaitedInstrument).begun;
  expect(heard).toEqual([60, 60]);
  expect(instrument.state.seed).toBe(7);
  expect(JSON.stringify(await state)).toContain('"seed":7'); // asked after it was told
  await element.updateComplete;
  expect(root.querySelector('.view')!.getBoundingClientRect().height).toBe(height);
});

it('is first drawn in the language of its place, though that has to be fetched', async () => {
  expect(stringsFor('zh')).toBeNull();
  const element = elementOf();
  element.lang = 'zh-CN';
  document.body.append(element);
  const seen: string[] = [];
  while (!element.shadowRoot!.querySelector('alloy-tabs')) {
    seen.push(element.shadowRoot!.textContent);
    await frame();
  }
  expect(seen.join('')).not.toMatch(/[A-Za-z]/);
  await loadStrings('zh');
  await element.updateComplete;
  const frameOf = element.shadowRoot!.querySelector('[part=frame]')!;
  expect(frameOf.getAttribute('lang')).toBe('zh-Hans');
});

it('offers instruments that ship before anything is touched; a button stands for their list, and opens it', async () => {
  const element = elementOf({ sourcesUrl: '/presets/sources/' });
  document.body.append(element);
  const root = element.shadowRoot!;
  await customElements.whenDefined('alloy-factory-taste');
  while (!root.querySelector('alloy-presets button')) await frame(); // once the list of what ships is here
  expect(root.querySelector('alloy-factory-taste')).not.toBeNull();
  const presets = root.querySelector('alloy-presets')!;
  expect(presets.matches(':defined')).toBe(false);
  const [previous, opener, next] = presets.querySelectorAll('button');
  const box = opener!.getBoundingClientRect();
  expect([previous, opener, next].every((button) => button!.getBoundingClientRect().width > 20)).toBe(true);
  const steps: number[] = [];
  element.instrument!.stepPreset = (places) => void steps.push(places);
  next!.click();
  previous!.click();
  expect(steps).toEqual([1, -1]);
  opener!.click();
  await customElements.whenDefined('alloy-presets');
  const part = (name: string): HTMLElement | null | undefined =>
    presets.shadowRoot?.querySelector(`[part=${name}]`);
  while (!part('list')?.matches(':popover-open')) await frame();
  await element.updateComplete;
  expect(presets.querySelector('button')).toBeNull();
  const now = part('button')!.getBoundingClientRect();
  expect([now.left, now.width].map(Math.round)).toEqual([box.left, box.width].map(Math.round));
  const names = [...presets.shadowRoot!.querySelectorAll('[data-factory]')];
  expect(names.length).toBeGreaterThan(40);
});

it('has every element that its views name, once all has come', async () => {
  await loadParts();
  const element = elementOf();
  document.body.append(element);
  for (const view of ['play', 'sources', 'sound', 'listen'] as const) {
    element.view = view;
    await element.updateComplete;
    await frame();
    const missing = [...element.shadowRoot!.querySelectorAll(':not(:defined)')].map((one) => one.localName);
    expect(missing, view).toEqual([]);
  }
});
