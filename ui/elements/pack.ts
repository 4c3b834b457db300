/** Defines `alloy-pack`: the sheet by which sounds of a pack become sources. */
import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { InstrumentContract, SoundPack } from '../../src/instrument/contract.js';
import { InstrumentController } from '../controllers/instrument-controller.js';
import { noteName } from '../format.js';
import { slotLetter } from '../strings.js';
import type { MoreStrings } from '../strings/en-more.js';
import { controls } from '../styles/controls.js';
import { dialogFrame } from '../styles/dialog.js';
import { exportStyles } from '../styles/export.js';
import { packStyles } from '../styles/pack.js';
import { AlloyElement } from './element.js';
import { glyph } from './glyphs.js';

type Words = MoreStrings['pack'];
type Sound = SoundPack['sounds'][number];

/** Rows that are drawn: a list of thousands is searched, not read. */
const MOST_ROWS = 200;
/** Fewer are seen at once. */
const SEARCHED_FROM = 10;

/**
 * A dialog: the sounds of a pack with their keys and roots; a click puts one into the source that is chosen, and the next empty one
 * is chosen then. Removes itself once it is closed.
 *
 * @csspart sheet - the dialog
 */
export class AlloyPack extends AlloyElement {
  static override readonly styles = [controls, dialogFrame, exportStyles, packStyles];

  readonly #instrument = new InstrumentController(this);
  @property({ attribute: false }) pack: SoundPack | null = null;
  /** Where the next sound goes; null: into the first that is empty. */
  @property({ attribute: false }) slotIndex: number | null = null;
  @state() private words = '';
  /** Slots that sounds were put into here, by the sounds' ids. */
  @state() private taken: ReadonlyMap<string, number> = new Map();
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  /** Whose sources they become. */
  get instrument(): InstrumentContract | null {
    return this.#instrument.instrument;
  }

  set instrument(instrument: InstrumentContract | null) {
    this.#instrument.instrument = instrument;
  }

  /** Opens it. Its words have come before. */
  async show(): Promise<void> {
    this.slotIndex ??= this.#nextEmpty ?? 0;
    await this.updateComplete;
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { pack } = this;
    const more = this.strings.more;
    return html`<dialog
      part="sheet"
      aria-label=${pack?.name ?? nothing}
      @close=${() => this.remove()}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      ${more && pack ? this.#sheet(more.pack, more.exports.close, pack) : html`<p role="alert">${this.strings.parts.failed}</p>`}
    </dialog>`;
  }

  #sheet(words: Words, close: string, pack: SoundPack): TemplateResult {
    const notes = [
      ...(pack.sounds.some(({ looped }) => looped) ? [words.loops] : []),
      ...(pack.missing.length > 0 ? [words.missing(pack.missing.length)] : []),
    ];
    return html`<div class="head">
        <h2 title=${pack.name}>${pack.name}</h2>
        <button class="icon quiet" aria-label=${close} title=${close} @click=${() => this.dialog.close()}>
          ${glyph('close')}
        </button>
      </div>
      <div class="ways">
        ${this.#slots(words)}
        ${
          pack.sounds.length > SEARCHED_FROM
            ? html`<input
                type="text"
                role="searchbox"
                placeholder=${words.search}
                aria-label=${words.search}
                @input=${(event: Event) => (this.words = (event.target as HTMLInputElement).value)}
              />`
            : nothing
        }
      </div>
      ${this.#list(words, pack)}
      <div class="foot">
        <p class="muted">${notes.join(' ')}</p>
        <button class="first" @click=${() => this.dialog.close()}>${words.done}</button>
      </div>`;
  }

  #slots(words: Words): TemplateResult {
    const { slots } = this.instrument!.state;
    return html`<fieldset class="slots">
      <legend class="label">${words.into}</legend>
      ${slots.map((slot, index) => {
        const name = 'name' in slot ? slot.name : '';
        return html`<label class="choice">
          <input
            type="radio"
            name="slot"
            .checked=${index === this.slotIndex}
            @change=${() => (this.slotIndex = index)}
          />
          <span>${words.slot(slotLetter(index), name)}</span>
        </label>`;
      })}
    </fieldset>`;
  }

  #list(words: Words, { sounds }: SoundPack): TemplateResult {
    const wanted = this.words.toLowerCase().split(/\s+/);
    const found = sounds.filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word)));
    return html`<ul aria-label=${words.sounds}>
      ${repeat(
        found.slice(0, MOST_ROWS),
        ({ id }) => id,
        (sound, index) => html`<li>${this.#sound(words, sound, index === 0)}</li>`,
      )}
      ${found.length === 0 ? html`<li><p class="muted" role="status">${words.nothing}</p></li>` : nothing}
      ${
        found.length > MOST_ROWS
          ? html`<li><p class="muted">${words.more(found.length - MOST_ROWS)}</p></li>`
          : nothing
      }
    </ul>`;
  }

  #sound(words: Words, sound: Sound, first: boolean): TemplateResult {
    const { id, name, keys, root } = sound;
    const slot = this.taken.get(id);
    return html`<button class="quiet" ?autofocus=${first} @click=${() => this.#take(sound)}>
      <span>${name}</span>
      <small>${keys ? words.keys(noteName(keys.low), noteName(keys.high)) : ''}</small>
      ${
        slot === undefined
          ? html`<small>${root === null ? '' : words.root(noteName(root))}</small>`
          : html`<small class="in" role="status">${words.loaded(slotLetter(slot))}</small>`
      }
    </button>`;
  }

  #take({ id }: Sound): void {
    const slot = this.slotIndex ?? 0;
    void this.instrument!.loadFromPack(slot, this.pack!, [id]);
    const others = [...this.taken].filter(([, index]) => index !== slot);
    this.taken = new Map([...others, [id, slot]]);
    this.slotIndex = this.#nextEmpty ?? slot;
  }

  /** The first slot with nothing in it; null: there is none. */
  get #nextEmpty(): number | null {
    const taken = new Set(this.taken.values());
    const next = this.instrument!.state.slots.findIndex(
      ({ phase }, index) => phase === 'empty' && !taken.has(index),
    );
    return next < 0 ? null : next;
  }
}
