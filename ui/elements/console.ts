import { html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state.js';
import { parameter, type ParameterId } from '../../src/parameters.js';
import type { MidiNote } from '../../src/units.js';
import { keyLetters } from '../controllers/computer-keys-controller.js';
import { LanguageController } from '../controllers/language-controller.js';
import { LiveFeed } from '../controllers/live-feed.js';
import type { PlayController } from '../controllers/play-controller.js';
import { consoleStyles } from '../styles/console.js';
import { controls } from '../styles/controls.js';

type On<T> = CustomEvent<T>;

/** The knobs that are always at hand. */
const KNOBS = [
  'gain',
  'attack',
  'decay',
  'sustain',
  'release',
  'bendRange',
  'tune',
  'velocityAmount',
] as const satisfies readonly ParameterId[];

/**
 * What one plays: knobs, level, MIDI, pedal, wheel and keys.
 *
 * @csspart console - the frame
 * @csspart keyboard - the keys
 */
export class AlloyConsole extends LitElement {
  static override readonly styles = [controls, consoleStyles];

  @property({ attribute: false }) instrument: InstrumentContract | null = null;
  @property({ attribute: false }) state: InstrumentState | null = null;
  @property({ attribute: false }) hands: PlayController | null = null;
  /** The note of the computer's A key. */
  @property({ type: Number }) base: MidiNote = 60;
  @property({ type: Boolean }) sustained = false;

  readonly #language = new LanguageController(this);

  protected override render(): TemplateResult {
    const { instrument, state, hands } = this;
    if (!instrument || !state || !hands) return html``;
    const { zones, heldKeys, voices, midi } = state;
    const { play, panel } = this.#language.strings;
    const ready = zones.filter(({ progress }) => progress >= 1).length;
    const rendered =
      zones.length === 0
        ? play.zonesEmpty
        : ready === zones.length
          ? play.zonesReady
          : play.zonesSome(ready, zones.length);
    return html`<section class="console" part="console" aria-label=${play.label}>
      <div class="top">
        <div class="knobs" role="group" aria-label=${panel.label}>
          ${KNOBS.map(
            (id) =>
              html`<alloy-knob
                .parameter=${parameter(id)}
                .value=${state.parameters[id]}
                @knob-change=${({ detail }: On<{ id: ParameterId; value: number }>) =>
                  instrument.setParameter(detail.id, detail.value)}
              ></alloy-knob>`,
          )}
        </div>
        <div class="output">
          <alloy-meter .live=${LiveFeed.of(instrument)} .voices=${voices}></alloy-meter>
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
              .midi=${midi}
              @midi-enable=${() => void instrument.enableMidi()}
              @midi-select=${({ detail }: On<{ id: string }>) => instrument.selectMidiInput(detail.id)}
            ></alloy-midi>
          </div>
        </div>
      </div>
      <div class="hands">
        <alloy-bend-wheel
          @bend-change=${({ detail }: On<{ amount: number }>) => instrument.pitchBend(detail.amount)}
        ></alloy-bend-wheel>
        <alloy-keyboard
          part="keyboard"
          exportparts="keys: keyboard-keys, zones: keyboard-zones"
          .zones=${zones}
          .live=${LiveFeed.of(instrument)}
          .held=${heldKeys}
          .base=${this.base}
          .letters=${keyLetters(this.base)}
          @note-press=${({ detail }: On<{ source: string; key: number; velocity: number }>) =>
            hands.press(detail.source, detail.key, detail.velocity)}
          @note-release=${({ detail }: On<{ source: string }>) => hands.release(detail.source)}
        ></alloy-keyboard>
      </div>
      <div class="legend muted">
        <span role="status">${rendered}</span>
        <span class="hint">${play.keyboardHint}</span>
      </div>
    </section>`;
  }
}
