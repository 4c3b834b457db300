/** What controls do that are no parameters, views and macros, in English: part of `en`. */
import type { ParameterId } from '../../src/parameters.js';

/** The views of the face. */
export const views = {
  label: 'Views',
  play: 'Play',
  sources: 'Sources',
  sound: 'Sound',
  listen: 'Listen',
  /** Said of the sources when what is heard is not what they say. */
  due: 'render again',
};

/** Knobs beside the mix. */
export const macros = {
  shape: 'Shape',
  morph: 'Morph',
  names: { lfo1Mix: 'LFO 1', lfo1Rate: 'LFO rate' } as Readonly<Partial<Record<ParameterId, string>>>,
};

/** Full screen. */
export const screen = { enter: 'Full screen', leave: 'Leave full screen' };
