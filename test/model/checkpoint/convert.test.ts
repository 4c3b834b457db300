/** Tests conversion of checkpoints, whole and broken. */
import { packTar } from 'modern-tar';
import { beforeAll, describe, expect, it } from 'vitest';
import { AlloyError } from '../../../src/errors.js';
import { tarArchive, type Archive } from '../../../src/model/checkpoint/archive.js';
import { readBundleIndex, type BundleEntry } from '../../../src/model/checkpoint/bundle.js';
import { convertCheckpoint, type ConvertOptions } from '../../../src/model/checkpoint/convert.js';
import { Crc32c } from '../../../src/model/checkpoint/crc32c.js';
import { SHARD_BYTES, ShardWriter } from '../../../src/model/checkpoint/shards.js';
import { loadModel } from '../../../src/model/load.js';
import { parseManifestText } from '../../../src/model/validate.js';
import { checkpointFiles, DATA_FILE, INDEX_FILE, memoryArchive, MemorySink } from '../nsynth.js';
import { writeIndex, type WrittenEntry } from './index-writer.js';

let files: Map<string, Uint8Array>;
let entries: readonly BundleEntry[];
beforeAll(async () => {
  files = await checkpointFiles();
  entries = readBundleIndex(files.get(INDEX_FILE)!, INDEX_FILE).entries;
});

async function convert(archive: Archive, options: ConvertOptions = {}): Promise<MemorySink> {
  const sink = new MemorySink();
  await convertCheckpoint(archive, sink, options);
  return sink;
}

/** How a conversion fails; it must not have written a manifest. */
async function failure(archive: Archive, options: ConvertOptions = {}): Promise<AlloyError> {
  const sink = new MemorySink();
  const error: unknown = await convertCheckpoint(archive, sink, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AlloyError);
  expect(sink.contents.has('model.json')).toBe(false);
  return error as AlloyError;
}

/** The checkpoint with another index over the same data. */
function withEntries(change: (all: readonly BundleEntry[]) => readonly WrittenEntry[]): Archive {
  const dtypes = (entry: WrittenEntry & { isFloat32?: boolean }) => ({
    dtype: entry.isFloat32 === false ? 9 : 1,
    ...entry,
  });
  const index = writeIndex(change(entries).map(dtypes), { snappy: true });
  return memoryArchive([
    [INDEX_FILE, index],
    [DATA_FILE, files.get(DATA_FILE)!],
  ]);
}

const replace = (name: string, change: Partial<WrittenEntry>) => (all: readonly BundleEntry[]) =>
  all.map((entry) => (entry.name === name ? { ...entry, ...change } : entry));

async function tarOf(names: readonly string[], gzip: boolean): Promise<Blob> {
  const packed = await packTar(
    names.map((name) => {
      const body = files.get(name.split('/').at(-1)!) ?? new Uint8Array(7);
      return {
        header: { name, size: body.length, type: 'file' as const },
        body: body as Uint8Array<ArrayBuffer>,
      };
    }),
  );
  const blob = new Blob([packed]);
  if (!gzip) return blob;
  return new Response(blob.stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

function archiveOf(blob: Blob, name = 'wavenet-ckpt.tar'): Archive {
  return tarArchive({ name, size: blob.size, stream: () => blob.stream() });
}

describe('a checkpoint becomes a model', () => {
  it('of float16 weights that load, whatever the order of its files', async () => {
    const sink = await convert(memoryArchive(files));
    const backwards = await convert(memoryArchive([...files].reverse()));
    expect(backwards.contents).toEqual(sink.contents);
    const manifest = parseManifestText(
      new TextDecoder().decode(sink.contents.get('model.json')),
      'model.json',
    );
    expect(manifest.name).toBe('nsynth-instruments');
    expect(manifest.decoder).toMatchObject({ width: 8, skip: 12, filter: 3, startFilter: 3, pitchLag: null });
    expect(manifest.decoder.dilations).toHaveLength(30);
    expect([...sink.contents.keys()].at(-1)).toBe('model.json');
    const model = await loadModel(sink.files);
    expect(model.decoder.layers).toHaveLength(30);
  });
  it('of the very weights, with float32', async () => {
    const model = await loadModel((await convert(memoryArchive(files), { float32: true })).files);
    const at = entries.find(({ name }) => name === 'dilatedconv_7/W')!;
    const data = files.get(DATA_FILE)!;
    expect(model.decoder.layers[6]!.dilated.w).toEqual(
      new Float32Array(data.slice(at.offset, at.offset + at.size).buffer),
    );
  });
  it('of the averages, when asked', async () => {
    const [plain, averaged] = await Promise.all(
      [false, true].map(async (averaged) =>
        loadModel((await convert(memoryArchive(files), { float32: true, averaged })).files),
      ),
    );
    const halved = plain!.decoder.logits.w.map((value) => value * 0.5); // make.py saves them so
    expect(averaged!.decoder.logits.w).toEqual(halved);
  });
  it.each([
    ['wavenet-ckpt.tar', false],
    ['wavenet-voice-ckpt.tar.gz', true],
  ])('out of %s, in a folder, among other files', async (name, gzip) => {
    const names = [
      'ckpt/._x.index',
      'ckpt/readme',
      `ckpt/${DATA_FILE}`,
      `ckpt/${INDEX_FILE}`,
      'ckpt/graph.meta',
    ];
    const seen: number[] = [];
    const archive = archiveOf(await tarOf(names, gzip), name);
    const sink = await convert(archive, { onProgress: (fraction) => seen.push(fraction) });
    const { contents } = await convert(memoryArchive(files));
    expect(sink.contents.get('weights-1.bin')).toEqual(contents.get('weights-1.bin'));
    const manifest = parseManifestText(
      new TextDecoder().decode(sink.contents.get('model.json')),
      'model.json',
    );
    expect(manifest.title).toBe(gzip ? 'NSynth Voices' : 'NSynth Instruments');
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });
  it('in shards of 16 MiB at most, each of whole weights', async () => {
    const sink = new MemorySink();
    const writer = new ShardWriter(sink, false);
    for (let n = 0; n < 5; n++) await writer.add(`w${n}`, [2_500_000], new Float32Array(2_500_000));
    await writer.flush();
    expect(writer.groups.map(({ weights }) => weights.length)).toEqual([3, 2]);
    expect([...sink.contents.values()].every(({ length }) => length <= SHARD_BYTES)).toBe(true);
    expect(writer.groups.flatMap(({ paths }) => paths)).toEqual([...sink.contents.keys()]);
  });
});

describe('a checkpoint is refused', () => {
  it('without a variable', async () => {
    const error = await failure(withEntries((all) => all.filter(({ name }) => name !== 'res_12/biases')));
    expect(error).toMatchObject({ code: 'model-mismatch', subject: 'res_12/biases' });
    expect(error.message).toMatch(/has no variable res_12\/biases/);
  });
  it('with a variable twice', async () => {
    const twice = withEntries((all) => [...all, all.find(({ name }) => name === 'out1/W')!]);
    expect(await failure(twice)).toMatchObject({ code: 'model-mismatch', subject: 'out1/W' });
  });
  it('with a layer too many', async () => {
    const more = withEntries((all) => [...all, { ...all[0]!, name: 'dilatedconv_31/W' }]);
    expect((await failure(more)).message).toMatch(/dilatedconv_31\/W, which NSynth's model has not/);
  });
  it('with another shape, type or size, or in slices', async () => {
    const cases: [Partial<WrittenEntry>, RegExp][] = [
      [{ shape: [1, 1, 8, 9] }, /shape \[1,1,8,9\]; it must be \[1,1,8,8\]/],
      [{ dtype: 2 }, /not of type float32/],
      [{ size: 100 }, /has 100 bytes; its shape asks for 256/],
      [{ sliced: true }, /saved in parts/],
    ];
    for (const [change, message] of cases) {
      const error = await failure(withEntries(replace('res_3/W', change)));
      expect(error.code).toBe('model-mismatch');
      expect(error.message).toMatch(message);
    }
  });
  it('with a flipped bit in a weight, but not in what is not used', async () => {
    const flipped = (name: string): Archive => {
      const data = files.get(DATA_FILE)!.slice();
      data[entries.find((entry) => entry.name === name)!.offset + 2]! ^= 4;
      return memoryArchive(new Map(files).set(DATA_FILE, data));
    };
    const error = await failure(flipped('skip_9/W'));
    expect(error).toMatchObject({ code: 'model-invalid', subject: 'skip_9/W' });
    expect(error.message).toMatch(/damaged \(CRC-32C\)/);
    await convert(flipped('skip_9/W/ExponentialMovingAverage'));
  });
  it('cut short, or with a data file missing', async () => {
    const data = files.get(DATA_FILE)!;
    const cut = memoryArchive(new Map(files).set(DATA_FILE, data.subarray(0, data.length / 2)));
    expect(await failure(cut)).toMatchObject({ code: 'model-truncated', subject: DATA_FILE });
    const absent = memoryArchive([[INDEX_FILE, files.get(INDEX_FILE)!]]);
    expect((await failure(absent)).message).toMatch(/has no file model.ckpt-200000.data-00000-of-00001/);
  });
  it('with numbers that are none, or that float16 cannot hold', async () => {
    for (const [value, message] of [
      [NaN, /no finite numbers/],
      [1e6, /too large for float16/],
    ] as const) {
      const data = files.get(DATA_FILE)!.slice();
      const { offset, size } = entries.find(({ name }) => name === 'out1/W')!;
      new DataView(data.buffer).setFloat32(offset, value, true);
      const crc = new Crc32c().add(data.subarray(offset, offset + size)).masked;
      const index = writeIndex(replace('out1/W', { crc })(entries).map((e) => ({ dtype: 1, ...e })));
      const archive = memoryArchive([
        [INDEX_FILE, index],
        [DATA_FILE, data],
      ]);
      expect((await failure(archive)).message).toMatch(message);
    }
  });
  it('when the archive has none or several, is none, or ends early', async () => {
    const none = await failure(memoryArchive([['readme', new Uint8Array(3)]]));
    expect(none.message).toMatch(/no checkpoint in it/);
    const several = await failure(memoryArchive([...files, ['b.index', files.get(INDEX_FILE)!]]));
    expect(several.message).toMatch(/several checkpoints: model.ckpt-200000, b/);
    const text = new Blob([new Uint8Array(5000).fill(65)]);
    expect(await failure(archiveOf(text, 'a.tar'))).toMatchObject({
      code: 'model-invalid',
      subject: 'a.tar',
    });
    for (const gzip of [false, true]) {
      const whole = await tarOf([INDEX_FILE, DATA_FILE], gzip);
      const cut = whole.slice(0, Math.floor(whole.size * 0.7));
      expect(await failure(archiveOf(cut))).toMatchObject({ code: 'model-truncated' });
    }
  });
  it('whose averages are asked for and not there', async () => {
    const plain = withEntries((all) => all.filter(({ name }) => !name.includes('Average')));
    expect((await failure(plain, { averaged: true })).message).toMatch(/Try without --averaged/);
  });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const archive = archiveOf(await tarOf([DATA_FILE, INDEX_FILE], false));
  const sink = new MemorySink();
  const stopped = convertCheckpoint(archive, sink, { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(stopped).rejects.toThrow(/abort/i);
  expect(sink.contents.size).toBe(0);
});
