/** Tests that words which are looked up by parameters are filed under ones that there are. */
import { describe, expect, it } from 'vitest';
import { PARAMETERS, type Parameter } from '../../src/parameters.js';
import * as english from '../../ui/strings/en-panels.js';
import * as chinese from '../../ui/strings/zh-hans-panels.js';

const ids = new Set<string>(PARAMETERS.map(({ id }) => id));
/** "parameter.choice"; both oscillators and what follows a tempo share "lfo". */
const choices = new Set<string>(
  (PARAMETERS as readonly Parameter[]).flatMap(({ id, choices: all = [] }) =>
    all.flatMap((choice) => [`${id}.${choice}`, `lfo.${choice}`]),
  ),
);

describe.each([
  ['English', english],
  ['Chinese', chinese],
])('%s', (_, { shortParameters, choices: words }) => {
  it('has short names of parameters that there are', () => {
    expect(Object.keys(shortParameters).filter((id) => !ids.has(id))).toEqual([]);
  });
  it('has names of choices that there are', () => {
    expect(Object.keys(words).filter((id) => !choices.has(id))).toEqual([]);
  });
});
