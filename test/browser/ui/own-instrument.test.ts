/** Tests the element with an instrument of its own. */
import { afterEach, beforeAll, expect, it } from 'vitest';
import { loadInstrumentCode } from '../../../src/instrument/awaited.js';
import { AlloyInstrument } from '../../../ui/define.js';
import { loadParts } from '../../../ui/parts.js';
import { ScriptedInstrument } from './scripted.js';
import type { AlloySound } from '../../../ui/elements/sound.js';
import { recallFace, rememberFace } from '../../../ui/controllers/face-memory.js';

/** As on a page whose instrument has come: see parts.test.ts for how it comes. */
beforeAll(() => Promise.all([loadInstrumentCode(), loadParts()]));

/** Elements of a test, with instruments of their own. */
const made: AlloyInstrument[] = [];

afterEach(async () => {
  for (const element of made.splice(0)) {
    element.remove();
    await element.close();
  }
});

function elementOf(settings: Partial<AlloyInstrument> = {}): AlloyInstrument {
  const element = document.createElement('alloy-instrument') as AlloyInstrument;
  Object.assign(element, { modelsUrl: '/nothing-here/', storageKey: 'none', ...settings });
  made.push(element);
  return element;
}

it('makes an instrument of its own, says what is missing, and keeps it while it is away, until it is closed', async () => {
  const element = elementOf();
  document.body.append(element);
  const own = element.instrument!;
  while (own.state.model.phase !== 'error') {
    await new Promise((resolve) => own.addEventListener('change', resolve, { once: true }));
  }
  await element.updateComplete;
  const head = element.shadowRoot!.querySelector('alloy-header')!;
  await head.updateComplete;
  expect(head.shadowRoot!.querySelector('[role=alert]')?.textContent).toContain('/nothing-here/');
  document.body.prepend(element); // moved
  expect(element.instrument).toBe(own);
  element.remove();
  await new Promise((resolve) => setTimeout(resolve));
  expect(element.instrument).toBe(own);
  own.setParameter('tune', 12);
  document.body.append(element);
  expect(element.instrument).toBe(own);
  await element.close();
  expect(element.instrument).toBeNull();
  element.remove();
  document.body.append(element);
  expect(element.instrument).not.toBeNull();
  expect(element.instrument).not.toBe(own);
});

it('takes what was set before it was defined', async () => {
  const context = new OfflineAudioContext(2, 128, 48000);
  const gain = context.createGain();
  const given = new ScriptedInstrument();
  const [early, shown] = [document.createElement('alloy-early'), document.createElement('alloy-early')];
  Object.assign(early, { context, destination: gain, modelsUrl: '/nothing-there/', storageKey: 'none' });
  Object.assign(shown, { instrument: given });
  document.body.append(early, shown);
  customElements.define('alloy-early', class extends AlloyInstrument {});
  const [element, other] = [early as AlloyInstrument, shown as AlloyInstrument];
  made.push(element, other);
  expect(element.instrument!.context).toBe(context);
  expect(element.instrument!.destination).toBe(gain);
  await expect(element.instrument!.ready).rejects.toThrow('/nothing-there/');
  expect(other.instrument).toBe(given);
  await element.updateComplete;
  expect(element.shadowRoot!.querySelector('alloy-console')).not.toBeNull();
});

it('plays in the context that it is given, where it is told to, and in no other later', () => {
  const context = new OfflineAudioContext(2, 128, 48000);
  const element = elementOf({ context, destination: null });
  document.body.append(element);
  const { instrument } = element;
  expect(instrument!.context).toBe(context);
  expect(instrument!.destination).toBeNull();
  const gain = context.createGain();
  element.destination = gain;
  expect(instrument!.destination).toBe(gain);
  const bad = expect.objectContaining({ name: 'AlloyError', code: 'bad-argument' }) as Error;
  expect(() => (element.context = new OfflineAudioContext(2, 128, 44100))).toThrow(bad);
  element.context = context; // nothing new
  expect(element.instrument).toBe(instrument);
});

it('fires what its instrument fires, out of shadow roots, away from the page too, and not after another has its place', () => {
  const context = new OfflineAudioContext(2, 128, 48000);
  const element = elementOf({ context });
  const host = document.createElement('div');
  host.attachShadow({ mode: 'closed' }).append(element);
  document.body.append(host);
  const heard: unknown[] = [];
  element.addEventListener('note', ({ detail }) => heard.push(detail.key));
  host.addEventListener('note', () => heard.push('outside'));
  document.body.addEventListener('note', () => heard.push('bubbled'));
  const { instrument } = element;
  instrument!.noteOn(60, 100);
  expect(heard).toEqual([60, 'outside']);
  host.remove();
  element.remove();
  instrument!.noteOn(61, 100, 1);
  expect(heard).toEqual([60, 'outside', 61]);
  const other = new ScriptedInstrument();
  element.instrument = other;
  other.dispatchEvent(new CustomEvent('note', { detail: { key: 62 }, composed: true }));
  expect(heard.at(-1)).toBe(62);
  element.instrument = null;
  other.dispatchEvent(new CustomEvent('note', { detail: { key: 63 }, composed: true }));
  expect(heard.at(-1)).toBe(62);
});

/** An instrument as a page makes it, drawn. */
async function visit(storageKey: string): Promise<AlloyInstrument> {
  const element = elementOf();
  element.setAttribute('storage-key', storageKey);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function soundOf(element: AlloyInstrument): Promise<AlloySound> {
  element.view = 'sound';
  await element.updateComplete;
  const sound = element.shadowRoot!.querySelector('alloy-sound')!;
  await sound.updateComplete;
  return sound;
}

const openDrawers = (sound: AlloySound): string[] =>
  [...sound.shadowRoot!.querySelectorAll('.drawer')].map(({ id }) => id);

async function press(sound: AlloySound, name: string): Promise<void> {
  const buttons = [...sound.shadowRoot!.querySelectorAll<HTMLElement>('button.name')];
  buttons.find(({ textContent }) => textContent?.trim() === name)!.click();
  await sound.updateComplete;
}

it('opens the drawers again that were open, and shows the same pictures, when it is kept', async () => {
  for (const [key, comes] of [
    [`test ${crypto.randomUUID()}`, true],
    ['none', false],
  ] as const) {
    const first = await visit(key);
    const sound = await soundOf(first);
    for (const name of ['Pitch', 'LFO 1', 'MIDI', 'Pitch']) await press(sound, name);
    expect(openDrawers(sound)).toEqual(['drawer-lfo1', 'drawer-midi']);
    first.remove();
    await first.close();

    const second = await visit(key);
    expect(openDrawers(await soundOf(second)), key).toEqual(comes ? ['drawer-lfo1', 'drawer-midi'] : []);
    second.remove();
  }
});

it('begins afresh where what was kept of the face cannot be read', () => {
  const key = `test ${crypto.randomUUID()}`;
  for (const broken of ['{', 'null', '{"drawers": 5, "view": "x-ray", "open": "shut"}']) {
    localStorage.setItem(`alloy-face ${key}`, broken);
    expect(recallFace(key), broken).toEqual({ drawers: [], view: 'waveform', open: null });
  }
  const face = { drawers: ['midi'], view: 'embedding', open: 'listen' } as const;
  rememberFace(key, face);
  expect(recallFace(key)).toEqual(face);
});
