/** The menu of files and links, drops of instruments, and what is said of them. */
import { page, userEvent } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import { AlloyError } from '../../../src/errors.js';
import type { AlloyInstrument } from '../../../ui/elements/instrument.js';
import { states } from './fixture.js';
import { element, find, frames, scripted, settled, useStage } from './stage.js';
import { stub } from './stub.js';
import { violationsOf } from './violations.js';

useStage();

const notice = (): HTMLElement | null => element.shadowRoot!.querySelector('[part=file-notice]');

/** Waits for what is said, however long the code of it takes to load. */
async function said(): Promise<string> {
  while (!notice()) await frames(1);
  await settled();
  return notice()!.textContent.replace(/\s+/g, ' ').trim();
}

async function choose(label: string): Promise<void> {
  await userEvent.click(find('.files-opener'));
  await settled();
  const item = [...find('.files-menu').querySelectorAll<HTMLElement>('.item')].find((one) =>
    one.textContent.includes(label),
  );
  await userEvent.click(item!);
  await settled();
}

describe('the menu', () => {
  it('opens under its button, goes by arrows, closes with Escape; letters do not play', async () => {
    await userEvent.click(find('.files-opener'));
    await settled();
    const menu = find('.files-menu');
    expect(menu.matches(':popover-open')).toBe(true);
    const focused = (): string => find('alloy-file-menu').shadowRoot!.activeElement!.textContent;
    expect(focused()).toContain('Open …');
    await userEvent.keyboard('{ArrowUp}');
    expect(focused()).toContain('Copy link');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}a');
    expect(focused()).toContain('Save …');
    expect(scripted.asked('noteOn')).toEqual([]);
    expect(await violationsOf(find('alloy-file-menu'))).toEqual([]);
    await userEvent.keyboard('{Escape}');
    expect(menu.matches(':popover-open')).toBe(false);
  });

  it('saves where the File System Access API asks, whole or not at all', async () => {
    const written: string[] = [];
    const writable = {
      write: async (blob: Blob) => void written.push(await blob.text()),
      close: async () => void written.push('closed'),
      abort: async () => void written.push('aborted'),
    };
    const asked: unknown[] = [];
    stub('showSaveFilePicker', async (options: unknown) => {
      asked.push(options);
      return { name: 'Mine.alloy', createWritable: async () => writable };
    });
    await choose('Save …');
    expect(await said()).toContain('Saved as Mine.alloy.');
    expect(written).toEqual(['saved', 'closed']);
    expect(asked).toMatchObject([{ suggestedName: expect.stringMatching(/\.alloy$/) as string }]);
    expect(scripted.asked('files.save')).toEqual([[{ notes: true }]]);
    writable.write = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    await choose('Save without notes …');
    while (!notice()?.textContent.includes('did not work')) await frames(1);
    expect(written).toEqual(['saved', 'closed', 'aborted']);
    expect(notice()!.getAttribute('role')).toBe('alert');
  });

  it('suggests the sounds as a name, without their endings', async () => {
    const asked: { suggestedName: string }[] = [];
    stub('showSaveFilePicker', (options: { suggestedName: string }) => {
      asked.push(options);
      return Promise.reject(new DOMException('closed', 'AbortError'));
    });
    const named = (title: string) =>
      states.done.clips.map((clip) => (clip.id === 'hybrid' ? { ...clip, title } : clip));
    expect(states.done.clips.some(({ id }) => id === 'hybrid')).toBe(true);
    const names = {
      'steel 2.5.flac × flute.wav': 'steel 2.5 × flute.alloy',
      'Dr. Bell × Choir': 'Dr. Bell × Choir.alloy',
    };
    for (const [title, name] of Object.entries(names)) {
      scripted.show({ clips: named(title) });
      await choose('Save …');
      while (asked.length === 0) await frames(1);
      expect(asked.pop()!.suggestedName).toBe(name);
    }
  });

  it('suggests the name of the instrument that ships, where one is played', async () => {
    const asked: { suggestedName: string }[] = [];
    stub('showSaveFilePicker', (options: { suggestedName: string }) => {
      asked.push(options);
      return Promise.reject(new DOMException('closed', 'AbortError'));
    });
    const list = [{ id: 'felt-harbour', name: 'Felt Harbour', family: 'keys', tags: [] }];
    scripted.show({ factory: { list, current: 'felt-harbour', edited: false, loading: null, error: null } });
    await choose('Save …');
    while (asked.length === 0) await frames(1);
    expect(asked.pop()!.suggestedName).toBe('Felt Harbour.alloy');
  });

  it('says nothing where a dialog is closed', async () => {
    let asked = 0;
    stub('showSaveFilePicker', () => {
      asked++;
      return Promise.reject(new DOMException('closed', 'AbortError'));
    });
    await choose('Save …');
    while (asked === 0) await frames(1);
    await frames(3);
    expect(notice()).toBe(null);
    expect(scripted.asked('files.save')).toEqual([]);
  });

  it('saves as a download where there is no such API', async () => {
    stub('showSaveFilePicker', undefined);
    const clicked: string[] = [];
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      clicked.push(this.download);
    };
    await choose('Save …');
    const text = await said();
    HTMLAnchorElement.prototype.click = click;
    expect(clicked).toHaveLength(1);
    expect(text).toContain(`Saved as ${clicked[0]}.`);
  });

  it('opens what is chosen, and says what is wrong with it', async () => {
    stub('showOpenFilePicker', async () => [{ getFile: async () => new File(['x'], 'Some.alloy') }]);
    await choose('Open …');
    expect(await said()).toContain('“Opened” is open. Undo brings back what was there.');
    expect((scripted.asked('files.open')[0]![0] as File).name).toBe('Some.alloy');
    scripted.files.open = () => Promise.reject(new AlloyError('document-newer', '7', 'It is newer.'));
    await choose('Open …');
    while (notice()!.getAttribute('role') !== 'alert') await frames(1);
    expect(notice()!.textContent).toMatch(/newer/i);
    await userEvent.click(notice()!.querySelector('button')!);
    await settled();
    expect(notice()).toBe(null);
  });

  it('copies the link; where the page may not, the link is there to copy', async () => {
    const copied: string[] = [];
    const clipboard = { writeText: async (text: string) => void copied.push(text) };
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
    await choose('Copy link');
    expect(await said()).toContain('The link is copied.');
    expect(copied).toEqual([`${location.href.replace(/#.*$/, '')}#alloy=abc`]);
    scripted.linked = { fragment: 'alloy=long', coarser: true, live: 'coarser', fits: false };
    clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    await choose('Copy link');
    while (!notice()!.querySelector('input')) await frames(1);
    expect(notice()!.textContent).toMatch(/coarser[^]*more roughly[^]*longer than some programs/);
    expect(notice()!.querySelector('input')!.value).toMatch(/#alloy=long$/);
    Reflect.deleteProperty(navigator, 'clipboard');
  });
});

describe('an instrument that is dropped', () => {
  function drop(on: Element, ...files: File[]): void {
    const data = new DataTransfer();
    for (const file of files) data.items.add(file);
    on.dispatchEvent(
      new DragEvent('drop', { dataTransfer: data, bubbles: true, composed: true, cancelable: true }),
    );
  }

  it('opens, wherever it falls; sounds go where they went', async () => {
    const file = new File(['x'], 'Some.ALLOY');
    drop(element, file);
    await said();
    (element as AlloyInstrument).view = 'sources';
    await settled();
    drop(find('alloy-source-slot.a').shadowRoot!.firstElementChild!, file);
    while (scripted.asked('files.open').length < 2) await frames(1);
    expect(scripted.asked('loadSources')).toEqual([]);
    drop(element, new File(['x'], 'a.wav'));
    expect(scripted.asked('loadSources')).toHaveLength(1);
  });
});

describe('a link', () => {
  it('opens; what is here and nowhere kept becomes a preset before', async () => {
    await (element as AlloyInstrument).openLink('#alloy=abc');
    expect(scripted.asked('savePreset')).toEqual([]);
    const presets = { list: [], current: null, loading: null, edited: false, error: null };
    scripted.show({ presets, slots: [{ phase: 'loading', name: 'x' }, ...scripted.state.slots.slice(1)] });
    await (element as AlloyInstrument).openLink('#alloy=def');
    await settled();
    expect(scripted.asked('files.openLink')).toEqual([['#alloy=abc'], ['#alloy=def']]);
    const [[name, options]] = scripted.asked('savePreset') as [[string, unknown]];
    expect(options).toEqual({ asNew: true });
    expect(name).toMatch(/^Before a link, /);
    expect(notice()!.textContent).toContain(`kept as the preset “${name}”`);
  });

  it('that is damaged replaces nothing, and makes no preset', async () => {
    const presets = { list: [], current: null, loading: null, edited: false, error: null };
    scripted.show({ presets, slots: [{ phase: 'loading', name: 'x' }, ...scripted.state.slots.slice(1)] });
    const damaged = new AlloyError('document-damaged', 'link', 'The link is damaged.');
    scripted.files.openLink = () => Promise.reject(damaged);
    await (element as AlloyInstrument).openLink('#alloy=xxx');
    await settled();
    expect(notice()!.textContent).toMatch(/damaged/);
    expect(scripted.asked('savePreset')).toEqual([]);
  });
});

it('fits on a phone', async () => {
  await page.viewport(360, 700);
  await userEvent.click(find('.files-opener'));
  await settled();
  const { left, right } = find('.files-menu').getBoundingClientRect();
  expect(left).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(360);
});
