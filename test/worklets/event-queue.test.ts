/** Tests the queue of MIDI events. */
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../worklets/core/event-queue.js';
import { constant, plainRig } from './rig.js';

describe('the queue of events', () => {
  it('gives them back by frame, and as they came within a frame', () => {
    const queue = new EventQueue(64);
    const expected: (readonly [number, number])[] = [];
    let seed = 5;
    for (let round = 0; round < 50; round++) {
      while (!queue.full) {
        const frame = (seed = (seed * 48271) % 2147483647) % 20;
        queue.push(frame, seed);
        expected.push([frame, seed]);
      }
      expected.sort(([a], [b]) => a - b);
      for (let count = 1 + (round % 64); count > 0; count--) {
        const [frame, bytes] = expected.shift()!;
        expect(queue.nextFrame).toBe(frame);
        expect(queue.shift()).toBe(bytes);
      }
    }
    queue.clear();
    expect([queue.size, queue.nextFrame]).toEqual([0, Infinity]);
  });

  it('takes more room when it is full, and keeps the order', () => {
    const queue = new EventQueue(4, 64);
    for (let index = 0; index < 64; index++) queue.push(index % 7, index, index / 2);
    expect(queue.full).toBe(true);
    const expected = [...Array(64).keys()].sort((a, b) => (a % 7) - (b % 7));
    for (const index of expected) {
      expect(queue.nextValue).toBe(index / 2);
      expect(queue.shift()).toBe(index);
    }
    expect(queue.size).toBe(0);
  });

  it('forgets what is for a frame or later, and keeps the order of the rest', () => {
    const queue = new EventQueue(64);
    for (let index = 0; index < 60; index++) queue.push((index * 37) % 10, index);
    queue.cut(6);
    const kept = [...Array(60).keys()].filter((index) => (index * 37) % 10 < 6);
    kept.sort((a, b) => ((a * 37) % 10) - ((b * 37) % 10));
    expect(kept.map(() => queue.shift())).toEqual(kept);
    queue.cut(0);
    expect([queue.size, queue.nextFrame]).toEqual([0, Infinity]);
  });
});

/** Frames at which a note's first sample sounds. */
function onsets(samples: Float32Array): number[] {
  return [...samples.keys()].filter((frame) => samples[frame] !== 0 && (samples[frame - 1] ?? 0) === 0);
}

describe('messages with a time', () => {
  it('begin at the very sample, at every rate and in blocks of any size, in whatever order they come', () => {
    for (const rate of [44100, 48000, 96000]) {
      for (const block of [1, 64, 128, 441, 480]) {
        const rig = plainRig(rate).zone(0, 60, constant(0.1, 0.02)).set('release', 0.005);
        const times = [0.3001, 0.05, 0.123456789, 0.2, 0.412];
        for (const time of times) rig.midi([0x90, 60, 100], time).midi([0x80, 60, 0], time + 0.01);
        const expected = times.map((time) => Math.round(time * rate)).sort((a, b) => a - b);
        expect(onsets(rig.render(0.5, block)), `${rate} Hz, blocks of ${block}`).toEqual(expected);
      }
    }
  });

  it('wait, more than there was room for, and none plays early', () => {
    const rig = plainRig().zone(0, 60, constant(0.01, 20)).set('release', 0.005);
    for (let index = 0; index < 3000; index++) rig.midi([0x90, 60, 100], 1).midi([0x80, 60, 0], 1.0001);
    rig.midi([0x90, 64, 100], 1.1);
    expect(rig.render(1).every((sample) => sample === 0)).toBe(true);
    rig.render(0.05);
    expect(rig.core.sounding).toBe(0);
    rig.render(0.1);
    expect(rig.core.sounding).toBe(1);
  });

  it('set a parameter between two notes of one frame, in the order in which they were sent', () => {
    const pitchOfSecond = (first: boolean): number => {
      const rig = plainRig().zone(
        0,
        60,
        Float32Array.from({ length: 16000 }, (_, i) => Math.sin(i / 8)),
      );
      const { core } = rig;
      const set = (): void => core.handle({ kind: 'parameter', id: 'transpose', value: 12, time: 0.1 });
      if (first) set();
      rig.midi([0x90, 60, 100], 0.1);
      if (!first) set();
      rig.render(0.1);
      const sound = rig.render(0.1);
      return sound.filter((sample, i) => i > 0 && sample >= 0 && sound[i - 1]! < 0).length;
    };
    expect(pitchOfSecond(true) / pitchOfSecond(false)).toBeCloseTo(2, 1);
  });

  it('are forgotten from a time on; a release ends the notes of pedals and of a channel that is left out, too', () => {
    const rig = plainRig().zone(0, 60, constant(0.1, 5)).set('release', 0.005);
    rig.core.handle({ kind: 'channel', channel: 3 });
    rig.midi([0xb3, 64, 127]).midi([0x93, 60, 100]).midi([0x83, 60, 0], 0.05).midi([0x93, 62, 100], 0.1);
    rig.midi([0x93, 64, 100], 0.3);
    rig.core.handle({ kind: 'cancel', time: 0.25 });
    rig.core.handle({ kind: 'release', time: 0.2 });
    rig.render(0.2);
    expect(rig.core.voices).toBe(2);
    rig.render(0.1);
    expect(rig.core.sounding).toBe(0);
    rig.render(0.3);
    expect(rig.core.sounding).toBe(0);
    rig.midi([0x93, 60, 100]).midi([0x83, 60, 0]); // the pedal is where it was
    rig.render(0.1);
    expect(rig.core.voices).toBe(1);
  });

  it('of a parameter that was to change by now is not lost in a panic; of a later one it is', () => {
    const rig = plainRig().zone(0, 60, constant(0.1, 5));
    rig.core.handle({ kind: 'parameter', id: 'transpose', value: 12, time: 0 });
    rig.core.handle({ kind: 'parameter', id: 'voices', value: 1, time: 0.5 });
    rig.core.handle({ kind: 'panic' });
    rig.render(1);
    rig.midi([0x90, 60, 100]).midi([0x90, 62, 100]);
    rig.render(0.1);
    expect(rig.core.voices).toBe(2);
  });
});
