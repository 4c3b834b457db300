/** Packs of sounds that are dropped: what is loaded at once, and the sheet that the others are chosen with. */
import { page, userEvent } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import { AlloyError } from '../../../src/errors.js';
import { packFiles } from '../../../ui/controllers/pack-files.js';
import type { AlloyPack } from '../../../ui/elements/pack.js';
import { element, find, frames, scripted, settled, useStage } from './stage.js';
import { violationsOf } from './violations.js';

useStage();

const sheet = (): AlloyPack | null => element.shadowRoot!.querySelector('alloy-pack');
const inside = <T extends HTMLElement>(selector: string): T[] => [
  ...sheet()!.shadowRoot!.querySelectorAll<T>(selector),
];
const rows = (): string[] => inside('li').map((row) => row.textContent.replace(/\s+/g, ' ').trim());

function drop(on: Element, ...files: File[]): void {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  on.dispatchEvent(
    new DragEvent('drop', { dataTransfer: data, bubbles: true, composed: true, cancelable: true }),
  );
}

async function opened(): Promise<void> {
  while (!sheet()?.shadowRoot?.querySelector('dialog')?.open) await frames(1);
  await settled();
}

const sound = (key: number, looped = false) => ({
  ...{ id: `${key}.wav`, name: `Piano ${key}`, keys: { low: key - 1, high: key + 1 }, root: key, looped },
});

describe('the sheet', () => {
  it('puts sounds into the source that they were dropped on, and then into empty ones', async () => {
    scripted.pack = {
      name: 'Grand',
      kind: 'sf2',
      sounds: [sound(60, true), sound(62), sound(57)],
      missing: ['a.wav', 'b.wav'],
    };
    drop(find('alloy-source-slot.b').shadowRoot!.firstElementChild!, new File(['x'], 'Grand.SF2'));
    await opened();
    const [[files, title]] = scripted.asked('openPack') as [[{ path: string }[], string]];
    expect([files.map(({ path }) => path), title]).toEqual([['Grand.SF2'], 'Grand.SF2']);
    expect(scripted.asked('loadSource')).toEqual([]);
    expect(rows()).toEqual([
      'Piano 60 B3–C♯4 root C4',
      'Piano 62 C♯4–E♭4 root D4',
      'Piano 57 A♭3–B♭3 root A3',
    ]);
    const text = sheet()!.shadowRoot!.textContent;
    expect(text).toMatch(/Loops are left out[^]*2 samples that it names are not there/);
    expect(await violationsOf(sheet()!)).toEqual([]);
    await userEvent.click(inside('li button')[1]!);
    await userEvent.click(inside('li button')[0]!);
    await settled();
    const asked = scripted.asked('loadFromPack').map(([slot, , ids]) => [slot, ids]);
    expect(asked).toEqual([
      [1, ['62.wav']],
      [0, ['60.wav']],
    ]);
    expect(rows().slice(0, 2)).toEqual(['Piano 60 B3–C♯4 in A', 'Piano 62 C♯4–E♭4 in B']);
    await userEvent.keyboard('a');
    expect(scripted.asked('noteOn')).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await frames(2);
    expect(sheet()).toBe(null);
  });

  it('is searched, draws no more than is read, and fits on a phone', async () => {
    await page.viewport(360, 640);
    const sounds = Array.from({ length: 5000 }, (_, i) => ({
      ...sound(60),
      id: String(i),
      name: `No ${i} ${'x'.repeat(60)}`,
    }));
    scripted.pack = { name: 'A very long name of a pack of sounds', kind: 'sfz', sounds, missing: [] };
    drop(element, new File(['x'], 'a.sfz'), new File(['x'], 'b.wav'));
    await opened();
    expect(rows()).toHaveLength(201);
    expect(rows().at(-1)).toBe('… and 4800 more: search for them.');
    await userEvent.fill(inside('input[role=searchbox]')[0]!, '4999 no');
    await settled();
    expect(rows()).toHaveLength(1);
    await userEvent.fill(inside('input[role=searchbox]')[0]!, 'trombone');
    await settled();
    expect(rows()).toEqual(['No sound has these words.']);
    const { left, right, top, bottom } = inside('dialog')[0]!.getBoundingClientRect();
    expect([left >= 0, right <= 360, top >= 0, bottom <= 640]).toEqual([true, true, true, true]);
    expect(inside('dialog')[0]!.scrollWidth).toBeLessThanOrEqual(inside('dialog')[0]!.clientWidth);
  });
});

describe('what is dropped', () => {
  it('sounds of a folder fill the slots, and the sheet offers the rest', async () => {
    const sounds = [1, 2, 3, 4, 5].map((n) => ({ ...sound(n), keys: null, root: null }));
    scripted.pack = { name: 'Kit', kind: 'folder', sounds, missing: [] };
    drop(element, new File(['x'], 'Kit.zip'));
    await opened();
    expect(scripted.asked('loadFromPack').map(([slot, , ids]) => [slot, ids])).toEqual([
      [null, ['1.wav', '2.wav', '3.wav', '4.wav']],
    ]);
    expect(rows()).toHaveLength(5);
  });

  it('a map of one sound is that sound; what cannot be used says so', async () => {
    scripted.pack = { name: 'One', kind: 'sf2', sounds: [sound(60)], missing: [] };
    drop(find('alloy-source-slot.a').shadowRoot!.firstElementChild!, new File(['x'], 'one.sf2'));
    while (scripted.asked('loadFromPack').length === 0) await frames(1);
    expect(scripted.asked('loadFromPack')[0]).toMatchObject([0, {}, ['60.wav']]);
    scripted.openPack = () => Promise.reject(new AlloyError('unreadable', 'one.sf2', 'It is damaged.'));
    drop(element, new File(['x'], 'one.sf2'));
    while (!element.shadowRoot!.querySelector('[part=file-notice]')) await frames(1);
    expect(element.shadowRoot!.querySelector('[part=file-notice]')!.getAttribute('role')).toBe('alert');
    expect(sheet()).toBe(null);
  });

  it('a folder is walked, however many there are in it, but for what is hidden', async () => {
    const file = (name: string) => ({
      ...{
        name,
        isDirectory: false,
        file: (resolve: (file: File) => void) => resolve(new File(['x'], name)),
      },
    });
    const directory = (name: string, inside: readonly unknown[]) => ({
      name,
      isDirectory: true,
      createReader: () => {
        const left = [...inside];
        return { readEntries: (resolve: (some: unknown[]) => void) => resolve(left.splice(0, 100)) };
      },
    });
    const many = Array.from({ length: 250 }, (_, i) => file(`${i}.wav`));
    const kit = directory('Kit', [
      ...many,
      file('.DS_Store'),
      directory('Low', [file('a.wav')]),
    ]) as unknown as FileSystemEntry;
    const { files, title } = await packFiles({ sounds: [], folders: ['Kit'], entries: [kit] });
    expect([files.length, title, files.at(-1)!.path]).toEqual([251, 'Kit', 'Low/a.wav']);
    const both = await packFiles({ sounds: [new File(['x'], 'b.sfz')], folders: ['Kit'], entries: [kit] });
    expect([both.title, both.files[1]!.path]).toEqual(['b.sfz', 'Kit/0.wav']);
  });
});

it('is opened from the file menu, too', async () => {
  scripted.pack = { name: 'Grand', kind: 'sf2', sounds: [sound(60), sound(62)], missing: [] };
  const before: unknown = Reflect.get(globalThis, 'showOpenFilePicker');
  const asked: unknown[] = [];
  const picker = (options: unknown): Promise<unknown> => {
    asked.push(options);
    return Promise.resolve([{ getFile: () => Promise.resolve(new File(['x'], 'Grand.SF2')) }]);
  };
  Object.defineProperty(globalThis, 'showOpenFilePicker', {
    value: picker,
    configurable: true,
    writable: true,
  });
  find('alloy-file-menu').dispatchEvent(new CustomEvent('file-open'));
  await opened();
  Object.defineProperty(globalThis, 'showOpenFilePicker', {
    value: before,
    configurable: true,
    writable: true,
  });
  expect(JSON.stringify(asked)).toContain('.multisample');
  expect([rows().length, scripted.asked('files.open')]).toEqual([2, []]);
});
