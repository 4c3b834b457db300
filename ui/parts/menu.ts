/** The elements that open at a control, say what it does, or ask: see `parts.ts`. */
import { AlloyControlMenu } from '../elements/control-menu.js';
import { AlloyHelpSheet } from '../elements/help-sheet.js';
import { AlloyModelRemover } from '../elements/model-remover.js';
import { AlloyTip } from '../elements/tip.js';

export const elements = {
  'alloy-control-menu': AlloyControlMenu,
  'alloy-help-sheet': AlloyHelpSheet,
  'alloy-model-remover': AlloyModelRemover,
  'alloy-tip': AlloyTip,
};
