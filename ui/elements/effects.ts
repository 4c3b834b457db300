/** Defines `alloy-effects`: the effects behind the voices, one beside the other in the order in which the sound passes them. */
import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { parameter, PARAMETERS, type Parameter, type ParameterGroup } from '../../src/parameters.js';
import { NOTHING_LEARNED, type Learned } from '../learned.js';
import { controls } from '../styles/controls.js';
import { effectsStyles } from '../styles/effects.js';
import { dispatch } from './dispatch.js';
import { AlloyElement } from './element.js';
import type { EqualizerParameters } from './equalizer.js';
import { parameterControls, type ParameterChange } from './parameter-controls.js';

/** In the order of the sound. */
export const EFFECTS = [
  'drive',
  'eq',
  'chorus',
  'delay',
  'reverb',
] as const satisfies readonly ParameterGroup[];

const EQUALIZER: EqualizerParameters = {
  bands: [
    { gain: parameter('eqLow'), frequency: parameter('eqLowFrequency') },
    { gain: parameter('eqMid'), frequency: parameter('eqMidFrequency') },
    { gain: parameter('eqHigh'), frequency: parameter('eqHighFrequency') },
  ],
};

/** What switches an effect on, where it is not at 0. */
const AMOUNTS: ReadonlySet<string> = new Set([
  'drive',
  'eqLow',
  'eqMid',
  'eqHigh',
  'chorusMix',
  'delayMix',
  'reverbMix',
]);

/** An effect's parameters: knobs in their order, then menus. */
function of(effect: ParameterGroup): readonly Parameter[] {
  const all = PARAMETERS.filter(({ group }) => group === effect) as readonly Parameter[];
  return [...all.filter(({ choices }) => !choices), ...all.filter(({ choices }) => choices)];
}

/** Parameters of all effects. */
export const EFFECT_PARAMETERS: readonly Parameter[] = EFFECTS.flatMap((effect) => of(effect));

/**
 * Drive, equalizer, chorus, delay, reverb. A light beside an effect's name says that it is on.
 *
 * @fires parameter-change - `{ id: string, value: number }`
 * @csspart effect - each of them
 * @csspart light - beside its name
 */
export class AlloyEffects extends AlloyElement {
  static override readonly styles = [controls, effectsStyles];

  /** Values by parameter id. */
  @property({ attribute: false }) values: Readonly<Record<string, number>> = {};
  @property({ attribute: false }) learned: Learned = NOTHING_LEARNED;

  protected override render(): TemplateResult {
    return html`<div class="effects">${EFFECTS.map((effect) => this.#effect(effect))}</div>`;
  }

  #effect(effect: (typeof EFFECTS)[number]): TemplateResult {
    const { strings, values, learned } = this;
    const name = strings.more!.panel.groups[effect];
    const parameters = of(effect);
    const on = parameters.some(({ id }) => AMOUNTS.has(id) && (values[id] ?? 0) !== 0);
    const shown = { strings, values, learned, onChange: this.#onChange };
    return html`<div class="effect ${effect} ${on ? 'on' : ''}" part="effect" role="group" aria-label=${name}>
      <span class="label" aria-hidden="true"><span class="light" part="light"></span>${name}</span>
      ${effect === 'eq' ? this.#picture(name) : nothing}
      <div class="knobs">${parameterControls(shown, parameters)}</div>
    </div>`;
  }

  #picture(name: string): TemplateResult {
    return html`<alloy-equalizer
      .parameters=${EQUALIZER}
      .values=${this.values}
      .label=${name}
      @parameter-change=${this.#onChange}
    ></alloy-equalizer>`;
  }

  readonly #onChange = ({ detail }: ParameterChange): void => {
    dispatch(this, 'parameter-change', detail);
  };
}
