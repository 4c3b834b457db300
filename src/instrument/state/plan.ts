/** Derives what a page shows of a plan and a mix: pure functions of the state. */
import type { InstrumentState } from './state.js';

export { planRoots } from '../../render/plan.js';
export { gainedWeights, mixesAlong, mixGrid, mixWeights } from '../../timbre/mix.js';

/** How many sources a render would take: those that are ready, and those that it waits for. */
export function plannedSources({ slots }: Pick<InstrumentState, 'slots'>): number {
  return slots.filter(
    (slot) =>
      slot.phase === 'ready' ||
      slot.phase === 'loading' ||
      (slot.phase === 'recording' && slot.replaces !== null),
  ).length;
}
