/** The elements that presets and files are kept and chosen with: see `parts.ts`. */
import { AlloyFileMenu } from '../elements/file-menu.js';
import { AlloyPresets } from '../elements/presets.js';

export const elements = {
  'alloy-file-menu': AlloyFileMenu,
  'alloy-presets': AlloyPresets,
};
