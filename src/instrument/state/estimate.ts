/** Estimates how long a render will take: a pure function of the state. */
import { mixGrid, plannedSources, planRoots } from './plan.js';
import type { InstrumentState } from './state.js';
import type { Seconds } from '../../units.js';

export interface RenderEstimate {
  /** Of the whole plan at its length. */
  readonly seconds: Seconds;
  /** A shorter note, and how long the plan takes with it; null where the notes are as short as that. */
  readonly shorter: { readonly noteSeconds: Seconds; readonly seconds: Seconds } | null;
}

/** Shortest render that is announced. */
const WORTH_TELLING: Seconds = 30;
/** Longest acceptable render: the longest note that keeps to it is offered. */
const BEARABLE: Seconds = 300;
const LENGTHS: readonly Seconds[] = [4, 2, 1];

/** Null while the speed is not known (it is measured for large models only) or the render is a matter of moments. */
export function estimateRender(state: InstrumentState): RenderEstimate | null {
  const { backend, plan, mix, seconds } = state;
  const sources = plannedSources(state);
  if (!backend?.audioPerSecond || sources === 0) return null;
  const notes = planRoots(plan).length * mixGrid(sources, plan.mixes, mix).length + sources; // and each source anew
  const time = (length: Seconds): Seconds => (notes * length) / backend.audioPerSecond!;
  const whole = time(seconds);
  if (whole < WORTH_TELLING) return null;
  const lengths = LENGTHS.filter((length) => length < seconds);
  const noteSeconds = lengths.find((length) => time(length) <= BEARABLE) ?? lengths.at(-1);
  const shorter = noteSeconds === undefined ? null : { noteSeconds, seconds: time(noteSeconds) };
  return { seconds: whole, shorter };
}
