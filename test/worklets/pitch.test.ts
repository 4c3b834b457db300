/** Tests bend, tuning, glide and MPE. */
import { describe, expect, it } from 'vitest';
import { plainRig, RATE, type Rig, roughness, sine } from './rig.js';
import { cents, powerSpectrum, strongestHertz } from './spectrum.js';

const ROOT = 60;
const HERTZ = 500;
const WINDOW = 32768;
const LOOP = { start: 3200, end: 3200 + 32 * 400, crossfade: 32 };

function rigWith(...roots: number[]): Rig {
  const rig = plainRig();
  roots.forEach((root, id) =>
    rig.layer(id, root, sine(HERTZ * 2 ** ((root - ROOT) / 12), 1.1), { loop: LOOP }),
  );
  return rig;
}

/** Cents from the root's own pitch of what sounds once it has settled. */
function heard(rig: Rig, wait = 0.2): number {
  rig.render(wait);
  return cents(strongestHertz(rig.render(WINDOW / RATE), RATE), HERTZ);
}

/** Cents over time, each a window of 20 ms, by the phase between two points: of a sine only. */
function glideOf(samples: Float32Array): number[] {
  const found: number[] = [];
  let before = 0;
  for (let i = 1; i < samples.length; i++) {
    if (samples[i - 1]! >= 0 || samples[i]! < 0) continue;
    const at = i - samples[i]! / (samples[i]! - samples[i - 1]!);
    if (before > 0) found.push(cents(RATE / (at - before), HERTZ));
    before = at;
  }
  return found;
}

describe('pitch', () => {
  it.each([
    ['transpose', (rig: Rig) => rig.set('transpose', -5), -500],
    ['fine tuning by RPN 1', rpn(1, 96, 0), 50],
    ['coarse tuning by RPN 2', rpn(2, 67, 0), 300],
    ['a full bend of 7.5 semitones by RPN 0', rpn(0, 7, 50, [0xe0, 127, 127]), 750],
    ['a bend range that is turned up from where it is', turned(0, 50, [0xe0, 127, 127]), 250],
    ['one that is turned down', turned(0, -150, [0xe0, 127, 127]), 50],
    ['one that is turned down to nothing and no further', turned(0, -205, [0xe0, 127, 127]), 0],
    ['fine tuning that is turned', turned(1, -64), -100 * (64 / 8192)],
    ['coarse tuning that is turned', turned(2, -3), -300],
    [
      'coarse tuning that is turned to its end and back',
      (rig: Rig) => turned(2, -61)(turned(2, 70)(rig)),
      200,
    ],
    ['nothing, where no parameter is selected', turned(0x3fff, 9), 0],
    ['the cents of a bend range alone', entered(0, [[38, 50]], [0xe0, 127, 127]), 250],
    ['the fine half of fine tuning alone', entered(1, [[38, 64]]), 100 * (64 / 8192)],
    [
      'coarse tuning, which has no fine half',
      entered(2, [
        [6, 67],
        [38, 9],
      ]),
      300,
    ],
    ['a full bend of two by default', (rig: Rig) => rig.midi([0xe0, 0, 0]), -200],
    ['a null RPN, which nothing is entered for', rpn(0x3fff, 7, 0, [0xe0, 127, 127]), 200],
    ['an NRPN, which is none of ours', (rig: Rig) => rpn(0, 7, 0, [0xe0, 127, 127], 99)(rig), 200],
  ] as const)('moves by %s', (_name, set, expected) => {
    const rig = rigWith(ROOT);
    set(rig);
    expect(Math.abs(heard(rig.midi([0x90, ROOT, 100])) - expected)).toBeLessThan(0.2);
  });

  it('of each key is what the tuning says, at once for keys that sound', () => {
    const semitones = Float64Array.from({ length: 128 }, (_, key) => key);
    semitones[62] = 63.5;
    semitones[64] = NaN;
    const rig = rigWith(ROOT);
    rig.core.handle({ kind: 'tuning', semitones });
    rig.midi([0x90, 62, 100]).midi([0x90, 64, 100]);
    expect(Math.abs(heard(rig) - 350)).toBeLessThan(0.2);
    expect(rig.core.voices).toBe(1);
    semitones[62] = 61;
    rig.core.handle({ kind: 'tuning', semitones });
    expect(roughness(rig.render(0.2))).toBeLessThan(0.01);
    expect(Math.abs(heard(rig) - 100)).toBeLessThan(0.2);
  });

  it('glides in its time, evenly, from the note before', () => {
    for (const mode of [0, 1]) {
      const rig = rigWith(48, ROOT).set('mode', mode).set('release', 0.005);
      rig.midi([0x90, 55, 100]).midi([0x80, 55, 0], 0.3).render(0.5);
      rig.set('glide', 0.4).midi([0x90, ROOT, 100]);
      const out = glideOf(rig.render(0.6));
      expect(Math.abs(out[0]! + 500)).toBeLessThan(15);
      // Cycles come quicker as it rises; halfway in time is found by adding them up.
      let time = 0;
      const halfway = out.find((value) => (time += 1 / (HERTZ * 2 ** (value / 1200))) >= 0.2)!;
      expect(Math.abs(halfway + 250)).toBeLessThan(15);
      expect(Math.abs(out.at(-1)!)).toBeLessThan(1);
    }
  });

  it('of the first note, and without a glide, is there at once', () => {
    const first = rigWith(ROOT).set('glide', 1).midi([0x90, ROOT, 100]).render(0.1);
    expect(Math.abs(glideOf(first)[0]!)).toBeLessThan(1);
  });

  it('of an MPE note bends alone, by its own range, and with its zone by the master’s', () => {
    const rig = rigWith(ROOT).set('mpe', 1);
    rig.midi([0xe1, 0, 80]).midi([0x91, ROOT, 100]);
    expect(Math.abs(heard(rig) - 1200)).toBeLessThan(0.2);
    rig.midi([0xe0, 127, 127]);
    expect(Math.abs(heard(rig) - 1400)).toBeLessThan(0.2);
    // Another note on another channel is where the master puts it.
    rig.midi([0x81, ROOT, 0]).set('release', 0.005).render(3);
    rig.midi([0x92, ROOT, 100]);
    expect(Math.abs(heard(rig) - 200)).toBeLessThan(0.2);
  });

  it('of an MPE note that was let go stays when its channel is bent for another', () => {
    const rig = rigWith(ROOT).set('mpe', 1).set('release', 8).midi([0x91, ROOT, 127]);
    rig.midi([0x81, ROOT, 0], 0.1).midi([0xe1, 0, 96], 0.11);
    expect(Math.abs(heard(rig))).toBeLessThan(0.5);
  });

  it('RPN 6 makes zones, RPN 0 on a member their bend range', () => {
    const rig = rigWith(ROOT);
    for (const bytes of [
      [0xbf, 101, 0],
      [0xbf, 100, 6],
      [0xbf, 6, 5],
      [0xbe, 101, 0],
      [0xbe, 100, 0],
      [0xbe, 6, 24],
    ] as const) {
      rig.midi(bytes);
    }
    rig.render(0.01);
    expect([rig.core.takeMpe(), rig.core.takeMpe()]).toEqual(['upper', null]);
    rig.midi([0xbf, 38, 9]).midi([0xbf, 96, 0]).render(0.01); // a number of members has no fine half, and is not turned
    expect(rig.core.takeMpe()).toBeNull();
    rig.set('mpe', 2); // what a page says once it has heard of it: nothing new, the zone keeps its size
    // Members of the upper zone are channels 11 to 15.
    expect(Math.abs(heard(rig.midi([0xea, 127, 127]).midi([0x9a, ROOT, 100])) - 2400)).toBeLessThan(0.2);
    rig.midi([0xba, 123, 0]).set('release', 0.005).render(3);
    expect(Math.abs(heard(rig.midi([0xe9, 127, 127]).midi([0x99, ROOT, 100])) - 200)).toBeLessThan(0.2);
    expect(rig.core.voices).toBe(1);
    rig.midi([0xbf, 101, 0]).midi([0xbf, 100, 6]).midi([0xbf, 6, 0]).render(0.01);
    expect(rig.core.takeMpe()).toBe('off');
  });
});

describe('unison', () => {
  it('is so many voices, evenly detuned and spread, as loud as one', () => {
    const rig = rigWith(ROOT).set('unison', 3).set('unisonDetune', 50).set('unisonSpread', 100);
    rig.midi([0x90, ROOT, 100]).render(0.3);
    expect(rig.core.voices).toBe(3);
    const [left, right] = rig.stereo(WINDOW / RATE);
    const level = (side: Float32Array, semitones: number) => {
      const power = powerSpectrum(side);
      const bin = Math.round((HERTZ * 2 ** (semitones / 12) * WINDOW) / RATE);
      return Math.sqrt(Math.max(...power.subarray(bin - 3, bin + 4)));
    };
    const [low, middle, high] = [-0.5, 0, 0.5].map((semitones) => level(left, semitones)) as [
      number,
      number,
      number,
    ];
    expect(low / middle).toBeCloseTo(Math.SQRT2, 1);
    expect(high / middle).toBeLessThan(0.01);
    expect(level(right, 0.5) / level(right, 0)).toBeCloseTo(Math.SQRT2, 1);
    rig.midi([0x80, ROOT, 0]).set('release', 0.005).render(3);
    expect(rig.core.sounding).toBe(0);
  });

  it('takes no more voices than there are', () => {
    const rig = rigWith(ROOT).set('unison', 8).set('voices', 20);
    for (let key = 50; key < 60; key++) {
      rig.midi([0x90, key, 100]).render(0.05);
      expect(rig.core.voices).toBeLessThanOrEqual(20);
    }
    expect(rig.core.voices).toBeGreaterThan(12);
    rig.set('voices', 3).midi([0x90, 70, 100]).render(0.05);
    expect(rig.core.voices).toBe(3);
  });
});

/** Enters data for a registered parameter number, then sends a message. `select`: 101, or 99 for an NRPN. */
function rpn(
  number: number,
  coarse: number,
  fine: number,
  then: readonly [number, number?, number?] = [0xf8],
  select = 101,
): (rig: Rig) => Rig {
  return (rig) =>
    rig
      .midi([0xb0, select, number >> 7])
      .midi([0xb0, select - 1, number & 0x7f])
      .midi([0xb0, 6, coarse])
      .midi([0xb0, 38, fine])
      .midi(then);
}

/** Data entered, by controllers 6 and 38 in any order, for a registered parameter; then a message. */
function entered(
  number: number,
  data: readonly (readonly [controller: 6 | 38, value: number])[],
  then: readonly [number, number?, number?] = [0xf8],
): (rig: Rig) => Rig {
  return (rig) => {
    rig.midi([0xb0, 101, number >> 7]).midi([0xb0, 100, number & 0x7f]);
    for (const [controller, value] of data) rig.midi([0xb0, controller, value]);
    return rig.midi(then);
  };
}

/** Increments (or decrements) of a registered parameter, then a message. */
function turned(
  number: number,
  steps: number,
  then: readonly [number, number?, number?] = [0xf8],
): (rig: Rig) => Rig {
  return (rig) => {
    rig.midi([0xb0, 101, number >> 7]).midi([0xb0, 100, number & 0x7f]);
    for (let step = 0; step < Math.abs(steps); step++) rig.midi([0xb0, steps > 0 ? 96 : 97, 0]);
    return rig.midi(then);
  };
}
