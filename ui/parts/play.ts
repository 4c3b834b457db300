/** The elements that the view of playing has beyond mix and keys, and those of rendered keys: see `parts.ts`. */
import { AlloyKnob } from '../elements/knob.js';
import { AlloyMidi } from '../elements/midi.js';
import { AlloyZoneStrip } from '../elements/zone-strip.js';

export const elements = {
  'alloy-knob': AlloyKnob,
  'alloy-midi': AlloyMidi,
  'alloy-zone-strip': AlloyZoneStrip,
};
