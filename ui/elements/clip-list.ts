/** Defines `alloy-clip-list`: all clips side by side, as waveforms, rainbowgrams or embeddings. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { EmbeddingPicture, MixPosition, Clip } from '../../src/instrument/state/state.js';
import { percent } from '../format.js';
import { blendAcross, blendPictures, rangeOf, type ValueRange } from '../pictures/blend-pictures.js';
import { alloyColors, tintOf, pairColors } from '../pictures/tints.js';
import { mixColor } from '../pictures/mix-color.js';
import { CLIP_VIEWS, type ClipView } from '../strings.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';

/** Mix positions in the picture of the blend. */
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

/** The sources' embeddings blended at the present mix. */
interface Blend {
  readonly hybrid: EmbeddingPicture;
  readonly across: EmbeddingPicture;
  readonly range: ValueRange;
}

/**
 * The clips: originals, reconstructions and hybrids, all as waveforms, as rainbowgrams, or as embeddings, with the
 * blend from one source's embedding to the other's.
 *
 * @fires clip-play - `{ id: string }`
 * @fires clip-stop - `{ id: string }`
 * @fires clip-save - `{ id: string }`
 * @fires view-change - `{ view: string }`, the pictures that are shown now
 * @csspart views - the choice of picture
 * @csspart clips - the grid of clips
 * @csspart blend - the picture of the blend
 */
export class AlloyClipList extends AlloyElement {
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
      .clips {
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
        .clips {
          grid-template-columns: repeat(6, minmax(0, 1fr));
        }
        .main {
          --stage: 220px;
        }
      }
      @container (max-width: 1020px) {
        .clips {
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
        .clips {
          grid-template-columns: minmax(0, 1fr);
        }
        .main {
          --stage: 110px;
        }
      }
    `,
  ];

  @property({ attribute: false }) clips: readonly Clip[] = [];
  @property({ attribute: false }) playing: string | null = null;
  @property({ attribute: false }) mix: MixPosition = { x: 0.5, y: 0 };
  /** The sources that take part in the mix, in its order. */
  @property({ attribute: false }) sources: readonly BlendedSource[] = [];
  /** Length of a complete render. */
  @property({ type: Number }) seconds = 4;

  @property() view: ClipView = 'waveform';

  protected override render(): TemplateResult {
    const blend = this.view === 'embedding' ? this.#blend() : null;
    return html`
      <section aria-label=${this.strings.clips.label}>
        <header>
          <h2>${this.strings.clips.label}</h2>
          ${this.#views()}
        </header>
        <div part="clips" class="clips">
          ${repeat(
            [...this.clips].sort(bySource),
            ({ id }) => id,
            (clip) => this.#clip(clip, blend),
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
      aria-label=${this.strings.more!.clips.viewLabel}
      @keydown=${this.#onKeyDown}
    >
      ${CLIP_VIEWS.map(
        (view) =>
          html`<button
            role="radio"
            aria-checked=${view === this.view}
            tabindex=${view === this.view ? 0 : -1}
            @click=${() => this.#show(view)}
          >
            ${this.strings.clips.views[view]}
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

  #clip(clip: Clip, blend: Blend | null): TemplateResult {
    const main = clip.id === 'hybrid';
    return html`<alloy-clip
      class=${main ? 'main' : clip.kind}
      .clip=${clip}
      .view=${this.view}
      .tint=${tintOf(slotsOf(clip)[0] ?? 0)}
      .colors=${this.#colors(clip)}
      .embedding=${main && blend ? blend.hybrid : null}
      .range=${blend?.range ?? null}
      .playing=${this.playing === clip.id}
      .span=${Math.round(this.seconds * clip.audio.sampleRate)}
      @clip-play=${this.#forward}
      @clip-stop=${this.#forward}
      @clip-save=${this.#forward}
    ></alloy-clip>`;
  }

  /** Null for a clip of one source. */
  #colors(clip: Clip): readonly string[] | null {
    if (clip.kind !== 'hybrid') return null;
    const [first, second] = slotsOf(clip);
    return first !== undefined && second !== undefined
      ? pairColors(tintOf(first), tintOf(second))
      : alloyColors(Math.max(2, this.sources.length), this.mix);
  }

  /** Renders the blend from the left edge of the mix to the right one. */
  #across({ across, range }: Blend): TemplateResult {
    const { clips } = this.strings.more!;
    const { mix, sources } = this;
    const [first, second] = [sources[0]!.name, sources[1]!.name];
    const colors = Array.from({ length: BLEND_COLORS }, (_, i) =>
      mixColor(sources.length, i / (BLEND_COLORS - 1), mix.y),
    );
    return html`<figure class="blend" part="blend">
      <p>
        <span class="label">${clips.blend}</span>
        <strong>${clips.blendTitle(first, second)}</strong>
      </p>
      <alloy-embedding
        .embedding=${across}
        .colors=${colors}
        .range=${range}
        .at=${mix.x}
        label=${clips.blendPicture(first, second, percent(mix.x))}
      ></alloy-embedding>
    </figure>`;
  }

  #show(view: ClipView): void {
    this.view = view;
    dispatch(this, 'view-change', { view });
  }

  readonly #forward = (event: CustomEvent<{ id: string }>): void => dispatch(this, event.type, event.detail);

  async #onKeyDown(event: KeyboardEvent): Promise<void> {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#show(CLIP_VIEWS[(CLIP_VIEWS.indexOf(this.view) + step + CLIP_VIEWS.length) % CLIP_VIEWS.length]!);
    await this.updateComplete;
    this.shadowRoot?.querySelector<HTMLElement>('[role=radio][aria-checked=true]')?.focus();
  }
}

/** The hybrid first, then each original beside its reconstruction, then hybrids of pairs. */
function bySource(a: Clip, b: Clip): number {
  const rank = ({ id, kind }: Clip): number => (id === 'hybrid' ? 0 : kind === 'hybrid' ? 2 : 1);
  return (
    rank(a) - rank(b) ||
    (slotsOf(a)[0] ?? 0) - (slotsOf(b)[0] ?? 0) ||
    a.kind.localeCompare(b.kind) ||
    a.id.localeCompare(b.id)
  );
}

/** The slots that a clip's id names: "original-2", "hybrid-0-1". */
function slotsOf({ id }: Clip): readonly number[] {
  return id.split('-').slice(1).map(Number);
}
