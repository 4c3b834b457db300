/** Defines `alloy-lfo`: a low-frequency oscillator, drawn from a note's start. */
import { html, svg, type TemplateResult } from 'lit';
import { syncLength, type Parameter } from '../../src/parameters.js';
import type { Seconds } from '../../src/units.js';
import { LFO_SHAPES, lfoValue, pathOf } from '../pictures/curves.js';
import { choiceName } from './choice.js';
import { Plot, SIZE } from './plot.js';

/** The parameters that an oscillator shows. */
export interface LfoParameters {
  readonly rate: Parameter;
  readonly shape: Parameter;
  readonly delay: Parameter;
  readonly sync: Parameter;
}

const POINTS = 600;
/** Shortest and longest time that is drawn, and the number of periods to show in it. */
const SHORTEST: Seconds = 0.5;
const LONGEST: Seconds = 16;
const TURNS = 4;
/** Tempo that a synchronised one is drawn at: only its delay, which is in seconds, looks different at others. */
const DRAWN_TEMPO = 120;

/**
 * A low-frequency oscillator from a note's start on: some periods, and its delay.
 *
 * @cssprop --alloy-a - the line's gradient begins with it; `--alloy-b`: and ends
 */
export class AlloyLfo extends Plot<LfoParameters> {
  protected override render(): TemplateResult {
    const { parameters } = this;
    if (!parameters) return html``;
    const { strings } = this;
    const length = syncLength(this.value(parameters.sync));
    const rate = length > 0 ? DRAWN_TEMPO / 60 / length : this.value(parameters.rate);
    const delay = this.value(parameters.delay);
    const shape = LFO_SHAPES[this.value(parameters.shape)] ?? 'sine';
    const wanted = 2 ** Math.ceil(Math.log2(Math.max(TURNS / rate, 1.25 * delay)));
    const seconds = length > 0 ? TURNS / rate : Math.min(LONGEST, Math.max(SHORTEST, wanted));
    const cycle = choiceName(strings, parameters.sync, this.value(parameters.sync));
    const line = pathOf((x) => 0.5 + 0.46 * lfoValue(shape, rate, delay, x * seconds), 0, 1, POINTS, SIZE);
    const name = choiceName(strings, parameters.shape, this.value(parameters.shape));
    const said = strings.more!.panel.lfo(name, length > 0 ? cycle : this.textOf(parameters.rate));
    const { width, height } = SIZE;
    return html`<div class="surface">
      ${this.picture(
        said,
        svg`<line class="grid" x1="0" x2=${width} y1=${height / 2} y2=${height / 2} />
          <path class="line" d="M${line}" />`,
      )}
      <span class="span mark" aria-hidden="true"
        >${length > 0 ? `${TURNS} × ${cycle}` : strings.duration(seconds)}</span
      >
    </div>`;
  }
}
