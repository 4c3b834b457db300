/** Tests the drive: no aliases, even harmonics by warmth, as loud as before, no offset left. */
import { describe, expect, it } from 'vitest';
import { Halfband } from '../../../worklets/core/effects/halfband.js';
import { powerSpectrum } from '../spectrum.js';
import { decibelsOf, EffectRig, noise, power, RATE, tone } from './rig.js';

const SIZE = 32_768;
/** Bins on each side of a line that its window smears over. */
const LOBE = 8;

/** Spectrum of a driven sine whose frequency is a bin of it. */
function driven(
  values: ConstructorParameters<typeof EffectRig>[0],
  hertz: number,
  rate: number,
): { spectrum: Float64Array; bin: number } {
  const bin = Math.round((hertz / rate) * SIZE);
  const [left] = new EffectRig(values, rate).run(tone(bin / SIZE, 2 * SIZE, 1));
  return { spectrum: powerSpectrum(left.slice(SIZE)), bin };
}

/** Strongest line below 20 kHz that is no harmonic, dB beside the fundamental. */
function worstAlias(drive: number, driveWarmth: number, rate: number): number {
  const { spectrum, bin } = driven({ drive, driveWarmth }, 5000, rate);
  const aliases = spectrum.subarray(0, Math.min(spectrum.length, (20_000 / rate) * SIZE)).filter((_, at) => {
    const beside = at % bin;
    return Math.min(beside, bin - beside) > LOBE;
  });
  return decibelsOf(Math.max(...aliases) / spectrum[bin]!);
}

describe('the drive', () => {
  it('has no alias above −80 dB of a sine of 5 kHz at full scale, up to 70 % of the knob', () => {
    for (const rate of [44_100, 96_000, 192_000])
      for (const drive of [30, 70])
        for (const warmth of [0, 100])
          expect(worstAlias(drive, warmth, rate), `${drive} %, ${rate} Hz`).toBeLessThan(-80);
  });

  it('has few at its end', () => {
    expect(worstAlias(100, 0, RATE)).toBeLessThan(-50);
  });

  it('has even harmonics where it is warm, and none where it is not', () => {
    const second = (driveWarmth: number) => {
      const { spectrum, bin } = driven({ drive: 60, driveWarmth }, 400, RATE);
      return decibelsOf(spectrum[2 * bin]! / spectrum[bin]!);
    };
    expect(second(0)).toBeLessThan(-100);
    expect(second(50)).toBeGreaterThan(-40);
    expect(second(100)).toBeGreaterThan(second(50));
  });

  it('leaves no offset, and is darker by its tone', () => {
    const { spectrum } = driven({ drive: 80, driveWarmth: 100 }, 400, RATE);
    expect(decibelsOf(spectrum[0]! / Math.max(...spectrum))).toBeLessThan(-60);
    const third = (driveTone: number) => {
      const { spectrum: all, bin } = driven({ drive: 80, driveTone }, 2000, RATE);
      return decibelsOf(all[3 * bin]!);
    };
    expect(third(20_000) - third(1000)).toBeGreaterThan(24);
  });

  it('is about as loud as before, from the knob’s beginning to its end', () => {
    for (const drive of [1, 25, 50, 75, 100]) {
      const input = noise(RATE, 0.25);
      const before = power(input);
      const [left] = new EffectRig({ drive, driveWarmth: 50 }).run(input);
      expect(Math.abs(decibelsOf(power(left) / before)), `${drive} %`).toBeLessThan(4);
    }
  });
});

it('half-band filters keep 20 kHz, and lose what is above the middle', () => {
  const up = new Float64Array(8192);
  new Halfband(8, 0.04).up(Float64Array.of(1, ...new Float64Array(4095)), up, 4096);
  const spectrum = powerSpectrum(new Float32Array(8192).fill(0).map((_, i) => up[(i + 4096) % 8192]! / 2));
  const bins = (from: number, to: number) => [...spectrum.subarray(8192 * from, 8192 * to)];
  const middle = spectrum[10]!;
  expect(decibelsOf(Math.max(...bins(0.295, 0.5)) / middle)).toBeLessThan(-95);
  for (const value of bins(0.001, 0.205)) expect(Math.abs(decibelsOf(value / middle))).toBeLessThan(0.01);
});
