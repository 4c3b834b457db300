/** Tests what sfizz plays of an exported SFZ: loop, pitch, level, decay, release, morph. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collect, exported } from './instruments.js';
import { instrument, LOOP, renderAlloy, ROOTS } from './known-instruments.js';
import { centsBetween, hertzOf, levelAt, period, roughest } from './measure.js';
import type { NoteEvent } from './notes.js';
import { heldNote, renderSfizz, sfizzMissing } from './readers/readers.js';
import { decaying, expectSameDecay, HELD } from './same-decay.js';

const RATE = 48000;

describe('the text', () => {
  it('covers every key once a mix, with the loop in whole frames, and says whose it is', async () => {
    const path = await exported(instrument(), { format: 'sfz' }, '.sfz');
    const text = readFileSync(path, 'utf8');
    const regions = text.split('\n').filter((line) => line.startsWith('<region>'));
    const number = (line: string, opcode: string): number =>
      Number(new RegExp(` ${opcode}=(-?[\\d.]+)`).exec(line)![1]);
    const covered = new Array<number>(128).fill(0);
    for (const line of regions) {
      for (let key = number(line, 'lokey'); key <= number(line, 'hikey'); key++) covered[key]!++;
      expect(number(line, 'loop_start')).toBe(LOOP.start);
      expect(number(line, 'loop_end')).toBe(LOOP.end - 1);
    }
    expect(covered.every((count) => count === 3)).toBe(true);
    expect(text).toContain('// Author: A. Player');
    expect(text).toContain('// CC0-1.0: do as you like.');
    expect(text).toContain('set_cc1=64');
  });

  it('a name or licence is never an opcode', async () => {
    const nasty = {
      ...instrument(),
      name: 'a\n<region> sample=x',
      author: '\u2028<global>',
      licence: 'x\n<control>\n#include "y"',
    };
    const text = readFileSync(await exported(nasty, { format: 'sfz' }, '.sfz'), 'utf8');
    const outside = text.split('\n').filter((line) => !line.startsWith('//'));
    expect(outside.join('\n')).not.toMatch(/sample=x|#include|^<global>$.*^<global>$/ms);
  });

  it('silent keys of a tuning play nothing, others what the tuning says', async () => {
    const tuning = Array.from({ length: 128 }, (_, key) =>
      key === 61 ? NaN : key + (key % 12 === 4 ? -0.137 : 0),
    );
    const text = readFileSync(await exported(instrument({ tuning }), { format: 'sfz' }, '.sfz'), 'utf8');
    expect(text).not.toMatch(/lokey=61 /);
    expect(text).toMatch(/lokey=64 hikey=64 pitch_keycenter=60 tune=-13.7 /);
  });
});

const reason = sfizzMissing ?? 'sfizz';
describe.skipIf(sfizzMissing !== null)(`as ${reason} plays it`, () => {
  it.each([null, 44100, 48000] as const)(
    'the loop is exact and without a click at %s Hz',
    async (sampleRate) => {
      const input = instrument({ content: 'noise', decayRates: [0], parameters: { velocityAmount: 0 } });
      const file = await exported(input, { format: 'sfz', options: { sampleRate, bits: 24 } }, '.sfz');
      const [out] = renderSfizz([{ file, rate: RATE, seconds: 4, events: heldNote(60, 127, 3.9) }]);
      const expected = ((LOOP.end - LOOP.start) * RATE) / 16000;
      const { lag, match } = period(out!, Math.round((LOOP.start / 16000) * RATE) + 2000, expected);
      expect(Math.abs(lag - expected)).toBeLessThan(sampleRate === 44100 ? 0.6 : 0.1);
      expect(match).toBeGreaterThan(0.995); // a period that is no whole number of frames matches less well
      const seam = (LOOP.end / 16000) * RATE;
      expect(roughest(out!, seam - 50, seam + 50)).toBeLessThan(roughest(out!, seam - 20000, seam - 1000));
    },
  );

  it('pitch of roots and of the keys between: within a cent of the player', async () => {
    const input = instrument({ parameters: { tune: 12.3, transpose: 1 }, decayRates: [0] });
    const file = await exported(input, { format: 'sfz' }, '.sfz');
    const keys = [36, 47, 50, 55, 59, 63, 72];
    const outputs = renderSfizz(
      keys.map((key) => ({ file, rate: RATE, seconds: 1.5, events: heldNote(key, 127, 1.4) })),
    );
    keys.forEach((key, i) => {
      const own = renderAlloy(input, heldNote(key, 127, 1.4), 1.5);
      const near = hertzOf(own, 440 * 2 ** ((key + 1.123 - 69) / 12), 0.2, 1, RATE);
      expect(
        Math.abs(centsBetween(hertzOf(outputs[i]!, near, 0.2, 1, RATE), near)),
        `key ${key}`,
      ).toBeLessThan(1);
    });
  });

  it('levels of velocities, keys and mixes are those of the player', async () => {
    const input = instrument({ parameters: { velocityAmount: 60, velocityCurve: 25, gain: -3 } });
    const file = await exported(input, { format: 'sfz' }, '.sfz');
    const notes = [
      ...[127, 100, 64, 20, 1].map((velocity) => heldNote(60, velocity, 1, 64)),
      ...[36, 50, 70].map((key) => heldNote(key, 127, 1, 64)),
    ];
    const outputs = renderSfizz(notes.map((events) => ({ file, rate: RATE, seconds: 1, events })));
    const levels = outputs.map((out) => levelAt(out, 0.5, 0.4, RATE));
    const own = notes.map((events) => levelAt(renderAlloy(input, events.slice(1), 1), 0.5, 0.4, RATE));
    levels.forEach((level, i) =>
      expect(Math.abs(level - levels[0]! - own[i]! + own[0]!), `note ${i}`).toBeLessThan(0.5),
    );
  });

  it('natural decay while held, also off the root and with an envelope of its own; the release', async () => {
    for (const input of decaying()) {
      const file = await exported(input, { format: 'sfz' }, '.sfz');
      for (const key of [60, 64, 44]) {
        const events = heldNote(key, 127, HELD);
        const [out] = renderSfizz([{ file, rate: RATE, seconds: 4, events }]);
        const own = renderAlloy(input, events, 4);
        expectSameDecay(out!, own, { rate: RATE, key, fall: 55 });
      }
    }
  });

  it('the wheel goes through all mixes at one level, and begins where the mix stands', async () => {
    const input = instrument({ decayRates: [0, 0, 0, 0, 0] });
    const file = await exported(input, { format: 'sfz' }, '.sfz');
    const stops = [0, 10, 32, 50, 64, 80, 95, 110, 127];
    const outputs = renderSfizz([
      ...stops.map((cc) => ({ file, rate: RATE, seconds: 1, events: heldNote(60, 127, 1, cc) })),
      { file, rate: RATE, seconds: 1, events: heldNote(60, 127, 1) },
    ]);
    const levels = outputs.map((out) => levelAt(out, 0.4, 0.5, RATE));
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(0.5);
  });

  it('a morph in the plane goes by two controllers, each mix alone at its corner', async () => {
    const base = instrument({ decayRates: [0] });
    const [zone] = base.keyZones;
    const corners = [0, 1].flatMap((y) => [0, 1].map((x) => ({ x, y })));
    const layers = corners.map((place, i) => ({
      ...place,
      decayRate: 0,
      samples: zone!.layers[0]!.samples.map((sample) => sample * 2 ** -i),
    }));
    const input = { ...base, keyZones: [{ ...zone!, layers }], mix: { x: 0, y: 0 } };
    const file = await exported(input, { format: 'sfz' }, '.sfz');
    const events = (x: number, y: number): NoteEvent[] => [
      [0, 0xb0, 1, x],
      [0, 0xb0, 16, y],
      [0.05, 0x90, 48, 127],
    ];
    const outputs = renderSfizz([
      ...corners.map(({ x, y }) => ({ file, rate: RATE, seconds: 1, events: events(127 * x, 127 * y) })),
      { file, rate: RATE, seconds: 1, events: events(64, 64) },
    ]);
    const levels = outputs.map((out) => levelAt(out, 0.4, 0.5, RATE));
    expect(levels[0]! - levels[1]!).toBeCloseTo(6.02, 0);
    expect(levels[0]! - levels[2]!).toBeCloseTo(12.04, 0);
    expect(levels[0]! - levels[3]!).toBeCloseTo(18.06, 0);
    expect(levels[0]! - levels[4]!).toBeCloseTo(-20 * Math.log10((1 + 0.5 + 0.25 + 0.125) / 4), 0);
  });
});

it('a filter, a mono mode and a bend range go along; what cannot is named', async () => {
  const parameters = { filterType: 1, filterCutoff: 900, mode: 1, bendRange: 12, unison: 3, lfo1Pitch: 20 };
  const input = instrument({ parameters });
  const { lostIn } = await import('../../src/exports/formats.js');
  expect(lostIn('sfz', input)).toEqual(['the LFOs', 'the unison']);
  const files = await collect(input, { format: 'sfz' });
  const text = new TextDecoder().decode(files.find(({ path }) => path.endsWith('.sfz'))!.bytes);
  for (const opcode of ['fil_type=lpf_2p', 'cutoff=900', 'polyphony=1', 'bend_up=1200'])
    expect(text).toContain(opcode);
  expect(ROOTS.length * 3).toBe(files.filter(({ path }) => path.endsWith('.wav')).length);
});
