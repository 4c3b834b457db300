/** Tests the equalizer: its response is that of the published formulas, which the face draws, too. */
import { describe, expect, it } from 'vitest';
import { equalizerResponse } from '../../../ui/pictures/equalizer-curve.js';
import { powerSpectrum } from '../spectrum.js';
import { decibelsOf, EffectRig, impulse, noise, RATE } from './rig.js';

const SIZE = 32_768;

type Values = ConstructorParameters<typeof EffectRig>[0];

/** Gain at a frequency, dB, from the response to an impulse. */
function gainsOf(values: Values, rate: number): (hertz: number) => number {
  const [left] = new EffectRig(values, rate).run(impulse(SIZE));
  return (hertz) => {
    let [real, imaginary] = [0, 0];
    const turn = (2 * Math.PI * hertz) / rate;
    for (let i = 0; i < SIZE; i++) {
      real += left[i]! * Math.cos(turn * i);
      imaginary += left[i]! * Math.sin(turn * i);
    }
    return decibelsOf(real * real + imaginary * imaginary);
  };
}

const SETTINGS: readonly Values[] = [
  { eqLow: 9 },
  { eqLow: -15, eqLowFrequency: 400 },
  { eqMid: 12, eqMidFrequency: 700, eqMidQ: 4 },
  { eqMid: -9, eqMidFrequency: 5000, eqMidQ: 0.4 },
  { eqHigh: 8, eqHighFrequency: 3000 },
  { eqLow: 5, eqMid: -7, eqHigh: -15, eqHighFrequency: 9000 },
];

describe('the equalizer', () => {
  it('has the response that is drawn, within 0.2 dB', () => {
    for (const values of SETTINGS) {
      const measured = gainsOf(values, RATE);
      for (let hertz = 30; hertz < 18_000; hertz *= 1.5)
        expect(
          Math.abs(measured(hertz) - equalizerResponse(values, hertz, RATE)),
          `${hertz} Hz`,
        ).toBeLessThan(0.2);
    }
  });

  it('has it at other rates; what is drawn is of 48 kHz, and differs from that near half the rate only', () => {
    const values = SETTINGS[5]!;
    for (const rate of [22_050, 44_100, 192_000]) {
      const measured = gainsOf(values, rate);
      for (const hertz of [50, 120, 1000, 5000]) {
        expect(Math.abs(measured(hertz) - equalizerResponse(values, hertz, rate))).toBeLessThan(0.2);
        if (rate > 40_000)
          expect(Math.abs(measured(hertz) - equalizerResponse(values, hertz))).toBeLessThan(0.6);
      }
    }
  });

  it('gives at its frequencies what its knobs say', () => {
    expect(equalizerResponse({ eqLow: 9 }, 20, RATE)).toBeCloseTo(9, 0);
    expect(equalizerResponse({ eqLow: 9 }, 120, RATE)).toBeCloseTo(4.5, 1);
    expect(equalizerResponse({ eqMid: -12, eqMidFrequency: 2000 }, 2000, RATE)).toBeCloseTo(-12, 5);
    expect(equalizerResponse({ eqHigh: 6 }, 20_000, RATE)).toBeCloseTo(6, 0);
  });

  it('may be swept while it sounds', () => {
    const rig = new EffectRig({ eqMid: 15, eqMidQ: 8, eqLow: 15, eqHigh: 15 });
    for (let block = 0; block < 400; block++) {
      rig.set({ eqMidFrequency: block % 2 ? 100 : 10_000, eqLowFrequency: block % 3 ? 30 : 600 });
      for (const sample of rig.run(noise(128, 0.5, block + 1))[0])
        if (!(Math.abs(sample) < 50)) expect.fail(`${sample}`);
    }
    expect(powerSpectrum(rig.run(noise(256))[0])[20]).toBeGreaterThan(0);
  });
});
