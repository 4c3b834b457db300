/** Tests what SpessaSynth, FluidSynth and TinySoundFont play of an exported SoundFont: loop, pitch, level, decay, release, morph. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BasicSoundBank } from 'spessasynth_core';
import { SoundBankLoader } from 'spessasynth_core';
import { exported } from './instruments.js';
import { instrument, LOOP, renderAlloy } from './known-instruments.js';
import { centsBetween, hertzOf, levelAt, period, roughest } from './measure.js';
import {
  fluidMissing,
  heldNote,
  renderFluidSynth,
  renderTinySoundFont,
  tinyMissing,
  type ReaderJob,
} from './readers/readers.js';
import { renderSpessa } from './readers/spessa.js';
import { decaying, expectSameDecay, HELD } from './same-decay.js';

const RATE = 48000;

async function bankOf(file: string): Promise<BasicSoundBank> {
  const bytes = readFileSync(file);
  return SoundBankLoader.fromArrayBuffer(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  );
}

describe('the tables', () => {
  it('a preset a mix, the present one first, and a morph; names, author, licence', async () => {
    const bank = await bankOf(await exported(instrument(), { format: 'sf2' }, '.sf2'));
    expect(bank.presets.map(({ name, program }) => [program, name])).toEqual([
      [0, 'Guitar x Flute 50%'],
      [1, 'Guitar x Flute 0%'],
      [2, 'Guitar x Flute 100%'],
      [3, 'Guitar x Flute morph'],
    ]);
    expect(bank.samples).toHaveLength(9);
    const info = bank.soundBankInfo;
    expect(info.name).toBe('Guitar x Flute: "test"');
    expect(info.engineer).toBe('A. Player');
    expect(info.copyright).toBe('CC0-1.0: do as you like.');
    expect(info.comment).toBe('plucked, blown');
  });

  it('a long licence is cut in the file, and whole beside it', async () => {
    const licence = '許可 '.repeat(200);
    const input = { ...instrument(), licence, name: '吉他' };
    const bank = await bankOf(await exported(input, { format: 'sf2' }, '.sf2'));
    const kept = Buffer.from(bank.soundBankInfo.copyright!, 'latin1').toString('utf8'); // as SpessaSynth reads it
    expect(licence.startsWith(kept)).toBe(true);
    expect(kept.length).toBeGreaterThan(70);
    const text = readFileSync(await exported(input, { format: 'sf2' }, 'LICENCE.txt'), 'utf8');
    expect(text).toContain(licence.trim());
    expect(bank.presets[0]!.name).toBe('Alloy 50%');
  });

  it('24 bits are refused', async () => {
    const refused = async (): Promise<string> =>
      exported(instrument(), { format: 'sf2', options: { bits: 24 } }, '.sf2');
    await expect(refused()).rejects.toThrow('16 bits');
  });
});

interface Reader {
  readonly name: string;
  readonly missing: string | null;
  readonly render: (jobs: readonly ReaderJob[]) => Promise<Float32Array[]>;
  /** It has the modulators of the format. */
  readonly modulators: boolean;
}

const READERS: readonly Reader[] = [
  { name: 'SpessaSynth', missing: null, render: renderSpessa, modulators: true },
  {
    name: 'FluidSynth',
    missing: fluidMissing,
    render: (jobs) => Promise.resolve(renderFluidSynth(jobs)),
    modulators: true,
  },
  {
    name: 'TinySoundFont',
    missing: tinyMissing,
    render: (jobs) => Promise.resolve(renderTinySoundFont(jobs)),
    modulators: false,
  },
];

describe.each(READERS)('as $name plays it', ({ missing, render, modulators }) => {
  let plain: string;
  beforeAll(async () => {
    plain = await exported(instrument({ parameters: { velocityCurve: 25 } }), { format: 'sf2' }, '.sf2');
  });
  const test = it.skipIf(missing !== null);
  const modulated = it.skipIf(missing !== null || !modulators);

  test('the loop is exact and without a click', async () => {
    const input = instrument({ content: 'noise', decayRates: [0], parameters: { velocityAmount: 0 } });
    const file = await exported(input, { format: 'sf2' }, '.sf2');
    const [out] = await render([{ file, rate: RATE, seconds: 4, events: heldNote(60, 127, 3.9) }]);
    const expected = ((LOOP.end - LOOP.start) * RATE) / 16000;
    const { lag, match } = period(out!, Math.round((LOOP.start / 16000) * RATE) + 2000, expected);
    expect(Math.abs(lag - expected)).toBeLessThan(0.1);
    expect(match).toBeGreaterThan(0.999);
    const seam = (LOOP.end / 16000) * RATE;
    expect(roughest(out!, seam - 50, seam + 50)).toBeLessThan(roughest(out!, seam - 20000, seam - 1000));
  });

  test('pitch of roots and of the keys between: within a cent of the player', async () => {
    const tuning = Array.from({ length: 128 }, (_, key) => key + (key === 59 ? -0.41 : 0));
    const input = instrument({ parameters: { tune: 12.3, transpose: 1 }, decayRates: [0], tuning });
    const file = await exported(input, { format: 'sf2' }, '.sf2');
    const keys = [36, 50, 59, 63, 72];
    const outputs = await render(
      keys.map((key) => ({ file, rate: RATE, seconds: 1.5, events: heldNote(key, 127, 1.4) })),
    );
    keys.forEach((key, i) => {
      const own = renderAlloy(input, heldNote(key, 127, 1.4), 1.5);
      const near = hertzOf(own, 440 * 2 ** ((tuning[key]! + 1.123 - 69) / 12), 0.2, 1, RATE);
      expect(
        Math.abs(centsBetween(hertzOf(outputs[i]!, near, 0.2, 1, RATE), near)),
        `key ${key}`,
      ).toBeLessThan(1);
    });
  });

  modulated('levels of velocities and keys are those of the player', async () => {
    const input = instrument({ parameters: { velocityCurve: 25 } });
    const notes = [
      ...[127, 100, 64, 20, 1].map((velocity) => heldNote(60, velocity, 1)),
      ...[36, 50, 70].map((key) => heldNote(key, 127, 1)),
    ];
    const outputs = await render(notes.map((events) => ({ file: plain, rate: RATE, seconds: 1, events })));
    const levels = outputs.map((out) => levelAt(out, 0.5, 0.4, RATE));
    const own = notes.map((events) => levelAt(renderAlloy(input, events, 1), 0.5, 0.4, RATE));
    levels.forEach((level, i) =>
      expect(Math.abs(level - levels[0]! - own[i]! + own[0]!), `note ${i}`).toBeLessThan(0.5),
    );
  });

  modulated(
    'natural decay while held, also off the root and with an envelope of its own; the release',
    async () => {
      for (const input of decaying()) {
        const file = await exported(input, { format: 'sf2' }, '.sf2');
        for (const key of [60, 64, 44]) {
          const events = heldNote(key, 127, HELD);
          const [out] = await render([{ file, rate: RATE, seconds: 4, events }]);
          const own = renderAlloy(input, events, 4);
          expectSameDecay(out!, own, { rate: RATE, key, fall: 50 });
        }
      }
    },
  );

  modulated('the wheel morphs at one level, through the middle, and makes no vibrato', async () => {
    const stops = [0, 16, 32, 48, 64, 80, 95, 111, 127];
    const jobs = stops.map((cc) => ({
      file: plain,
      rate: RATE,
      seconds: 1,
      events: heldNote(60, 127, 1, cc),
      program: 3,
    }));
    const outputs = await render([
      ...jobs,
      { file: plain, rate: RATE, seconds: 1, events: heldNote(60, 127, 1) },
    ]);
    const levels = outputs.map((out) => levelAt(out, 0.4, 0.5, RATE));
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(0.5);
    for (const out of outputs) {
      const windows = Array.from({ length: 8 }, (_, i) => hertzOf(out, 261.6, 0.2 + i / 12, 0.15, RATE));
      expect(Math.max(...windows) / Math.min(...windows)).toBeLessThan(1.0002);
    }
  });
});
