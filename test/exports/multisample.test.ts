/** Tests exported .multisample files against the published schema, and the zip as strict readers take it. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import wavefile from 'wavefile';
import { collect } from './instruments.js';
import { instrument, LOOP } from './known-instruments.js';

const schema = readFileSync(new URL('fixtures/multisample.xsd', import.meta.url), 'utf8');

async function opened(
  input = instrument(),
): Promise<{ xml: string; files: Record<string, Uint8Array>; bytes: Uint8Array }> {
  const files = await collect(input, { format: 'multisample' });
  expect(files).toHaveLength(1);
  const { bytes } = files[0]!;
  const entries = unzipSync(bytes);
  return { xml: new TextDecoder().decode(entries['multisample.xml']), files: entries, bytes };
}

it('is valid by the schema, whatever the texts are', async () => {
  const nasty = {
    ...instrument(),
    name: '<a> & "b" \u0000\u0008',
    author: ']]>',
    tags: ['<!--', 'Mallets & co'],
    licence: '<?xml?>',
  };
  for (const input of [instrument(), instrument({ decayRates: [0] }), nasty]) {
    const { xml } = await opened(input);
    const { valid, errors } = await validateXML({
      xml: [{ fileName: 'multisample.xml', contents: xml }],
      schema: [schema],
    });
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
  }
});

it('every entry is stored, with its sizes before it, the map first', async () => {
  const { bytes, files } = await opened();
  const view = Buffer.from(bytes);
  const names: string[] = [];
  for (let at = 0; view.readUInt32LE(at) === 0x04034b50;) {
    expect(view.readUInt16LE(at + 6)).toBe(0); // no descriptor behind the data
    expect(view.readUInt16LE(at + 8)).toBe(0); // stored
    const [nameLength, extra] = [view.readUInt16LE(at + 26), view.readUInt16LE(at + 28)];
    names.push(view.toString('utf8', at + 30, at + 30 + nameLength));
    at += 30 + nameLength + extra + view.readUInt32LE(at + 18);
  }
  expect(names[0]).toBe('multisample.xml');
  expect(names).toHaveLength(10);
  expect(Object.keys(files)).toEqual(names);
  expect((await opened()).bytes).toEqual(bytes);
});

it('keys are covered once a mix, files are there, loops and stops in frames', async () => {
  const { xml, files } = await opened();
  const covered = new Array<number>(128).fill(0);
  const samples = [...xml.matchAll(/<sample ([^>]*)>([\s\S]*?)<\/sample>/g)];
  for (const [, attributes, inner] of samples) {
    const file = /file="([^"]*)"/.exec(attributes!)![1]!;
    const wave = new wavefile.WaveFile(files[file]!);
    const frames = (wave.getSamples(false, Float64Array) as Float64Array).length;
    expect(Number(/sample-stop="([\d.]+)"/.exec(attributes!)![1])).toBe(frames);
    const [, low, high] = /<key low="(\d+)" high="(\d+)"/.exec(inner!)!;
    for (let key = Number(low); key <= Number(high); key++) covered[key]!++;
    expect(inner).toContain(
      `<loop mode="loop" start="${LOOP.start}.000" stop="${LOOP.end}.000" fade="0.0000"/>`,
    );
  }
  expect(covered.every((count) => count === 3)).toBe(true);
  expect(xml).toContain('<creator>A. Player</creator>');
  expect(xml).toContain('<category>plucked</category>');
  expect(xml).toContain('CC0-1.0: do as you like.');
  for (const [, low, high] of xml.matchAll(/<select low="(\d+)" high="(\d+)"/g))
    expect(Number(low)).toBeLessThan(Number(high));
});

it('a natural decay is in the samples', async () => {
  const { xml, files } = await opened(instrument({ decayRates: [12] }));
  expect(xml).toContain('<loop mode="off"');
  const wave = new wavefile.WaveFile(files['060_C4.wav']!);
  const samples = wave.getSamples(false, Float64Array) as Float64Array;
  const level = (at: number): number =>
    10 * Math.log10(samples.subarray(at, at + 1600).reduce((sum, x) => sum + x * x, 0) / 1600);
  // 12 dB/s from the loop's start on
  expect(level(LOOP.start + 32000) - level(LOOP.start)).toBeCloseTo(-24, 0);
  expect(level(samples.length - 3200) - level(LOOP.start)).toBeLessThan(-55);
});
