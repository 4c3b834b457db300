/** Defines `alloy-export`: the sheet by which an instrument leaves for another sampler. */
import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ExportFormat, ExportLoss, InstrumentContract } from '../../src/instrument/contract.js';
import { AlloyError, toErrorMessage } from '../../src/errors.js';
import { ExportRun } from '../controllers/export-run.js';
import { InstrumentController } from '../controllers/instrument-controller.js';
import { keysOf, type ExportKeys } from '../controllers/export-keys.js';
import { pickers } from '../controllers/saving.js';
import { percent } from '../format.js';
import { errorText } from '../strings.js';
import type { MoreStrings } from '../strings/en-more.js';
import { controls } from '../styles/controls.js';
import { dialogFrame } from '../styles/dialog.js';
import { exportStyles } from '../styles/export.js';
import { AlloyElement } from './element.js';
import { glyph } from './glyphs.js';

type Words = MoreStrings['exports'];

const RATES = [null, 44_100, 48_000] as const;
const DEPTHS = [16, 24] as const;
/** Formats that are one file: nothing to unpack into a folder. */
const SINGLE: readonly ExportFormat[] = ['sf2', 'multisample'];
/** Its samples have no more than 16 bits. */
const SHALLOW: ExportFormat = 'sf2';

/** What was chosen last on this page. */
let last: { format: ExportFormat; rate: number | null; bits: 16 | 24 } = {
  format: 'sfz',
  rate: null,
  bits: 16,
};

/**
 * A dialog: name, format, rate and depth of an export, what the format loses, and, where keys are missing, whether they are
 * rendered first; then how far it is, and what came of it. Removes itself once it is closed.
 *
 * @csspart sheet - the dialog
 */
export class AlloyExport extends AlloyElement {
  static override readonly styles = [controls, dialogFrame, exportStyles];

  readonly #instrument = new InstrumentController(this);
  readonly #run = new ExportRun(this);
  /** What it may be called. */
  @property({ attribute: false }) suggested = '';
  @state() private chosen = last;
  @state() private name = '';
  /** Whether missing keys are rendered first. */
  @state() private waits = true;
  @state() private losses: readonly ExportLoss[] | null = null;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  /** What is exported. */
  get instrument(): InstrumentContract | null {
    return this.#instrument.instrument;
  }

  set instrument(instrument: InstrumentContract | null) {
    this.#instrument.instrument = instrument;
  }

  /** Opens it. Its words have come before. */
  async show(): Promise<void> {
    const own = await this.instrument?.getState({ live: false }).then(
      ({ name }) => name,
      () => '',
    );
    this.name = this.suggested || own || '';
    await this.#askLosses();
    await this.updateComplete;
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const words = this.strings.more?.exports;
    return html`<dialog
      part="sheet"
      aria-label=${words?.title ?? nothing}
      @cancel=${this.#onCancel}
      @close=${() => this.remove()}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      ${words ? this.#sheet(words) : html`<p role="alert">${this.strings.parts.failed}</p>`}
    </dialog>`;
  }

  #sheet(words: Words): TemplateResult {
    const { phase } = this.#run.state;
    const body = {
      idle: () => this.#form(words),
      failed: () => this.#form(words),
      running: () => this.#running(words),
      done: () => this.#done(words),
    }[phase];
    return html`<div class="head">
        <h2>${words.title}</h2>
        <button class="icon quiet" aria-label=${words.close} title=${words.close} @click=${this.#close}>
          ${glyph('close')}
        </button>
      </div>
      ${body()}`;
  }

  #form(words: Words): TemplateResult {
    const { instrument, chosen } = this;
    const keys = keysOf(instrument!.state);
    const { state } = this.#run;
    const folder = pickers.showDirectoryPicker && !SINGLE.includes(chosen.format);
    return html`<form @submit=${this.#onSubmit}>
      <label class="field">
        <span class="label">${words.name}</span>
        <input
          type="text"
          maxlength="80"
          .value=${this.name}
          @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)}
        />
      </label>
      ${this.#formats(words)}
      <div class="pair">
        ${this.#menu(
          words.rate,
          RATES,
          chosen.rate,
          (rate) => (rate === null ? words.ownRate : words.kilohertz(rate)),
          (rate) => this.#choose({ rate }),
        )}
        ${this.#menu(words.depth, chosen.format === SHALLOW ? [16] : DEPTHS, this.#bits, words.bits, (bits) => this.#choose({ bits }))}
      </div>
      ${this.#keys(words, keys)}
      <p class="muted lost" role="status">${this.#lost(words)}</p>
      ${
        state.phase === 'failed'
          ? html`<p class="danger" role="alert">
              ${glyph('alert')} <span>${this.#failure(state.error)}</span>
            </p>`
          : nothing
      }
      <div class="answers">
        ${
          folder
            ? html`<button
                type="button"
                ?disabled=${keys.kind === 'no-sounds'}
                @click=${() => this.#start(true)}
              >
                ${glyph('folder')} ${words.folder}
              </button>`
            : nothing
        }
        <button class="first" ?disabled=${keys.kind === 'no-sounds'}>${glyph('save')} ${words.save}</button>
      </div>
    </form>`;
  }

  #formats(words: Words): TemplateResult {
    return html`<fieldset class="formats">
      <legend class="label">${words.format}</legend>
      ${(Object.keys(words.formats) as ExportFormat[]).map(
        (format) =>
          html`<label class="choice">
            <input
              type="radio"
              name="format"
              value=${format}
              ?autofocus=${format === this.chosen.format}
              .checked=${format === this.chosen.format}
              @change=${() => this.#choose({ format })}
            />
            <span>${words.formats[format]}</span>
            <small>${words.opens[format]}</small>
          </label>`,
      )}
    </fieldset>`;
  }

  #menu<T extends number | null>(
    title: string,
    values: readonly T[],
    chosen: T,
    text: (value: T) => string,
    onChoose: (value: T) => void,
  ): TemplateResult {
    return html`<label class="field">
      <span class="label">${title}</span>
      <select
        class="pill"
        @change=${({ target }: Event) => onChoose(values[(target as HTMLSelectElement).selectedIndex]!)}
      >
        ${values.map((value) => html`<option .selected=${value === chosen}>${text(value)}</option>`)}
      </select>
    </label>`;
  }

  /** Where not all keys are there: how many, and what is to be done. */
  #keys(words: Words, keys: ExportKeys): TemplateResult | typeof nothing {
    if (keys.kind === 'whole') return nothing;
    if (keys.kind === 'no-sounds') return html`<p role="status">${words.noSounds}</p>`;
    if (keys.kind === 'none') return html`<p role="status">${words.none}</p>`;
    const stale = keys.kind === 'stale';
    const answers = [
      [true, stale ? words.anew : words.wait],
      [false, words.there],
    ] as const;
    return html`<fieldset class="keys">
      <legend class="label">${words.keys}</legend>
      <p role="status">${stale ? words.stale : words.some(keys)}</p>
      ${answers.map(
        ([waits, text]) =>
          html`<label class="choice">
            <input
              type="radio"
              name="keys"
              .checked=${waits === this.waits}
              @change=${() => (this.waits = waits)}
            />
            <span>${text}</span>
          </label>`,
      )}
    </fieldset>`;
  }

  #lost(words: Words): string {
    const { losses } = this;
    if (losses === null) return '';
    return losses.length === 0 ? words.whole : words.lost(losses.map((loss) => words.losses[loss]));
  }

  #running(words: Words): TemplateResult {
    const { step, done } = this.#run.progress;
    const text = (step === 'render' ? words.rendering : words.writing)(percent(done));
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <p class="number" role="status">${text}</p>
      <progress aria-label=${text} .value=${done} max="1"></progress>
      <div class="answers">
        <button type="button" autofocus @click=${() => this.#run.cancel()}>${words.cancel}</button>
      </div>
    </form>`;
  }

  #done(words: Words): TemplateResult {
    const { state } = this.#run;
    const name = state.phase === 'done' ? state.name : '';
    return html`<form method="dialog">
      <p role="status">${words.done(name)}</p>
      <p class="muted">${this.#lost(words)}</p>
      <div class="answers">
        <button type="button" @click=${() => this.#run.reset()}>${words.again}</button>
        <button class="first" autofocus>${words.close}</button>
      </div>
    </form>`;
  }

  #failure(error: unknown): string {
    return error instanceof AlloyError
      ? errorText(this.strings, toErrorMessage(error))
      : this.strings.more!.files.failed;
  }

  get #bits(): 16 | 24 {
    return this.chosen.format === SHALLOW ? 16 : this.chosen.bits;
  }

  #choose(change: Partial<typeof last>): void {
    this.chosen = last = { ...this.chosen, ...change };
    void this.#askLosses();
  }

  async #askLosses(): Promise<void> {
    const { format } = this.chosen;
    const losses = await this.instrument!.files.exportLosses(format).catch(() => null);
    if (format === this.chosen.format) this.losses = losses;
  }

  #start(folder: boolean): void {
    const { instrument, chosen, name } = this;
    const keys = keysOf(instrument!.state).kind === 'whole' || this.waits ? 'all' : 'there';
    void this.#run.start(instrument!, folder, {
      ...{ format: chosen.format, sampleRate: chosen.rate, bits: this.#bits, keys, name },
      description: this.strings.more!.exports.formats[chosen.format],
    });
  }

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#start(false);
  };

  /** Escape ends what runs, and then the sheet. */
  readonly #onCancel = (event: Event): void => {
    if (this.#run.state.phase !== 'running') return;
    event.preventDefault();
    this.#run.cancel();
  };

  readonly #close = (): void => {
    this.#run.cancel();
    this.dialog.close();
  };
}
