import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { MeterReading } from '../../src/instrument/contract.js';
import { LanguageController } from '../controllers/language-controller.js';
import { controls } from '../styles/controls.js';

const FLOOR_DB = -60;
const FALL_DB_PER_SECOND = 40;
/** The value in words follows this often: screen readers would drown in every frame's. */
const SPOKEN_EVERY_MS = 500;

/**
 * Output level and voices. Reads `source` each frame while there is something to show, then rests.
 *
 * @csspart bar - the level's track
 * @cssprop --alloy-melt - the level's gradient
 */
export class AlloyMeter extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 10px;
      }
      .bar {
        position: relative;
        flex: 1;
        min-width: 80px;
        height: 8px;
        overflow: hidden;
        border-radius: 4px;
        background: var(--alloy-raised);
      }
      .level {
        position: absolute;
        inset: 0;
        background: var(--alloy-melt);
        clip-path: inset(0 100% 0 0);
      }
      .voices {
        min-width: 5.2em;
        font-size: 12px;
      }
    `,
  ];

  /** Where readings come from. */
  @property({ attribute: false }) source: (() => MeterReading) | null = null;
  /** True while something may sound. */
  @property({ type: Boolean }) active = false;
  @property({ type: Number }) voices = 0;

  @query('.level') private readonly level!: HTMLElement | null;
  @state() private spoken = FLOOR_DB;
  readonly #language = new LanguageController(this);
  #decibels = FLOOR_DB;
  #frame = 0;
  #last = 0;
  #spokenAt = 0;

  protected override render(): TemplateResult {
    return html`
      <div
        part="bar"
        class="bar"
        role="meter"
        aria-label=${this.#language.strings.play.meter}
        aria-valuemin=${FLOOR_DB}
        aria-valuemax="0"
        aria-valuenow=${this.spoken}
        aria-valuetext="${this.spoken} dB"
      >
        <div class="level"></div>
      </div>
      <span class="voices muted number">${this.#language.strings.play.voices(this.voices)}</span>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('active') && this.active) this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #start(): void {
    if (this.#frame !== 0) return;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(this.#onFrame);
  }

  readonly #onFrame = (now: number): void => {
    this.#frame = 0;
    const peak = this.source?.().peak ?? 0;
    const fallen = this.#decibels - (FALL_DB_PER_SECOND * Math.max(0, now - this.#last)) / 1000;
    this.#last = now;
    this.#decibels = Math.max(FLOOR_DB, fallen, 20 * Math.log10(Math.max(peak, 1e-6)));
    const share = Math.min(1, 1 - this.#decibels / FLOOR_DB);
    if (this.level) this.level.style.clipPath = `inset(0 ${((1 - share) * 100).toFixed(1)}% 0 0)`;
    const resting = !this.active && this.#decibels <= FLOOR_DB;
    if (resting || now - this.#spokenAt > SPOKEN_EVERY_MS) {
      this.#spokenAt = now;
      this.spoken = Math.min(0, Math.round(this.#decibels));
    }
    if (!resting) this.#frame = requestAnimationFrame(this.#onFrame);
  };
}
