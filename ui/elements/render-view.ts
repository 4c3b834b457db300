/** Renders the render bar of an instrument: its settings among the sources, what starts it there and beside the mix. */
import { html, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { estimateRender } from '../../src/instrument/state/estimate.js';
import { plannedSources } from '../../src/instrument/state/plan.js';
import type { InstrumentState, Plan } from '../../src/instrument/state/state.js';
import type { AlloyRenderBar, RenderObstacle, RenderSettings } from './render-bar.js';

type On<T> = CustomEvent<T>;

/** What a render waits for. */
function obstacleOf({ slots, model }: InstrumentState): RenderObstacle {
  const sounds = slots.some(({ phase }) => phase === 'ready' || phase === 'loading');
  const opening = model.phase === 'ready' || model.phase === 'loading';
  return !sounds ? 'source' : !opening ? 'model' : null;
}

export function renderBar(
  instrument: InstrumentContract,
  state: InstrumentState,
  show: AlloyRenderBar['show'],
): TemplateResult {
  const { backend, render, stale, seconds, seed, temperature, fast, plan, zones, mix, slots } = state;
  const soundless = slots.some((slot) => slot.phase === 'ready' && !slot.live);
  return html`<alloy-render-bar
    part="render"
    exportparts="bar: render-bar, render: render-button, grid: render-grid"
    show=${show}
    .state=${render}
    .obstacle=${obstacleOf(state)}
    .stale=${stale}
    .silent=${soundless && !zones.some(({ progress }) => progress > 0)}
    .estimate=${estimateRender(state)}
    .seconds=${seconds}
    .seed=${seed}
    .temperature=${temperature}
    .fast=${backend?.choosesFast ? fast : null}
    .plan=${plan}
    .zones=${zones}
    .sources=${plannedSources(state) || 2}
    .mix=${mix}
    @render-plan=${({ detail }: On<Partial<Plan>>) => instrument.setPlan(detail)}
    @render-start=${() => void instrument.render()}
    @render-cancel=${() => instrument.cancel()}
    @render-settings=${({ detail }: On<RenderSettings>) => change(instrument, detail)}
  ></alloy-render-bar>`;
}

function change(instrument: InstrumentContract, settings: RenderSettings): void {
  if (settings.seconds !== undefined) instrument.setSeconds(settings.seconds);
  if (settings.seed !== undefined) instrument.setSeed(settings.seed);
  if (settings.temperature !== undefined) instrument.setTemperature(settings.temperature);
  if (settings.fast !== undefined) instrument.setFast(settings.fast);
}
