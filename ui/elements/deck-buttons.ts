/** Defines `alloy-deck-buttons`: record, and open a MIDI file. */
import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { DeckController } from '../controllers/deck-controller.js';
import { controls } from '../styles/controls.js';
import { deckButtonStyles } from '../styles/deck.js';
import { AlloyElement } from './element.js';
import { noteGlyph } from './deck-glyphs.js';
import { glyph } from './glyphs.js';

/**
 * The two buttons beside the pedal: they record what is played, and open a MIDI file. What comes of it is in `alloy-deck`.
 *
 * @csspart record - the button that records
 * @csspart song - the button that opens a MIDI file
 */
export class AlloyDeckButtons extends AlloyElement {
  static override readonly styles = [controls, deckButtonStyles];

  readonly #deck = new DeckController(this, false);

  /** What is played and recorded. */
  @property({ attribute: false })
  get instrument(): InstrumentContract | null {
    return this.#deck.instrument;
  }

  set instrument(instrument: InstrumentContract | null) {
    this.#deck.instrument = instrument;
  }

  protected override render(): TemplateResult {
    const words = this.strings.more?.songs;
    const { deck } = this.#deck;
    if (!words || !deck) return html``;
    const { phase } = deck.songs.state.take;
    const records = phase === 'armed' || phase === 'recording';
    const label = records ? words.stopRecording : words.record;
    return html`<button
        class="icon record ${phase}"
        part="record"
        aria-pressed=${records}
        aria-label=${label}
        data-tip=${label}
        @click=${() => deck.toggleRecording()}
      >
        ${glyph(records ? 'stop' : 'record')}
      </button>
      <button
        class="icon"
        part="song"
        aria-label=${words.choose}
        data-tip=${words.choose}
        @click=${() => deck.choose()}
      >
        ${noteGlyph()}
      </button>`;
  }
}
