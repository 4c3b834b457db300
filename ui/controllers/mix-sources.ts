/** Derives the sources of the mix and of the hybrid from a state. */
import { gainedWeights } from '../../src/instrument/state/plan.js';
import type { InstrumentState, SlotState } from '../../src/instrument/state/state.js';
import { decibelsToGain } from '../../src/units.js';
import type { MixSource } from '../elements/mix.js';
import type { BlendedSource } from '../elements/clip-list.js';
import { tintOf, type Tint } from '../pictures/tints.js';
import { slotLetter } from '../strings.js';

/** Whether a slot has a sound, or will have one presently. */
function isUsed({ phase }: SlotState): boolean {
  return phase === 'ready' || phase === 'loading' || phase === 'recording';
}

/** The slots that the mix is between, in their order: those in use; at least two, so that there is something to see. */
export function mixedSlots({ slots }: InstrumentState): readonly number[] {
  const used = [...slots.keys()].filter((slot) => isUsed(slots[slot]!));
  for (let slot = 0; used.length < 2; slot++) if (!used.includes(slot)) used.push(slot);
  return used.sort((a, b) => a - b);
}

/** The tints that colours of the mix are made of, in its order: one source alone is all of it. */
export function mixedTints(state: InstrumentState): readonly Tint[] {
  const used = [...state.slots.keys()].filter((slot) => isUsed(state.slots[slot]!));
  const [only] = used;
  const slots = only !== undefined && used.length === 1 ? [only, only] : mixedSlots(state);
  return slots.map(tintOf);
}

/** The sources that the mix shows. */
export function mixSources(state: InstrumentState): readonly MixSource[] {
  return mixedSlots(state).map((slot) => {
    const one = state.slots[slot];
    const name = one?.phase === 'ready' ? one.name : one?.phase === 'recording' ? one.replaces : null;
    return { name: name ?? slotLetter(slot), tint: tintOf(slot), there: one !== undefined && isUsed(one) };
  });
}

/** The sources of the hybrid, with their present shares. */
export function blendedSources({ slots, mix }: InstrumentState): readonly BlendedSource[] {
  const ready = slots.flatMap((one, slot) => (one.phase === 'ready' ? [{ one, slot }] : []));
  if (ready.length === 0) return [];
  const gains = ready.map(({ one }) => decibelsToGain(one.gain));
  const weights = gainedWeights(gains, mix.x, mix.y);
  return ready.map(({ one, slot }, i) => ({
    slot,
    name: one.name,
    weight: weights[i]!,
    embedding: one.embedding,
  }));
}

/** How many slots are shown: two, those in use, and those that were asked for. */
export function shownSlots({ slots }: InstrumentState, asked: number): number {
  const last = slots.reduce((most, { phase }, slot) => (phase === 'empty' ? most : slot), -1);
  return Math.min(slots.length, Math.max(2, asked, last + 1));
}
