/** Defines `alloy-console`: all that one plays with: mix, macros, wheels, keys, level. */
import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { ParameterId } from '../../src/parameters.js';
import { isInsecurePage } from '../../src/platform/secure.js';
import type { MidiNote, Velocity } from '../../src/units.js';
import { keyLetters } from '../controllers/computer-keys-controller.js';
import { LiveFeed } from '../controllers/live-feed.js';
import { mixedSlots } from '../controllers/mix-sources.js';
import type { PlayController } from '../controllers/play-controller.js';
import { noteName } from '../format.js';
import { consoleSizes } from '../styles/console-sizes.js';
import { consoleStyles } from '../styles/console.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { glyph } from './glyphs.js';
import { MACROS, macroKnobs } from './macros.js';
import { midiInput } from './midi-input.js';
import { mix } from './mix-view.js';

type On<T> = CustomEvent<T>;

/**
 * All that one plays with: the mix, wheels, keys, level, pedal; and while it has the face for itself, the macros and what
 * is rendered. It fills its place, whatever size that has, and hides neither the mix nor the keys.
 *
 * @slot hybrid - what is rendered, beside the mix
 * @csspart console - the frame
 * @csspart mix - the mix
 * @csspart macros - the knobs beside it
 * @csspart bar - level, pedal and octaves, above the keys
 * @csspart meter - level and voices
 * @csspart deck - the song that plays, and what was recorded
 * @csspart keyboard - the keys
 */
export class AlloyConsole extends AlloyElement {
  static override readonly styles = [controls, consoleStyles, consoleSizes];

  @property({ attribute: false }) instrument: InstrumentContract | null = null;
  @property({ attribute: false }) state: InstrumentState | null = null;
  @property({ attribute: false }) hands: PlayController | null = null;
  /** The note of the computer's A key. */
  @property({ type: Number }) base: MidiNote = 60;
  /** Of the notes of the computer's keyboard. */
  @property({ type: Number }) velocity: Velocity = 100;
  @property({ type: Boolean }) sustained = false;
  /** Whether the letters of the computer's keyboard play. */
  @property({ type: Boolean }) computerKeys = true;
  /** Something else has most of the face: mix and keys alone are left, flatter. */
  @property({ type: Boolean, reflect: true }) docked = false;

  protected override render(): TemplateResult {
    const { instrument, state, hands } = this;
    if (!instrument || !state || !hands) return html``;
    const { play } = this.strings;
    const sources = mixedSlots(state).length;
    return html`<section
      class="console ${sources > 2 ? 'plane' : 'line'}"
      part="console"
      aria-label=${play.label}
    >
      ${this.docked ? nothing : html`<div class="hybrid"><slot name="hybrid"></slot></div>`}
      <div class="mix">${mix(instrument, state)}</div>
      ${this.docked ? nothing : this.#macros(instrument, state)}
      <div class="wheels">
        <alloy-wheel
          kind="bend"
          @wheel-change=${({ detail }: On<{ amount: number }>) => instrument.pitchBend(detail.amount)}
        ></alloy-wheel>
        <alloy-wheel
          kind="modulation"
          @wheel-change=${({ detail }: On<{ amount: number }>) => instrument.modulation(detail.amount)}
        ></alloy-wheel>
      </div>
      ${this.#keyboard(instrument, state, hands, sources)}
    </section>`;
  }

  #macros(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
    const { macros } = this.strings;
    return html`<div class="macros" part="macros">
      ${(Object.keys(MACROS) as (keyof typeof MACROS)[]).map(
        (group) =>
          html`<div class="group ${group}" role="group" aria-label=${macros[group]}>
            <span class="label" aria-hidden="true">${macros[group]}</span>
            <div class="knobs">
              ${macroKnobs(group, state, this.strings, ({ detail }: On<{ id: ParameterId; value: number }>) =>
                instrument.setParameter(detail.id, detail.value),
              )}
            </div>
          </div>`,
      )}
      <div class="group input" role="group" aria-label=${this.strings.midi.label}>
        <span class="label" aria-hidden="true">${this.strings.midi.label}</span>
        ${midiInput(instrument, state)}
      </div>
    </div>`;
  }

  #keyboard(
    instrument: InstrumentContract,
    state: InstrumentState,
    hands: PlayController,
    sources: number,
  ): TemplateResult {
    return html`<alloy-keyboard
      fill
      part="keyboard"
      exportparts="keys: keyboard-keys, zones: keyboard-zones"
      .zones=${state.zones}
      .sources=${sources}
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
    >
      <div slot="bar" class="bar" part="bar">
        ${this.#switches(hands)}
        <alloy-meter
          part="meter"
          data-tip=${this.strings.more?.tips.meter ?? nothing}
          .live=${LiveFeed.of(instrument)}
          .voices=${state.voices}
          .limit=${state.parameters.voices}
        ></alloy-meter>
        <span class="legend muted" role="status">${this.#legend(state)}</span>
        ${this.#letters(hands)}
      </div>
      <alloy-deck slot="bar" part="deck" .instrument=${instrument}></alloy-deck>
    </alloy-keyboard>`;
  }

  #switches(hands: PlayController): TemplateResult {
    const { play, more } = this.strings;
    return html`<div class="switches">
      <button
        class="sustain"
        aria-pressed=${this.sustained}
        data-tip=${more?.tips.sustain ?? nothing}
        @click=${() => hands.toggleSustain()}
      >
        ${play.sustain}
      </button>
      <button aria-label=${play.panicLabel} data-tip=${play.panicLabel} @click=${() => hands.panic()}>
        ${play.panic}
      </button>
      <alloy-deck-buttons .instrument=${this.instrument}></alloy-deck-buttons>
    </div>`;
  }

  #legend({ zones }: InstrumentState): string {
    const { play } = this.strings;
    if (zones.length === 0) return isInsecurePage() ? play.zonesUnheard : play.zonesEmpty;
    const ready = zones.filter(({ phase }) => phase === 'ready').length;
    return ready === zones.length ? play.zonesReady : play.zonesSome(ready, zones.length);
  }

  /** Where the computer's keys play, and how loud. */
  #letters(hands: PlayController): TemplateResult {
    const { play } = this.strings;
    return html`<div class="letters">
      ${this.#stepper('octave', play.computerOctave(noteName(this.base)), [
        [play.computerDown, () => hands.shiftOctave(-1)],
        [play.computerUp, () => hands.shiftOctave(1)],
      ])}
      ${this.#stepper('velocity', play.computerVelocity(this.velocity), [
        [play.computerSofter, () => hands.shiftVelocity(-1)],
        [play.computerLouder, () => hands.shiftVelocity(1)],
      ])}
      <button
        class="computer"
        aria-pressed=${this.computerKeys}
        data-tip=${play.computerKeysHint}
        @click=${() => hands.toggleComputerKeys()}
      >
        ${play.computerKeys}
      </button>
    </div>`;
  }

  #stepper(
    name: string,
    text: string,
    [[down, onDown], [up, onUp]]: readonly [readonly [string, () => void], readonly [string, () => void]],
  ): TemplateResult {
    const button = (icon: 'left' | 'right', label: string, act: () => void): TemplateResult =>
      html`<button class="icon quiet" aria-label=${label} data-tip=${label} @click=${act}>
        ${glyph(icon)}
      </button>`;
    return html`<span class="stepper ${name}" ?hidden=${!this.computerKeys}>
      ${button('left', down, onDown)}
      <span class="number" role="status">${text}</span>
      ${button('right', up, onUp)}
    </span>`;
  }
}

const NO_LETTERS: ReadonlyMap<MidiNote, string> = new Map();
