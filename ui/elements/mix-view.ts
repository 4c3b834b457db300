/** Renders the mix of an instrument: a line between two sources, a plate between more. */
import { html, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { mixGrid, plannedSources } from '../../src/instrument/state/plan.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import { LiveFeed } from '../controllers/live-feed.js';
import { mixSources } from '../controllers/mix-sources.js';

type On<T> = CustomEvent<T>;

/** Fills its place. */
export function mix(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
  const sources = mixSources(state);
  const { plan, mix: at } = state;
  const places = plan.mixes > 1 && plannedSources(state) !== 1 ? mixGrid(sources.length, plan.mixes, at) : [];
  const live = LiveFeed.of(instrument);
  if (sources.length > 2) {
    return html`<alloy-pad
      fill
      part="mix"
      exportparts="plate: mix-plate, shares: mix-shares"
      .mix=${at}
      .sources=${sources}
      .places=${places}
      .live=${live}
      @mix-change=${({ detail }: On<{ x: number; y: number }>) => instrument.setMix(detail.x, detail.y)}
    ></alloy-pad>`;
  }
  return html`<alloy-mix
    fill
    part="mix"
    exportparts="line: mix-line, shares: mix-shares"
    .mix=${at.x}
    .first=${sources[0]!}
    .second=${sources[1]!}
    .places=${places.map(({ x }) => x)}
    .live=${live}
    @mix-change=${({ detail }: On<{ x: number }>) => instrument.setMix(detail.x)}
  ></alloy-mix>`;
}
