/** Defines `alloy-clip`: one sound to play, look at and save. */
import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { EmbeddingPicture, Clip } from '../../src/instrument/state/state.js';
import { noteName, percent } from '../format.js';
import type { ValueRange } from '../pictures/blend-pictures.js';
import { tintColor, type Tint } from '../pictures/tints.js';
import type { ClipView } from '../strings.js';
import { controls } from '../styles/controls.js';
import { clipStyles } from '../styles/clip.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';
import { styled } from '../styles/styled.js';

/**
 * One sound to hear, see and save.
 *
 * @fires clip-play - `{ id: string }`
 * @fires clip-stop - `{ id: string }`
 * @fires clip-save - `{ id: string }`
 * @csspart card - the frame
 * @csspart picture - waveform, rainbowgram or embedding
 */
export class AlloyClip extends AlloyElement {
  static override readonly styles = [controls, clipStyles];

  @property({ attribute: false }) clip: Clip | null = null;
  @property() view: ClipView = 'waveform';
  /** The source that it is of, by its letter. */
  @property() tint: Tint = 'a';
  /** Colours from left to right, as CSS, in place of the tint's: those of a hybrid. */
  @property({ attribute: false }) colors: readonly string[] | null = null;
  /** The embedding to show in place of the clip's own: a hybrid's at the present mix. */
  @property({ attribute: false }) embedding: EmbeddingPicture | null = null;
  /** Each channel's darkest and brightest value in its embedding; its own where not given. */
  @property({ attribute: false }) range: ValueRange | null = null;
  @property({ type: Boolean }) playing = false;
  /** Samples of the complete clip. */
  @property({ type: Number }) span = 0;

  protected override render(): TemplateResult {
    const { clip } = this;
    if (!clip) return html``;
    const kind = this.strings.clips.kinds[clip.kind];
    const empty = clip.audio.samples.length === 0;
    return html`
      <article
        part="card"
        class="card ${clip.id === 'hybrid' ? 'main' : clip.kind}"
        ${styled(`--tint: ${this.#tint}`)}
        aria-label="${kind}: ${clip.title}"
      >
        <header>
          ${this.#playButton(clip, kind, empty)}
          <div class="names">
            <p class="line">
              <span class="label">${kind}</span>
              <span class="muted number">${this.#facts(clip)}</span>
            </p>
            <h3 title=${clip.title}>${clip.title}</h3>
          </div>
          <button
            class="quiet icon"
            ?disabled=${empty}
            aria-label=${this.strings.more!.clips.save(kind, clip.title)}
            title=${this.strings.more!.clips.save(kind, clip.title)}
            @click=${() => dispatch(this, 'clip-save', { id: clip.id })}
          >
            ${glyph('save')}
          </button>
        </header>
        <div class="stage" part="picture">
          ${this.#picture(clip, kind)}
          ${this.playing && this.view !== 'embedding' ? this.#playhead(clip) : nothing}
        </div>
        ${clip.progress < 1 ? this.#progress(clip, kind) : nothing}
      </article>
    `;
  }

  /** The one colour of its card. */
  get #tint(): string {
    return this.colors?.[Math.floor(this.colors.length / 2)] ?? tintColor(this.tint);
  }

  #playButton(clip: Clip, kind: string, empty: boolean): TemplateResult {
    const label = (this.playing ? this.strings.more!.clips.stop : this.strings.more!.clips.play)(
      kind,
      clip.title,
    );
    return html`<button
      class="icon play"
      ?disabled=${empty}
      aria-label=${label}
      title=${label}
      @click=${() => dispatch(this, this.playing ? 'clip-stop' : 'clip-play', { id: clip.id })}
    >
      ${glyph(this.playing ? 'stop' : 'play')}
    </button>`;
  }

  #facts({ rootMidi, audio }: Clip): string {
    const seconds = audio.samples.length / audio.sampleRate;
    return seconds > 0 ? `${noteName(rootMidi)} · ${this.strings.duration(seconds)}` : noteName(rootMidi);
  }

  #picture(clip: Clip, kind: string): TemplateResult {
    const { clips } = this.strings.more!;
    const label = clips.picture(this.strings.clips.views[this.view], kind, clip.title);
    if (this.view === 'embedding') {
      const embedding = this.embedding ?? clip.embedding;
      return embedding
        ? html`<alloy-embedding
            .embedding=${embedding}
            tint=${this.tint}
            .colors=${this.colors}
            .range=${this.range}
            label=${label}
          ></alloy-embedding>`
        : html`<p class="muted">${clips.noEmbedding}</p>`;
    }
    if (clip.audio.samples.length === 0) return html`<p class="muted">${clips.waiting}</p>`;
    const span = clip.progress < 1 ? this.span : 0;
    return this.view === 'rainbowgram'
      ? html`<alloy-rainbowgram .audio=${clip.audio} .span=${span} label=${label}></alloy-rainbowgram>`
      : html`<alloy-waveform
          .audio=${clip.audio}
          .span=${span}
          tint=${this.tint}
          .colors=${this.colors}
          label=${label}
        ></alloy-waveform>`;
  }

  #playhead({ audio, progress }: Clip): TemplateResult {
    const seconds = audio.samples.length / audio.sampleRate;
    const end = progress < 1 && this.span > 0 ? audio.samples.length / this.span : 1;
    return html`<span
      class="playhead"
      ${styled(`animation-duration: ${seconds}s; --end: ${(end * 100).toFixed(2)}%`)}
    ></span>`;
  }

  #progress({ progress, title }: Clip, kind: string): TemplateResult {
    return html`<div
      class="progress"
      role="progressbar"
      aria-label=${this.strings.more!.clips.progress(kind, title)}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent(progress)}
    >
      <span ${styled(`width: ${(progress * 100).toFixed(1)}%`)}></span>
    </div>`;
  }
}
