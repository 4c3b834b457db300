/** Tests keys that are pressed before there is any sound. */
import { describe, expect, it } from 'vitest';
import { constant, onsetFrame, peak, plainRig, type Rig } from './rig.js';

const ROOT = 60;
const SOUND = constant(0.5, 1);

/** A key that is down for half a second without anything to play. */
function pressed(...bytes: number[]): Rig {
  const rig = plainRig().set('release', 0.005);
  rig.midi([0x90, ROOT, 100]);
  expect(peak(rig.render(0.25))).toBe(0);
  if (bytes.length > 0) rig.midi(bytes as [number, number, number]);
  expect(peak(rig.render(0.25))).toBe(0);
  return rig;
}

describe('a key that is pressed before there is a sound', () => {
  it('sounds as soon as there is one, like one that is pressed then', () => {
    const later = plainRig().set('release', 0.005);
    later.render(0.5);
    later.zone(0, ROOT, SOUND).midi([0x90, ROOT, 100]);
    const waited = pressed().zone(0, ROOT, SOUND).render(0.2);
    expect(onsetFrame(waited)).toBe(0);
    expect(waited).toEqual(later.render(0.2));
  });

  it('is let go as any other', () => {
    const rig = pressed().zone(0, ROOT, SOUND);
    expect(peak(rig.render(0.1))).toBeGreaterThan(0.05);
    rig.midi([0x80, ROOT, 0]);
    rig.render(0.1);
    expect(rig.core.voices).toBe(0);
  });

  it.each([
    ['was let go meanwhile', [0x80, ROOT, 0]],
    ['all notes off', [0xb0, 123, 0]],
    ['all sound off', [0xb0, 120, 0]],
  ])('stays silent: %s', (_, bytes) => {
    const rig = pressed(...bytes).zone(0, ROOT, SOUND);
    expect(peak(rig.render(0.2))).toBe(0);
    expect(rig.core.voices).toBe(0);
  });

  it('stays silent after a panic', () => {
    const rig = pressed();
    rig.core.handle({ kind: 'panic' });
    expect(peak(rig.zone(0, ROOT, SOUND).render(0.2))).toBe(0);
  });

  it('is one note however often it is pressed, and one of the line in mono', () => {
    const rig = pressed(0x90, ROOT, 90).zone(0, ROOT, SOUND);
    rig.render(0.1);
    expect(rig.core.voices).toBe(1);
    const mono = plainRig().set('mode', 1);
    for (const key of [60, 64, 67]) mono.midi([0x90, key, 100]);
    mono.render(0.1);
    mono.zone(0, ROOT, SOUND).render(0.1);
    expect(mono.core.voices).toBe(1);
  });

  it('waits with as many others as there are keys, and no more', () => {
    const rig = plainRig().set('voices', 256);
    for (let channel = 0; channel < 16; channel++)
      for (let key = 0; key < 128; key++) rig.midi([0x90 | channel, key, 100]);
    rig.render(0.01);
    rig.zone(0, ROOT, SOUND).render(0.01);
    expect(rig.core.voices).toBe(128);
  });
});
