/** Tests the tuning element. */
import { expect, it } from 'vitest';
import { element, find, scripted, settled, useStage } from './stage.js';

useStage('sound');

async function open(): Promise<void> {
  find('button.name', 'Pitch').click();
  await settled();
}

const tuning = (): ShadowRoot => find('alloy-tuning').shadowRoot!;
const said = (): string => tuning().querySelector('[role=alert]')?.textContent ?? '';
const called = (): string => tuning().querySelector('[part=name] [role=status]')!.textContent!.trim();

/** Chooses files as a hand would, and waits until they are read, or found wanting. */
async function choose(...files: [name: string, text: string][]): Promise<void> {
  const scale = files.some(([name]) => name.endsWith('.scl'));
  const read = new Promise((resolve) =>
    find('alloy-tuning').addEventListener('tuning-load', resolve, { once: true }),
  );
  const input = tuning().querySelector<HTMLInputElement>('input[type=file]')!;
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  input.files = data.files;
  input.dispatchEvent(new Event('change'));
  if (scale) await read;
  await settled();
}

it('is with the pitch: a scale is loaded with its mapping, and taken away', async () => {
  await open();
  expect(called()).toBe('Equal temperament');
  await choose(['five.kbm', 'a mapping'], ['five.scl', 'a scale']);
  expect(scripted.asked('loadTuning')).toEqual([['a scale', 'a mapping', 'five.scl']]);
  expect(called()).toBe('five.scl');
  find('button', 'Back to equal temperament').click();
  await settled();
  expect(called()).toBe('Equal temperament');
});

it('says what cannot be used, and why', async () => {
  await open();
  await choose(['notes.scl', 'no scale']);
  expect(said()).toBe('“notes.scl” cannot be used. This is no scale.');
  await choose(['alone.kbm', 'a mapping']);
  expect(said()).toMatch(/choose the .scl and the .kbm together/);
  await choose(['good.scl', 'a scale']);
  expect(said()).toBe('');
  element.lang = 'zh';
  await choose(['notes.scl', 'no scale']);
  expect(said()).not.toMatch(/scale/);
});

it('asks for tuning messages when it is told to, and says what came of it', async () => {
  await open();
  expect(scripted.asked('hearTuningMessages')).toEqual([]);
  find('button', 'Hear tuning messages').click();
  await settled();
  expect(scripted.asked('hearTuningMessages')).toHaveLength(1);
  expect(said()).toMatch(/Allow MIDI device control .* Notes and controllers play as before/);
  expect(find('button', 'Hear tuning messages')).toBeTruthy(); // to try again
  scripted.show({ tuningMessages: 'on' });
  await settled();
  expect(said()).toBe('');
  expect(tuning().textContent).toMatch(/MIDI devices can tune the keys/);
});
