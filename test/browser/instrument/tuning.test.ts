/** Tests loading and undoing a tuning. */
import { expect, it } from 'vitest';
import { AlloyError } from '../../../src/errors.js';
import { open } from './rig.js';

const FIVE = `! five.scl
!
Five equal steps
 5
!
 240.
 480.
 720.
 960.
 2/1
`;

it('loads a tuning, keeps it, takes it back, and refuses what is none', async () => {
  const storageKey = `test ${crypto.randomUUID()}`;
  const first = await open({ storageKey });
  first.loadTuning(FIVE);
  expect(first.state.tuning).toEqual({ name: 'Five equal steps' });
  first.loadTuning(FIVE, undefined, 'five.scl');
  expect(first.state.tuning).toEqual({ name: 'five.scl' });
  expect(() => first.loadTuning('no scale')).toThrowError(AlloyError);
  expect(first.state.tuning).toEqual({ name: 'five.scl' });
  first.undo();
  expect(first.state.tuning).toEqual({ name: 'Five equal steps' });
  await first.close();

  const second = await open({ storageKey });
  expect(second.state.tuning).toEqual({ name: 'Five equal steps' });
  second.clearTuning();
  expect(second.state.tuning).toBeNull();
  second.undo();
  expect(second.state.tuning).toEqual({ name: 'Five equal steps' });
  await second.close();
});
