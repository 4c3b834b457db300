/** Renders the menu of every control that names its parameter by `data-parameter`. */
import { html, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { ParameterId } from '../../src/parameters.js';
import { startLearning } from './midi-input.js';

type On<T> = CustomEvent<T>;

export function controlMenu(
  instrument: InstrumentContract,
  { learn, midi }: InstrumentState,
): TemplateResult {
  return html`<alloy-control-menu
    .learned=${learn}
    .unable=${midi.phase === 'unsupported'}
    @learn-start=${({ detail }: On<{ id: ParameterId }>) => void startLearning(instrument, detail.id)}
    @learn-stop=${() => instrument.stopLearn()}
    @learn-clear=${({ detail }: On<{ id: ParameterId }>) => instrument.clearLearn(detail.id)}
    @parameter-change=${({ detail }: On<{ id: ParameterId; value: number }>) =>
      instrument.setParameter(detail.id, detail.value)}
  ></alloy-control-menu>`;
}
