/** Tests chorus and delay: where echoes fall, on which side, how loud, and that nothing clicks. */
import { describe, expect, it } from 'vitest';
import { LFO_SYNCS } from '../../../src/parameters.js';
import { roughness } from '../rig.js';
import { decibelsOf, EffectRig, impulse, noise, power, RATE, tone } from './rig.js';

/** Frames at which something louder than this comes, 5 ms apart at least. */
function echoes(samples: Float32Array, least = 0.02): number[] {
  const found: number[] = [];
  samples.forEach((sample, frame) => {
    if (Math.abs(sample) > least && frame - (found.at(-1) ?? -1000) > 240) found.push(frame);
  });
  return found;
}

const DELAY = { delayMix: 50, delayTime: 0.1, delayFeedback: 50, delayTone: 20_000 };

describe('the delay', () => {
  it('repeats after its time, to the sample, each time softer by its feedback', () => {
    const [left, right] = new EffectRig(DELAY).run(impulse(RATE / 2));
    expect(left).toEqual(right);
    const loudest = [1, 2, 3].map((turn) => Math.max(...left.subarray(4800 * turn, 4800 * turn + 20)));
    expect(echoes(left).slice(0, 4)).toEqual([0, 4800, 9600, 14_400]);
    expect(loudest[1]! / loudest[0]!).toBeGreaterThan(0.35);
    expect(loudest[1]! / loudest[0]!).toBeLessThan(0.51);
  });

  it('goes from side to side, as loud as before', () => {
    const [left, right] = new EffectRig({ ...DELAY, delayMix: 100, delayPingPong: 1 }).run(impulse(RATE / 2));
    expect(echoes(left).slice(0, 2)).toEqual([4800, 14_400]);
    expect(echoes(right)[0]).toBe(9600);
    const [plainLeft, plainRight] = new EffectRig({ ...DELAY, delayMix: 100 }).run(impulse(RATE / 2));
    const sum = power(left) + power(right);
    expect(Math.abs(decibelsOf(sum / (power(plainLeft) + power(plainRight))))).toBeLessThan(1);
  });

  it('follows the tempo of the transport, and halves what is too long for it', () => {
    const rig = new EffectRig({ ...DELAY, delaySync: LFO_SYNCS.indexOf('1/8') });
    rig.settings.transport.tempo = 150; // an eighth lasts 0.2 s
    expect(echoes(rig.run(impulse(RATE / 2))[0])[1]).toBe(9600);
    const slow = new EffectRig({ ...DELAY, delaySync: LFO_SYNCS.indexOf('1/1') });
    slow.settings.transport.tempo = 40; // a bar lasts 6 s
    expect(echoes(slow.run(impulse(4 * RATE))[0])[1]).toBe(3 * RATE);
    for (const tempo of [1e-300, 1e300]) {
      slow.settings.transport.tempo = tempo;
      expect(slow.run(noise(RATE / 4))[0].every(Number.isFinite)).toBe(true);
    }
  });

  it('is darker with each echo', () => {
    const [left] = new EffectRig({ ...DELAY, delayMix: 100, delayFeedback: 90, delayTone: 2000 }).run(
      new Float32Array([...noise(2400), ...new Float32Array(RATE)]),
    );
    const bright = (turn: number) => {
      const part = left.subarray(4800 * turn, 4800 * turn + 2400);
      return roughness(part) / Math.sqrt(power(part));
    };
    expect(bright(3)).toBeLessThan(0.6 * bright(1));
  });

  it('changes its time without a click', () => {
    const rig = new EffectRig({ ...DELAY, delayFeedback: 80 });
    const hertz = 110 / RATE;
    const out: number[] = [];
    for (let block = 0; block < 60; block++) {
      rig.set({ delayTime: 0.05 + 0.013 * ((block * 7) % 20), delayFeedback: block % 2 ? 95 : 0 });
      const input = Float32Array.from(
        { length: 800 },
        (_, i) => 0.1 * Math.sin(2 * Math.PI * hertz * (800 * block + i)),
      );
      out.push(...rig.run(input)[0]);
    }
    expect(roughness(Float32Array.from(out))).toBeLessThan(0.004);
  });

  it('never grows', () => {
    const rig = new EffectRig({ delayMix: 100, delayFeedback: 95, delayTone: 20_000, delayTime: 0.02 });
    const first = power(rig.run(noise(2 * RATE))[0]);
    const later = power(rig.run(noise(2 * RATE))[0]);
    expect(later / first).toBeLessThan(1.2);
  });
});

describe('the chorus', () => {
  it('makes two sides of a sound in the middle, as loud as before', () => {
    const input = noise(2 * RATE);
    const before = power(input);
    const [left, right] = new EffectRig({ chorusMix: 50 }).run(input);
    const together = left.reduce((sum, sample, i) => sum + sample * right[i]!, 0) / left.length;
    const coherence = together / Math.sqrt(power(left) * power(right));
    expect(coherence).toBeLessThan(0.85);
    expect(Math.abs(decibelsOf(power(left) / before))).toBeLessThan(2);
    // In mono nothing cancels.
    expect(decibelsOf(power(left.map((sample, i) => 0.5 * (sample + right[i]!))) / before)).toBeGreaterThan(
      -3,
    );
  });

  it('moves the pitch no further than it should, at any rate', () => {
    for (const chorusRate of [0.3, 8]) {
      const rig = new EffectRig({ chorusMix: 100, chorusRate, chorusDepth: 100 });
      const [left] = rig.run(tone(1000 / RATE, 2 * RATE, 0.5));
      let [crossings, last] = [0, 0];
      const spans: number[] = [];
      for (let i = RATE; i < left.length; i++) {
        if (!(left[i - 1]! < 0 && left[i]! >= 0)) continue;
        if (crossings++ % 20 === 0) {
          if (last > 0) spans.push(i - last);
          last = i;
        }
      }
      for (const span of spans) expect(Math.abs(span / (20 * 48) - 1)).toBeLessThan(0.1);
    }
  });

  it('is swept without a click', () => {
    const rig = new EffectRig({ chorusMix: 50 });
    const out: number[] = [];
    for (let block = 0; block < 60; block++) {
      rig.set({
        chorusMix: block % 2 ? 100 : 0,
        chorusDepth: block % 3 ? 0 : 100,
        chorusRate: block % 4 ? 8 : 0.05,
      });
      const input = Float32Array.from(
        { length: 800 },
        (_, i) => 0.2 * Math.sin((2 * Math.PI * 110 * (800 * block + i)) / RATE),
      );
      out.push(...rig.run(input)[0]);
    }
    expect(roughness(Float32Array.from(out))).toBeLessThan(0.004);
  });
});
