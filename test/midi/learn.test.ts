/** Tests binding controllers to parameters. */
import { expect, it } from 'vitest';
import { bind, learnFrom, valueAt, type LearnState } from '../../src/midi/learn.js';
import { parameter } from '../../src/parameters.js';

const controller = (number: number, value: number, channel = 0) =>
  ({ kind: 'controller', channel, controller: number, value }) as const;
const armed: LearnState = { armed: 'attack', bindings: [] };

it('binds the next controller to what is armed, and then turns it', () => {
  const learned = learnFrom(armed, controller(21, 5, 3));
  if (learned?.kind !== 'bound') throw new Error('not bound');
  expect(learned.state).toEqual({
    armed: null,
    bindings: [{ parameter: 'attack', channel: 3, controller: 21 }],
  });
  const { min, max } = parameter('attack');
  expect(learnFrom(learned.state, controller(21, 127, 3))).toEqual({
    kind: 'turned',
    parameter: 'attack',
    value: max,
  });
  expect(learnFrom(learned.state, controller(21, 0, 3))).toMatchObject({ value: min });
  expect(learnFrom(learned.state, controller(21, 64, 2))).toBeNull(); // another channel
  expect(learnFrom(learned.state, controller(22, 64, 3))).toBeNull();
});

it('waits for a controller that a hand moves: not notes, not data entry, not channel mode', () => {
  for (const number of [0, 6, 32, 38, 98, 99, 100, 101, 120, 121, 123]) {
    expect(learnFrom(armed, controller(number, 64))).toBeNull();
  }
  expect(learnFrom(armed, { kind: 'noteOn', channel: 0, key: 60, velocity: 100 })).toBeNull();
});

it('has one controller a parameter and one parameter a controller', () => {
  const first = bind([], { parameter: 'attack', channel: 0, controller: 1 });
  const moved = bind(first, { parameter: 'attack', channel: 0, controller: 2 });
  expect(moved).toEqual([{ parameter: 'attack', channel: 0, controller: 2 }]);
  expect(bind(moved, { parameter: 'gain', channel: 0, controller: 2 })).toEqual([
    { parameter: 'gain', channel: 0, controller: 2 },
  ]);
});

it('follows the curve of the parameter', () => {
  const { min, max } = parameter('decay');
  expect(valueAt('decay', 0.5)).toBeCloseTo(Math.sqrt(min * max), 9);
  expect(valueAt('sustain', 0.25)).toBe(25);
});
