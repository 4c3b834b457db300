/** The elements that a sound is shown and listened to with: see `parts.ts`. */
import { AlloyClip } from '../elements/clip.js';
import { AlloyClipList } from '../elements/clip-list.js';
import { AlloyEmbedding } from '../elements/embedding.js';
import { AlloyPad } from '../elements/pad.js';
import { AlloyRainbowgram } from '../elements/rainbowgram.js';
import { AlloyRootField } from '../elements/root-field.js';
import { AlloyTrimmer } from '../elements/trimmer.js';
import { AlloyWaveform } from '../elements/waveform.js';

export const elements = {
  'alloy-clip': AlloyClip,
  'alloy-clip-list': AlloyClipList,
  'alloy-embedding': AlloyEmbedding,
  'alloy-pad': AlloyPad,
  'alloy-rainbowgram': AlloyRainbowgram,
  'alloy-root-field': AlloyRootField,
  'alloy-trimmer': AlloyTrimmer,
  'alloy-waveform': AlloyWaveform,
};
