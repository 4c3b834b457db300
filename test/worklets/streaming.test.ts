/** Tests zones that play while they arrive. */
import { describe, expect, it } from 'vitest';
import { constant, onsetFrame, peak, plainRig, RATE, roughness, sine, ZONE_RATE } from './rig.js';

const ROOT = 60;

describe('a zone that is still rendering', () => {
  it('sounds as if it had been there, when its samples come in time', () => {
    const samples = sine(440, 2);
    const whole = plainRig().zone(0, ROOT, samples).midi([0x90, 62, 100]).render(1.5);
    const rig = plainRig().begin(0, ROOT, samples.length);
    const chunk = ZONE_RATE / 10;
    rig.append(0, 0, samples.subarray(0, chunk)).append(0, chunk, samples.subarray(chunk, 2 * chunk));
    rig.midi([0x90, 62, 100]);
    const parts: number[] = [];
    for (let index = 2; index < 20; index++) {
      rig.append(0, index * chunk, samples.subarray(index * chunk, (index + 1) * chunk));
      parts.push(...rig.render(0.08));
    }
    expect(rig.core.underruns).toBe(0);
    expect(new Float32Array(parts.slice(0, 1.4 * RATE))).toEqual(whole.subarray(0, 1.4 * RATE));
  });

  it('fades where its samples end, waits, and goes on from there when more come', () => {
    const samples = sine(110, 2);
    for (const available of [3200, 3251, 3299]) {
      const rig = plainRig().begin(0, ROOT, samples.length).append(0, 0, samples.subarray(0, available));
      rig.midi([0x90, ROOT, 100]);
      const first = rig.render(0.3);
      expect(rig.core.underruns).toBe(1);
      expect(rig.core.voices).toBe(1);
      const silent = first.subarray(Math.ceil((available / ZONE_RATE) * RATE));
      expect(peak(silent)).toBe(0);
      // No later than 15 ms before the last sample that was there.
      const lastSound = first.length - onsetFrame(first.slice().reverse());
      expect(available / ZONE_RATE - lastSound / RATE).toBeLessThan(0.015);

      rig.append(0, available, samples.subarray(available));
      const second = rig.render(0.5);
      expect(onsetFrame(second)).toBeLessThan(32);
      expect(peak(second)).toBeGreaterThan(0.49);
      expect(roughness(new Float32Array([...first, ...second]))).toBeLessThan(0.004);
      expect(rig.core.underruns).toBe(1);
    }
  });

  it('waits for a cushion rather than stutter', () => {
    const samples = sine(110, 2);
    const rig = plainRig().begin(0, ROOT, samples.length).append(0, 0, samples.subarray(0, 1600));
    rig.midi([0x90, ROOT, 100]);
    rig.render(0.2);
    for (let at = 1600; at < 2800; at += 100) {
      rig.append(0, at, samples.subarray(at, at + 100));
      expect(peak(rig.render(0.01))).toBe(0);
    }
    rig.append(0, 2800, samples.subarray(2800, 3600));
    expect(peak(rig.render(0.05))).toBeGreaterThan(0.1);
    expect(rig.core.underruns).toBe(1);
  });

  it('lets a waiting voice go with its key, or when the zone is given up', () => {
    for (const end of ['key', 'zone'] as const) {
      const rig = plainRig().begin(0, ROOT, 32000).append(0, 0, sine(110, 0.2));
      rig.midi([0x90, ROOT, 100]);
      rig.render(0.5);
      expect(rig.core.sounding).toBe(1);
      if (end === 'key') rig.midi([0x80, ROOT, 0]);
      else rig.core.handle({ kind: 'removeZone', id: 0 });
      rig.render(0.6);
      expect(rig.core.sounding).toBe(0);
    }
  });

  const loop = { start: 8000, end: 16000, crossfade: 0 };
  const held = sine(440, 1.5);
  const provisional = (rig: ReturnType<typeof plainRig>, id: number, root: number, length: number) =>
    rig.core.handle({
      ...{ kind: 'zone', id, rootMidi: root, sampleRate: ZONE_RATE, length, x: 0, y: 0, loop: null },
      provisional: true,
    });

  it.each(['starved', 'at its end'])('goes on with what replaces it, from a held key that is %s', (when) => {
    for (const pause of [0, 0.05]) {
      const rig = plainRig();
      const keys = [48, 60, 72];
      for (const key of keys) {
        provisional(rig, key, key, when === 'starved' ? 48000 : 8000);
        rig.append(key, 0, sine(440, 0.5));
        rig.midi([0x90, key, 100]);
      }
      rig.render(1.5);
      expect(peak(rig.render(0.1))).toBe(0);
      expect(rig.core.voices).toBe(3);
      for (const key of keys) {
        // under its own id as under another one, and with a block in between
        const id = key === 60 ? 100 : key;
        const { length } = held;
        rig.core.handle({ kind: 'zone', id, rootMidi: key, sampleRate: ZONE_RATE, length, x: 0, y: 0, loop });
        rig.render(pause);
        rig.append(id, 0, held);
        if (id !== key) rig.core.handle({ kind: 'removeZone', id: key });
      }
      rig.render(0.1);
      expect(rig.core.voices).toBe(3);
      expect(peak(rig.render(2))).toBeGreaterThan(0.9);
      for (const key of keys) rig.midi([0x80, key, 0]);
      rig.render(0.6);
      expect(rig.core.sounding).toBe(0);
    }
  });

  it('lets a key that is released at its end go, and one whose samples nothing replaces', () => {
    for (const end of ['key', 'zone'] as const) {
      const rig = plainRig();
      provisional(rig, 0, ROOT, 8000);
      rig.append(0, 0, sine(440, 0.5)).midi([0x90, ROOT, 100]).render(0.8);
      expect(rig.core.sounding).toBe(1);
      if (end === 'key') rig.midi([0x80, ROOT, 0]);
      else rig.core.handle({ kind: 'removeZone', id: 0 });
      rig.render(0.6);
      expect(rig.core.sounding).toBe(0);
    }
  });

  it('is not picked before there is something to play', () => {
    const rig = plainRig().begin(0, ROOT, 32000).append(0, 0, constant(0.5, 0.001));
    expect(peak(rig.midi([0x90, ROOT, 100]).render(0.1))).toBe(0);
    rig.append(0, 16, constant(0.5, 1));
    expect(peak(rig.midi([0x90, ROOT, 100]).render(0.1))).toBeGreaterThan(0.4);
  });

  it('takes the same samples twice, and leaves out gaps, excess and what is not a number', () => {
    const samples = sine(440, 0.5);
    const plain = plainRig().zone(0, ROOT, samples).midi([0x90, ROOT, 100]).render(0.6);
    const rig = plainRig().begin(0, ROOT, samples.length);
    rig.append(0, 100, samples).append(7, 0, samples).append(0, Number.NaN, samples).append(0, -5, samples);
    rig.append(0, 0, samples.subarray(0, 5000)).append(0, 2000, samples.subarray(2000, 6000));
    rig.append(0, 6000, new Float32Array([...samples.subarray(6000), 0.7, 0.7]));
    expect(rig.midi([0x90, ROOT, 100]).render(0.6)).toEqual(plain);

    const broken = plainRig().zone(
      0,
      ROOT,
      samples.map((x, i) => (i % 7 ? x : i % 2 ? NaN : Infinity)),
    );
    const out = broken.midi([0x90, ROOT, 100]).render(0.6);
    expect(out.every(Number.isFinite)).toBe(true);
    expect(peak(out)).toBeGreaterThan(0.1);
  });

  it('refuses no odd zone: no length, a mad rate or root', () => {
    const rig = plainRig();
    for (const odd of [0, -1, Number.NaN, Infinity, 1e300]) {
      if (odd < 1 || Number.isNaN(odd)) rig.begin(1, ROOT, odd);
      rig.begin(2, odd, 1000).append(2, 0, constant(0.5, 0.1));
      rig.begin(3, ROOT, 1000, odd).append(3, 0, constant(0.5, 0.1));
      for (const key of [0, ROOT, 127]) rig.midi([0x90, key, 100]);
      expect(rig.render(0.3).every(Number.isFinite)).toBe(true);
    }
  });
});
