/** Defines `alloy-meter`: output level, its peak, and voices. */
import { css, html, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { MeterReading } from '../../src/instrument/contract.js';
import { LiveController } from '../controllers/live-controller.js';
import type { LiveSource } from '../controllers/live-feed.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { styled } from '../styles/styled.js';

const FLOOR_DB = -60;
const DECAY_DB_PER_SECOND = 40;
/** Peak hold time. */
const HOLD_MS = 1500;
/** The value in words follows this often: screen readers would drown in every frame's. */
const SPOKEN_EVERY_MS = 500;
const MARKS_DB = [-48, -36, -24, -12, -6] as const;

/** Position of a level on the bar, 0 to 1. */
function place(decibels: number): number {
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}

/**
 * Output level with its latest peak, and the voices in use. Draws while there is something to show, then rests.
 *
 * @csspart bar - the level's track
 * @csspart voices - the voices in use
 * @cssprop --alloy-gradient - the level's gradient
 * @cssprop --alloy-raised - the track
 * @cssprop --alloy-text - the mark of the peak
 */
export class AlloyMeter extends AlloyElement {
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
        height: 10px;
        overflow: hidden;
        border-radius: 5px;
        background: var(--alloy-raised);
      }
      .level {
        position: absolute;
        inset: 0;
        background: var(--alloy-gradient);
        clip-path: inset(0 100% 0 0);
      }
      .mark {
        position: absolute;
        inset: 0 auto 0 calc(var(--at) * 100%);
        width: 1px;
        background: var(--alloy-surface);
        opacity: 0.7;
      }
      .peak {
        position: absolute;
        inset: 0 auto;
        width: 2px;
        margin-left: -2px;
        background: var(--alloy-text);
        opacity: 0;
      }
      .voices {
        min-width: 6.4em;
        font-size: 12px;
        text-align: end;
        white-space: nowrap;
      }
      @media (forced-colors: active) {
        .bar {
          border: 1px solid CanvasText;
        }
        .level,
        .peak {
          forced-color-adjust: none;
          background: Highlight;
        }
      }
    `,
  ];

  /** Voices that there can be; not said where 0. */
  @property({ type: Number }) limit = 0;
  @property({ type: Number }) voices = 0;

  @query('.level') private readonly level!: HTMLElement | null;
  @query('.peak') private readonly mark!: HTMLElement | null;
  @state() private spoken = FLOOR_DB;
  readonly #feed = new LiveController(this, (reading, now) => this.#read(reading, now));
  #decibels = FLOOR_DB;
  #peak = FLOOR_DB;
  #peakAt = -Infinity;
  #last = 0;
  #spokenAt = -Infinity;

  /** Where readings come from. */
  get live(): LiveSource | null {
    return this.#feed.source;
  }

  set live(live: LiveSource | null) {
    this.#feed.source = live;
  }

  protected override render(): TemplateResult {
    const { play } = this.strings;
    return html`
      <div
        part="bar"
        class="bar"
        role="meter"
        aria-label=${play.meter}
        aria-valuemin=${FLOOR_DB}
        aria-valuemax="0"
        aria-valuenow=${this.spoken}
        aria-valuetext="${this.spoken} dB"
      >
        <div class="level"></div>
        ${MARKS_DB.map((decibels) => html`<span class="mark" ${styled(`--at: ${place(decibels)}`)}></span>`)}
        <div class="peak"></div>
      </div>
      <span part="voices" class="voices muted number">
        ${this.limit > 0 ? play.voicesOf(this.voices, this.limit) : play.voices(this.voices)}
      </span>
    `;
  }

  /** True while it still falls. */
  #read({ peak }: MeterReading, now: number): boolean {
    const seconds = Math.min(0.1, Math.max(0, (now - this.#last) / 1000));
    const heard = 20 * Math.log10(Math.max(peak, 1e-6));
    this.#last = now;
    this.#decibels = Math.max(FLOOR_DB, this.#decibels - DECAY_DB_PER_SECOND * seconds, heard);
    if (heard >= this.#peak || now - this.#peakAt > HOLD_MS) {
      this.#peak = this.#decibels;
      this.#peakAt = now;
    }
    this.#draw();
    const resting = this.#decibels <= FLOOR_DB && this.#peak <= FLOOR_DB;
    if (resting || now - this.#spokenAt > SPOKEN_EVERY_MS) {
      this.#spokenAt = now;
      this.spoken = Math.min(0, Math.round(this.#decibels));
    }
    return !resting;
  }

  #draw(): void {
    const { level, mark } = this;
    if (!level || !mark) return;
    level.style.clipPath = `inset(0 ${((1 - place(this.#decibels)) * 100).toFixed(1)}% 0 0)`;
    mark.style.left = `${(place(this.#peak) * 100).toFixed(1)}%`;
    mark.style.opacity = this.#peak > FLOOR_DB ? '1' : '0';
  }
}
