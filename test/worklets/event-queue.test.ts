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

  it('loses nothing when it overflows: what is next plays early', () => {
    const rig = plainRig().zone(0, 60, constant(0.01, 20)).set('release', 0.005);
    for (let index = 0; index < 1500; index++) {
      const key = 20 + (index % 60);
      rig.midi([0x90, key, 100], 1 + index / 3000).midi([0x80, key, 0], 1.0001 + index / 3000);
    }
    for (let key = 20; key < 24; key++) rig.midi([0x90, key, 100], 1.6);
    rig.render(1.55);
    expect(rig.core.sounding).toBe(0);
    rig.render(0.5);
    expect(rig.core.sounding).toBe(4);
  });
});
