/** The element that presets are kept and chosen with: see `parts.ts`. */
import { AlloyPresets } from '../elements/presets.js';

export const elements = { 'alloy-presets': AlloyPresets };
