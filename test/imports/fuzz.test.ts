/** Tests 10,000 mutations of what comes in, of fixed seeds: an error with a code, or sounds that are sane; in bounded memory. */
import { describe, expect, it } from 'vitest';
import { AlloyError } from '../../src/errors.js';
import { openPack } from '../../src/imports/open-pack.js';
import { mutated, randomOf, type Random } from '../document/file/mutations.js';
import { instrument } from '../exports/known-instruments.js';
import { collect } from '../exports/instruments.js';
import { filesOf, sine, zipOf, type Contents } from './packs.js';

/** Every sound can be told, and read or refused. */
async function expectSane(contents: Contents): Promise<void> {
  const pack = await openPack(filesOf(contents), 'x');
  expect(pack.sounds.length).toBeGreaterThan(0);
  expect(new Set(pack.sounds.map(({ id }) => id)).size).toBe(pack.sounds.length);
  for (const { keys, root, name } of pack.sounds) {
    expect(typeof name).toBe('string');
    expect(root === null || (root >= 0 && root < 128)).toBe(true);
    expect(keys === null || (keys.low >= 0 && keys.low <= keys.high && keys.high <= 127)).toBe(true);
  }
  const [first] = pack.sounds;
  expect((await pack.read(first!.id)).length).toBeLessThan(2 ** 20);
}

async function run(rounds: number, seed: number, make: (random: Random) => Contents): Promise<number> {
  const random = randomOf(seed);
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    try {
      await expectSane(make(random));
    } catch (error) {
      if (!(error instanceof AlloyError)) throw new Error(`Round ${round} of seed ${seed}`, { cause: error });
      expect(error.message.length).toBeGreaterThan(20);
      refused++;
    }
  }
  return refused;
}

const SFZ = `<control> default_path=s/ note_offset=0
#define $K 60
<global> loop_mode=loop_continuous <group> lokey=1 hikey=64 tune=-7.35
<region> sample=a.wav pitch_keycenter=$K <region> sample=b b.wav key=c4 /* x */ lovel=4
#include "i.txt"`;
const DSPRESET = `<DecentSampler><groups tuning="0.1"><group loNote="1" hiNote="C4"><sample path="s/a.wav" rootNote="60"/>
<sample path="s/b b.wav" rootNote="C3" loopEnabled="true"/></group></groups></DecentSampler>`;
const MULTISAMPLE = `<?xml version="1.0"?><multisample name="x &amp; y"><sample file="s/a.wav" gain="0"><key root="60" low="1" high="64" tune="0.1"/>
<velocity/><loop mode="loop" start="1" stop="8"/></sample><sample file="s/b b.wav"/></multisample>`;
const SOUNDS = {
  's/a.wav': sine(99, 40),
  's/b b.wav': sine(99, 40),
  'i.txt': '<region> sample=a.wav key=$K',
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('10,000 mutations', () => {
  it('of maps', async () => {
    const maps = [
      ['x.sfz', bytes(SFZ)],
      ['x.dspreset', bytes(DSPRESET)],
      ['multisample.xml', bytes(MULTISAMPLE)],
    ] as const;
    const refused = await run(4500, 21, (random) => {
      const [name, map] = maps[random(maps.length)]!;
      return { ...SOUNDS, [name]: mutated(map, random) };
    });
    expect(refused).toBeLessThan(1000); // the sounds themselves are there
  });

  it('of archives', async () => {
    const zip = zipOf({ ...SOUNDS, 'x.sfz': SFZ });
    const before = process.memoryUsage().rss;
    const refused = await run(2500, 22, (random) => ({ 'x.zip': mutated(zip, random) }));
    expect(refused).toBeGreaterThan(500);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
  });

  it('of SoundFonts', async () => {
    const short = instrument({ decayRates: [0] });
    const keyZones = short.keyZones.map((zone) => ({
      ...zone,
      loop: { start: 10, end: 90, crossfade: 0 },
      layers: zone.layers.map((layer) => ({ ...layer, samples: layer.samples.slice(0, 100) })),
    }));
    const files = await collect({ ...short, keyZones }, { format: 'sf2' });
    const font = files.find(({ path }) => path.endsWith('.sf2'))!.bytes;
    const refused = await run(3000, 23, (random) => ({ 'x.sf2': mutated(font, random) }));
    expect(refused).toBeGreaterThan(100);
    expect(refused).toBeLessThan(2500);
  });
});

it('a SoundFont whose zones all name all generators is refused in no time', async () => {
  const files = await collect(instrument({ decayRates: [0] }), { format: 'sf2' });
  const font = files.find(({ path }) => path.endsWith('.sf2'))!.bytes;
  const table = (id: string, content: Uint8Array): Uint8Array => {
    const chunk = new Uint8Array(8 + content.length);
    chunk.set(bytes(id));
    new DataView(chunk.buffer).setUint32(4, content.length, true);
    chunk.set(content, 8);
    return chunk;
  };
  const bags = new Uint8Array(4 * 65_536);
  const view = new DataView(bags.buffer);
  for (let i = 0; i < 65_536; i++) view.setUint16(4 * i, i % 2 === 0 ? 0 : 65_535, true);
  const inst = new Uint8Array(44);
  new DataView(inst.buffer).setUint16(42, 65_535, true);
  // the first of each kind counts
  const all = [
    font.slice(0, 12),
    table('ibag', bags),
    table('inst', inst),
    table('igen', new Uint8Array(4 * 65_536)),
    font.slice(12),
  ];
  const joined = Uint8Array.from(all.flatMap((part) => [...part]));
  await expect(openPack(filesOf({ 'x.sf2': joined }), 'x')).rejects.toMatchObject({ code: 'unreadable' });
});
