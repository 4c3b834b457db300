/** Shows parameters as knobs and menus. */
import { html, type TemplateResult } from 'lit';
import type { Parameter } from '../../src/parameters.js';
import { learnedName, type Learned } from '../learned.js';
import type { Strings } from '../strings.js';

export type ParameterChange = CustomEvent<{ id: string; value: number }>;

/** What controls show and whom they tell. */
export interface ParameterControls {
  readonly strings: Strings;
  /** Values by parameter id. */
  readonly values: Readonly<Record<string, number>>;
  readonly learned: Learned;
  readonly onChange: (event: ParameterChange) => void;
}

/** A knob each, or a menu where there are choices. */
export function parameterControls(
  { strings, values, learned, onChange }: ParameterControls,
  parameters: readonly Parameter[],
): TemplateResult[] {
  return parameters.map((one) => {
    const value = values[one.id] ?? one.default;
    const label = strings.more?.shortParameters[one.id] ?? '';
    const controller = learnedName(strings, learned, one.id);
    const armed = learned.armed === one.id;
    return one.choices
      ? html`<alloy-choice
          .parameter=${one}
          .value=${value}
          .label=${label}
          .learned=${controller}
          .armed=${armed}
          @parameter-change=${onChange}
        ></alloy-choice>`
      : html`<alloy-knob
          .parameter=${one}
          .value=${value}
          .label=${label}
          .learned=${controller}
          .armed=${armed}
          @parameter-change=${onChange}
        ></alloy-knob>`;
  });
}
