/** Tests that errors are known by whatever copy of their class made them: scripts that load later have one of their own. */
import { describe, expect, it } from 'vitest';
import { AlloyError, fromErrorMessage, toErrorMessage } from '../src/errors.js';
import type * as errors from '../src/errors.js';
import { DeviceLostError } from '../src/generator/device-lost.js';

const copies = import.meta.glob<typeof errors>('../src/errors.ts', { query: '?copy' });
const [load] = Object.values(copies);

describe('an error of another copy of the code', () => {
  it('is an AlloyError, and keeps its code', async () => {
    const copy = await load!();
    expect(copy.AlloyError).not.toBe(AlloyError);
    const error = new copy.AlloyError('out-of-memory', 'batch', 'There is no room.');
    expect(error).toBeInstanceOf(AlloyError);
    expect(toErrorMessage(error)).toEqual({
      code: 'out-of-memory',
      subject: 'batch',
      message: 'There is no room.',
    });
    expect(fromErrorMessage(toErrorMessage(error))).toBeInstanceOf(copy.AlloyError);
  });

  it('is no error of a narrower kind, and others are none of Alloy’s', async () => {
    const { AlloyError: Other } = await load!();
    expect(new Other('closed', 'x', 'y')).not.toBeInstanceOf(DeviceLostError);
    expect(new DeviceLostError('GPU', [], 'lost')).toBeInstanceOf(Other);
    for (const value of [new Error('x'), null, 'AlloyError', { name: 'AlloyError', code: 'closed' }]) {
      expect(value).not.toBeInstanceOf(AlloyError);
    }
  });
});
