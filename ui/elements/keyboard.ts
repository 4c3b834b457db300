/** Defines `alloy-keyboard`: piano keys for fingers, mouse and keyboard. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { MidiNote, Velocity } from '../../src/units.js';
import { GlissandoController } from '../controllers/glissando-controller.js';
import type { LiveSource } from '../controllers/live-feed.js';
import { LiveKeysController } from '../controllers/live-keys-controller.js';
import { noteName } from '../format.js';
import { isBlack, OCTAVE, whitesBetween, WHITES_IN_OCTAVE } from '../piano.js';
import { controls } from '../styles/controls.js';
import { keyboardStyles } from '../styles/keyboard.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';
import type { KeyRange, StripZone } from './zone-strip.js';
import { styled } from '../styles/styled.js';
import { viewOf } from '../controllers/view.js';

/** Of a white key, in CSS pixels: for a mouse, and for a finger where an octave fits then, too. */
const MIN_WHITE_WIDTH = 34;
const MIN_TOUCH_WIDTH = 44;
/** Up to this width the buttons of the octaves are above the keys, not beside them. */
const NARROW = 560;
/** What those beside them take. */
const BUTTONS_WIDTH = 76;
const MAX_OCTAVES = 8;
const HIGHEST_C: MidiNote = 108;
const SPOKEN_VELOCITY: Velocity = 96;

/**
 * Piano keys: as many octaves as fit, with what is rendered above them. Any number of fingers play, slide from key
 * to key, and along a key; with the keyboard, arrows walk and Space or Enter plays. Keys that sound show the tint
 * of the mix that they sound with.
 *
 * @fires note-press - `{ source: string, key: number, velocity: number }`: `source` holds the key
 * @fires note-slide - `{ source: string, key: number, amount: number }`: how far up (1) or down (−1) its key a finger has slid
 * @fires note-release - `{ source: string }`
 * @slot bar - what stands above the keys, on a narrow face between the buttons of the octaves
 * @csspart keys - the frame of the keys
 * @csspart zones - the strip that shows what is rendered
 * @cssprop --alloy-hybrid - colour of keys that are held
 * @cssprop --alloy-key-white - white keys
 * @cssprop --alloy-key-black - black keys
 */
export class AlloyKeyboard extends AlloyElement {
  static override readonly styles = [controls, keyboardStyles];

  /** As high as its place, which then has a height of its own. */
  @property({ type: Boolean, reflect: true }) fill = false;
  @property({ attribute: false }) zones: readonly StripZone[] = [];
  /** How many sources are blended, 1 to 4. */
  @property({ type: Number }) sources = 2;
  /** The keys that are rendered for; those outside are dimmed. Null: all. */
  @property({ attribute: false }) range: KeyRange | null = null;
  @property({ attribute: false }) held: readonly number[] = [];
  /** What is printed on keys. */
  @property({ attribute: false }) letters: ReadonlyMap<MidiNote, string> = new Map();
  /** The note that the computer's A key plays: kept in sight. */
  @property({ type: Number }) base: MidiNote = 60;

  @state() private low: MidiNote = 36;
  @state() private octaves = 4;
  /** The key that takes part in tabbing. */
  @state() private current: MidiNote = 60;

  readonly #sizes = new ResizeObserver(([entry]) => this.#fit(entry!.contentRect.width));
  readonly #liveKeys = new LiveKeysController(this);
  readonly #glissando = new GlissandoController(this, {
    press: (source, key, velocity) => dispatch(this, 'note-press', { source, key, velocity }),
    slide: (source, key, amount) => dispatch(this, 'note-slide', { source, key, amount }),
    release: (source) => this.#release(source),
  });

  /** Where voices are in the mix, for the colour of keys that sound. */
  get live(): LiveSource | null {
    return this.#liveKeys.source;
  }

  set live(live: LiveSource | null) {
    this.#liveKeys.source = live;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#liveKeys.sources = this.sources;
    // the same buttons become other keys
    if (changed.has('low') || changed.has('octaves')) this.#liveKeys.clear();
    if (changed.has('base') && changed.get('base') !== undefined) this.#show(this.base, this.base + OCTAVE);
  }

  protected override render(): TemplateResult {
    const { play } = this.strings;
    const { low, octaves } = this;
    const last = low + octaves * OCTAVE;
    const keys = Array.from({ length: last - low + 1 }, (_, i) => low + i);
    return html`
      <div class="frame">
        <slot name="bar"></slot>
        ${this.#shift(play.octaveDown, 'left', -OCTAVE, low <= 0, (key) => key < low)}
        <div class="board" ${styled(`--whites: ${octaves * WHITES_IN_OCTAVE + 1}`)}>
          <alloy-zone-strip
            part="zones"
            .zones=${this.zones}
            .sources=${this.sources}
            .range=${this.range}
            .first=${low}
            .octaves=${octaves}
          ></alloy-zone-strip>
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
            ${keys.map((key) => this.#key(key))}
          </div>
        </div>
        ${this.#shift(play.octaveUp, 'right', OCTAVE, last >= 127 - OCTAVE, (key) => key > last)}
      </div>
    `;
  }

  /** A button that shows other octaves; lit where keys out of sight on its side are held. */
  #shift(
    label: string,
    icon: 'left' | 'right',
    semitones: number,
    disabled: boolean,
    beyond: (key: MidiNote) => boolean,
  ): TemplateResult {
    return html`<button
      class="icon quiet shift ${icon} ${this.held.some(beyond) ? 'beyond' : ''}"
      aria-label=${label}
      title=${label}
      ?disabled=${disabled}
      @click=${() => this.#move(semitones)}
    >
      ${glyph(icon)}
    </button>`;
  }

  #key(key: MidiNote): TemplateResult {
    const { range } = this;
    const held = this.held.includes(key);
    const outside = range !== null && (key < range.low || key > range.high);
    return html`<button
      class="key ${isBlack(key) ? 'black' : 'white'} ${held ? 'held' : ''} ${outside ? 'outside' : ''}"
      ${styled(`--at: ${whitesBetween(this.low, key)}`)}
      data-key=${key}
      data-letter=${this.letters.get(key) ?? nothing}
      data-name=${key % OCTAVE === 0 ? noteName(key) : nothing}
      tabindex=${key === this.current ? 0 : -1}
      aria-label=${noteName(key)}
      aria-pressed=${held}
    >
      <span class="glow"></span>
    </button>`;
  }

  #release(source: string): void {
    dispatch(this, 'note-release', { source });
  }

  /** Space and Enter play the focused key; arrows go to the next one, Page keys by octaves. */
  #onKeyDown(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: OCTAVE,
      PageDown: -OCTAVE,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      void this.#focus(this.current + step);
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (event.repeat) return;
      dispatch(this, 'note-press', { source: 'focus', key: this.current, velocity: SPOKEN_VELOCITY });
    }
  }

  #onKeyUp(event: KeyboardEvent): void {
    if (event.key === ' ' || event.key === 'Enter') this.#release('focus');
  }

  async #focus(wanted: MidiNote): Promise<void> {
    this.#release('focus');
    const key = Math.min(HIGHEST_C + OCTAVE, Math.max(0, wanted));
    this.current = key;
    this.#show(key, key);
    await this.updateComplete;
    this.shadowRoot?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus();
  }

  #fit(width: number): void {
    const room = width - (width <= NARROW ? 0 : BUTTONS_WIDTH);
    const fits = (key: number): number => Math.floor((room / key - 1) / WHITES_IN_OCTAVE);
    const octaves = fits(
      viewOf(this).matchMedia('(pointer: coarse)').matches ? MIN_TOUCH_WIDTH : MIN_WHITE_WIDTH,
    );
    this.octaves = Math.min(MAX_OCTAVES, Math.max(1, octaves));
    this.low = Math.max(0, 60 - OCTAVE * Math.floor(this.octaves / 2));
    this.#show(this.base, this.base + OCTAVE);
    this.#keepCurrent();
  }

  #move(semitones: number): void {
    const highest = HIGHEST_C - OCTAVE * (this.octaves - 1);
    this.low = Math.min(highest, Math.max(0, this.low + semitones));
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
