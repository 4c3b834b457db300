/** Defines `alloy-source-slot`: one source sound to load, record, trim and tune. */
import { html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { FILE_ACCEPT } from '../../src/audio/formats/names.js';
import type { BundledSource } from '../../src/instrument/contract.js';
import type { SlotState, Trim } from '../../src/instrument/state/state.js';
import { DropController } from '../controllers/drop-controller.js';
import type { Dropped } from '../controllers/dropped.js';
import { noteName, percent } from '../format.js';
import { tintOf } from '../pictures/tints.js';
import { errorText, slotLetter } from '../strings.js';
import { controls } from '../styles/controls.js';
import { slotStyles } from '../styles/source-slot.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';
import { styled } from '../styles/styled.js';
import { noticesBesideRoot, passageChoice, rootWords } from './source-root.js';

type Ready = Extract<SlotState, { phase: 'ready' }>;

/** Range of the gain slider, decibels. */
const GAIN = { min: -24, max: 12, step: 0.5 } as const;

/**
 * The place of one source sound: drop, browse, pick, record; then its waveform with trim handles, root note and gain.
 *
 * @fires source-load - `{ source: File | string, name: string }`
 * @fires sources-load - `{ sounds: (File | string)[], folders: string[] }`, several at once: the first for this place
 * @fires source-expect - a sound is about to be chosen, or hovers above the place
 * @fires source-clear
 * @fires source-dismiss - what is said of a problem is read
 * @fires source-root - `{ midi: number | null }`
 * @fires source-gain - `{ gain: number }`, decibels
 * @fires source-trim - `{ trim: { start: number, end: number } | null }`, seconds
 * @fires source-remove - an empty slot that may go shall go
 * @fires source-record - `{ on: boolean }`
 * @fires source-listen - `{ on: boolean }`
 * @csspart card - the frame
 * @csspart picture - the waveform
 * @csspart handle - either trim handle
 * @csspart gain - the slider of the gain
 * @cssprop --tint - this source's colour
 */
export class AlloySourceSlot extends AlloyElement {
  static override readonly styles = [controls, slotStyles];

  @property({ type: Number }) index = 0;
  @property({ attribute: false }) source: SlotState = { phase: 'empty' };
  @property({ attribute: false }) bundled: readonly BundledSource[] = [];
  @property({ type: Boolean }) playing = false;
  /** Whether the place itself can go when it is empty. */
  @property({ type: Boolean }) removable = false;

  @query('input[type=file]') private readonly fileInput!: HTMLInputElement;

  readonly #drop = new DropController(this, (dropped) => this.#clip(dropped), { links: true });

  protected override render(): TemplateResult {
    const { source, index } = this;
    const over = this.#drop.over;
    return html`
      <section
        part="card"
        class="card ${source.phase} ${over ? 'over' : ''}"
        aria-label=${this.strings.slot.label(index)}
        aria-busy=${source.phase === 'loading'}
        @dragenter=${this.#expect}
      >
        <header>
          <span class="badge" aria-hidden="true">${slotLetter(index)}</span>
          ${this.#title()}
        </header>
        <div class="body">${over ? this.#dropHint() : this.#body()}</div>
        <footer>
          ${source.phase === 'ready' ? [this.#root(source), this.#gain(source)] : nothing}${this.#ways()}
        </footer>
        <input type="file" hidden multiple accept=${FILE_ACCEPT} @change=${this.#onFile} />
      </section>
    `;
  }

  #title(): TemplateResult {
    const { source, index } = this;
    const name = 'name' in source ? source.name : this.strings.slot.label(index);
    const gone = source.phase === 'ready' || source.phase === 'error';
    return html`<h2 title=${name}>${name}</h2>
      ${source.phase === 'ready' && !source.embedded ? this.#listen(source) : nothing}
      ${
        gone
          ? html`<button
              class="icon quiet"
              aria-label=${this.strings.slot.clear(name)}
              title=${this.strings.slot.clear(name)}
              @click=${() => dispatch(this, 'source-clear', null)}
            >
              ${glyph('close')}
            </button>`
          : this.removable && source.phase === 'empty'
            ? html`<button
                class="icon quiet"
                aria-label=${this.strings.slot.remove(index)}
                title=${this.strings.slot.remove(index)}
                @click=${() => dispatch(this, 'source-remove', null)}
              >
                ${glyph('close')}
              </button>`
            : nothing
      }`;
  }

  #listen({ name }: Ready): TemplateResult {
    const label = this.playing ? this.strings.slot.stop(name) : this.strings.slot.listen(name);
    return html`<button
      class="icon listen"
      aria-label=${label}
      title=${label}
      @click=${() => dispatch(this, 'source-listen', { on: !this.playing })}
    >
      ${glyph(this.playing ? 'stop' : 'play')}
    </button>`;
  }

  #dropHint(): TemplateResult {
    return html`<p class="strong">${this.strings.slot.dropHere}</p>`;
  }

  #body(): TemplateResult {
    const { source } = this;
    switch (source.phase) {
      case 'empty':
        return html`<p class="strong">${this.strings.slot.emptyTitle}</p>
          <p class="muted">${this.strings.slot.emptyHint}</p>`;
      case 'loading':
        return html`<div class="shimmer" aria-hidden="true"></div>
          <p class="muted" role="status">${this.strings.slot.loading(source.name)}</p>`;
      case 'recording':
        return this.#recording(source.seconds, source.level);
      case 'ready':
        return html`${this.#incoming(source)} ${this.#problem(source)}
        ${source.embedded ? this.#embedding(source) : this.#trimmer(source)}
        ${passageChoice(source, this.strings, (trim) => dispatch(this, 'source-trim', { trim }))}
        ${noticesBesideRoot(source).map((notice) => html`<p class="muted notice">${this.strings.notice(notice)}</p>`)}
        ${
          source.embedding || source.problem
            ? nothing
            : html`<p class="muted notice">${this.strings.slot.encoding}</p>`
        }`;
      case 'error':
        return html`<p class="danger" role="alert">
            ${glyph('alert')} <span>${errorText(this.strings, source.error)}</span>
          </p>
          <p class="muted">${this.strings.slot.errorHint}</p>`;
    }
  }

  #trimmer(source: Ready): TemplateResult {
    return html`<alloy-trimmer
        exportparts="picture, handle"
        .audio=${source.original}
        .trim=${source.trim}
        tint=${tintOf(this.index)}
        name=${source.name}
        @trim-change=${({ detail }: CustomEvent<{ trim: Trim | null }>) => dispatch(this, 'source-trim', detail)}
      ></alloy-trimmer>
      ${this.#part(source)}`;
  }

  /** Renders what there is of a source without its sound. */
  #embedding({ embedding, name }: Ready): TemplateResult {
    const { slot } = this.strings;
    return html`<alloy-embedding
        class="embedded"
        part="picture"
        .embedding=${embedding}
        tint=${tintOf(this.index)}
        label=${slot.embeddedPicture(name)}
      ></alloy-embedding>
      <p class="muted notice">${slot.embedded}</p>`;
  }

  /** Renders the sound that will replace this one. */
  #incoming({ incoming }: Ready): TemplateResult | typeof nothing {
    if (incoming === null) return nothing;
    return html`<p class="muted notice" role="status">${this.strings.slot.loading(incoming)}</p>`;
  }

  /** Renders why a new sound did not replace this one, or why this one cannot be used. */
  #problem({ problem, name }: Ready): TemplateResult | typeof nothing {
    if (!problem) return nothing;
    const { slot } = this.strings;
    return html`<div class="problem" role="alert">
      ${glyph('alert')}
      <p>
        <span class="danger">${errorText(this.strings, problem.error)}</span>
        ${problem.name === name ? nothing : html`<span class="muted">${slot.kept(name)}</span>`}
      </p>
      <button
        class="icon quiet"
        aria-label=${slot.dismiss}
        title=${slot.dismiss}
        @click=${() => dispatch(this, 'source-dismiss', null)}
      >
        ${glyph('close')}
      </button>
    </div>`;
  }

  #recording(seconds: number, level: number): TemplateResult {
    const shown = percent(Math.sqrt(level));
    return html`<p class="strong number" role="timer">
        <span class="dot"></span>${this.strings.slot.recording(seconds)}
      </p>
      <div
        class="level"
        role="meter"
        aria-label=${this.strings.slot.levelLabel}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${shown}
      >
        <span ${styled(`width: ${shown}%`)}></span>
      </div>
      <p class="muted">${this.strings.slot.recordingHint}</p>`;
  }

  #root(source: Ready): TemplateResult {
    const { root } = this.strings;
    const { rootMidi, rootOverride } = source;
    return html`<div class="root">
      <span class="label">${root.title}</span>
      <alloy-root-field
        .midi=${rootMidi}
        .overridden=${rootOverride !== null}
        label=${root.label(this.index)}
        @root-change=${(event: CustomEvent<{ midi: number | null }>) =>
          dispatch(this, 'source-root', event.detail)}
      ></alloy-root-field>
      <span class="muted heard">${rootWords(source, this.strings)}</span>
    </div>`;
  }

  #part({ trim }: Ready): TemplateResult {
    const words = this.strings.trim;
    return html`<p class="part muted number">
      <span>${trim ? words.used(trim.end - trim.start) : words.all}</span>
      ${
        trim
          ? html`<button
              class="quiet small"
              aria-label=${words.reset}
              title=${words.reset}
              @click=${() => dispatch(this, 'source-trim', { trim: null })}
            >
              ${glyph('undo')}
            </button>`
          : nothing
      }
    </p>`;
  }

  #gain({ gain }: Ready): TemplateResult {
    const { slot } = this.strings;
    const set = (value: number): void => dispatch(this, 'source-gain', { gain: value });
    return html`<label class="gain">
      <span class="label" aria-hidden="true">${slot.gain}</span>
      <input
        part="gain"
        type="range"
        min=${GAIN.min}
        max=${GAIN.max}
        step=${GAIN.step}
        title=${slot.gainHint}
        aria-label=${slot.gainLabel(this.index)}
        aria-valuetext=${slot.gainValue(gain)}
        .value=${String(gain)}
        @input=${(event: Event) => set((event.target as HTMLInputElement).valueAsNumber)}
        @dblclick=${() => set(0)}
      />
      <output class="number">${slot.gainValue(gain)}</output>
    </label>`;
  }

  /** The ways a sound can come in; while recording, the way to end it. */
  #ways(): TemplateResult {
    const { slot } = this.strings;
    if (this.source.phase === 'recording') {
      return html`<div class="ways">
        <button class="primary" @click=${() => dispatch(this, 'source-record', { on: false })}>
          ${glyph('stop')} ${slot.stopRecording}
        </button>
      </div>`;
    }
    return html`<div class="ways">
      ${this.bundled.length > 0 ? this.#picker() : nothing}
      <button
        aria-label=${slot.browseLabel(this.index)}
        title=${slot.browseLabel(this.index)}
        @click=${this.#choose}
      >
        ${glyph('folder')} <span>${slot.browse}</span>
      </button>
      <button
        aria-label=${slot.recordLabel(this.index)}
        title=${slot.recordLabel(this.index)}
        @click=${() => dispatch(this, 'source-record', { on: true })}
      >
        ${glyph('mic')} <span>${slot.record}</span>
      </button>
    </div>`;
  }

  #picker(): TemplateResult {
    const families = [...new Set(this.bundled.map(({ family }) => family))];
    const label = this.strings.slot.pickLabel(this.index);
    return html`<span class="button picker">
      ${glyph('list')} <span>${this.strings.slot.pick}</span> ${glyph('down')}
      <select aria-label=${label} title=${label} .value=${''} @change=${this.#onPick} @keydown=${openPicker}>
        <option value="" disabled hidden selected>${this.strings.slot.pick}</option>
        ${families.map(
          (family) =>
            html`<optgroup label=${this.strings.families[family] ?? family}>
              ${this.bundled
                .filter((sound) => sound.family === family)
                .map(
                  ({ id, title, rootMidi }) =>
                    html`<option value=${id}>
                      ${this.strings.sounds[id] ?? title} · ${noteName(rootMidi)}
                    </option>`,
                )}
            </optgroup>`,
        )}
      </select>
    </span>`;
  }

  #onPick(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const sound = this.bundled.find(({ id }) => id === select.value);
    select.value = '';
    select.blur(); // the computer's keys play again
    if (sound) dispatch(this, 'source-load', { source: sound.url, name: sound.title });
  }

  readonly #expect = (): void => dispatch(this, 'source-expect', null);

  readonly #choose = (): void => {
    this.#expect();
    this.fileInput.click();
  };

  #onFile(): void {
    const sounds = [...(this.fileInput.files ?? [])];
    if (sounds.length > 0) this.#clip({ sounds, folders: [] });
    this.fileInput.value = ''; // so that the same file can be chosen again
  }

  #clip(dropped: Dropped): void {
    const { sounds, folders } = dropped;
    const [only] = sounds;
    if (sounds.length === 1 && folders.length === 0 && only instanceof File) {
      dispatch(this, 'source-load', { source: only, name: only.name });
    } else dispatch(this, 'sources-load', dropped);
  }
}

/** Arrow keys open the list; by themselves they would load one sound after the other. */
function openPicker(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  (event.target as HTMLSelectElement).showPicker();
}
