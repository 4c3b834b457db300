/** Adding a model on the head of the instrument. */
import { expect, it } from 'vitest';
import { states } from './fixture.js';
import { element, find, scripted, settled, useStage } from './stage.js';

useStage();

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
  expect(find<HTMLButtonElement>('button', 'Add a model').disabled).toBe(true);
  const error = { code: 'model-truncated', subject: 'x.tar', message: 'x.tar ends too early.' } as const;
  scripted.show({ adding: { phase: 'error', name: 'x.tar', error } });
  await settled();
  expect(find('alloy-header .failure, .failure').textContent).toContain('x.tar ends too early.');
});

it('says how long a large model will take, and offers shorter notes', async () => {
  const backend = { tensors: 'wasm', generator: 'wasm', description: 'WASM', audioPerSecond: 0.05 } as const;
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

it('counts the same notes for the time as for the picture, with one source, too', async () => {
  const backend = { tensors: 'wasm', generator: 'wasm', description: 'WASM', audioPerSecond: 1 } as const;
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
