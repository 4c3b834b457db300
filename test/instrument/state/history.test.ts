/** Tests undo history: steps, joining, limits. */
import { expect, it } from 'vitest';
import { History } from '../../../src/instrument/state/history.js';

it('goes back and forth', () => {
  const history = new History<string>(() => 0);
  history.record('seed', null, 'a');
  history.record('mix', null, 'b');
  expect(history.state).toEqual({ undo: 'mix', redo: null });
  expect(history.undo('c')).toBe('b');
  expect(history.undo('b')).toBe('a');
  expect(history.undo('a')).toBeNull();
  expect(history.state).toEqual({ undo: null, redo: 'seed' });
  expect(history.redo('a')).toBe('b');
  expect(history.redo('b')).toBe('c');
  expect(history.redo('c')).toBeNull();
});

it('forgets what was undone once something else is done', () => {
  const history = new History<number>(() => 0);
  history.record('seed', null, 1);
  history.undo(2);
  history.record('mix', null, 1);
  expect(history.state).toEqual({ undo: 'mix', redo: null });
});

it('takes the drag of a knob as one step, and its next drag as another', () => {
  let now = 0;
  const history = new History<number>(() => now);
  for (let value = 0; value < 50; value++) {
    history.record('parameter', 'parameter attack', value);
    now += 50; // longer in all than any two moves may be apart
  }
  history.record('parameter', 'parameter decay', 50);
  now += 5000;
  history.record('parameter', 'parameter decay', 51);
  expect(history.undo(52)).toBe(51);
  expect(history.undo(51)).toBe(50);
  expect(history.undo(50)).toBe(0);
  expect(history.undo(0)).toBeNull();
});

it('does not join a change to one that was undone', () => {
  const history = new History<number>(() => 0);
  history.record('mix', 'mix', 1);
  history.undo(2);
  history.record('mix', 'mix', 1);
  expect(history.undo(3)).toBe(1);
});

it('lets go of the oldest steps', () => {
  const history = new History<number>(() => 0);
  for (let value = 0; value < 300; value++) history.record('seed', null, value);
  expect(history.documents).toHaveLength(200);
  history.trim((documents) => documents.length > 3);
  expect(history.documents).toEqual([297, 298, 299]);
});

it('begins a step anew after a seal', () => {
  const history = new History<number>(() => 0);
  history.record('plan', 'plan high', 1);
  history.seal();
  history.record('plan', 'plan high', 2);
  expect(history.undo(3)).toBe(2);
});
