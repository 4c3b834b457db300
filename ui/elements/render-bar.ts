/** Defines `alloy-render-bar`: starts a render and shows its progress and plan. */
import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { mixesAlong, mixGrid, planRoots } from '../../src/instrument/state/plan.js';
import type { ErrorMessage } from '../../src/errors.js';
import type { RenderEstimate } from '../../src/instrument/state/estimate.js';
import type { MixPosition, Plan, RenderState, ZoneState } from '../../src/instrument/state/state.js';
import type { MidiNote } from '../../src/units.js';
import { percent } from '../format.js';
import { errorText } from '../strings.js';
import type { MoreStrings } from '../strings/en-more.js';
import { controls } from '../styles/controls.js';
import { renderBarStyles } from '../styles/render-bar.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';
import { styled } from '../styles/styled.js';

export type RenderObstacle = 'source' | 'model' | null;

export interface RenderSettings {
  readonly seconds?: number;
  readonly seed?: number;
  readonly temperature?: number | null;
  readonly fast?: boolean;
}

/** Semitones between roots, and mixes along one side, that are offered. */
const STEPS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
const LINE = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const PLANE = [1, 2, 3] as const;
const TYPICAL_TEMPERATURE = 0.8;

/**
 * Starts a render and says how it goes, note by note; the keys and mixes that are rendered, and what each is made with.
 *
 * @fires render-start
 * @fires render-cancel
 * @fires render-settings - `{ seconds? , seed?, temperature?, fast? }`, what was changed
 * @fires render-plan - `{ low?, high?, step?, mixes? }`, what was changed
 * @csspart bar - the frame
 * @csspart grid - the picture of the notes
 * @csspart render - the button that renders
 */
export class AlloyRenderBar extends AlloyElement {
  static override readonly styles = [controls, renderBarStyles];

  /** All of it; what starts a render and says how it goes; or the notes and what they are made with. */
  @property({ reflect: true }) show: 'all' | 'action' | 'settings' = 'all';
  @property({ attribute: false }) state: RenderState = { phase: 'idle' };
  /** What a render waits for, if anything. */
  @property({ attribute: false }) obstacle: RenderObstacle = null;
  @property({ type: Boolean }) stale = false;
  /** No key sounds before its notes are rendered: the sounds are known by their embeddings alone. */
  @property({ type: Boolean }) silent = false;
  /** How long a render will take, where that is worth telling. */
  @property({ attribute: false }) estimate: RenderEstimate | null = null;
  @property({ type: Number }) seconds = 4;
  @property({ type: Number }) seed = 1;
  @property({ attribute: false }) temperature: number | null = null;
  /** Whether the model's weights are rounded for speed; null where there is no choice. */
  @property({ attribute: false }) fast: boolean | null = null;

  @property({ attribute: false }) plan: Plan = { low: 36, high: 84, step: 4, mixes: 1 };
  @property({ attribute: false }) zones: readonly ZoneState[] = [];
  /** How many sources are blended, 1 to 4. */
  @property({ type: Number }) sources = 2;
  @property({ attribute: false }) mix: MixPosition = { x: 0.5, y: 0 };

  protected override render(): TemplateResult {
    return html`
      <section part="bar" class="bar ${this.state.phase}" aria-label=${this.#label}>
        ${
          this.show === 'settings'
            ? nothing
            : html`<div class="action">${this.#action()}</div>
                <div class="status">${this.#status()}</div>
                <p class="unseen" role="status">${this.#announcement()}</p>`
        }
        ${
          this.show === 'action'
            ? nothing
            : html`${this.#grid()}
                <div class="settings">${this.#planned()} ${this.#settings()}</div>`
        }
      </section>
    `;
  }

  #tip(about: keyof MoreStrings['tips']): string | typeof nothing {
    return this.strings.more?.tips[about] ?? nothing;
  }

  get #label(): string {
    const { render } = this.strings;
    return this.show === 'settings' ? render.settings : render.label;
  }

  #action(): TemplateResult {
    const { render } = this.strings;
    if (this.state.phase === 'running') {
      return html`<button class="cancel" @click=${() => dispatch(this, 'render-cancel', null)}>
        ${glyph('close')} ${render.cancel}
      </button>`;
    }
    const labels = {
      idle: render.start,
      cancelled: this.stale ? render.again : render.resume,
      done: render.again,
      error: render.retry,
    };
    const fresh = this.state.phase === 'done' && !this.stale;
    return html`<button
      part="render"
      class="render ${fresh ? 'fresh' : ''}"
      ?disabled=${this.obstacle !== null}
      @click=${() => dispatch(this, 'render-start', null)}
    >
      ${labels[this.state.phase]}
    </button>`;
  }

  #status(): TemplateResult {
    const { silent, obstacle, strings } = this;
    const why = silent && obstacle === null ? html`<p class="muted">${strings.render.silent}</p>` : nothing;
    return html`${this.#progress()}${why}`;
  }

  #progress(): TemplateResult {
    const { render } = this.strings;
    const { state } = this;
    if (state.phase === 'running') {
      return html`<div class="line number">
          <strong>${render.steps[state.step]}</strong>
          <span>${this.#figures(state)}</span>
        </div>
        <div
          class="track"
          role="progressbar"
          aria-label=${render.progressLabel}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${percent(state.progress)}
          aria-valuetext="${render.steps[state.step]}, ${render.percent(percent(state.progress))}"
        >
          <span ${styled(`width: ${(state.progress * 100).toFixed(2)}%`)}></span>
        </div>`;
    }
    if (state.phase === 'error') {
      return html`<p class="danger">${glyph('alert')} <span>${this.#failure(state.error)}</span></p>`;
    }
    return html`<p class=${this.stale ? 'stale' : 'muted'}>${this.#summary()}</p>
      ${this.#estimate()}`;
  }

  /** Before it starts, and a way to make it shorter. */
  #estimate(): TemplateResult | typeof nothing {
    const { estimate, obstacle, state, stale, strings } = this;
    if (!estimate || obstacle !== null || (state.phase === 'done' && !stale)) return nothing;
    const { seconds, shorter } = estimate;
    return html`<p class="estimate">
      <span>${strings.render.estimate(strings.duration(seconds))}</span>
      ${
        shorter
          ? html`<button @click=${() => this.#change({ seconds: shorter.noteSeconds })}>
              ${strings.render.shorter(strings.render.secondsValue(shorter.noteSeconds), strings.duration(shorter.seconds))}
            </button>`
          : nothing
      }
    </p>`;
  }

  #figures(state: Extract<RenderState, { phase: 'running' }>): string {
    const { render } = this.strings;
    const parts = [render.percent(percent(state.progress))];
    if (state.realTimeFactor > 0) parts.push(render.speed(state.realTimeFactor));
    const left = this.zones.filter(({ phase }) => phase !== 'ready').length;
    if (left > 0) parts.push(render.notesLeft(left, this.zones.length));
    if (state.secondsLeft !== null) parts.push(render.left(this.strings.duration(state.secondsLeft)));
    return parts.join(' · ');
  }

  #summary(): string {
    const { render } = this.strings;
    if (this.obstacle === 'source') return render.needSource;
    if (this.obstacle === 'model') return render.needModel;
    if (this.stale) return render.stale;
    if (this.state.phase === 'done') return render.done(this.strings.duration(this.state.seconds));
    if (this.state.phase === 'cancelled') return render.cancelled(percent(this.state.progress));
    return render.ready;
  }

  /** What a screen reader says: the steps, not each percent. */
  #announcement(): string {
    const { state } = this;
    if (state.phase === 'running') {
      const { steps, silent } = this.strings.render;
      return this.silent ? `${steps[state.step]}. ${silent}` : steps[state.step];
    }
    if (state.phase === 'error') return this.#failure(state.error);
    return this.#summary();
  }

  /** Notes that were made but not finished are no render that stopped. */
  #failure(error: ErrorMessage): string {
    const text = errorText(this.strings, error);
    return error.code === 'not-finished' ? text : `${this.strings.render.failed} ${text}`;
  }

  #grid(): TemplateResult {
    return html`<alloy-zone-grid
      part="grid"
      .plan=${this.plan}
      .zones=${this.zones}
      .sources=${this.sources}
      .mix=${this.mix}
    ></alloy-zone-grid>`;
  }

  #planned(): TemplateResult {
    const { grid } = this.strings;
    const { low, high, step } = this.plan;
    const plane = this.sources > 2;
    const along = mixesAlong(Math.max(2, this.sources), this.plan.mixes); // of a second source, too, once there is one
    const places = mixGrid(this.sources, this.plan.mixes, this.mix).length;
    const field = (key: 'low' | 'high', label: string): TemplateResult =>
      html`<alloy-note-field
        .midi=${this.plan[key]}
        min=${key === 'low' ? 0 : low}
        max=${key === 'low' ? high : 127}
        label=${label}
        @note-change=${({ detail }: CustomEvent<{ midi: MidiNote }>) =>
          dispatch(this, 'render-plan', { [key]: detail.midi })}
      ></alloy-note-field>`;
    return html`<fieldset>
      <legend class="unseen">${grid.label}</legend>
      <div class="setting range" data-tip=${this.#tip('range')}>
        <span class="label">${grid.range}</span>
        ${field('low', grid.low)} <span aria-hidden="true">–</span> ${field('high', grid.high)}
      </div>
      <label class="setting">
        <span class="label">${grid.step}</span>
        ${this.#choice('step', grid.stepLabel, STEPS, step, grid.stepValue)}
      </label>
      <label class="setting">
        <span class="label">${grid.mixes}</span>
        ${this.#choice('mixes', grid.mixesLabel, plane ? PLANE : LINE, along, (n) => grid.mixesValue(n, plane))}
      </label>
      <span class="muted number size">${grid.size(planRoots(this.plan).length, places)}</span>
    </fieldset>`;
  }

  #choice(
    key: 'step' | 'mixes',
    label: string,
    values: readonly number[],
    current: number,
    text: (value: number) => string,
  ): TemplateResult {
    return html`<select
      class="pill"
      aria-label=${label}
      aria-description=${this.#tip(key)}
      data-tip=${this.#tip(key)}
      @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        select.blur(); // the computer's keys play again
        dispatch(this, 'render-plan', { [key]: Number(select.value) });
      }}
    >
      ${values.map(
        (value) => html`<option value=${value} ?selected=${value === current}>${text(value)}</option>`,
      )}
    </select>`;
  }

  #settings(): TemplateResult {
    const { render } = this.strings;
    return html`<fieldset>
      <legend class="unseen">${render.note}</legend>
      <label class="setting" data-tip=${this.#tip('seconds')}>
        <span class="label">${render.seconds}</span>
        <input
          type="range"
          min="1"
          max="8"
          step="0.5"
          aria-description=${this.#tip('seconds')}
          aria-valuetext=${render.secondsValue(this.seconds)}
          .value=${String(this.seconds)}
          @change=${(event: Event) => this.#change({ seconds: valueOf(event) })}
        />
        <output class="number">${render.secondsValue(this.seconds)}</output>
      </label>
      <div class="setting" data-tip=${this.#tip('seed')}>
        <label class="label" for="seed">${render.seed}</label>
        <input
          id="seed"
          class="number"
          type="number"
          min="0"
          max="4294967295"
          aria-description=${this.#tip('seed')}
          step="1"
          .value=${String(this.seed)}
          @change=${(event: Event) => this.#change({ seed: valueOf(event) })}
        />
        <button
          class="icon"
          aria-label=${render.newSeed}
          title=${render.newSeed}
          @click=${() => this.#change({ seed: Math.floor(Math.random() * 10000) })}
        >
          ${glyph('dice')}
        </button>
      </div>
      ${this.#temperature()} ${this.#weights()}
    </fieldset>`;
  }

  #weights(): TemplateResult | typeof nothing {
    const { fast, strings } = this;
    if (fast === null) return nothing;
    const { weights, exact, fast: rounded } = strings.render;
    return html`<div class="setting">
        <label class="label" for="weights">${weights}</label>
        <select
          id="weights"
          class="pill"
          aria-describedby="weights-hint"
          @change=${(event: Event) => {
            const select = event.target as HTMLSelectElement;
            select.blur(); // the computer's keys play again
            this.#change({ fast: select.value === 'fast' });
          }}
        >
          <option value="exact" .selected=${!fast}>${exact}</option>
          <option value="fast" .selected=${fast}>${rounded}</option>
        </select>
      </div>
      <p id="weights-hint" class="muted hint">${strings.more?.fastHint}</p>`;
  }

  #temperature(): TemplateResult {
    const { render } = this.strings;
    const { temperature } = this;
    return html`<div class="setting" data-tip=${this.#tip('temperature')}>
      <label class="label" for="temperature">${render.temperature}</label>
      ${
        temperature === null
          ? nothing
          : html`<input
              id="temperature"
              class="number"
              type="number"
              min="0"
              max="2"
              aria-description=${this.#tip('temperature')}
              step="0.05"
              .value=${String(temperature)}
              @change=${(event: Event) => this.#change({ temperature: valueOf(event) })}
            />`
      }
      <button
        id=${temperature === null ? 'temperature' : 'automatic'}
        aria-pressed=${temperature === null}
        aria-label="${render.temperature}: ${render.temperatureAuto}"
        data-tip=${render.temperatureAutoLabel}
        @click=${() => this.#change({ temperature: temperature === null ? TYPICAL_TEMPERATURE : null })}
      >
        ${render.temperatureAuto}
      </button>
    </div>`;
  }

  #change(settings: RenderSettings): void {
    const values = Object.values(settings) as (number | boolean | null)[];
    if (values.every((value) => typeof value !== 'number' || Number.isFinite(value))) {
      dispatch(this, 'render-settings', settings);
    } else this.requestUpdate(); // the field shows the old value again
  }
}

function valueOf(event: Event): number {
  return (event.target as HTMLInputElement).valueAsNumber;
}
