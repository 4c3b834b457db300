/** Defines `alloy-console`: all that one plays, with sound, meter, MIDI, wheels and keys. */
import { html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { ParameterId } from '../../src/parameters.js';
import type { MidiNote } from '../../src/units.js';
import { rememberBridge } from '../controllers/bridge-memory.js';
import { keyLetters } from '../controllers/computer-keys-controller.js';
import { LiveFeed } from '../controllers/live-feed.js';
import { mixedSlots } from '../controllers/mix-sources.js';
import type { PlayController } from '../controllers/play-controller.js';
import { noteName } from '../format.js';
import { consoleStyles } from '../styles/console.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';
import type { TuningFailure } from './tuning.js';

type On<T> = CustomEvent<T>;

/**
 * What one plays: the sound, level, MIDI, pedal, wheels and keys.
 *
 * @fires drawers-change - `{ open: string[] }`, the groups whose drawers are open now
 * @csspart console - the frame
 * @csspart sound - envelope, filter and the drawers of all parameters
 * @csspart meter - level and voices
 * @csspart keyboard - the keys
 */
export class AlloyConsole extends AlloyElement {
  static override readonly styles = [controls, consoleStyles];

  @property({ attribute: false }) instrument: InstrumentContract | null = null;
  @property({ attribute: false }) state: InstrumentState | null = null;
  @property({ attribute: false }) hands: PlayController | null = null;
  /** The note of the computer's A key. */
  @property({ type: Number }) base: MidiNote = 60;
  @property({ type: Boolean }) sustained = false;
  /** Whether the letters of the computer's keyboard play. */
  @property({ type: Boolean }) computerKeys = true;

  /** The groups whose drawers are open. */
  @property({ attribute: false }) drawers: readonly string[] = [];

  /** Of the tuning that was chosen last. */
  @state() private tuningFailure: TuningFailure | null = null;

  /** What was pasted last is no address of a bridge. */
  @state() private wrongBridge = false;

  protected override render(): TemplateResult {
    const { instrument, state, hands } = this;
    if (!instrument || !state || !hands) return html``;
    const { play } = this.strings;
    return html`<section class="console" part="console" aria-label=${play.label}>
      ${this.#sound(instrument, state, hands)}
      <div class="hands">
        <alloy-wheel
          kind="bend"
          @wheel-change=${({ detail }: On<{ amount: number }>) => instrument.pitchBend(detail.amount)}
        ></alloy-wheel>
        <alloy-wheel
          kind="modulation"
          @wheel-change=${({ detail }: On<{ amount: number }>) => instrument.modulation(detail.amount)}
        ></alloy-wheel>
        ${this.#keyboard(instrument, state, hands)}
      </div>
      ${this.#legend(state, hands)}
    </section>`;
  }

  #sound(instrument: InstrumentContract, state: InstrumentState, hands: PlayController): TemplateResult {
    const { play } = this.strings;
    return html`<alloy-sound
      part="sound"
      .values=${state.parameters}
      .open=${this.drawers}
      @drawers-change=${({ detail }: On<{ open: string[] }>) => dispatch(this, 'drawers-change', detail)}
      .learned=${state.learn}
      .unable=${state.midi.phase === 'unsupported'}
      .sources=${mixedSlots(state).length}
      @parameter-change=${({ detail }: On<{ id: ParameterId; value: number }>) =>
        instrument.setParameter(detail.id, detail.value)}
      @learn-start=${({ detail }: On<{ id: ParameterId }>) => void startLearning(instrument, detail.id)}
      @learn-stop=${() => instrument.stopLearn()}
      @learn-clear=${({ detail }: On<{ id: ParameterId }>) => instrument.clearLearn(detail.id)}
    >
      <div slot="output" class="output">
        <alloy-meter
          part="meter"
          .live=${LiveFeed.of(instrument)}
          .voices=${state.voices}
          .limit=${state.parameters.voices}
        ></alloy-meter>
        <div class="switches">
          <button
            class="sustain"
            aria-pressed=${this.sustained}
            title=${play.sustainHint}
            @click=${() => hands.toggleSustain()}
          >
            ${play.sustain}
          </button>
          <button aria-label=${play.panicLabel} title=${play.panicLabel} @click=${() => hands.panic()}>
            ${play.panic}
          </button>
          <alloy-midi
            .midi=${state.midi}
            .channel=${state.midiChannel}
            @midi-enable=${() => void instrument.enableMidi()}
            @midi-select=${({ detail }: On<{ id: string }>) => instrument.selectMidiInput(detail.id)}
            @midi-channel=${({ detail }: On<{ channel: number | null }>) =>
              instrument.selectMidiChannel(detail.channel)}
          ></alloy-midi>
          <alloy-bridge
            .bridge=${state.bridge}
            .wrong=${this.wrongBridge}
            @bridge-connect=${({ detail }: On<{ address: string | null }>) =>
              this.#connectBridge(instrument, detail.address)}
          ></alloy-bridge>
        </div>
      </div>
      ${this.#tuning(instrument, state)}
    </alloy-sound>`;
  }

  #tuning(
    instrument: InstrumentContract,
    { tuning, tuningMessages, tuningRefused, midi }: InstrumentState,
  ): TemplateResult {
    return html`<alloy-tuning
      .refused=${tuningRefused}
      slot="tuning"
      .tuning=${tuning}
      .messages=${tuningMessages}
      .unable=${midi.phase === 'unsupported'}
      .failure=${this.tuningFailure}
      @tuning-load=${({ detail }: On<{ scl: string; kbm?: string; name: string }>) =>
        this.#loadTuning(instrument, detail)}
      @tuning-clear=${() => instrument.clearTuning()}
      @tuning-messages=${() => void instrument.enableTuningMessages()}
    ></alloy-tuning>`;
  }

  #connectBridge(instrument: InstrumentContract, address: string | null): void {
    this.wrongBridge = false;
    try {
      instrument.connectBridge(address);
      rememberBridge(address);
    } catch {
      this.wrongBridge = true;
    }
  }

  #loadTuning(instrument: InstrumentContract, detail: { scl: string; kbm?: string; name: string }): void {
    const { scl, kbm, name } = detail;
    this.tuningFailure = null;
    try {
      instrument.loadTuning(scl, kbm, name);
    } catch (error) {
      this.tuningFailure = { name, message: error instanceof Error ? error.message : String(error) };
    }
  }

  #keyboard(instrument: InstrumentContract, state: InstrumentState, hands: PlayController): TemplateResult {
    return html`<alloy-keyboard
      part="keyboard"
      exportparts="keys: keyboard-keys, zones: keyboard-zones"
      .zones=${state.zones}
      .sources=${mixedSlots(state).length}
      .range=${state.zones.length > 0 ? state.plan : null}
      .live=${LiveFeed.of(instrument)}
      .held=${state.heldKeys}
      .base=${this.base}
      .letters=${this.computerKeys ? keyLetters(this.base) : NO_LETTERS}
      @note-press=${({ detail }: On<{ source: string; key: number; velocity: number }>) =>
        hands.press(detail.source, detail.key, detail.velocity)}
      @note-slide=${({ detail }: On<{ key: number; amount: number }>) =>
        instrument.keySlide(detail.key, detail.amount)}
      @note-release=${({ detail }: On<{ source: string }>) => hands.release(detail.source)}
    ></alloy-keyboard>`;
  }

  #legend({ zones }: InstrumentState, hands: PlayController): TemplateResult {
    const { play } = this.strings;
    const ready = zones.filter(({ phase }) => phase === 'ready').length;
    const rendered =
      zones.length === 0
        ? play.zonesEmpty
        : ready === zones.length
          ? play.zonesReady
          : play.zonesSome(ready, zones.length);
    return html`<div class="legend muted">
      <span role="status">${rendered}</span>
      <div class="letters">
        <span class="hint" ?hidden=${!this.computerKeys}>${play.keyboardHint}</span>
        <span class="octave" ?hidden=${!this.computerKeys}>
          <button
            class="icon quiet"
            aria-label=${play.computerDown}
            title=${play.computerDown}
            @click=${() => hands.shiftOctave(-1)}
          >
            ${glyph('left')}
          </button>
          <span class="number" role="status">${play.computerOctave(noteName(this.base))}</span>
          <button
            class="icon quiet"
            aria-label=${play.computerUp}
            title=${play.computerUp}
            @click=${() => hands.shiftOctave(1)}
          >
            ${glyph('right')}
          </button>
        </span>
        <button
          class="computer"
          aria-pressed=${this.computerKeys}
          title=${play.computerKeysHint}
          @click=${() => hands.toggleComputerKeys()}
        >
          ${play.computerKeys}
        </button>
      </div>
    </div>`;
  }
}

const NO_LETTERS: ReadonlyMap<MidiNote, string> = new Map();

/** Waits for a controller; asks for MIDI first where it is not on, and does not wait where there is none. */
export async function startLearning(instrument: InstrumentContract, id: ParameterId): Promise<void> {
  if (instrument.state.midi.phase !== 'on') await instrument.enableMidi();
  if (instrument.state.midi.phase === 'on') instrument.startLearn(id);
}
