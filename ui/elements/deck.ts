/** Defines `alloy-deck`: the song that plays, and what was recorded, above the keys. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { SongState, TakeState } from '../../src/instrument/songs-contract.js';
import type { Seconds } from '../../src/units.js';
import type { Deck, DeckBits } from '../controllers/deck.js';
import { DeckController } from '../controllers/deck-controller.js';
import { percent } from '../format.js';
import { errorText } from '../strings.js';
import type { SongStrings } from '../strings/en-songs.js';
import { controls } from '../styles/controls.js';
import { deckStyles } from '../styles/deck.js';
import { AlloyElement } from './element.js';
import { loopGlyph } from './deck-glyphs.js';
import { glyph, type GlyphName } from './glyphs.js';

const DEPTHS: readonly DeckBits[] = [16, 24, 'float'];
/** Of the slider of a song's place. */
const STEP: Seconds = 0.05;
/** Numbers of channels begin with 1 for people. */
const FIRST_CHANNEL = 1;

type Recorded = Extract<TakeState, { phase: 'recorded' }>;

/**
 * A row for the song that is open: play, place, tempo, loop, parts; and one for the recording: its time, play back, save, discard.
 * Without either it takes no room.
 *
 * @csspart song - the row of the song
 * @csspart take - the row of the recording
 * @csspart error - what went wrong
 */
export class AlloyDeck extends AlloyElement {
  static override readonly styles = [controls, deckStyles];

  readonly #deck = new DeckController(this, true);
  @state() private bits: DeckBits = 24;

  /** What is played and recorded. */
  @property({ attribute: false })
  get instrument(): InstrumentContract | null {
    return this.#deck.instrument;
  }

  set instrument(instrument: InstrumentContract | null) {
    this.#deck.instrument = instrument;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('beforeunload', this.#onLeave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeunload', this.#onLeave);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // a question is answered where it is asked
    this.shadowRoot!.querySelector<HTMLElement>('[data-ask]:not(:focus)')?.focus();
  }

  protected override render(): TemplateResult {
    const words = this.strings.more?.songs;
    const { deck } = this.#deck;
    if (!words || !deck) return html``;
    const { song, take } = deck.songs.state;
    const { error } = deck.state;
    return html`<div
      class="deck"
      role="group"
      aria-label=${words.label}
      ?hidden=${!song && take.phase === 'none' && !error}
      @keydown=${this.#onKey}
    >
      ${song ? this.#song(deck, song, words) : nothing}
      ${take.phase === 'none' ? nothing : this.#take(deck, take, words)}
      ${
        error
          ? html`<p class="row danger" part="error" role="alert">
              ${glyph('alert')}
              <span
                >${error.code === 'unreadable' ? words.unreadable(error) : errorText(this.strings, error)}</span
              >
              ${this.#button('close', words.dismiss, () => deck.dismiss())}
            </p>`
          : nothing
      }
    </div>`;
  }

  #song(deck: Deck, song: SongState, words: SongStrings): TemplateResult {
    const { songs } = deck;
    const { name, playing, seconds, loop, parts } = song;
    const { position } = songs;
    return html`<div class="row song" part="song">
      ${this.#button(playing ? 'stop' : 'play', (playing ? words.stop : words.play)(name), () => deck.toggleSong(), 'main')}
      <span class="name" title=${name}>${name}</span>
      <input
        type="range"
        class="place"
        min="0"
        max=${seconds}
        step=${STEP}
        style=${loop ? `--from: ${(100 * loop.start) / seconds}%; --to: ${(100 * loop.end) / seconds}%` : ''}
        ?data-loop=${loop !== null}
        .value=${String(position)}
        aria-label=${words.position(name)}
        aria-valuetext=${words.time(clock(position), clock(seconds))}
        @input=${({ target }: Event) => songs.seek(Number((target as HTMLInputElement).value))}
      />
      <span class="number time">${words.time(clock(position), clock(seconds))}</span>
      ${this.#tempo(deck, song, words)} ${this.#loop(deck, song, words)}
      ${parts.length > 1 ? this.#parts(deck, song, words) : nothing}
      ${this.#button('close', words.close(name), () => songs.closeSong())}
      ${song.cut ? html`<small class="muted said">${words.cut}</small>` : nothing}
    </div>`;
  }

  #tempo({ songs }: Deck, { tempo, speed }: SongState, words: SongStrings): TemplateResult {
    const set = ({ target }: Event): void => {
      const beats = (target as HTMLInputElement).valueAsNumber;
      if (beats > 0) songs.setSpeed(beats / tempo);
      this.requestUpdate();
    };
    return html`<label class="tempo" data-tip=${words.tempoHint}>
      <input
        type="number"
        inputmode="decimal"
        min=${Math.ceil(tempo / 4)}
        max=${Math.floor(tempo * 4)}
        step="1"
        .value=${String(Math.round(10 * tempo * speed) / 10)}
        aria-label=${words.tempo}
        @change=${set}
      />
      <span class="muted" aria-hidden="true">${words.beats}</span>
    </label>`;
  }

  #loop({ songs }: Deck, { loop, seconds }: SongState, words: SongStrings): TemplateResult {
    const between = (start: Seconds, end: Seconds): void => {
      if (end - start >= STEP) songs.setLoop({ start, end });
    };
    const said = loop ? words.looped(clock(loop.start), clock(loop.end)) : words.loopHint;
    return html`<span class="loop">
      <button
        class="toggle"
        aria-pressed=${loop !== null}
        data-tip=${said}
        @click=${() => songs.setLoop(loop ? null : { start: 0, end: seconds })}
      >
        ${loopGlyph()} <span class="text">${words.loop}</span>
      </button>
      ${
        loop
          ? html`<button
                class="quiet edge"
                aria-label=${words.loopFrom}
                data-tip=${words.loopFrom}
                @click=${() => between(songs.position, loop.end > songs.position ? loop.end : seconds)}
              >
                [
              </button>
              <button
                class="quiet edge"
                aria-label=${words.loopTo}
                data-tip=${words.loopTo}
                @click=${() => between(loop.start < songs.position ? loop.start : 0, songs.position)}
              >
                ]
              </button>`
          : nothing
      }
    </span>`;
  }

  #parts({ songs }: Deck, { parts }: SongState, words: SongStrings): TemplateResult {
    const on = parts.filter((part) => part.on).length;
    return html`<details class="parts">
      <summary data-tip=${words.partsHint}>${words.parts(on, parts.length)}</summary>
      <div class="list">
        ${parts.map(
          (part, index) =>
            html`<label>
              <input
                type="checkbox"
                .checked=${part.on}
                @change=${({ target }: Event) => songs.setPart(index, (target as HTMLInputElement).checked)}
              />
              <span>${words.part(part.name, part.channel + FIRST_CHANNEL, part.notes)}</span>
            </label>`,
        )}
      </div>
    </details>`;
  }

  #take(deck: Deck, take: TakeState, words: SongStrings): TemplateResult {
    if (take.phase === 'recorded') return this.#recorded(deck, take, words);
    const text = take.phase === 'armed' ? words.armed : words.recording(clock(deck.songs.recorded));
    return html`<div class="row take ${take.phase}" part="take">
      <span class="light" aria-hidden="true">${glyph('record')}</span>
      <span class="number said-now">${text}</span>
      ${
        take.phase === 'recording'
          ? html`<button class="main" @click=${() => deck.toggleRecording()}>
              ${glyph('stop')} ${words.stopRecording}
            </button>`
          : nothing
      }
      <button @click=${() => deck.discard()}>${words.cancel}</button>
    </div>`;
  }

  #recorded(deck: Deck, take: Recorded, words: SongStrings): TemplateResult {
    const { asking, writing, saved } = deck.state;
    const plays = take.playback !== 'stopped';
    const said = [
      ...take.notices.map((notice) => words.notices[notice]),
      ...(take.playback === 'making' ? [words.making] : []),
      ...(saved ? [words.saved(saved)] : []),
    ];
    return html`<div class="row take" part="take">
      ${
        asking === null
          ? html`${this.#button(plays ? 'stop' : 'play', (plays ? words.stop : words.play)(take.name), () => deck.toggleTake(), 'main')}
              <span class="name" title=${take.name}>${take.name}</span>
              <span class="number muted">${words.take(clock(take.seconds), take.notes)}</span>
              ${writing === null ? this.#files(deck, words) : this.#writing(deck, writing, words)}
              ${this.#button('bin', words.discard, () => deck.discard())}`
          : this.#question(deck, asking, saved, words)
      }
      ${said.length > 0 ? html`<small class="muted said" role="status">${said.join(' ')}</small>` : nothing}
    </div>`;
  }

  #files(deck: Deck, words: SongStrings): TemplateResult {
    return html`<span class="files">
      <select
        class="pill"
        aria-label=${words.depth}
        @change=${({ target }: Event) => (this.bits = DEPTHS[(target as HTMLSelectElement).selectedIndex]!)}
      >
        ${DEPTHS.map((bits) => html`<option .selected=${bits === this.bits}>${words.bits[bits]}</option>`)}
      </select>
      <button @click=${() => void deck.saveSound(this.bits)}>${glyph('save')} ${words.wav}</button>
      <button @click=${() => void deck.saveSong()}>${glyph('save')} ${words.midi}</button>
    </span>`;
  }

  #writing(deck: Deck, done: number, words: SongStrings): TemplateResult {
    const text = words.writing(percent(done));
    return html`<span class="files">
      <progress .value=${done} max="1" aria-label=${text}></progress>
      <button @click=${() => deck.cancelSaving()}>${words.cancel}</button>
    </span>`;
  }

  #question(
    deck: Deck,
    asking: 'discard' | 'again',
    saved: string | null,
    words: SongStrings,
  ): TemplateResult {
    const text = asking === 'again' ? words.sureAgain : saved ? words.sureSaved : words.sure;
    return html`<span class="question" role="alertdialog" aria-label=${text}>
      <span>${text}</span>
      <button data-ask @click=${() => deck.answer(false)}>${words.no}</button>
      <button class="danger" @click=${() => deck.answer(true)}>
        ${asking === 'again' ? words.yesAgain : words.yes}
      </button>
    </span>`;
  }

  #button(icon: GlyphName, label: string, act: () => void, kind = 'quiet'): TemplateResult {
    return html`<button class="icon ${kind}" aria-label=${label} data-tip=${label} @click=${act}>
      ${glyph(icon)}
    </button>`;
  }

  /** Escape answers a question with no; letters that are typed play no key. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const { deck } = this.#deck;
    if (event.key === 'Escape' && deck?.state.asking) {
      deck.answer(false);
      event.stopPropagation();
      event.preventDefault();
    }
  };

  /** What was recorded and not saved is asked about before the page goes. */
  readonly #onLeave = (event: BeforeUnloadEvent): void => {
    const { deck } = this.#deck;
    const phase = deck?.songs.state.take.phase;
    if (phase === 'recording' || (phase === 'recorded' && deck?.state.saved === null)) event.preventDefault();
  };
}

/** Minutes and seconds. */
function clock(seconds: Seconds): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
