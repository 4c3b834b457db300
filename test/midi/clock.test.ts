import { describe, expect, it } from 'vitest';
import { toContextTime, type AudioClock } from '../../src/midi/clock.js';

describe('the time of a MIDI event on the audio clock', () => {
  const stamped: AudioClock = {
    currentTime: 2.05,
    baseLatency: 0.01,
    outputLatency: 0.03,
    getOutputTimestamp: () => ({ contextTime: 2, performanceTime: 10_000 }),
  };

  it('keeps the distance between events to the microsecond', () => {
    const first = toContextTime(stamped, 10_001.25, 10_020);
    const second = toContextTime(stamped, 10_006.5, 10_020);
    expect(second - first).toBeCloseTo(0.00525, 9);
  });

  it('is after the event by the latency, a few milliseconds more, and never less', () => {
    const delay = toContextTime(stamped, 10_000, 10_000) - 2;
    expect(delay).toBeGreaterThanOrEqual(0.04);
    expect(delay).toBeLessThan(0.05);
  });

  it('falls back on the current time, less the age of the event', () => {
    const silent: AudioClock = {
      currentTime: 5,
      getOutputTimestamp: () => ({ contextTime: 0, performanceTime: 0 }),
    };
    for (const clock of [{ currentTime: 5 }, silent]) {
      const fresh = toContextTime(clock, 1000, 1000);
      expect(fresh).toBeGreaterThanOrEqual(5);
      expect(fresh).toBeLessThan(5.01);
      expect(fresh - toContextTime(clock, 990, 1000)).toBeCloseTo(0.01, 9);
      // A clock that runs ahead does not put the event into the future.
      expect(toContextTime(clock, 1500, 1000)).toBe(fresh);
    }
  });
});
