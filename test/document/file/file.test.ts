/** Tests instrument files and banks: what was written is read again, to the bit and whatever it is; what is wrong is named. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import type { InstrumentFile } from '../../../src/document/file/instrument-file.js';
import { openInstrumentFile } from '../../../src/document/file/open.js';
import { readInstrumentFile } from '../../../src/document/file/read.js';
import { writeBank, writeInstrumentFile } from '../../../src/document/file/write.js';
import { AlloyError } from '../../../src/errors.js';
import { smallDocument, smallInstrument } from './instruments.js';

const folder = mkdtempSync(join(tmpdir(), 'alloy-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** What reading throws. */
function refusal(bytes: Uint8Array): AlloyError {
  try {
    readInstrumentFile(bytes, 'x.alloy');
  } catch (error) {
    expect(error).toBeInstanceOf(AlloyError);
    return error as AlloyError;
  }
  throw new Error('It was read.');
}

function zip(files: Zippable): Uint8Array {
  return zipSync(files, { level: 0 });
}

describe('an instrument file', () => {
  it('is read as it was written: document, notes to the bit, sounds, picture, and what is not known', () => {
    const instrument = smallInstrument();
    const { instruments, isBank } = readInstrumentFile(writeInstrumentFile(instrument), 'x.alloy');
    expect(isBank).toBe(false);
    expect(instruments).toEqual([instrument]);
    const samples = (file: InstrumentFile): Float32Array[] =>
      file.zones!.keyZones.flatMap(({ layers }) => layers.map((layer) => layer.samples));
    samples(instruments[0]!).forEach((layer, i) => {
      expect(Buffer.from(layer.buffer)).toEqual(Buffer.from(samples(instrument)[i]!.buffer));
    });
  });

  it('is the same bytes each time, also when what was read is written again', () => {
    const bytes = writeInstrumentFile(smallInstrument());
    const [again] = readInstrumentFile(bytes, 'x.alloy').instruments;
    expect(Buffer.from(writeInstrumentFile(again!))).toEqual(Buffer.from(bytes));
  });

  it('is the same bytes in every time zone', () => {
    const script = `import { writeInstrumentFile } from './src/document/file/write.ts';
      import { smallInstrument } from './test/document/file/instruments.ts';
      import { createHash } from 'node:crypto';
      console.log(createHash('sha256').update(writeInstrumentFile(smallInstrument())).digest('hex'));`;
    const [here, there] = ['UTC', 'Asia/Shanghai'].map((TZ) =>
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      }),
    );
    expect(here).toMatch(/^[0-9a-f]{64}\n$/);
    expect(there).toBe(here);
  });

  it('may be the document alone, of 16 KB at most, and is without sounds where none are asked for', () => {
    const bare = { ...smallInstrument(), zones: null, sources: [], picture: null, others: new Map() };
    const bytes = writeInstrumentFile(bare);
    expect(bytes.length).toBeLessThan(16_000);
    expect(readInstrumentFile(bytes, 'x').instruments).toEqual([bare]);
    const [quick] = readInstrumentFile(writeInstrumentFile(smallInstrument()), 'x', {
      sounds: false,
    }).instruments;
    expect(quick).toMatchObject({ zones: null, sources: [], document: { name: 'Small' } });
  });

  it('is read by another program: unzip', ({ skip }) => {
    const path = join(folder, 'unzip.alloy');
    writeFileSync(path, writeInstrumentFile(smallInstrument()));
    try {
      execFileSync('unzip', ['-v'], { stdio: 'ignore' });
    } catch {
      skip('unzip is not installed');
    }
    expect(execFileSync('unzip', ['-t', path], { encoding: 'utf8' })).toMatch(/No errors detected/);
    expect(execFileSync('unzip', ['-p', path, 'document.json'], { encoding: 'utf8' })).toContain('"Small"');
  });

  it('of a newer Alloy is refused by its version, in the document, the notes and the bank', () => {
    const newer = { ...smallDocument(), version: 7 };
    expect(refusal(zip({ 'document.json': text(newer) }))).toMatchObject({
      code: 'document-newer',
      subject: '7',
    });
    const zones = { 'document.json': text(smallDocument()), 'zones/zones.json': text({ version: 3 }) };
    expect(refusal(zip(zones))).toMatchObject({ code: 'document-newer', subject: '3' });
    const bank = { 'bank.json': text({ format: 'alloy-bank', version: 2, instruments: [] }) };
    expect(refusal(zip(bank))).toMatchObject({ code: 'document-newer', subject: '2' });
  });
});

describe('a bank', () => {
  it('holds many instruments in order, and keeps what is not known beside and in them', () => {
    const bank = {
      instruments: ['One', 'Two', 'Three'].map((name) => smallInstrument(name)),
      others: new Map([['cover.png', Uint8Array.of(7)]]),
    };
    const read = readInstrumentFile(writeBank(bank), 'b.alloy');
    expect(read).toEqual({ ...bank, isBank: true });
    expect(Buffer.from(writeBank(read))).toEqual(Buffer.from(writeBank(bank)));
  });

  it('of none, or of too many, is not written', () => {
    const one = smallInstrument();
    for (const instruments of [[], Array.from({ length: 129 }, () => one)])
      expect(() => writeBank({ instruments, others: new Map() })).toThrow(/1 to 128/);
  });

  it('opened by its path gives the instrument that is named, and says which there are', async () => {
    const path = join(folder, 'bank.alloy');
    const instruments = ['One', 'Two'].map((name) => smallInstrument(name));
    writeFileSync(path, writeBank({ instruments, others: new Map() }));
    expect((await openInstrumentFile(path, 'Two')).document.name).toBe('Two');
    expect((await openInstrumentFile(path, '1')).document.name).toBe('One');
    await expect(openInstrumentFile(path)).rejects.toThrow(/is a bank: name one of “One”, “Two”/);
    await expect(openInstrumentFile(path, 'Three')).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(openInstrumentFile(join(folder, 'none.alloy'))).rejects.toMatchObject({
      code: 'unreadable',
    });
    await expect(openInstrumentFile(folder)).rejects.toMatchObject({ code: 'unreadable' });
  });
});

describe('a file that is not what it says', () => {
  const document = text(smallDocument());

  it.each([
    ['../document.json'],
    ['a/../../b'],
    ['/etc/passwd'],
    ['C:/x'],
    ['a\\b'],
    ['a//b'],
    ['./a'],
    ['a\u0000b'],
    ['x'.repeat(300)],
  ])('has no path that climbs out, or is none: %j', (name) => {
    const error = refusal(zip({ 'document.json': document, [name]: Uint8Array.of(1) }));
    expect(error).toMatchObject({ code: 'document-damaged', subject: 'x.alloy' });
    expect(error.message).toMatch(/leads out of it/);
  });

  it('has no name twice, in whatever case', () => {
    expect(refusal(zip({ 'document.json': document, 'Document.JSON': document })).message).toMatch(/twice/);
  });

  it('has members as they were written: one changed byte is told of', () => {
    const changed = zip({ 'document.json': document, 'notes.bin': new Uint8Array(100).fill(5) });
    const run = changed.findIndex((_, at) => changed.subarray(at, at + 100).every((byte) => byte === 5));
    changed[run + 50] = 6;
    expect(refusal(changed)).toMatchObject({ code: 'document-damaged' });
  });

  it('unpacks to no more than its list says, and the list to no more than is taken', () => {
    const bomb = zipSync({ 'document.json': [document, { level: 0 }], bomb: new Uint8Array(2 ** 24) });
    expect(bomb.length).toBeLessThan(60_000);
    const view = new DataView(bomb.buffer);
    const sizes = entriesOf(bomb).map((at) => at + 24);
    view.setUint32(sizes[1]!, 10, true); // says 10 bytes, unpacks to 16 MB
    expect(refusal(bomb).message).toMatch(/unpacks to too much/);
    view.setUint32(sizes[1]!, 2 ** 30, true);
    expect(refusal(bomb).message).toMatch(/unpacks to more than 512 MB/);
    view.setUint32(sizes[1]!, 0xffffffff, true);
    expect(refusal(bomb).message).toMatch(/claims 4 GB/);
  });

  it('has no members that lie upon each other', () => {
    const body = new Uint8Array(50_000).fill(1);
    const bytes = zip({ 'document.json': document, a: body, b: body, c: body });
    const view = new DataView(bytes.buffer);
    const entries = entriesOf(bytes);
    for (const at of entries.slice(1)) view.setUint32(at + 42, view.getUint32(entries[1]! + 42, true), true);
    for (const at of entries.slice(1)) view.setUint32(at + 20, 140_000, true);
    expect(refusal(bytes).message).toMatch(/upon each other/);
  });

  it('is not read so deep that the stack ends', () => {
    const deep = (depth: number): Uint8Array =>
      new TextEncoder().encode(
        `{"format":"alloy-instrument","version":1,"x":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      );
    for (const depth of [100, 5_000, 1_000_000])
      expect(refusal(zip({ 'document.json': deep(depth) }))).toMatchObject({ code: 'document-damaged' });
    const zones = new TextEncoder().encode('['.repeat(1_000_000));
    expect(refusal(zip({ 'document.json': document, 'zones/zones.json': zones }))).toMatchObject({
      code: 'document-damaged',
    });
  });

  it('names no member of notes twice: a list must not multiply memory', () => {
    const { zones } = smallInstrument();
    const [first] = zones!.keyZones;
    const bytes = writeInstrumentFile({
      ...smallInstrument(),
      zones: { conditioning: 4, keyZones: [first!] },
    });
    const read = readInstrumentFile(bytes, 'x').instruments[0]!;
    expect(read.zones!.keyZones).toHaveLength(1);
    const layer = { x: 0, y: 0, decayRate: 0, file: 'zones/a.wav' };
    const listed = {
      version: 1,
      keyZones: [{ rootMidi: 60, sampleRate: 16000, loop: null, layers: [layer, layer] }],
    };
    const wav = text('');
    const error = refusal(
      zip({ 'document.json': document, 'zones/zones.json': text(listed), 'zones/a.wav': wav }),
    );
    expect(error.code).toBe('document-damaged');
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a text', new TextEncoder().encode('alloy')],
    ['an empty zip', zipSync({})],
    ['a zip of something else', zipSync({ 'readme.txt': Uint8Array.of(1) })],
    ['a zip that is cut', writeInstrumentFile(smallInstrument()).slice(0, -30)],
    ['a zip whose beginning is cut', writeInstrumentFile(smallInstrument()).slice(64)],
  ])('%s is told of', (_, bytes) => {
    expect(refusal(bytes)).toMatchObject({ code: 'document-damaged' });
  });
});

/** Where the entries of the central directory begin. */
function entriesOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = Array.from({ length: bytes.length - 4 }, (_, at) => at);
  return places.filter((at) => view.getUint32(at, true) === 0x02014b50);
}
