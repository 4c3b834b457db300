/** A melody and an instrument to play it, for all examples. */
import type { Instrument } from 'alloy-instrument';

/** Seconds from the start, MIDI key. */
export const MELODY: readonly (readonly [time: number, key: number])[] = [
  [0, 60],
  [0.25, 64],
  [0.5, 67],
  [0.75, 72],
];
/** Seconds that a note of it is held. */
export const HELD = 0.2;

/** Puts two bundled sounds into an instrument and renders the notes between them. */
export async function renderHybrid(instrument: Instrument): Promise<void> {
  await instrument.ready;
  const urlOf = (id: string): string => instrument.bundledSources.find((one) => one.id.startsWith(id))!.url;
  instrument.setSeconds(1);
  instrument.setPlan({ low: 60, high: 72, step: 12, mixes: 1 });
  await Promise.all([
    instrument.loadSource(0, urlOf('marimba'), 'Marimba'),
    instrument.loadSource(1, urlOf('flute'), 'Flute'),
  ]);
  await instrument.render();
}
