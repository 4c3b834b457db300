/** Tests that block sizes change no sample. */
import { describe, expect, it } from 'vitest';
import { onsetFrame, plainRig, RATE, Rig, sine } from './rig.js';

/** A busy second and a half: chords, bends, pedal, volume, stealing, ends of samples. */
function perform(rig: Rig): Rig {
  rig
    .zone(0, 48, sine(131, 1))
    .zone(1, 60, sine(262, 2))
    .zone(2, 72, sine(523, 0.4, 0.5, 44100), 44100);
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  for (let index = 0; index < 400; index++) {
    const time = (3 * index) / 1000 + random(1000) / 1e6;
    const [key, velocity] = [36 + random(48), 1 + random(127)];
    const kind = random(12);
    if (kind < 7) rig.midi([0x90 | random(2), key, velocity], time);
    else if (kind < 9) rig.midi([0x80 | random(2), key, 0], time);
    else if (kind === 9) rig.midi([0xe0, random(128), random(128)], time);
    else if (kind === 10) rig.midi([0xb0, 11, random(128)], time);
    else rig.midi([0xb0, 64, random(128)], time);
  }
  return rig;
}

describe('the size of the blocks', () => {
  it('changes no sample', () => {
    const expected = perform(new Rig()).render(1.5, 128);
    expect(onsetFrame(expected)).toBeGreaterThanOrEqual(0);
    for (const block of [1, 17, 480, 1024, 72000])
      expect(perform(new Rig()).render(1.5, block)).toEqual(expected);
  });

  it('changes no sample of all that moves either', () => {
    const everything = () => {
      const rig = new Rig().set('unison', 2).set('filterType', 1).set('filterCutoff', 700);
      const loop = { start: 2000, end: 5000, crossfade: 500 };
      for (const id of [0, 1, 2]) rig.layer(id, 60, sine(262 * (1 + id), 0.4), { x: id / 2, loop });
      rig
        .set('filterEnvelope', 4)
        .set('lfo1Mix', 60)
        .set('lfo1Rate', 9)
        .set('lfo2Shape', 4)
        .set('lfo2Level', 9);
      rig.set('lfo2Pitch', 40).set('glide', 0.1).set('voices', 9);
      rig.midi([0xb0, 1, 99], 0.11).midi([0xe0, 3, 99], 0.21).midi([0xb0, 10, 9], 0.3001);
      for (const [turn, key] of [48, 55, 60, 61, 72, 65].entries()) rig.midi([0x90, key, 90], turn / 17);
      return rig.midi([0x80, 60, 0], 0.2503);
    };
    const [left, right] = everything().stereo(0.5, 128);
    expect(onsetFrame(left)).toBe(0);
    expect(left).not.toEqual(right);
    for (const block of [1, 37, 1000, 24000]) expect(everything().stereo(0.5, block)).toEqual([left, right]);
  });

  it('may change from block to block, with the clock starting anywhere', () => {
    const expected = plainRig().zone(0, 60, sine(262, 2)).midi([0x90, 64, 90]).render(1);
    const { core } = plainRig().zone(0, 60, sine(262, 2)).midi([0x90, 64, 90]);
    const out = new Float32Array(RATE);
    const sizes = [128, 1, 256, 7, 64, 1000];
    for (let at = 0, turn = 0; at < out.length; turn++) {
      const part = out.subarray(at, at + sizes[turn % sizes.length]!);
      core.process(part, part, part.length, 1234.5 + at / RATE);
      at += part.length;
    }
    expect(out).toEqual(expected);
  });
});
