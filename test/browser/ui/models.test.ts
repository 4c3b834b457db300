/** Models on the face of the instrument: added, removed, how long they take. */
import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { states } from './fixture.js';
import { element, find, scripted, settled, show, useStage } from './stage.js';
import { violationsOf, WCAG } from './violations.js';

useStage();

afterEach(() => {
  document.documentElement.lang = 'en';
});

function dropped(target: HTMLElement, file: File): void {
  const data = new DataTransfer();
  data.items.add(file);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}

it('takes an archive that is dropped on the head, or chosen', async () => {
  const file = new File(['x'], 'wavenet-ckpt.tar');
  dropped(find('alloy-header'), file);
  const input = find<HTMLInputElement>('input[accept=".tar,.gz,.tgz"]');
  const data = new DataTransfer();
  data.items.add(file);
  input.files = data.files;
  input.dispatchEvent(new Event('change'));
  expect(scripted.asked('addModel').map(([asked]) => (asked as File).name)).toEqual([file.name, file.name]);
  let opened = 0;
  input.addEventListener('click', (event) => {
    event.preventDefault();
    opened++;
  });
  find('button', 'Add a model').click();
  expect(opened).toBe(1);
});

it('says how far it is, and what went wrong', async () => {
  scripted.show({ adding: { phase: 'running', name: 'wavenet-ckpt.tar', progress: 0.42 } });
  await settled();
  expect(find('.backend').textContent).toContain('Reading wavenet-ckpt.tar · 42 %');
  find('button', 'Stop adding the model').click();
  expect(scripted.asked('stopAddingModel')).toEqual([[]]);
  const error = { code: 'model-truncated', subject: 'x.tar', message: 'x.tar ends too early.' } as const;
  scripted.show({ adding: { phase: 'error', name: 'x.tar', error } });
  await settled();
  expect(find('alloy-header .failure, .failure').textContent).toContain('x.tar ends too early.');
});

it('removes a model that was added, after a question that says what that frees', async () => {
  await show('loaded');
  const remove = () => find('button.icon', 'Remove NSynth Voices');
  expect(() => remove()).toThrow(); // none is chosen that could be
  for (const tag of ['en', 'zh-CN']) {
    for (const width of [1280, 320]) {
      await page.viewport(width, 900);
      document.documentElement.lang = tag;
      await show('large');
      find('alloy-model-remover').shadowRoot!.querySelector('button')!.click();
      const dialog = find<HTMLDialogElement>('dialog[part=question]');
      expect(dialog.open).toBe(true);
      expect(dialog.textContent).toContain('120 MB');
      const { left, right } = dialog.getBoundingClientRect();
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
      expect(await violationsOf(element, WCAG)).toEqual([]);
      find('dialog .keep').click();
      expect(dialog.open).toBe(false);
    }
  }
  document.documentElement.lang = 'en';
  await settled();
  expect(scripted.asked('removeModel')).toEqual([]);
  remove().click();
  find('dialog .danger').click();
  expect(scripted.asked('removeModel')).toEqual([['kept:nsynth-voices']]);
  scripted.show({ adding: { phase: 'running', name: 'x.tar', progress: 0 } });
  await settled();
  expect(remove().matches(':disabled')).toBe(true);
});

it('says what is missing where the model was removed, and offers the others', async () => {
  await show('removed');
  expect(find('.failure').textContent?.trim()).toBe('The model was removed.');
  const select = find<HTMLSelectElement>('alloy-header select, select[part=model]');
  expect(select.selectedOptions[0]!.disabled).toBe(true);
  select.value = 'instruments';
  select.dispatchEvent(new Event('change'));
  expect(scripted.asked('selectModel')).toEqual([['instruments']]);
});

it('offers exact or fast weights where that makes a difference, and says which', async () => {
  await show('loaded');
  expect(() => find('#weights')).toThrow();
  await show('large');
  const select = find<HTMLSelectElement>('#weights');
  expect(select.value).toBe('fast');
  expect(find('#weights-hint').textContent).toContain('rounds its weights to 8 bits');
  select.value = 'exact';
  select.dispatchEvent(new Event('change'));
  expect(scripted.asked('setFast')).toEqual([[false]]);
});

it('says how long a large model will take, and offers shorter notes', async () => {
  const backend = {
    tensors: 'wasm',
    generator: 'wasm',
    description: 'WASM',
    audioPerSecond: 0.05,
    choosesFast: false,
  } as const;
  scripted.show({ ...states.loaded, backend });
  await settled();
  expect(find('.estimate').textContent).toMatch(/takes about \d+ min/);
  find('.estimate button').click();
  expect(scripted.asked('setSeconds')).toEqual([[1]]);
  scripted.show({ backend: { ...backend, audioPerSecond: null } });
  await settled();
  expect(
    element.renderRoot.querySelector('alloy-render-bar')!.shadowRoot!.querySelector('.estimate'),
  ).toBeNull();
});

it('says that keys are silent where only embeddings are known, until the first note comes', async () => {
  const bars = (): Element[] => [...element.renderRoot.querySelectorAll('alloy-render-bar')];
  const said = (): string =>
    bars()
      .map(({ shadowRoot }) => shadowRoot!.textContent)
      .join(' ');
  const slots = states.loaded.slots.map((slot) =>
    slot.phase === 'ready' ? { ...slot, embedded: true, live: false } : slot,
  );
  scripted.show({ ...states.loaded, slots });
  await settled();
  expect(said()).toMatch(/silent until their first notes/);
  scripted.show({
    zones: [{ id: 1, rootMidi: 60, x: 0, y: 0, progress: 0.1, phase: 'rendering', looped: false }],
  });
  await settled();
  expect(said()).not.toMatch(/silent/);
  scripted.show({ zones: [], slots: states.loaded.slots });
  await settled();
  expect(said()).not.toMatch(/silent/);
});

it('counts the same notes for the time as for the picture, with one source, too', async () => {
  const backend = {
    tensors: 'wasm',
    generator: 'wasm',
    description: 'WASM',
    audioPerSecond: 1,
    choosesFast: false,
  } as const;
  const plan = { low: 48, high: 60, step: 1, mixes: 5 }; // 13 keys
  const { slots } = states.loaded;
  const size = () => find('.size').textContent;
  scripted.show({ ...states.loaded, backend, plan, seconds: 4 });
  await settled();
  expect(size()).toBe('13 keys × 5 mixes = 65 notes');
  expect(find('.estimate').textContent).toContain('about 4 min 28 s'); // and each source anew: 67
  scripted.show({ slots: [slots[0]!, ...slots.slice(2), slots[2]!] });
  await settled();
  expect(size()).toBe('13 keys × 1 mix = 13 notes');
  expect(find('.estimate').textContent).toContain('about 56 s'); // 14 of them
  expect(find<HTMLSelectElement>('select[aria-label^="Mixes"]').value).toBe('5');
});
