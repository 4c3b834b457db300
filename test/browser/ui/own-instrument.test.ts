/** Tests the element with an instrument of its own. */
import { expect, it } from 'vitest';
import type { AlloyInstrument } from '../../../ui/define.js';
import '../../../ui/define.js';
import type { AlloySound } from '../../../ui/elements/sound.js';
import { recallFace, rememberFace } from '../../../ui/controllers/face-memory.js';

it('makes an instrument of its own, says what is missing, and closes it when taken away', async () => {
  const element = document.createElement('alloy-instrument');
  element.setAttribute('models-url', '/nothing-here/');
  document.body.append(element);
  const own = element.instrument!;
  while (own.state.model.phase !== 'error') {
    await new Promise((resolve) => own.addEventListener('change', resolve, { once: true }));
  }
  await element.updateComplete;
  const head = element.shadowRoot!.querySelector('alloy-header')!;
  await head.updateComplete;
  expect(head.shadowRoot!.querySelector('[role=alert]')?.textContent).toContain('/nothing-here/');
  document.body.prepend(element); // moved, not taken away
  await Promise.resolve();
  expect(element.instrument).toBe(own);
  element.remove();
  await Promise.resolve();
  expect(element.instrument).toBeNull();
});

/** An instrument as a page makes it, drawn. */
async function visit(storageKey: string): Promise<AlloyInstrument> {
  const element = document.createElement('alloy-instrument');
  element.setAttribute('models-url', '/nothing-here/');
  element.setAttribute('storage-key', storageKey);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function soundOf(element: AlloyInstrument): Promise<AlloySound> {
  const console = element.shadowRoot!.querySelector('alloy-console')!;
  await console.updateComplete;
  const sound = console.shadowRoot!.querySelector('alloy-sound')!;
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
    await Promise.resolve();

    const second = await visit(key);
    expect(openDrawers(await soundOf(second)), key).toEqual(comes ? ['drawer-lfo1', 'drawer-midi'] : []);
    second.remove();
  }
});

it('begins afresh where what was kept of the face cannot be read', () => {
  const key = `test ${crypto.randomUUID()}`;
  for (const broken of ['{', 'null', '{"drawers": 5, "view": "x-ray"}']) {
    localStorage.setItem(`alloy-face ${key}`, broken);
    expect(recallFace(key), broken).toEqual({ drawers: [], view: 'waveform' });
  }
  rememberFace(key, { drawers: ['midi'], view: 'embedding' });
  expect(recallFace(key)).toEqual({ drawers: ['midi'], view: 'embedding' });
});
