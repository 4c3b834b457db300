import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { EmbeddingPicture, Take } from '../../src/instrument/state.js';
import { noteName, percent } from '../format.js';
import type { ValueRange } from '../pictures/blend-pictures.js';
import { metalColor, type Metal } from '../pictures/metal.js';
import type { TakeView } from '../strings.js';
import { controls } from '../styles/controls.js';
import { takeStyles } from '../styles/take.js';
import { AlloyElement } from './element.js';
import { fire } from './fire.js';
import { glyph } from './glyphs.js';
import { styled } from '../styles/styled.js';

/**
 * One sound to hear, see and save.
 *
 * @fires take-play - `{ id: string }`
 * @fires take-stop - `{ id: string }`
 * @fires take-save - `{ id: string }`
 * @csspart card - the frame
 * @csspart picture - waveform, rainbowgram or embedding
 */
export class AlloyTake extends AlloyElement {
  static override readonly styles = [controls, takeStyles];

  @property({ attribute: false }) take: Take | null = null;
  @property() view: TakeView = 'waveform';
  /** The source that it is of, by its letter. */
  @property() metal: Metal = 'a';
  /** Colours from left to right, as CSS, in place of the metal's: those of a hybrid. */
  @property({ attribute: false }) colors: readonly string[] | null = null;
  /** The embedding to show in place of the take's own: a hybrid's at the present mix. */
  @property({ attribute: false }) embedding: EmbeddingPicture | null = null;
  /** Each channel's darkest and brightest value in its embedding; its own where not given. */
  @property({ attribute: false }) range: ValueRange | null = null;
  @property({ type: Boolean }) playing = false;
  /** Samples that a complete take has. */
  @property({ type: Number }) span = 0;

  protected override render(): TemplateResult {
    const { take } = this;
    if (!take) return html``;
    const kind = this.strings.takes.kinds[take.kind];
    const empty = take.clip.samples.length === 0;
    return html`
      <article
        part="card"
        class="card ${take.id === 'hybrid' ? 'main' : take.kind}"
        ${styled(`--metal: ${this.#metal}`)}
        aria-label="${kind}: ${take.title}"
      >
        <header>
          ${this.#playButton(take, kind, empty)}
          <div class="names">
            <p class="line">
              <span class="label">${kind}</span>
              <span class="muted number">${this.#facts(take)}</span>
            </p>
            <h3 title=${take.title}>${take.title}</h3>
          </div>
          <button
            class="quiet icon"
            ?disabled=${empty}
            aria-label=${this.strings.takes.save(kind, take.title)}
            title=${this.strings.takes.save(kind, take.title)}
            @click=${() => fire(this, 'take-save', { id: take.id })}
          >
            ${glyph('save')}
          </button>
        </header>
        <div class="stage" part="picture">
          ${this.#picture(take, kind)}
          ${this.playing && this.view !== 'embedding' ? this.#playhead(take) : nothing}
        </div>
        ${take.progress < 1 ? this.#progress(take, kind) : nothing}
      </article>
    `;
  }

  /** The one colour of its card. */
  get #metal(): string {
    return this.colors?.[Math.floor(this.colors.length / 2)] ?? metalColor(this.metal);
  }

  #playButton(take: Take, kind: string, empty: boolean): TemplateResult {
    const label = (this.playing ? this.strings.takes.stop : this.strings.takes.play)(kind, take.title);
    return html`<button
      class="icon play"
      ?disabled=${empty}
      aria-label=${label}
      title=${label}
      @click=${() => fire(this, this.playing ? 'take-stop' : 'take-play', { id: take.id })}
    >
      ${glyph(this.playing ? 'stop' : 'play')}
    </button>`;
  }

  #facts({ rootMidi, clip }: Take): string {
    const seconds = clip.samples.length / clip.sampleRate;
    return seconds > 0 ? `${noteName(rootMidi)} · ${this.strings.duration(seconds)}` : noteName(rootMidi);
  }

  #picture(take: Take, kind: string): TemplateResult {
    const { takes } = this.strings;
    const label = takes.picture(takes.views[this.view], kind, take.title);
    if (this.view === 'embedding') {
      const embedding = this.embedding ?? take.embedding;
      return embedding
        ? html`<alloy-embedding
            .embedding=${embedding}
            metal=${this.metal}
            .colors=${this.colors}
            .range=${this.range}
            label=${label}
          ></alloy-embedding>`
        : html`<p class="muted">${takes.noEmbedding}</p>`;
    }
    if (take.clip.samples.length === 0) return html`<p class="muted">${takes.waiting}</p>`;
    const span = take.progress < 1 ? this.span : 0;
    return this.view === 'rainbowgram'
      ? html`<alloy-rainbowgram .clip=${take.clip} .span=${span} label=${label}></alloy-rainbowgram>`
      : html`<alloy-waveform
          .clip=${take.clip}
          .span=${span}
          metal=${this.metal}
          .colors=${this.colors}
          label=${label}
        ></alloy-waveform>`;
  }

  #playhead({ clip, progress }: Take): TemplateResult {
    const seconds = clip.samples.length / clip.sampleRate;
    const end = progress < 1 && this.span > 0 ? clip.samples.length / this.span : 1;
    return html`<span
      class="playhead"
      ${styled(`animation-duration: ${seconds}s; --end: ${(end * 100).toFixed(2)}%`)}
    ></span>`;
  }

  #progress({ progress, title }: Take, kind: string): TemplateResult {
    return html`<div
      class="progress"
      role="progressbar"
      aria-label=${this.strings.takes.progress(kind, title)}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent(progress)}
    >
      <span ${styled(`width: ${(progress * 100).toFixed(1)}%`)}></span>
    </div>`;
  }
}
