/** The elements that an instrument is exported with: see `parts.ts`. */
import { AlloyExport } from '../elements/export.js';

export const elements = { 'alloy-export': AlloyExport };
