/** Tests what comes in: own exports and files of others, by their keys, roots and sounds; and what is refused. */
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode.js';
import { openPack } from '../../src/imports/open-pack.js';
import type { SoundPack } from '../../src/imports/pack.js';
import type { ExportFormat } from '../../src/exports/formats.js';
import { instrument, loopedHertz, ROOTS } from '../exports/known-instruments.js';
import { collect } from '../exports/instruments.js';
import { centsBetween, hertzOf } from '../exports/measure.js';
import { filesOf, sine, zipOf, type Contents } from './packs.js';

async function decoded(pack: SoundPack, id: string): ReturnType<typeof decodeAudio> {
  return decodeAudio((await pack.read(id)).buffer, id);
}

const open = (contents: Contents, name = 'Pack'): Promise<SoundPack> => openPack(filesOf(contents), name);
const ids = ({ sounds }: SoundPack): string[] => sounds.map(({ id }) => id);

describe('what Alloy exports', () => {
  const FORMATS: readonly ExportFormat[] = ['sfz', 'sf2', 'multisample', 'dspreset'];
  it.each(FORMATS)(
    '%s comes in again: keys, roots to a cent, loops told, the middle first',
    async (format) => {
      const files = await collect(instrument({ decayRates: [0] }), {
        format,
        options: { sampleRate: 44_100, bits: 16 },
      });
      const pack = await open(
        Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])),
        'Guitar.zip',
      );
      expect([pack.kind, pack.missing, pack.sounds.length]).toEqual([format, [], ROOTS.length]);
      expect(pack.sounds.map(({ root }) => Math.round(root!))).toEqual([60, 52, 48]);
      for (const { id, root, keys, looped } of pack.sounds) {
        expect(looped).toBe(true);
        expect(keys!.low <= root! + 0.5 && root! - 0.5 <= keys!.high).toBe(true);
        const { channels, sampleRate } = await decoded(pack, id);
        expect(sampleRate).toBe(44_100);
        const key = Math.round(root!);
        const near = loopedHertz(key) * 2 ** ((root! - key) / 12);
        const heard = hertzOf(channels[0]!, near, 0.1, 0.3, sampleRate);
        expect(Math.abs(centsBetween(heard, near))).toBeLessThan(1);
      }
    },
  );
});

describe('an SFZ', () => {
  it('inherits, includes, defines, and is read with blanks, comments, backslashes and other letters', async () => {
    const pack = await open({
      'My piano/piano.sfz': `// a comment
<control> default_path=..\\Samples\\ note_offset=12 #define $LOUD 100
#define $ROOT 48
<global> loop_mode=loop_sustain tune=10 /* over
two lines */ <group> lokey=40 hikey=50 transpose=1
<region> sample=soft  one.WAV pitch_keycenter=$ROOT hivel=90
<region> sample=hard.wav pitch_keycenter=c3 lovel=91 loop_mode=no_loop
<group> <region> sample=hard.wav key=70 tune=0
<region> sample=*sine key=1 <region> sample=gone.wav key=2
<region> sample=up.wav trigger=release
#include "more/extra.txt"`,
      'My piano/more/extra.txt': '<region> sample=up.wav key=c#4 pitch_keycenter=sample',
      'Samples/Soft one.wav': sine(100),
      'Samples/HARD.wav': sine(100),
      'Samples/up.wav': sine(100),
    });
    expect(pack.name).toBe('piano');
    expect(pack.missing).toHaveLength(1);
    const by = new Map(pack.sounds.map((sound) => [sound.id, sound]));
    expect(by.get('Samples/Soft one.wav')).toEqual({
      ...{ id: 'Samples/Soft one.wav', name: 'Soft one', looped: true },
      ...{ keys: { low: 52, high: 62 }, root: 60 - 1.1 },
    });
    expect(by.get('Samples/HARD.wav')).toMatchObject({ keys: { low: 52, high: 82 }, looped: true });
    expect(by.get('Samples/up.wav')).toMatchObject({ keys: { low: 73, high: 73 }, root: null });
    // equally far from the middle, what a firm touch plays comes first
    expect(ids(pack).slice(0, 2)).toEqual(['Samples/HARD.wav', 'Samples/Soft one.wav']);
  });

  it('without its samples says what is missing', async () => {
    await expect(open({ 'a.sfz': '<region> sample=x/a.wav' }, 'a.sfz')).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/“x\/a\.wav”.*whole folder/) as string,
    });
  });

  it('that leads out of its folder, includes itself or is huge is refused or has no such sample', async () => {
    const climbs = {
      'a/a.sfz': '<region> sample=../../../etc/b.wav <region> sample=../b.wav',
      'b.wav': sine(99),
    };
    const pack = await open(climbs);
    expect([ids(pack), pack.missing]).toEqual([['b.wav'], [expect.any(String) as string]]);
    await expect(open({ 'a.sfz': '#include "a.sfz"' })).rejects.toMatchObject({ code: 'unreadable' });
    const twice = (name: string): string => `#include "${name}"\n`.repeat(2);
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`${i}.sfz`, i < 29 ? twice(`${i + 1}.sfz`) : '<region>']),
    );
    await expect(open(doubling)).rejects.toMatchObject({ code: 'unreadable' });
    const bomb = `#define $A ${'$B'.repeat(100)}\n#define $B ${'$C'.repeat(100)}\n#define $C ${'x'.repeat(250)}\n`;
    await open({ 'a.sfz': `${bomb}<region> sample=b.wav ${'$A '.repeat(20_000)}`, 'b.wav': sine(99) }).catch(
      (error: unknown) => expect(error).toMatchObject({ code: 'unreadable' }),
    );
  });

  it.each([
    ['blanks', (n: number) => `<region> sample=a${' '.repeat(n)}b.wav`],
    ['comments that do not end', (n: number) => '/*'.repeat(n)],
    ['headers that do not end', (n: number) => '<a'.repeat(n)],
    ['one long opcode', (n: number) => `<region> sample=${'a'.repeat(n)}`],
    ['many names', (n: number) => '$'.repeat(n) + '$a'.repeat(n)],
    ['regions that inherit much', (n: number) => `<group>${' a=1'.repeat(n)}${'<region>'.repeat(n)}`],
  ])('of hard texts takes no longer than its length: %s', async (_, make) => {
    // quadratic time would take hours here
    await open({ 'a.sfz': `#define $x y\n${make(2 ** 20)}`, 'b.wav': sine(99) }).catch((error: unknown) =>
      expect(error).toMatchObject({ code: 'unreadable' }),
    );
  });
});

describe('maps in XML', () => {
  it('a Decent Sampler preset inherits, and names C3 what others name C4', async () => {
    const pack = await open({
      'p.dspreset': `<?xml version="1.0"?><!-- <sample path="no.wav"/> --><DecentSampler>
        <groups loopEnabled="true"><group tuning='0.5' loNote="C3" hiNote="72">
        <sample path="Samples/a &amp; b.wav" rootNote="C3"/><sample path="x>y.wav" rootNote="64" loopEnabled="false"/></group></groups>`,
      'Samples/a & b.wav': sine(99),
      'x>y.wav': sine(99),
    });
    expect(pack.sounds).toEqual([
      { id: 'Samples/a & b.wav', name: 'a & b', keys: { low: 60, high: 72 }, root: 59.5, looped: true },
      { id: 'x>y.wav', name: 'x>y', keys: { low: 60, high: 72 }, root: 63.5, looped: false },
    ]);
  });

  it('entities of its own and documents of types are none', async () => {
    const laughs =
      '<!DOCTYPE a [<!ENTITY b "&b;&b;">]><multisample name="&b;"><sample file="a.wav"></sample></multisample>';
    const pack = await open({ 'multisample.xml': laughs, 'a.wav': sine(99) });
    expect([pack.name, ids(pack)]).toEqual(['&b;', ['a.wav']]);
  });
});

describe('a folder and a zip', () => {
  it('are their sounds, as people count, without what systems put there', async () => {
    const contents = {
      ...{ 'kit/2 tom.wav': sine(99), 'kit/10 ride.wav': sine(99), '__MACOSX/kit/._2 tom.wav': 'x' },
      ...{ 'kit/.hidden.wav': 'x', 'kit/notes.txt': 'x' },
    };
    for (const pack of [await open(contents, 'kit'), await open({ 'kit.zip': zipOf(contents) }, 'kit.zip')]) {
      expect([pack.kind, pack.name, ids(pack)]).toEqual([
        'folder',
        'kit',
        ['kit/2 tom.wav', 'kit/10 ride.wav'],
      ]);
      expect((await decoded(pack, 'kit/2 tom.wav')).channels[0]).toHaveLength(1600);
      await expect(pack.read('kit/notes.txt')).rejects.toMatchObject({ code: 'bad-argument' });
    }
  });

  it('without a sound, damaged, or leading out, say so', async () => {
    for (const contents of [
      {},
      { 'a.txt': 'x' },
      { 'a.zip': zipOf({ 'b.txt': 'x' }) },
      { 'a.zip': zipOf({ '../b.wav': sine(99) }) },
      { 'a.zip': zipOf({ 'b.wav': sine(99) }).slice(0, 900) },
      { 'a.sf2': 'RIFF____sfbk' },
    ]) {
      const failed = await open(contents, 'Some').catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'unreadable' });
      expect((failed as Error).message).toMatch(/^“.*” cannot be used: .*\. Choose another file/s);
    }
  });
});
