/** Tests the clocks of the MIDI bridge. */
import { describe, expect, it } from 'vitest';
import { IntervalClock, RemoteClock } from '../../../src/midi/bridge/clocks.js';

/** Delays of JavaScript, in milliseconds: mostly short, now and then long. */
const DELAYS = [0.4, 7, 0.3, 31, 2, 0.5, 120, 0.3, 4, 9];

describe('IntervalClock', () => {
  it('keeps the rhythm that the system measured, however late it is heard of', () => {
    const clock = new IntervalClock();
    const gaps = [0, 0.125, 0.125, 0.0021, 0.25, 1, 0.125, 3, 0.01, 0.125];
    let played = 5000;
    const errors = gaps.map((gap, i) => {
      played += gap * 1000;
      return clock.heard(gap, played + DELAYS[i]!) - played;
    });
    // Once a message has come without delay, all that follow are right.
    for (const error of errors.slice(2)) expect(Math.abs(error - 0.3)).toBeLessThan(0.6);
  });

  it('never says a time that is still to come', () => {
    const clock = new IntervalClock();
    let [played, heard] = [0, 0];
    for (let i = 0; i < 1000; i++) {
      played += 10;
      heard = Math.max(heard, played + DELAYS[i % DELAYS.length]!);
      expect(clock.heard(0.01 * 1.0001, heard)).toBeLessThanOrEqual(heard);
    }
  });

  it('takes the moment that it hears of a message where the system measures nothing, or slept', () => {
    const clock = new IntervalClock();
    clock.heard(0, 0);
    expect(clock.heard(0, 60_000)).toBe(60_000);
    expect(clock.heard(0.5, 60_500)).toBeCloseTo(60_500, 6);
    expect(clock.heard(NaN, 90_000)).toBe(90_000);
  });
});

describe('RemoteClock', () => {
  it('trusts the quickest answer, and is wrong by half of its trip at most', () => {
    const clock = new RemoteClock();
    const offset = 123456.7; // the bridge's clock is this far ahead
    let now = 1000;
    for (const [there, back] of [
      [9, 0.2],
      [0.3, 0.1],
      [0.2, 14],
    ] as const) {
      clock.answered(now, now + there + offset, now + there + back);
      now += 100;
    }
    expect(Math.abs(clock.toLocal(500 + offset, now) - 500)).toBeLessThanOrEqual(0.2);
  });

  it('says now before it knows better, and never a time to come', () => {
    const clock = new RemoteClock();
    expect(clock.toLocal(1e9, 42)).toBe(42);
    clock.answered(0, 1000, 1);
    expect(clock.toLocal(5000, 42)).toBe(42);
  });
});
