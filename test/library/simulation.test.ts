/** Tests the simulated cluster of `npm run bench -- library` where its makespan is known. */
import { describe, expect, it } from 'vitest';
import { simulate, type Cluster } from '../../bench/library-simulation.js';

const CALM: Cluster = {
  ...{ workers: 10, notes: 1000, shards: 10, note: 2, checkpoint: 10, start: 0, skip: 0 },
  ...{ lossAnHour: 0, notice: 30, replace: 120, seed: 1 },
};

describe('a simulated cluster', () => {
  it('takes the ideal time where nothing is lost and shards are equal', () => {
    expect(simulate(CALM)).toEqual({ seconds: 200, ideal: 200, lost: 0 });
  });

  it('pays the start of every shard, and the last shard of an uneven number', () => {
    expect(simulate({ ...CALM, shards: 20, start: 1 }).seconds).toBeCloseTo(202, 9);
    // fifteen shards of 66 or 67 notes: two rounds
    expect(simulate({ ...CALM, shards: 15 }).seconds).toBeCloseTo(2 * 67 * 2, -1);
  });

  it('goes on with what was made when workers are lost, and takes longer the more are', () => {
    const lossy = { ...CALM, notes: 100_000, shards: 200 };
    const [few, many] = [0.02, 0.5].map((lossAnHour) => simulate({ ...lossy, lossAnHour }));
    expect(few!.ideal).toBe(20_000);
    expect(many!.lost).toBeGreaterThan(few!.lost);
    expect(few!.seconds).toBeGreaterThanOrEqual(few!.ideal);
    expect(many!.seconds).toBeGreaterThan(few!.seconds);
    // ten workers for 20,000 s: 2 % an hour is about one, and none takes with it more than the note that it was at
    expect(few!.seconds).toBeLessThan(1.1 * few!.ideal);
  });

  it('ends where a note takes longer than workers last, thanks to checkpoints alone', () => {
    const long = { ...CALM, notes: 40, shards: 40, note: 7200, lossAnHour: 0.5 };
    const kept = simulate(long);
    const none = simulate({ ...long, checkpoint: 1e9 });
    expect(kept.seconds).toBeLessThan(none.seconds);
  });
});
