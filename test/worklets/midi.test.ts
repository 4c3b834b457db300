/** Tests controllers, pedals and channel modes. */
import { describe, expect, it } from 'vitest';
import { constant, peak, plainRig, type Rig } from './rig.js';

/** A zone for every key, and releases so short that what is off is gone. */
function pianoRig(): Rig {
  return plainRig().set('release', 0.005).zone(0, 60, constant(0.01, 30));
}

function voicesAfter(rig: Rig, ...messages: (readonly [number, number?, number?])[]): number {
  for (const message of messages) rig.midi(message);
  rig.render(0.05);
  return rig.core.sounding;
}

describe('MIDI', () => {
  it('note-on of velocity 0 is a note-off', () => {
    const rig = pianoRig();
    expect(voicesAfter(rig, [0x90, 60, 100])).toBe(1);
    expect(voicesAfter(rig, [0x90, 60, 0])).toBe(0);
  });

  it('the pedal holds notes until it is up', () => {
    const rig = pianoRig();
    expect(voicesAfter(rig, [0xb0, 64, 127], [0x90, 60, 90], [0x90, 64, 90], [0x80, 60, 0])).toBe(2);
    expect(voicesAfter(rig, [0xb0, 64, 64], [0x80, 64, 0])).toBe(2);
    expect(voicesAfter(rig, [0xb0, 64, 63])).toBe(0);
  });

  it('a key that is down stays when the pedal goes up', () => {
    const rig = pianoRig();
    expect(voicesAfter(rig, [0xb0, 64, 127], [0x90, 60, 90], [0xb0, 64, 0])).toBe(1);
    expect(voicesAfter(rig, [0x80, 60, 0])).toBe(0);
  });

  it('a key struck twice has one voice, and one note-off ends it', () => {
    const rig = pianoRig();
    expect(voicesAfter(rig, [0x90, 60, 90], [0x90, 60, 90], [0x90, 60, 90])).toBe(1);
    expect(voicesAfter(rig, [0x80, 60, 0])).toBe(0);
  });

  it('channels are apart', () => {
    const rig = pianoRig();
    expect(voicesAfter(rig, [0x90, 60, 90], [0x91, 60, 90], [0xb1, 64, 127])).toBe(2);
    expect(voicesAfter(rig, [0x81, 60, 0], [0x80, 60, 0])).toBe(1);
    expect(voicesAfter(rig, [0xb1, 64, 0])).toBe(0);
  });

  it('all notes off lets keys go but minds the pedal; all sound off minds nothing', () => {
    const rig = pianoRig();
    expect(voicesAfter(rig, [0x90, 60, 90], [0x90, 62, 90], [0xb0, 123, 0])).toBe(0);
    expect(voicesAfter(rig, [0xb0, 64, 127], [0x90, 60, 90], [0xb0, 123, 0])).toBe(1);
    expect(voicesAfter(rig, [0xb0, 120, 0])).toBe(0);
  });

  it('reset all controllers lifts the pedal and straightens the bend', () => {
    const rig = pianoRig();
    expect(voicesAfter(rig, [0xb0, 64, 127], [0x90, 60, 90], [0x80, 60, 0])).toBe(1);
    expect(voicesAfter(rig, [0xb0, 121, 0])).toBe(0);
  });

  it('panic silences everything within 10 ms, and what was still to come', () => {
    const rig = plainRig().zone(0, 60, constant(0.01, 30)).set('release', 8);
    for (let key = 40; key < 80; key++) rig.midi([0x90, key, 100]);
    rig.midi([0x90, 90, 100], 0.5).midi([0xb0, 64, 127]);
    expect(peak(rig.render(0.1))).toBeGreaterThan(0.1);
    rig.core.handle({ kind: 'panic' });
    rig.render(0.01);
    expect(rig.core.sounding).toBe(0);
    expect(peak(rig.render(1))).toBe(0);
  });

  it('modulation, programs, pressure and broken messages change nothing', () => {
    const play = (...extra: (readonly [number, number?, number?])[]) => {
      const rig = pianoRig().midi([0x90, 60, 90]);
      for (const message of extra) rig.midi(message);
      return rig.render(0.1);
    };
    const odd = play([0xb0, 1, 127], [0xc0, 5], [0xd0, 99], [0xa0, 60, 99], [0xf8], [0x42, 60, 1], [0x10]);
    expect(odd).toEqual(play());
  });
});

describe('polyphony', () => {
  it('70 keys are 64 voices; the released ones went first', () => {
    const rig = plainRig().set('release', 8).zone(0, 60, constant(0.01, 60));
    for (let key = 20; key < 80; key++) rig.midi([0x90, key, 100]);
    rig.midi([0x80, 33, 0]).midi([0x80, 44, 0]);
    rig.render(0.1);
    for (let key = 80; key < 86; key++) rig.midi([0x90, key, 100]);
    rig.render(0.05);
    expect(rig.core.voices).toBe(64);
    // 60 − 2 released + 6 new are 64 held: all of those must be there to be let go.
    rig.set('release', 0.005);
    for (let key = 20; key < 86; key++) {
      if (key !== 33 && key !== 44) rig.midi([0x80, key, 0]);
      rig.render(0.02);
      const releaseKey = key - 19 - (key >= 33 ? 1 : 0) - (key >= 44 ? 1 : 0);
      expect(rig.core.voices).toBe(64 - releaseKey);
    }
  });

  it('a fresh note sounds at once though all voices are taken', () => {
    const rig = plainRig().set('gain', -40).zone(0, 60, constant(0.1, 60)).zone(1, 100, constant(-0.9, 60));
    for (let key = 10; key < 74; key++) rig.midi([0x90, key, 100]);
    const before = rig.render(0.2).at(-1)!;
    rig.midi([0x90, 100, 100], 0.2);
    const after = rig.render(0.02).at(-1)!;
    expect(rig.core.voices).toBe(64);
    // One of +0.1 went, one of −0.9 came.
    expect(after - before).toBeCloseTo(-1 * 10 ** (-40 / 20), 4);
  });
});
