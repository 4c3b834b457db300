import { html, svg, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Parameter } from '../../src/parameters.js';
import type { Seconds } from '../../src/units.js';
import { parameterText } from '../format.js';
import { LFO_SHAPES, lfoValue, pathOf } from '../pictures/curves.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { plotStyles } from '../styles/plot.js';
import { choiceName } from './choice.js';

/** The parameters that an oscillator shows. */
export interface LfoParameters {
  readonly rate: Parameter;
  readonly shape: Parameter;
  readonly delay: Parameter;
}

const SIZE = { width: 1000, height: 100 };
const POINTS = 600;
/** Shortest and longest stretch that is drawn, and how many turns are wanted in it. */
const SHORTEST: Seconds = 0.5;
const LONGEST: Seconds = 16;
const TURNS = 4;

/**
 * A low-frequency oscillator from a note's start on: some turns of it, and its delay.
 *
 * @cssprop --alloy-a - the line's gradient begins with it; `--alloy-b`: and ends
 */
export class AlloyLfo extends AlloyElement {
  static override readonly styles = [controls, plotStyles];

  @property({ attribute: false }) parameters: LfoParameters | null = null;
  /** Values by parameter id. */
  @property({ attribute: false }) values: Readonly<Record<string, number>> = {};
  @property() label = '';

  protected override render(): TemplateResult {
    const { parameters } = this;
    if (!parameters) return html``;
    const { strings } = this;
    const value = ({ id, default: fallback }: Parameter) => this.values[id] ?? fallback;
    const [rate, delay] = [value(parameters.rate), value(parameters.delay)];
    const shape = LFO_SHAPES[value(parameters.shape)] ?? 'sine';
    const wanted = 2 ** Math.ceil(Math.log2(Math.max(TURNS / rate, 1.25 * delay)));
    const seconds = Math.min(LONGEST, Math.max(SHORTEST, wanted));
    const line = pathOf((x) => 0.5 + 0.46 * lfoValue(shape, rate, delay, x * seconds), 0, 1, POINTS, SIZE);
    const name = choiceName(strings, parameters.shape, value(parameters.shape));
    const said = strings.panel.lfo(name, parameterText(parameters.rate, rate, strings.units));
    const { width, height } = SIZE;
    return html`<div class="surface">
      <svg
        viewBox="0 0 ${width} ${height}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${strings.panel.picture(this.label, said)}
      >
        ${svg`<defs><linearGradient id="melt" gradientUnits="userSpaceOnUse" x1="0" x2=${width} y1="0" y2="0">
            <stop offset="0" stop-color="var(--alloy-a)" />
            <stop offset="1" stop-color="var(--alloy-b)" />
          </linearGradient></defs>
          <line class="grid" x1="0" x2=${width} y1=${height / 2} y2=${height / 2} />
          <path class="line" d="M${line}" />`}
      </svg>
      <span class="span mark" aria-hidden="true">${strings.duration(seconds)}</span>
    </div>`;
  }
}
