import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { EmbeddingPicture, MixPosition, Take } from '../../src/instrument/state.js';
import { percent } from '../format.js';
import { blendAcross, blendPictures, rangeOf, type ValueRange } from '../pictures/blend-pictures.js';
import { alloyColors, metalOf, pairColors } from '../pictures/metal.js';
import { mixColor } from '../pictures/mix-color.js';
import { TAKE_VIEWS, type TakeView } from '../strings.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { fire } from './fire.js';

/** Places between two sources that the picture of the blend shows. */
const BLEND_STEPS = 48;
const BLEND_COLORS = 9;

/** A source that takes part in the mix. */
export interface BlendedSource {
  readonly slot: number;
  readonly name: string;
  /** How much of it is in the hybrid, 0 to 1; all of them sum to 1. */
  readonly weight: number;
  /** Null until it is encoded. */
  readonly embedding: EmbeddingPicture | null;
}

/** What the embeddings of the sources make at the present mix. */
interface Blend {
  readonly hybrid: EmbeddingPicture;
  readonly across: EmbeddingPicture;
  readonly range: ValueRange;
}

/**
 * Originals, reconstructions and the hybrid, all seen the same way: as waveforms, as rainbowgrams, or as embeddings, with
 * the way from one source's embedding to the other's.
 *
 * @fires take-play - `{ id: string }`
 * @fires take-stop - `{ id: string }`
 * @fires take-save - `{ id: string }`
 * @fires view-change - `{ view: string }`, the pictures that are shown now
 * @csspart views - the choice of picture
 * @csspart takes - the grid of takes
 * @csspart blend - the picture of the blend
 */
export class AlloyTakeList extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        container-type: inline-size;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 16px;
        margin-bottom: 10px;
      }
      h2 {
        margin: 0;
        font-size: 15px;
        font-weight: 650;
      }
      .views {
        display: flex;
        padding: 3px;
        border-radius: 999px;
        background: var(--alloy-raised);
      }
      .views button {
        min-height: 28px;
        padding: 0 12px;
        border: 0;
        background: none;
        font-size: 12px;
      }
      .views button[aria-checked='true'] {
        background: var(--alloy-surface);
        box-shadow: 0 1px 3px rgb(0 0 0 / 0.18);
      }
      .takes {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 14px;
      }
      .main,
      .blend {
        --stage: 150px;
        grid-column: 1 / -1;
      }
      .blend {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 12px 14px 14px;
        border: 1px solid var(--alloy-line);
        border-radius: var(--alloy-radius);
        background: var(--alloy-surface);
      }
      .blend p {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 10px;
        margin: 0;
        font-size: 13px;
      }
      .blend alloy-embedding {
        height: 96px;
        overflow: hidden;
        border-radius: 8px;
        background: color-mix(in oklab, var(--alloy-hybrid), transparent 94%);
      }
      @container (min-width: 2200px) {
        .takes {
          grid-template-columns: repeat(6, minmax(0, 1fr));
        }
        .main {
          --stage: 220px;
        }
      }
      @container (max-width: 1020px) {
        .takes {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      @container (max-width: 560px) {
        .views {
          width: 100%;
        }
        .views button {
          flex: 1;
          padding: 0 4px;
        }
        .takes {
          grid-template-columns: minmax(0, 1fr);
        }
        .main {
          --stage: 110px;
        }
      }
    `,
  ];

  @property({ attribute: false }) takes: readonly Take[] = [];
  @property({ attribute: false }) playing: string | null = null;
  @property({ attribute: false }) mix: MixPosition = { x: 0.5, y: 0 };
  /** The sources that take part in the mix, in its order. */
  @property({ attribute: false }) sources: readonly BlendedSource[] = [];
  /** Length of a complete render. */
  @property({ type: Number }) seconds = 4;

  @property() view: TakeView = 'waveform';

  protected override render(): TemplateResult {
    const blend = this.view === 'embedding' ? this.#blend() : null;
    return html`
      <section aria-label=${this.strings.takes.label}>
        <header>
          <h2>${this.strings.takes.label}</h2>
          ${this.#views()}
        </header>
        <div part="takes" class="takes">
          ${repeat(
            [...this.takes].sort(bySource),
            ({ id }) => id,
            (take) => this.#take(take, blend),
          )}
          ${blend && this.sources.length > 1 ? this.#across(blend) : nothing}
        </div>
      </section>
    `;
  }

  #views(): TemplateResult {
    return html`<div
      part="views"
      class="views"
      role="radiogroup"
      aria-label=${this.strings.takes.viewLabel}
      @keydown=${this.#onKeyDown}
    >
      ${TAKE_VIEWS.map(
        (view) =>
          html`<button
            role="radio"
            aria-checked=${view === this.view}
            tabindex=${view === this.view ? 0 : -1}
            @click=${() => this.#show(view)}
          >
            ${this.strings.takes.views[view]}
          </button>`,
      )}
    </div>`;
  }

  /** Null while a source is not encoded. */
  #blend(): Blend | null {
    const pictures = this.sources.flatMap(({ embedding }) => embedding ?? []);
    if (pictures.length === 0 || pictures.length < this.sources.length) return null;
    return {
      hybrid: blendPictures(
        pictures,
        this.sources.map(({ weight }) => weight),
      ),
      across: blendAcross(pictures, this.mix, BLEND_STEPS),
      range: rangeOf(pictures),
    };
  }

  #take(take: Take, blend: Blend | null): TemplateResult {
    const main = take.id === 'hybrid';
    return html`<alloy-take
      class=${main ? 'main' : take.kind}
      .take=${take}
      .view=${this.view}
      .metal=${metalOf(slotsOf(take)[0] ?? 0)}
      .colors=${this.#colors(take)}
      .embedding=${main && blend ? blend.hybrid : null}
      .range=${blend?.range ?? null}
      .playing=${this.playing === take.id}
      .span=${Math.round(this.seconds * take.clip.sampleRate)}
      @take-play=${this.#forward}
      @take-stop=${this.#forward}
      @take-save=${this.#forward}
    ></alloy-take>`;
  }

  /** Null for a take of one source. */
  #colors(take: Take): readonly string[] | null {
    if (take.kind !== 'hybrid') return null;
    const [first, second] = slotsOf(take);
    return first !== undefined && second !== undefined
      ? pairColors(metalOf(first), metalOf(second))
      : alloyColors(Math.max(2, this.sources.length), this.mix);
  }

  /** The way from the left edge of the mix to the right one. */
  #across({ across, range }: Blend): TemplateResult {
    const { takes } = this.strings;
    const { mix, sources } = this;
    const [first, second] = [sources[0]!.name, sources[1]!.name];
    const colors = Array.from({ length: BLEND_COLORS }, (_, i) =>
      mixColor(sources.length, i / (BLEND_COLORS - 1), mix.y),
    );
    return html`<figure class="blend" part="blend">
      <p>
        <span class="label">${takes.blend}</span>
        <strong>${takes.blendTitle(first, second)}</strong>
      </p>
      <alloy-embedding
        .embedding=${across}
        .colors=${colors}
        .range=${range}
        .at=${mix.x}
        label=${takes.blendPicture(first, second, percent(mix.x))}
      ></alloy-embedding>
    </figure>`;
  }

  #show(view: TakeView): void {
    this.view = view;
    fire(this, 'view-change', { view });
  }

  readonly #forward = (event: CustomEvent<{ id: string }>): void => fire(this, event.type, event.detail);

  async #onKeyDown(event: KeyboardEvent): Promise<void> {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#show(TAKE_VIEWS[(TAKE_VIEWS.indexOf(this.view) + step + TAKE_VIEWS.length) % TAKE_VIEWS.length]!);
    await this.updateComplete;
    this.shadowRoot?.querySelector<HTMLElement>('[role=radio][aria-checked=true]')?.focus();
  }
}

/** The hybrid first, then each original beside its reconstruction, then hybrids of pairs. */
function bySource(a: Take, b: Take): number {
  const rank = ({ id, kind }: Take): number => (id === 'hybrid' ? 0 : kind === 'hybrid' ? 2 : 1);
  return (
    rank(a) - rank(b) ||
    (slotsOf(a)[0] ?? 0) - (slotsOf(b)[0] ?? 0) ||
    a.kind.localeCompare(b.kind) ||
    a.id.localeCompare(b.id)
  );
}

/** The slots that a take's id names: "original-2", "hybrid-0-1". */
function slotsOf({ id }: Take): readonly number[] {
  return id.split('-').slice(1).map(Number);
}
