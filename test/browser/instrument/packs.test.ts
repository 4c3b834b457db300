/** Tests packs of sounds in a page: listed and loaded in the worker, at the roots that they give. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportFiles } from '../../../src/exports/export.js';
import type { ExportFormat } from '../../../src/exports/formats.js';
import { storedZip } from '../../../src/exports/zip.js';
import type { PackFile } from '../../../src/instrument/contract.js';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { instrument as known } from '../../exports/known-instruments.js';
import { open, until } from './rig.js';

let instrument: Instrument;
beforeAll(async () => {
  instrument = await open();
});
afterAll(() => instrument.close());

async function packOf(format: ExportFormat): Promise<PackFile[]> {
  const files: PackFile[] = [];
  for await (const { path, bytes } of exportFiles(known({ decayRates: [0] }), { format }))
    files.push({ path, file: new Blob([bytes]) });
  return files;
}

async function zipped(files: readonly PackFile[]): Promise<PackFile[]> {
  const members = await Promise.all(
    files.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  return [{ path: 'x.zip', file: new Blob([storedZip(members, 'x')]) }];
}

it.each(['sfz', 'sf2', 'multisample'] as const)(
  '%s: a sample becomes a source, at its root',
  async (format) => {
    const files = await packOf(format);
    const given =
      format === 'sfz' ? await zipped(files) : files.filter(({ path }) => path.endsWith(`.${format}`));
    const pack = await instrument.openPack(given, given[0]!.path);
    expect([pack.kind, pack.sounds.map(({ root }) => Math.round(root!))]).toEqual([format, [60, 52, 48]]);
    const sound = pack.sounds[2]!;
    await instrument.loadFromPack(1, pack, [sound.id]);
    await until(instrument, ({ slots }) => slots[1]!.phase === 'ready' && slots[1]!.incoming === null);
    const slot = instrument.state.slots[1]!;
    expect(slot).toMatchObject({ phase: 'ready', name: sound.name, found: { from: 'file' } });
    if (slot.phase === 'ready') expect(Math.abs(slot.rootMidi - 48)).toBeLessThan(0.1);
    instrument.undo();
  },
);

it('sounds of a pack fill the slots in order; what is none is refused, and changes nothing', async () => {
  const pack = await instrument.openPack(await zipped(await packOf('sfz')), 'x.zip');
  instrument.clearSource(1);
  await instrument.loadFromPack(
    null,
    pack,
    pack.sounds.map(({ id }) => id),
  );
  await until(instrument, ({ slots }) => slots.slice(0, 3).every(({ phase }) => phase === 'ready'));
  const before = instrument.state.slots;
  await expect(instrument.loadFromPack(0, pack, ['none'])).rejects.toMatchObject({ code: 'bad-argument' });
  for (const bytes of ['RIFF0000sfbk', 'words'])
    await expect(
      instrument.openPack([{ path: 'x.sf2', file: new Blob([bytes]) }], 'x.sf2'),
    ).rejects.toMatchObject({ code: 'unreadable' });
  expect(instrument.state.slots).toBe(before);
});
