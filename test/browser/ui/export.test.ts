/** The sheet of exports: what is chosen, what a format loses, keys that are missing, progress, cancelling, and what came of it. */
import { page, userEvent } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import { AlloyError } from '../../../src/errors.js';
import type { InstrumentExportOptions } from '../../../src/instrument/contract.js';
import type { AlloyExport } from '../../../ui/elements/export.js';
import { element, find, frames, scripted, settled, show, useStage } from './stage.js';
import { stub } from './stub.js';
import { violationsOf } from './violations.js';

useStage();

const sheet = (): AlloyExport | null => element.shadowRoot!.querySelector('alloy-export');
const inside = <T extends HTMLElement>(selector: string): T =>
  sheet()!.shadowRoot!.querySelector<T>(selector)!;
const text = (): string => sheet()!.shadowRoot!.textContent.replace(/\s+/g, ' ');

async function open(): Promise<void> {
  await userEvent.click(find('.files-opener'));
  await settled();
  const items = [...find('.files-menu').querySelectorAll<HTMLElement>('.item')];
  await userEvent.click(items.find((one) => /Export …|导出…/.test(one.textContent))!);
  while (!sheet()?.shadowRoot?.querySelector('dialog')?.open) await frames(1);
}

async function press(label: string): Promise<void> {
  const buttons = [...sheet()!.shadowRoot!.querySelectorAll('button')];
  await userEvent.click(buttons.find((one) => one.textContent.trim() === label)!);
  await settled();
}

async function pick(format: string): Promise<void> {
  await userEvent.click(inside(`input[value=${format}]`));
  await frames(2);
  await settled();
}

/** A file of the user's: what is written to it. */
function savedTo(name: string): { readonly asked: unknown[]; readonly written: string[] } {
  const [asked, written]: [unknown[], string[]] = [[], []];
  const writable = {
    write: async (blob: Blob) => void written.push(await blob.text()),
    close: async () => void written.push('closed'),
    abort: async () => void written.push('aborted'),
  };
  stub('showSaveFilePicker', async (options: unknown) => {
    asked.push(options);
    return { name, createWritable: async () => writable };
  });
  return { asked, written };
}

describe('the sheet', () => {
  it('says what each format loses, takes no more bits than it has, and lets no letter play', async () => {
    await show('done');
    await open();
    expect((inside('input[type=text]') as HTMLInputElement).value).not.toBe('');
    await pick('sfz');
    expect(text()).toContain('All of the sound goes along.');
    await pick('wav');
    expect(text()).toContain('Not in this format: the envelope and the natural decay.');
    const depths = (): string[] =>
      [...inside<HTMLElement>('.pair').querySelectorAll('select')[1]!.options].map((one) => one.text.trim());
    expect(depths()).toEqual(['16 bit', '24 bit']);
    await pick('sf2');
    expect(depths()).toEqual(['16 bit']);
    await userEvent.keyboard('a');
    expect(scripted.asked('noteOn')).toEqual([]);
    expect(await violationsOf(sheet()!)).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await frames(2);
    expect(sheet()).toBe(null);
  });

  it('saves one file as it was chosen', async () => {
    await show('done');
    const { asked, written } = savedTo('Mine.wav.zip');
    await open();
    await pick('wav');
    const [rate, depth] = inside<HTMLElement>('.pair').querySelectorAll('select');
    await userEvent.selectOptions(rate!, '44.1 kHz');
    await userEvent.selectOptions(depth!, '24 bit');
    await userEvent.fill(inside('input[type=text]'), 'Glass: pad');
    await press('Export');
    while (!text().includes('Exported as Mine.wav.zip.')) await frames(1);
    expect(written).toEqual(['exported', 'closed']);
    expect(asked).toMatchObject([{ suggestedName: 'Glass_ pad.wav.zip' }]);
    const options = { sampleRate: 44_100, bits: 24, keys: 'all', name: 'Glass: pad' };
    expect(scripted.asked('files.exportAs')).toMatchObject([['wav', options]]);
    await press('Export another');
    expect((inside(`input[value=wav]`) as HTMLInputElement).checked).toBe(true);
  });

  it('downloads where there is no such API, and then offers no folder', async () => {
    await show('done');
    stub('showSaveFilePicker', undefined);
    stub('showDirectoryPicker', undefined);
    const clicked: string[] = [];
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      clicked.push(this.download);
    };
    await open();
    await pick('sf2');
    expect(text()).not.toContain('Into a folder');
    await press('Export');
    while (!text().includes('Exported as')) await frames(1);
    HTMLAnchorElement.prototype.click = click;
    expect(clicked).toEqual([expect.stringMatching(/\.sf2$/)]);
  });

  it('writes into a folder, for formats that are one', async () => {
    await show('done');
    const folder = { kind: 'directory' };
    stub('showDirectoryPicker', () => Promise.resolve(folder));
    await open();
    await pick('multisample');
    expect(text()).not.toContain('Into a folder');
    await pick('sfz');
    await press('Into a folder …');
    while (!text().includes('Exported as Mine.')) await frames(1);
    expect(scripted.asked('files.exportInto')).toMatchObject([[folder, 'sfz', { keys: 'all' }]]);
  });
});

describe('keys that are missing', () => {
  it('are counted, and rendered first or left out', async () => {
    await show('done');
    const zones = scripted.state.zones.map((zone, i) => (i === 0 ? { ...zone, phase: 'rendering' } : zone));
    scripted.show({ zones: zones as typeof scripted.state.zones });
    savedTo('Mine.sfz.zip');
    await open();
    const all = new Set(zones.map(({ rootMidi }) => rootMidi)).size;
    expect(text()).toContain(`${all - 1} of ${all} keys are rendered.`);
    await pick('sfz');
    await userEvent.click(inside('.keys label:last-child'));
    await press('Export');
    while (scripted.asked('files.exportAs').length < 1) await frames(1);
    expect(scripted.asked('files.exportAs')[0]![1]).toMatchObject({ keys: 'there' });
    scripted.show({ zones: zones.map((zone) => ({ ...zone, phase: 'ready' })), stale: true });
    await press('Export another');
    expect(text()).toContain('rendered before the last change');
    scripted.show({ stale: false });
    await frames(1);
    await settled();
    expect(text()).not.toContain('keys are rendered');
    scripted.show({ zones: [] });
    await frames(1);
    await settled();
    expect(text()).toContain('No key is rendered yet');
    scripted.show({ slots: scripted.state.slots.map(() => ({ phase: 'empty' })) });
    await frames(1);
    await settled();
    expect(text()).toContain('Load a sound first');
    expect(inside<HTMLButtonElement>('.answers .first').disabled).toBe(true);
  });
});

describe('an export that runs', () => {
  /** Runs until its signal ends it, or `end` is called. */
  function lasting(): { options: InstrumentExportOptions | null; end: ((error: Error) => void) | null } {
    const run: ReturnType<typeof lasting> = { options: null, end: null };
    scripted.files.exportAs = (_, options) =>
      new Promise((_resolve, reject) => {
        run.options = options!;
        run.end = reject;
        options!.signal!.addEventListener('abort', () => reject(options!.signal!.reason as Error));
      });
    return run;
  }

  it('tells how far it is; cancelled or failed, it leaves the choice as it was', async () => {
    await show('done');
    const { written } = savedTo('Mine.sfz.zip');
    const run = lasting();
    await open();
    await press('Export');
    while (!run.options) await frames(1);
    run.options.onProgress!('render', 0.25);
    await settled();
    expect(text()).toContain('Rendering · 25 %');
    run.options.onProgress!('write', 0.5);
    await settled();
    expect(text()).toContain('Writing · 50 %');
    expect(inside<HTMLProgressElement>('progress').value).toBe(0.5);
    await userEvent.keyboard('{Escape}');
    await settled();
    expect(run.options.signal!.aborted).toBe(true);
    expect(inside('form .formats')).not.toBe(null);
    run.options = null;
    await press('Export');
    while (!run.options) await frames(1);
    run.end!(new AlloyError('not-finished', 'export', 'The render was stopped.'));
    while (!inside('[role=alert]')) await frames(1);
    expect(text()).toContain('stopped');
    expect(written).toEqual([]);
    run.options = null;
    await press('Export');
    while (!run.options) await frames(1);
    await userEvent.click(inside('.head button'));
    await frames(2);
    expect([(run.options as InstrumentExportOptions).signal!.aborted, sheet()]).toEqual([true, null]);
  });

  it('is not begun where the dialog for its place is closed', async () => {
    await show('done');
    let asked = 0;
    stub('showSaveFilePicker', () => {
      asked++;
      return Promise.reject(new DOMException('closed', 'AbortError'));
    });
    await open();
    await press('Export');
    while (asked === 0) await frames(1);
    await frames(3);
    expect(scripted.asked('files.exportAs')).toEqual([]);
    expect(inside('form .formats')).not.toBe(null);
  });
});

it('speaks the reader’s language, and fits on a phone', async () => {
  await page.viewport(360, 640);
  await show('done');
  element.lang = 'zh';
  await settled();
  await open();
  await settled();
  expect(text()).toContain('采样率');
  const { left, right, top, bottom } = inside('dialog').getBoundingClientRect();
  expect([left >= 0, right <= 360, top >= 0, bottom <= 640]).toEqual([true, true, true, true]);
  expect(inside('dialog').scrollWidth).toBeLessThanOrEqual(inside('dialog').clientWidth);
  element.removeAttribute('lang');
});
