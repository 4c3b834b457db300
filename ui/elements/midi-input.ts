/** Renders the choice of MIDI input and channel of an instrument, and its bridge, and waits for a controller to learn. */
import { html, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { ParameterId } from '../../src/parameters.js';
import { rememberBridge } from '../controllers/bridge-memory.js';
import type { AlloyBridge } from './bridge.js';

type On<T> = CustomEvent<T>;

export function midiInput(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
  return html`<alloy-midi
    .midi=${state.midi}
    .channel=${state.midiChannel}
    @midi-enable=${() => void instrument.enableMidi()}
    @midi-select=${({ detail }: On<{ id: string }>) => instrument.selectMidiInput(detail.id)}
    @midi-channel=${({ detail }: On<{ channel: number | null }>) =>
      instrument.selectMidiChannel(detail.channel)}
  ></alloy-midi>`;
}

/** The connection to the MIDI bridge of this machine; what is pasted and is no address of one is said there. */
export function bridgeInput(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
  return html`<alloy-bridge
    .bridge=${state.bridge}
    @bridge-connect=${(event: On<{ address: string | null }>) =>
      connectBridge(instrument, event.detail.address, event.target as AlloyBridge)}
  ></alloy-bridge>`;
}

function connectBridge(instrument: InstrumentContract, address: string | null, element: AlloyBridge): void {
  element.wrong = false;
  try {
    instrument.connectBridge(address);
    rememberBridge(address);
  } catch {
    element.wrong = true;
  }
}

/** Waits for a controller; asks for MIDI first where it is not on, and does not wait where there is none. */
export async function startLearning(instrument: InstrumentContract, id: ParameterId): Promise<void> {
  if (instrument.state.midi.phase !== 'on') await instrument.enableMidi();
  if (instrument.state.midi.phase === 'on') instrument.startLearn(id);
}
