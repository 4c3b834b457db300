/** Tests the effects in the player: off by default to the bit, tails that end, no clicks, any block, any rate, both ends of everything. */
import { describe, expect, it } from 'vitest';
import { PARAMETERS, type ParameterId } from '../../../src/parameters.js';
import { PlayerCore } from '../../../worklets/core/player-core.js';
import { THRESHOLD } from '../../../worklets/core/limiter.js';
import { peak, plainRig, type Rig, roughness, sine } from '../rig.js';

const GROUPS = ['drive', 'eq', 'chorus', 'delay', 'reverb'];
const EFFECTS = PARAMETERS.filter(({ group }) => GROUPS.includes(group));
const ALL: Partial<Record<ParameterId, number>> = {
  drive: 40,
  eqLow: 4,
  eqMid: -3,
  eqHigh: 3,
  chorusMix: 30,
  delayMix: 20,
  reverbMix: 25,
};

/** What switches each of them on. */
const OF_GROUP: Readonly<Record<string, Partial<Record<ParameterId, number>>>> = {
  eq: { eqLow: 4, eqMid: -3, eqHigh: 3 },
  chorus: { chorusMix: 30 },
  delay: { delayMix: 20, delayTime: 0.06 },
  reverb: { reverbMix: 25 },
};

function withAll(rig: Rig, values: Partial<Record<ParameterId, number>> = ALL): Rig {
  for (const [id, value] of Object.entries(values)) rig.set(id as ParameterId, value);
  return rig;
}

function sounding(rate?: number): Rig {
  return plainRig(rate).set('gain', -12).zone(0, 60, sine(110, 4));
}

/** Without a list of all that differs. */
function same(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((sample, i) => sample === b[i]);
}

describe('effects in the player', () => {
  it('are off at first, and whatever else they are set to no sample changes', () => {
    const expected = sounding().midi([0x90, 60, 100]).stereo(0.3);
    const rig = sounding();
    const switches = new Set(['drive', 'eqLow', 'eqMid', 'eqHigh', 'chorusMix', 'delayMix', 'reverbMix']);
    expect(EFFECTS.length).toBe(24);
    for (const { id, max, default: initial } of EFFECTS) {
      if (switches.has(id)) expect(initial, id).toBe(0);
      else rig.set(id, max);
    }
    expect(rig.midi([0x90, 60, 100]).stereo(0.3)).toEqual(expected);
  });

  it('each changes the sound, and is gone again when it is off', () => {
    const dry = sounding().midi([0x90, 60, 100]).render(0.7);
    for (const [id, value] of Object.entries(ALL) as [ParameterId, number][]) {
      const rig = sounding().set('delayTime', 0.1).set(id, value).midi([0x90, 60, 100]);
      expect(same(rig.render(0.25), dry.subarray(0, 12_000)), id).toBe(false);
      rig.set(id, 0).render(0.4);
      expect(same(rig.render(0.05), dry.subarray(-2400)), id).toBe(true);
    }
  });

  it('renders the same samples for every block', () => {
    const play = () =>
      withAll(sounding()).midi([0x90, 60, 100], 0.0103).midi([0x80, 60, 0], 0.1).midi([0x90, 67, 90], 0.3);
    const expected = play().stereo(0.4, 128);
    for (const block of [1, 1000]) expect(play().stereo(0.4, block), `${block}`).toEqual(expected);
  });

  it('have tails that go on after the note, and end', () => {
    const rig = withAll(sounding(), { ...ALL, reverbDecay: 0.5, delayTime: 0.1, delayFeedback: 30 });
    rig.set('release', 0.005).midi([0x90, 60, 100]).render(0.2);
    rig.midi([0x80, 60, 0]).render(0.05);
    expect(rig.core.sounding).toBe(0);
    expect(rig.core.audible).toBe(true);
    expect(peak(rig.render(0.1))).toBeGreaterThan(0.005);
    rig.render(3);
    expect(rig.core.audible).toBe(false);
    expect(peak(rig.render(0.05))).toBe(0);
    // And begins anew, as the first time.
    rig.midi([0x90, 60, 100]);
    expect(peak(rig.render(0.1))).toBeGreaterThan(0.1);
  });

  it('all notes off leaves the tail, panic and all sound off end it without a click', () => {
    for (const end of ['notes', 'sound', 'panic'] as const) {
      const rig = withAll(sounding(), { delayMix: 50, reverbMix: 50, reverbDecay: 10 });
      rig.midi([0x90, 60, 100]).render(0.3);
      const before = rig.render(0.1);
      if (end === 'panic') rig.core.handle({ kind: 'panic' });
      else rig.midi([0xb0, end === 'notes' ? 123 : 120, 0]);
      const out = rig.render(0.4);
      expect(roughness(new Float32Array([...before, ...out])), end).toBeLessThan(0.004);
      if (end === 'notes') expect(peak(out.subarray(-2000))).toBeGreaterThan(0.01);
      else {
        expect(peak(out.subarray(-2000)), end).toBe(0);
        expect(rig.core.audible, end).toBe(false);
      }
    }
  });

  it('a preset that is chosen while it sounds does not click, whatever it turns on, off or over', () => {
    for (const { id, group, min, max, default: initial } of EFFECTS) {
      if (group === 'drive') continue; // what it adds is corners
      const rig = withAll(sounding(), OF_GROUP[group]!).set('gain', -30).midi([0x90, 60, 100]);
      rig.render(0.15);
      const out: number[] = [...rig.render(0.03)];
      for (const value of [max, min, initial]) {
        rig.set(id, value);
        out.push(...rig.render(0.08));
      }
      expect(roughness(Float32Array.from(out)), id).toBeLessThan(0.002);
    }
  });

  it('a note that begins over a tail, with another gain, does not break the tail', () => {
    const rig = withAll(sounding(), { reverbMix: 100, reverbDecay: 10 }).set('release', 0.005);
    rig.midi([0x90, 60, 100]).render(0.3);
    rig.midi([0x80, 60, 0]).render(0.2);
    const before = rig.render(0.1);
    rig.set('gain', -40).set('reverbMix', 40).midi([0x90, 62, 100]);
    expect(roughness(new Float32Array([...before, ...rig.render(0.1)]))).toBeLessThan(0.004);
  });

  it('is finite and bounded at every rate with everything at its ends, changed in each block', () => {
    let seed = 5;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (const rate of [8000, 44_100, 384_000]) {
      const core = new PlayerCore(rate);
      const zone = { kind: 'zone', id: 0, rootMidi: 60, sampleRate: 16_000, x: 0, y: 0, loop: null } as const;
      const samples = sine(220, 4, 1).map((sample, i) => (i % 5000 === 4999 ? NaN : sample));
      core.handle({ ...zone, length: samples.length });
      core.handle({ kind: 'samples', id: 0, start: 0, samples });
      const [left, right] = [new Float32Array(512), new Float32Array(512)];
      for (let block = 0, at = 0; block < 100; block++) {
        for (const { id, min, max } of EFFECTS)
          core.handle({ kind: 'parameter', id, value: random(2) ? min : max });
        if (block % 9 === 0) core.midi(0x90, 30 + random(60), 127, 0);
        if (block % 50 === 49) core.handle({ kind: 'panic' });
        core.handle({
          kind: 'transport',
          tempo: [1e-9, 120, 1e9][block % 3]!,
          playing: true,
          position: block,
        });
        const frames = 1 + random(512);
        core.process(left, right, frames, at / rate);
        at += frames;
        for (let i = 0; i < frames; i++)
          for (const out of [left[i]!, right[i]!])
            if (!(Math.abs(out) <= Math.fround(THRESHOLD)))
              expect.fail(`${out} at ${rate} Hz, block ${block}`);
      }
      for (const { id, default: initial } of EFFECTS) core.handle({ kind: 'parameter', id, value: initial });
    }
  });
});
