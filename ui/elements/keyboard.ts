import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ZoneState } from '../../src/instrument/state.js';
import type { MidiNote, Velocity } from '../../src/units.js';
import { GlissandoController } from '../controllers/glissando-controller.js';
import { LanguageController } from '../controllers/language-controller.js';
import { noteName, percent } from '../format.js';
import { controls } from '../styles/controls.js';
import { keyboardStyles } from '../styles/keyboard.js';
import { fire } from './fire.js';
import { glyph } from './glyphs.js';

const BLACK = new Set([1, 3, 6, 8, 10]);
const OCTAVE = 12;
const MIN_WHITE_WIDTH = 34;
const MAX_OCTAVES = 5;
const HIGHEST_C: MidiNote = 108;
const SPOKEN_VELOCITY: Velocity = 96;

function isBlack(key: MidiNote): boolean {
  return BLACK.has(key % OCTAVE);
}

/**
 * Piano keys: as many octaves as fit, with what is rendered above them.
 *
 * @fires note-press - `{ source: string, key: number, velocity: number }`: `source` holds the key
 * @fires note-release - `{ source: string }`
 * @csspart keys - the frame of the keys
 * @csspart zones - the strip that shows what is rendered
 * @cssprop --alloy-hybrid - colour of keys that are held and of rendered zones
 * @cssprop --alloy-key-white - white keys
 * @cssprop --alloy-key-black - black keys
 */
export class AlloyKeyboard extends LitElement {
  static override readonly styles = [controls, keyboardStyles];

  @property({ attribute: false }) zones: readonly ZoneState[] = [];
  @property({ attribute: false }) held: readonly number[] = [];
  /** What is printed on keys. */
  @property({ attribute: false }) letters: ReadonlyMap<MidiNote, string> = new Map();
  /** The note that the computer's A key plays: kept in sight. */
  @property({ type: Number }) base: MidiNote = 60;

  @state() private low: MidiNote = 36;
  @state() private octaves = 4;
  /** The key that takes part in tabbing. */
  @state() private current: MidiNote = 60;

  readonly #language = new LanguageController(this);
  readonly #sizes = new ResizeObserver(([entry]) => this.#fit(entry!.contentRect.width));
  readonly #glissando = new GlissandoController(this, {
    press: (source, key, velocity) => this.#press(source, key, velocity),
    release: (source) => this.#release(source),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('base') && changed.get('base') !== undefined) this.#show(this.base, this.base + OCTAVE);
  }

  protected override render(): TemplateResult {
    const { play } = this.#language.strings;
    const keys = Array.from({ length: this.octaves * OCTAVE + 1 }, (_, i) => this.low + i);
    const first = keys[0]!;
    const last = keys.at(-1)!;
    const whites = this.octaves * 7 + 1;
    return html`
      <div class="frame">
        <button
          class="icon quiet shift"
          aria-label=${play.octaveDown}
          title=${play.octaveDown}
          ?disabled=${first <= 0}
          @click=${() => this.#move(-OCTAVE)}
        >
          ${glyph('left')}
        </button>
        <div class="board" style="--whites: ${whites}">
          <div class="zones" part="zones" aria-hidden="true">${this.#zones(first, last)}</div>
          <div
            class="keys"
            part="keys"
            role="group"
            aria-label=${play.keyboard}
            @pointerdown=${this.#glissando.onPointerDown}
            @pointermove=${this.#glissando.onPointerMove}
            @pointerup=${this.#glissando.onPointerEnd}
            @pointercancel=${this.#glissando.onPointerEnd}
            @lostpointercapture=${this.#glissando.onPointerEnd}
            @contextmenu=${(event: Event) => event.preventDefault()}
            @keydown=${this.#onKeyDown}
            @keyup=${this.#onKeyUp}
            @focusout=${() => this.#release('focus')}
          >
            ${keys.map((key) => this.#key(key, first))}
          </div>
        </div>
        <button
          class="icon quiet shift"
          aria-label=${play.octaveUp}
          title=${play.octaveUp}
          ?disabled=${last >= 127 - OCTAVE}
          @click=${() => this.#move(OCTAVE)}
        >
          ${glyph('right')}
        </button>
      </div>
    `;
  }

  #key(key: MidiNote, first: MidiNote): TemplateResult {
    const black = isBlack(key);
    const held = this.held.includes(key);
    const letter = this.letters.get(key);
    return html`<button
      class="key ${black ? 'black' : 'white'} ${held ? 'held' : ''}"
      style="--at: ${whitesBetween(first, key)}"
      data-key=${key}
      data-letter=${letter ?? nothing}
      data-name=${key % OCTAVE === 0 ? noteName(key) : nothing}
      tabindex=${key === this.current ? 0 : -1}
      aria-label=${noteName(key)}
      aria-pressed=${held}
    ></button>`;
  }

  /** Each zone over the keys that it serves: those nearest to its root. */
  #zones(first: MidiNote, last: MidiNote): TemplateResult[] {
    const sorted = [...this.zones].sort((a, b) => a.rootMidi - b.rootMidi);
    const place = (key: number) => (whitesBetween(first, key) / (this.octaves * 7 + 1)) * 100;
    return sorted.flatMap(({ rootMidi, progress }, i) => {
      const before = sorted[i - 1]?.rootMidi;
      const after = sorted[i + 1]?.rootMidi;
      const from = Math.max(first, before === undefined ? first : Math.floor((before + rootMidi) / 2) + 1);
      const to = Math.min(last + 1, after === undefined ? last + 1 : Math.floor((rootMidi + after) / 2) + 1);
      if (from >= to) return [];
      const right = to > last ? 100 : place(to);
      return html`<span
        class="zone ${progress >= 1 ? 'ready' : ''}"
        style="left: ${place(from)}%; width: ${right - place(from)}%"
        ><span style="width: ${percent(progress)}%"></span
      ></span>`;
    });
  }

  #press(source: string, key: MidiNote, velocity: Velocity): void {
    fire(this, 'note-press', { source, key, velocity });
  }

  #release(source: string): void {
    fire(this, 'note-release', { source });
  }

  /** Space and Enter play the focused key, arrows go to the next one. */
  #onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      void this.#focus(this.current + step);
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (!event.repeat) this.#press('focus', this.current, SPOKEN_VELOCITY);
    }
  }

  #onKeyUp(event: KeyboardEvent): void {
    if (event.key === ' ' || event.key === 'Enter') this.#release('focus');
  }

  async #focus(key: MidiNote): Promise<void> {
    if (key < 0 || key > 127) return;
    this.#release('focus');
    this.current = key;
    this.#show(key, key);
    await this.updateComplete;
    this.shadowRoot?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus();
  }

  #fit(width: number): void {
    const room = width - (width < 480 ? 0 : 76);
    const octaves = Math.floor((room / MIN_WHITE_WIDTH - 1) / 7);
    this.octaves = Math.min(MAX_OCTAVES, Math.max(1, octaves));
    this.low = 60 - OCTAVE * Math.floor(this.octaves / 2);
    this.#show(this.base, this.base + OCTAVE);
    this.#keepCurrent();
  }

  #move(semitones: number): void {
    this.low = Math.min(HIGHEST_C - OCTAVE * (this.octaves - 1), Math.max(0, this.low + semitones));
    this.#keepCurrent();
  }

  /** Moves by octaves until both keys are in sight. */
  #show(from: MidiNote, to: MidiNote): void {
    const width = this.octaves * OCTAVE;
    while (from < this.low && this.low > 0) this.low -= OCTAVE;
    while (to > this.low + width && this.low + width < 120) this.low += OCTAVE;
  }

  #keepCurrent(): void {
    const high = this.low + this.octaves * OCTAVE;
    if (this.current < this.low || this.current > high) this.current = Math.min(high, Math.max(this.low, 60));
  }
}

/** White keys from `first` (a C) to `key`; a black key counts a half more. */
function whitesBetween(first: MidiNote, key: MidiNote): number {
  const places = [0, 0.5, 1, 1.5, 2, 3, 3.5, 4, 4.5, 5, 5.5, 6];
  const semitones = key - first;
  return Math.floor(semitones / OCTAVE) * 7 + places[((semitones % OCTAVE) + OCTAVE) % OCTAVE]!;
}
