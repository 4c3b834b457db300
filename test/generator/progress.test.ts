/** Tests the estimate of speed and time left. */
import { expect, it } from 'vitest';
import type { GeneratorProgress } from '../../src/generator/generator.js';
import { ProgressMeter } from '../../src/generator/progress.js';
import { tinyDecoder, tinyNote } from './models.js';

it('counts what is made in the call, and follows the speed', () => {
  const decoder = tinyDecoder({}, 1);
  const batch = [
    tinyNote(decoder, { length: 10_000, history: new Uint8Array(1000) }),
    tinyNote(decoder, { length: 11_000 }),
  ];
  const reports: GeneratorProgress[] = [];
  let now = 5000;
  const meter = new ProgressMeter(
    batch,
    (progress) => reports.push(progress),
    () => now,
  );
  const work = (samples: number, milliseconds: number): GeneratorProgress => {
    now += milliseconds;
    meter.add(samples);
    return reports.at(-1)!;
  };
  expect(work(1000, 100)).toEqual({
    samplesDone: 1000,
    samplesTotal: 20_000,
    samplesPerSecond: 10_000,
    secondsLeft: 1.9,
  });
  for (let n = 0; n < 10; n++) work(1000, 1000);
  const slow = work(1000, 1000);
  expect(slow.samplesDone).toBe(12_000);
  expect(slow.samplesPerSecond).toBeGreaterThan(999);
  expect(slow.samplesPerSecond).toBeLessThan(1010); // the quick start is forgotten
  expect(work(8000, 8000)).toMatchObject({ samplesDone: 20_000, secondsLeft: 0 });
});

it('stays finite when no time passes', () => {
  const reports: GeneratorProgress[] = [];
  const decoder = tinyDecoder({}, 1);
  new ProgressMeter(
    [tinyNote(decoder)],
    (progress) => reports.push(progress),
    () => 0,
  ).add(64);
  expect(reports[0]!.samplesPerSecond).toBeLessThan(Infinity);
  expect(reports[0]!.secondsLeft).toBeGreaterThan(0);
});
