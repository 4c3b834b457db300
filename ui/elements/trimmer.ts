/** Defines `alloy-trimmer`: a waveform with a handle at either end of the used part. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { SampleBuffer, Trim } from '../../src/instrument/state/state.js';
import type { Seconds } from '../../src/units.js';
import type { Tint } from '../pictures/tints.js';
import { controls } from '../styles/controls.js';
import { trimmerStyles } from '../styles/trimmer.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { styled } from '../styles/styled.js';

type End = 'start' | 'end';

/** Shortest part that can be used. */
const MIN_SECONDS: Seconds = 0.05;
const KEY_STEPS: Readonly<Record<string, Seconds>> = {
  ArrowLeft: -0.01,
  ArrowDown: -0.01,
  ArrowRight: 0.01,
  ArrowUp: 0.01,
  PageDown: -0.1,
  PageUp: 0.1,
};

/**
 * A sound's waveform with a handle at each end of the part that is used. A drag is reported when the handle is
 * released; arrow keys move by 10 ms, with Shift or as page keys by 100.
 *
 * @fires trim-change - `{ trim: { start: number, end: number } | null }`, seconds; null undoes the trim
 * @csspart picture - the waveform
 * @csspart handle - either handle
 * @cssprop --tint - colour of the handles
 * @cssprop --alloy-surface - what dims the rest
 */
export class AlloyTrimmer extends AlloyElement {
  static override readonly styles = [controls, trimmerStyles];

  @property({ attribute: false }) audio: SampleBuffer | null = null;
  /** Null: the whole is shown as used. */
  @property({ attribute: false }) trim: Trim | null = null;
  @property() tint: Tint = 'a';
  /** What the sound is called. */
  @property() name = '';

  /** While it is being moved. */
  @state() private draft: Trim | null = null;
  #dragging: { readonly end: End; readonly from: number; readonly at: Seconds } | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('trim') || changed.has('audio')) this.draft = null;
  }

  get #length(): Seconds {
    return this.audio ? this.audio.samples.length / this.audio.sampleRate : 0;
  }

  get #used(): Trim {
    return this.draft ?? this.trim ?? { start: 0, end: this.#length };
  }

  protected override render(): TemplateResult {
    const { slot, trim } = this.strings;
    const length = this.#length || 1;
    const { start, end } = this.#used;
    const place = (seconds: Seconds): string => ((seconds / length) * 100).toFixed(3);
    return html`<div
      class="frame ${this.trim || this.draft ? 'trimmed' : ''}"
      role="group"
      aria-label=${trim.label(this.name)}
      title=${trim.hint}
      ${styled(`--start: ${place(start)}; --end: ${place(end)}`)}
      @dblclick=${() => this.#set(null)}
    >
      <alloy-waveform
        part="picture"
        .audio=${this.audio}
        tint=${this.tint}
        label=${slot.waveform(this.name)}
      ></alloy-waveform>
      <span class="rest before"></span>
      <span class="rest after"></span>
      ${this.audio ? [this.#handle('start', start), this.#handle('end', end)] : nothing}
    </div>`;
  }

  #handle(end: End, at: Seconds): TemplateResult {
    const { trim } = this.strings;
    return html`<span
      part="handle"
      class="handle ${end}"
      role="slider"
      tabindex="0"
      aria-label=${trim[end]}
      aria-valuemin="0"
      aria-valuemax=${this.#length.toFixed(2)}
      aria-valuenow=${at.toFixed(2)}
      aria-valuetext=${trim.value(at)}
      @pointerdown=${(event: PointerEvent) => this.#onPointerDown(event, end)}
      @pointermove=${this.#onPointerMove}
      @pointerup=${this.#onPointerUp}
      @pointercancel=${this.#cancel}
      @keydown=${(event: KeyboardEvent) => this.#onKeyDown(event, end)}
      @keyup=${(event: KeyboardEvent) => event.key in KEY_STEPS && this.#commit()}
      @blur=${() => this.#commit()}
    ></span>`;
  }

  /** Moves one end, within the sound and off the other end. */
  #move(which: End, to: Seconds): void {
    const { start, end } = this.#used;
    const least = Math.min(MIN_SECONDS, this.#length);
    this.draft =
      which === 'start'
        ? { start: Math.max(0, Math.min(to, end - least)), end }
        : { start, end: Math.min(this.#length, Math.max(to, start + least)) };
  }

  #commit(): void {
    const { draft } = this;
    if (draft && !this.#dragging) this.#set(draft);
  }

  #set(trim: Trim | null): void {
    if (!trim) this.draft = null;
    const { start, end } = this.trim ?? { start: NaN, end: NaN };
    if (trim ? trim.start !== start || trim.end !== end : this.trim) dispatch(this, 'trim-change', { trim });
  }

  #onPointerDown(event: PointerEvent, end: End): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#dragging = { end, from: event.clientX, at: this.#used[end] };
  }

  #onPointerMove(event: PointerEvent): void {
    if (!this.#dragging) return;
    const { width } = this.getBoundingClientRect();
    const { end, from, at } = this.#dragging;
    if (width > 0) this.#move(end, at + ((event.clientX - from) / width) * this.#length);
  }

  #onPointerUp(): void {
    this.#dragging = null;
    this.#commit();
  }

  #cancel(): void {
    this.#dragging = null;
    this.draft = null;
  }

  #onKeyDown(event: KeyboardEvent, end: End): void {
    const step = KEY_STEPS[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') this.#set(null);
    else if (event.key === 'Escape') this.#cancel();
    else if (event.key === 'Home') this.#move(end, 0);
    else if (event.key === 'End') this.#move(end, this.#length);
    else if (step !== undefined) this.#move(end, this.#used[end] + step * (event.shiftKey ? 10 : 1));
    else return;
    event.preventDefault();
    if (event.key === 'Home' || event.key === 'End') this.#commit();
  }
}
