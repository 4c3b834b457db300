/** Renders the knobs beside the mix: the few that a hand wants while it plays. */
import { html, type TemplateResult } from 'lit';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import { parameter, type ParameterId } from '../../src/parameters.js';
import { learnedName } from '../learned.js';
import type { Strings } from '../strings.js';

/** The envelope of a note, and what moves the mix while it sounds. */
export const MACROS = {
  shape: ['attack', 'decay', 'sustain', 'release'],
  morph: ['mixWheel', 'mixVelocity', 'lfo1Mix', 'lfo1Rate'],
} as const satisfies Record<string, readonly ParameterId[]>;

/** Those that are left where there is room for four. */
const MAJOR: readonly ParameterId[] = ['attack', 'release', 'mixWheel', 'lfo1Mix'];

/** The knobs of a group. */
export function macroKnobs(
  group: keyof typeof MACROS,
  { parameters, learn }: InstrumentState,
  strings: Strings,
  onChange: (event: CustomEvent<{ id: ParameterId; value: number }>) => void,
): TemplateResult[] {
  return MACROS[group].map(
    (id) =>
      html`<alloy-knob
        class=${MAJOR.includes(id) ? 'major' : 'minor'}
        .parameter=${parameter(id)}
        .value=${parameters[id]}
        .label=${strings.macros.names[id] ?? strings.more?.shortParameters[id] ?? ''}
        .learned=${learnedName(strings, learn, id)}
        .armed=${learn.armed === id}
        @parameter-change=${onChange}
      ></alloy-knob>`,
  );
}
