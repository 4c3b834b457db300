/** Tests exports from a page: the bytes that the command writes, into a file or a folder, whole or not at all. */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { fromBase64, toBase64 } from '../../../src/document/base64.js';
import type { InstrumentStateDocument } from '../../../src/document/schema.js';
import { EXPORT_FORMATS, formatFacts } from '../../../src/exports/formats.js';
import type { Instrument } from '../../../src/instrument/instrument.js';
import golden from '../../golden/documents/guitar-flute.json';
import { open, until } from './rig.js';

const { exportInNode } = commands as unknown as {
  exportInNode(
    file: string,
    options: { format: string; rate: number | null; bits: number; zip: boolean },
  ): Promise<string>;
};

/** Two keys of two mixes, short. */
const DOCUMENT = {
  ...golden,
  ...{ name: 'Guitar: flute', author: 'Somebody', tags: ['plucked'], licence: 'CC0-1.0' },
  ...{ seconds: 0.3, plan: { low: 57, high: 64, step: 7, mixes: 2 }, mix: { x: 0.3, y: 0 } },
  parameters: { ...golden.parameters, attack: 0.02, release: 0.1, unison: 2, filterType: 1 },
} as unknown as InstrumentStateDocument;

let instrument: Instrument;
/** A folder of the browser's own, which a page may write to without a question. */
let folder: FileSystemDirectoryHandle;
beforeAll(async () => {
  instrument = await open();
  folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('exports', { create: true });
});
afterAll(async () => {
  await instrument.close();
  await (await navigator.storage.getDirectory()).removeEntry('exports', { recursive: true });
});

async function namesIn(directory: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const [name, handle] of directory.entries()) {
    if (handle.kind === 'file') names.push(name);
    else names.push(...(await namesIn(handle)).map((below) => `${name}/${below}`));
  }
  return names.sort();
}

describe('an instrument that is not rendered', () => {
  it('has nothing to export as it is, and says so', async () => {
    await expect(instrument.files.exportAs('sfz', { keys: 'there' })).rejects.toMatchObject({
      code: 'empty',
    });
  });

  it('is rendered first, unless that is stopped', async () => {
    await instrument.setState(DOCUMENT);
    const steps: string[] = [];
    const stopped = instrument.files.exportAs('sfz');
    await until(instrument, ({ render }) => render.phase === 'running');
    instrument.cancel();
    await expect(stopped).rejects.toMatchObject({ code: 'not-finished' });
    const file = await instrument.files.exportAs('sfz', {
      onProgress: (step) => void (steps.at(-1) === step || steps.push(step)),
    });
    expect(file.name).toBe('Guitar flute.sfz.zip');
    expect(steps).toEqual(['render', 'write']);
    expect(instrument.state.zones.every(({ phase }) => phase === 'ready')).toBe(true);
  });
});

describe('a rendered instrument', () => {
  it.each(EXPORT_FORMATS)('leaves as %s with the bytes of the command', async (format) => {
    const saved = toBase64(new Uint8Array(await (await instrument.files.save()).arrayBuffer()));
    const zip = formatFacts(format).ending === null;
    const asked = { sampleRate: zip ? 48_000 : null, bits: format === 'wav' ? 24 : 16 } as const;
    const file = await instrument.files.exportAs(format, asked);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const there = await exportInNode(saved, {
      format,
      zip,
      rate: asked.sampleRate,
      bits: asked.bits,
    });
    expect(bytes.length).toBeGreaterThan(1000);
    expect(toBase64(bytes) === toBase64(fromBase64(there))).toBe(true);
  });

  it('is sounds that a browser plays', async () => {
    const file = await instrument.files.exportAs('wav', { sampleRate: 44_100, bits: 24 });
    const members = unzipSync(new Uint8Array(await file.arrayBuffer()));
    const waves = Object.keys(members).filter((name) => name.endsWith('.wav'));
    expect(waves).toHaveLength(4);
    const context = new OfflineAudioContext(1, 1, 44_100);
    for (const name of waves) {
      const heard = await context.decodeAudioData(members[name]!.slice().buffer);
      expect(heard.sampleRate).toBe(44_100);
      const peak = heard.getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect([heard.length > 2000, peak > 0.01, peak <= 1]).toEqual([true, true, true]);
    }
  });

  it('says what a format loses', async () => {
    expect(await instrument.files.exportLosses('sfz')).toEqual(['unison']);
    expect(await instrument.files.exportLosses('multisample')).toEqual([
      'envelope',
      'velocity',
      'lowPass',
      'unison',
    ]);
  });

  it('goes into a folder under a name of its own, beside what is there', async () => {
    const name = await instrument.files.exportInto(folder, 'sfz');
    expect(name).toBe('Guitar flute');
    const first = await namesIn(folder);
    expect(first).toHaveLength(6);
    expect(first).toContain('Guitar flute/Guitar flute.sfz');
    const text = await (
      await (await (await folder.getDirectoryHandle(name)).getFileHandle('Guitar flute.sfz')).getFile()
    ).text();
    for (const [, sample] of text.matchAll(/sample=(.+\.wav)/g)) expect(first).toContain(`${name}/${sample}`);
    expect(await instrument.files.exportInto(folder, 'sfz', { name: 'Guitar flute' })).toBe(
      'Guitar flute (2)',
    );
    expect(await instrument.files.exportInto(folder, 'sf2')).toBe('Guitar flute.sf2');
    expect(await namesIn(folder)).toHaveLength(14);
  });

  it('that is cancelled leaves nothing behind', async () => {
    const before = await namesIn(folder);
    for (const step of ['before', 'between'] as const) {
      const abort = new AbortController();
      if (step === 'before') abort.abort();
      const options = { signal: abort.signal, onProgress: () => abort.abort(), name: 'Cancelled' };
      await expect(instrument.files.exportInto(folder, 'wav', options)).rejects.toMatchObject({
        name: 'AbortError',
      });
      await expect(instrument.files.exportAs('wav', options)).rejects.toMatchObject({ name: 'AbortError' });
    }
    expect(await namesIn(folder)).toEqual(before);
  });

  it('refuses what there is not before anything is done', async () => {
    await expect(instrument.files.exportAs('sf2', { bits: 24 })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    await expect(instrument.files.exportAs('mp3' as 'wav')).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
