/** Defines `alloy-sound`: all parameters, a few in sight and the others in drawers. */
import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { MIX_CURVE_POINTS } from '../../src/mix-curve.js';
import {
  parameter,
  PARAMETERS,
  type Parameter,
  type ParameterGroup,
  type ParameterId,
} from '../../src/parameters.js';
import { NOTHING_LEARNED, type Learned } from '../learned.js';
import { controls } from '../styles/controls.js';
import { soundStyles } from '../styles/sound.js';
import type { EnvelopeParameters } from './envelope.js';
import type { FilterParameters } from './filter.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { EFFECT_PARAMETERS } from './effects.js';
import { glyph } from './glyphs.js';
import type { LfoParameters } from './lfo.js';
import type { MixCurveParameters } from './mix-curve.js';
import type { MorphParameters } from './morph.js';
import { parameterControls, type ParameterChange } from './parameter-controls.js';

/** Parameters that are always shown, by position. */
const ESSENTIAL = {
  envelope: ['attack', 'decay', 'sustain', 'release'],
  filter: ['filterCutoff', 'filterResonance', 'filterEnvelope'],
  output: ['gain', 'pan', 'velocityAmount', 'velocityCurve'],
} as const satisfies Record<string, readonly ParameterId[]>;

/** Shown beside the filter's picture. */
const FILTER_TYPE = 'filterType';

const always = new Set<string>([...Object.values(ESSENTIAL).flat(), FILTER_TYPE]);

/** The drawers, from left to right. */
type Drawer = ParameterGroup | 'effects';
const GROUPS = [
  'effects',
  'mix',
  'mixCurve',
  'live',
  'filter',
  'lfo1',
  'lfo2',
  'pitch',
  'voices',
  'envelope',
  'midi',
] as const satisfies readonly Drawer[];

const ENVELOPE: EnvelopeParameters = {
  attack: parameter('attack'),
  decay: parameter('decay'),
  sustain: parameter('sustain'),
  release: parameter('release'),
  attackCurve: parameter('attackCurve'),
  releaseCurve: parameter('releaseCurve'),
};

const FILTER: FilterParameters = {
  type: parameter('filterType'),
  cutoff: parameter('filterCutoff'),
  resonance: parameter('filterResonance'),
  envelope: parameter('filterEnvelope'),
};

const FILTER_ENVELOPE: EnvelopeParameters = {
  attack: parameter('filterAttack'),
  decay: parameter('filterDecay'),
  sustain: parameter('filterSustain'),
  release: parameter('filterRelease'),
  attackCurve: null,
  releaseCurve: null,
};

const LFOS: Readonly<Record<'lfo1' | 'lfo2', LfoParameters>> = {
  lfo1: {
    rate: parameter('lfo1Rate'),
    shape: parameter('lfo1Shape'),
    delay: parameter('lfo1Delay'),
    sync: parameter('lfo1Sync'),
  },
  lfo2: {
    rate: parameter('lfo2Rate'),
    shape: parameter('lfo2Shape'),
    delay: parameter('lfo2Delay'),
    sync: parameter('lfo2Sync'),
  },
};

const MORPH: MorphParameters = {
  mix: parameter('mix'),
  moves: (['mixWheel', 'mixSlide', 'mixPressure', 'mixVelocity', 'mixKey'] as const).map((id) => ({
    parameter: parameter(id),
    bothWays: id === 'mixSlide' || id === 'mixKey',
  })),
};

const MIX_CURVE: MixCurveParameters = {
  points: MIX_CURVE_POINTS.map((id) => parameter(id)),
  time: parameter('mixCurveTime'),
};

/** Turned in a picture, and by no knob. */
const drawn = new Set<string>(MIX_CURVE_POINTS);

/** A group's parameters that are not always in sight, menus first. */
function rest(group: Drawer): readonly Parameter[] {
  if (group === 'effects') return EFFECT_PARAMETERS;
  const all = PARAMETERS.filter((one) => one.group === group && !always.has(one.id)) as readonly Parameter[];
  return [...all.filter(({ choices }) => choices), ...all.filter(({ choices }) => !choices)];
}

/**
 * The sound: envelope and filter drawn, with the few knobs that matter most; below them a drawer for each group of
 * parameters, opened by its name. A dot marks a drawer in which something is not at its default.
 *
 * @fires parameter-change - `{ id: string, value: number }`
 * @fires learn-start - `{ id: string }`
 * @fires learn-stop
 * @fires learn-clear - `{ id: string }`
 * @fires drawers-change - `{ open: string[] }`, the groups whose drawers are open now
 * @slot output - what belongs beside the level: a meter, switches
 * @slot tuning - what tunes the keys, in the drawer of the pitch
 * @csspart module - envelope, filter and output
 * @csspart drawers - the names of the drawers
 * @csspart drawer - an open one
 */
export class AlloySound extends AlloyElement {
  static override readonly styles = [controls, soundStyles];

  /** Values by parameter id. */
  @property({ attribute: false }) values: Readonly<Record<string, number>> = {};
  @property({ attribute: false }) learned: Learned = NOTHING_LEARNED;
  /** There is no MIDI here to learn from. */
  @property({ type: Boolean }) unable = false;
  /** How many sources are blended: with two there is nothing below the line between them. */
  @property({ type: Number }) sources = 2;

  /** The groups whose drawers are open. */
  @property({ attribute: false }) open: readonly string[] = [];

  protected override render(): TemplateResult {
    const { panel } = this.strings.more!;
    return html`<section class="sound" aria-label=${panel.label}>
      <div class="modules">${this.#envelope()} ${this.#filter()} ${this.#output()}</div>
      ${this.#names()}
      <div class="drawers">
        ${GROUPS.filter((group) => this.open.includes(group)).map((group) => this.#drawer(group))}
      </div>
    </section>`;
  }

  #envelope(): TemplateResult {
    const { envelope } = this.strings.more!.panel;
    const picture = html`<alloy-envelope
      .parameters=${ENVELOPE}
      .values=${this.values}
      .label=${envelope}
      @parameter-change=${this.#onChange}
    ></alloy-envelope>`;
    return this.#module(envelope, ESSENTIAL.envelope, picture);
  }

  #filter(): TemplateResult {
    const { filter } = this.strings.more!.panel;
    const picture = html`<alloy-filter
      .parameters=${FILTER}
      .values=${this.values}
      .label=${filter}
      @parameter-change=${this.#onChange}
    ></alloy-filter>`;
    return this.#module(filter, ESSENTIAL.filter, picture, [parameter(FILTER_TYPE)]);
  }

  #output(): TemplateResult {
    return this.#module(this.strings.more!.panel.output, ESSENTIAL.output, html`<slot name="output"></slot>`);
  }

  /** @param head what stands beside the name. */
  #module(
    name: string,
    knobs: readonly ParameterId[],
    picture: TemplateResult,
    head: readonly Parameter[] = [],
  ): TemplateResult {
    const label = html`<span class="label" aria-hidden="true">${name}</span>`;
    return html`<div class="module" part="module" role="group" aria-label=${name}>
      ${head.length > 0 ? html`<div class="head">${label} ${this.#controls(head)}</div>` : label} ${picture}
      <div class="knobs">${this.#controls(knobs.map((id) => parameter(id)))}</div>
    </div>`;
  }

  #names(): TemplateResult {
    const { panel } = this.strings.more!;
    const everything = GROUPS.every((group) => this.open.includes(group));
    return html`<div class="names" part="drawers" role="group" aria-label=${panel.moreLabel}>
      ${GROUPS.map((group) => {
        const changed = rest(group).some(
          ({ id, default: initial }) => (this.values[id] ?? initial) !== initial,
        );
        const open = this.open.includes(group);
        return html`<button
          class="name"
          aria-expanded=${open}
          aria-controls=${open ? `drawer-${group}` : nothing}
          @click=${() => this.#toggle(group)}
        >
          ${panel.groups[group]}
          ${changed ? html`<span class="dot"></span><span class="unseen">, ${panel.changed}</span>` : nothing}
        </button>`;
      })}
      <button
        class="quiet all ${everything ? 'open' : ''}"
        @click=${() => this.#show(everything ? [] : GROUPS)}
      >
        ${everything ? panel.none : panel.all} ${glyph('down')}
      </button>
    </div>`;
  }

  #drawer(group: (typeof GROUPS)[number]): TemplateResult {
    const { panel } = this.strings.more!;
    const title = panel.groups[group];
    const hint = group in panel.hints ? panel.hints[group as keyof typeof panel.hints] : '';
    return html`<div
      class="drawer ${group}"
      part="drawer"
      id="drawer-${group}"
      role="group"
      aria-label=${title}
    >
      <span class="label" aria-hidden="true">${title}</span>
      ${group === 'effects' ? this.#effects() : [this.#picture(group), this.#knobs(group)]}
      ${hint ? html`<p class="muted">${hint}</p>` : nothing}
      ${group === 'midi' ? this.#learnedList() : nothing}
      ${group === 'pitch' ? html`<slot name="tuning"></slot>` : nothing}
    </div>`;
  }

  #knobs(group: Drawer): TemplateResult {
    return html`<div class="knobs">
      ${this.#controls(rest(group).filter(({ id }) => !drawn.has(id) && (id !== 'mixY' || this.sources > 2)))}
    </div>`;
  }

  #effects(): TemplateResult {
    return html`<alloy-effects
      .values=${this.values}
      .learned=${this.learned}
      @parameter-change=${this.#onChange}
    ></alloy-effects>`;
  }

  #learnedList(): TemplateResult {
    return html`<alloy-learned-list
      .learned=${this.learned}
      .unable=${this.unable}
      @learn-start=${({ detail }: CustomEvent<{ id: string }>) => dispatch(this, 'learn-start', detail)}
      @learn-stop=${() => dispatch(this, 'learn-stop', null)}
      @learn-clear=${({ detail }: CustomEvent<{ id: string }>) => dispatch(this, 'learn-clear', detail)}
    ></alloy-learned-list>`;
  }

  #picture(group: Drawer): TemplateResult | typeof nothing {
    const { panel } = this.strings.more!;
    if (group === 'lfo1' || group === 'lfo2') {
      return html`<alloy-lfo
        .parameters=${LFOS[group]}
        .values=${this.values}
        .label=${panel.groups[group]}
      ></alloy-lfo>`;
    }
    if (group === 'mix') {
      return html`<alloy-morph
        .parameters=${MORPH}
        .values=${this.values}
        .label=${panel.groups.mix}
      ></alloy-morph>`;
    }
    if (group === 'mixCurve') {
      return html`<alloy-mix-curve
        .parameters=${MIX_CURVE}
        .values=${this.values}
        .label=${panel.groups.mixCurve}
        @parameter-change=${this.#onChange}
      ></alloy-mix-curve>`;
    }
    if (group !== 'filter') return nothing;
    return html`<alloy-envelope
      .parameters=${FILTER_ENVELOPE}
      .values=${this.values}
      .label=${panel.filterEnvelope}
      @parameter-change=${this.#onChange}
    ></alloy-envelope>`;
  }

  #controls(parameters: readonly Parameter[]): TemplateResult[] {
    const { strings, values, learned } = this;
    return parameterControls({ strings, values, learned, onChange: this.#onChange }, parameters);
  }

  #toggle(group: Drawer): void {
    const { open } = this;
    this.#show(open.includes(group) ? open.filter((one) => one !== group) : [...open, group]);
  }

  #show(open: readonly string[]): void {
    this.open = open;
    dispatch(this, 'drawers-change', { open });
  }

  readonly #onChange = ({ detail }: ParameterChange): void => {
    dispatch(this, 'parameter-change', detail);
  };
}
