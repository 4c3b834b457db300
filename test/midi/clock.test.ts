/** Tests the conversion of MIDI times to an audio clock. */
import { describe, expect, it } from 'vitest';
import { EventClock, toContextTime } from '../../src/midi/clock.js';

/** A context's clock that leaps by 10 ms, `behind` seconds behind the other clock, and runs 50 ppm fast. */
class BurstClock {
  now = 5_000;
  behind = 2;
  get currentTime(): number {
    return Math.ceil((this.now * 1.00005) / 10) / 100 - this.behind;
  }
}

function makeRandom(): () => number {
  let seed = 3;
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

describe('the clock of events', () => {
  it('keeps the rhythm over the leaps of the context, and is never late', () => {
    const clock = new BurstClock();
    const events = new EventClock(clock);
    const random = makeRandom();
    const delays: number[] = [];
    for (let index = 0; index < 1000; index++) {
      const happened = clock.now + 40 * random();
      clock.now = happened + 2 * random();
      const time = events.toContextTime(happened, clock.now);
      if (index < 50) continue;
      expect(time).toBeGreaterThan(clock.currentTime - 0.002);
      delays.push(time - (happened * 1.00005) / 1000 + clock.behind);
    }
    expect(Math.max(...delays) - Math.min(...delays)).toBeLessThan(0.002);
    expect(Math.max(...delays)).toBeLessThan(0.016);
  });

  it('sets the first event to the present, less its age, and none into the future', () => {
    const clock = { currentTime: 5 };
    const at = (eventTime: number) => new EventClock(clock).toContextTime(eventTime, 1000);
    expect(at(1000)).toBeGreaterThanOrEqual(5);
    expect(at(1000)).toBeLessThan(5.01);
    expect(at(1000) - at(990)).toBeCloseTo(0.01, 9);
    expect(at(1500)).toBe(at(1000));
  });

  it('follows a context that was suspended', () => {
    const clock = new BurstClock();
    const events = new EventClock(clock);
    events.toContextTime(clock.now, clock.now);
    clock.now += 5000;
    clock.behind += 5;
    const time = events.toContextTime(clock.now, clock.now);
    expect(Math.abs(time - clock.currentTime)).toBeLessThan(0.005);
  });

  it('is one for each context', () => {
    const [a, b] = [{ currentTime: 5 }, { currentTime: 105 }];
    expect(toContextTime(a, 1000, 1000)).toBeCloseTo(toContextTime(b, 1000, 1000) - 100, 9);
    a.currentTime = 5.01;
    expect(toContextTime(a, 1000, 1000)).toBeGreaterThan(5.01);
    a.currentTime = 5;
    expect(toContextTime(a, 1000, 1000)).toBeGreaterThan(5.01);
  });
});
