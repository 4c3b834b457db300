/** The elements that the view of the sound shows: see `parts.ts`. */
import { AlloyBridge } from '../elements/bridge.js';
import { AlloyChoice } from '../elements/choice.js';
import { AlloyEffects } from '../elements/effects.js';
import { AlloyEnvelope } from '../elements/envelope.js';
import { AlloyEqualizer } from '../elements/equalizer.js';
import { AlloyFilter } from '../elements/filter.js';
import { AlloyLearnedList } from '../elements/learned-list.js';
import { AlloyLfo } from '../elements/lfo.js';
import { AlloyMixCurve } from '../elements/mix-curve.js';
import { AlloyMorph } from '../elements/morph.js';
import { AlloySound } from '../elements/sound.js';
import { AlloyTuning } from '../elements/tuning.js';

export const elements = {
  'alloy-bridge': AlloyBridge,
  'alloy-choice': AlloyChoice,
  'alloy-effects': AlloyEffects,
  'alloy-envelope': AlloyEnvelope,
  'alloy-equalizer': AlloyEqualizer,
  'alloy-filter': AlloyFilter,
  'alloy-learned-list': AlloyLearnedList,
  'alloy-lfo': AlloyLfo,
  'alloy-mix-curve': AlloyMixCurve,
  'alloy-morph': AlloyMorph,
  'alloy-sound': AlloySound,
  'alloy-tuning': AlloyTuning,
};
