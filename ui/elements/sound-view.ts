/** Renders the view of the sound: all parameters of an instrument, its MIDI input, its tuning. */
import { html, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { ParameterId } from '../../src/parameters.js';
import { mixedSlots } from '../controllers/mix-sources.js';
import { bridgeInput, midiInput, startLearning } from './midi-input.js';
import type { TuningFailure } from './tuning.js';

type On<T> = CustomEvent<T>;

export interface SoundProps {
  readonly instrument: InstrumentContract;
  readonly state: InstrumentState;
  /** The groups whose drawers are open. */
  readonly drawers: readonly string[];
  readonly onDrawers: (open: readonly string[]) => void;
  /** Of the tuning that was chosen last. */
  readonly tuningFailure: TuningFailure | null;
  readonly onTuningFailure: (failure: TuningFailure | null) => void;
}

export function soundView(props: SoundProps): TemplateResult {
  const { instrument, state, drawers, onDrawers } = props;
  return html`<alloy-sound
    part="sound"
    .values=${state.parameters}
    .open=${drawers}
    @drawers-change=${({ detail }: On<{ open: string[] }>) => onDrawers(detail.open)}
    .learned=${state.learn}
    .unable=${state.midi.phase === 'unsupported'}
    .sources=${mixedSlots(state).length}
    @parameter-change=${({ detail }: On<{ id: ParameterId; value: number }>) =>
      instrument.setParameter(detail.id, detail.value)}
    @learn-start=${({ detail }: On<{ id: ParameterId }>) => void startLearning(instrument, detail.id)}
    @learn-stop=${() => instrument.stopLearn()}
    @learn-clear=${({ detail }: On<{ id: ParameterId }>) => instrument.clearLearn(detail.id)}
  >
    <div slot="output" class="output">${midiInput(instrument, state)} ${bridgeInput(instrument, state)}</div>
    ${tuning(props)}
  </alloy-sound>`;
}

function tuning({ instrument, state, tuningFailure, onTuningFailure }: SoundProps): TemplateResult {
  return html`<alloy-tuning
    slot="tuning"
    .refused=${state.tuningRefused}
    .tuning=${state.tuning}
    .messages=${state.tuningMessages}
    .unable=${state.midi.phase === 'unsupported'}
    .failure=${tuningFailure}
    @tuning-load=${({ detail }: On<{ scl: string; kbm?: string; name: string }>) => {
      const { scl, kbm, name } = detail;
      onTuningFailure(null);
      try {
        instrument.loadTuning(scl, kbm, name);
      } catch (error) {
        onTuningFailure({ name, message: error instanceof Error ? error.message : String(error) });
      }
    }}
    @tuning-clear=${() => instrument.clearTuning()}
    @tuning-messages=${() => void instrument.enableTuningMessages()}
  ></alloy-tuning>`;
}
