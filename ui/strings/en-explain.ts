/** What controls do that are no parameters, views and macros, in English: part of `en`. */
import type { ParameterId } from '../../src/parameters.js';

/** What controls do that are no parameters. */
export const tips = {
  meter: 'The level that goes out, its latest peak, and the notes that sound.',
  sustain: 'Notes sound on after their keys are let go. Or hold Shift.',
  bend: 'Bends the notes; springs back when it is let go.',
  modulation: 'Moves the mix, as far as “Wheel” under Morph says. It stays where it is left.',
  range: 'The keys that notes are rendered for. Those outside play the nearest.',
  step: 'How far apart rendered keys are. The keys between play their neighbour, pitched: closer sounds better and takes longer.',
  mixes:
    'How many places between the sources are rendered. With more than one, notes morph while they sound.',
  seconds: 'How much of each note is rendered. What rings is looped, so that keys can be held longer.',
  seed: 'The throw of the dice that a render begins with. The same seed gives the same notes.',
  temperature: 'How freely the model plays: low is plain and steady, high is lively and noisy.',
};

/** The views of the face. */
export const views = {
  label: 'Views',
  play: 'Play',
  sources: 'Sources',
  sound: 'Sound',
  listen: 'Listen',
  /** Said of the sources when what is heard is not what they say. */
  due: 'render again',
  tips: {
    play: 'Mix, macros and keys',
    sources: 'The sounds that are blended, and how they are rendered',
    sound: 'Envelope, filter, LFOs, tuning, MIDI',
    listen: 'The sources and hybrids as sounds and pictures',
  },
};

/** Knobs beside the mix. */
export const macros = {
  shape: 'Shape',
  morph: 'Morph',
  names: { lfo1Mix: 'LFO 1', lfo1Rate: 'LFO rate' } as Readonly<Partial<Record<ParameterId, string>>>,
};

/** Full screen. */
export const screen = { enter: 'Full screen', leave: 'Leave full screen' };
