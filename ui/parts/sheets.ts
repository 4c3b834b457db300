/** The sheets that an instrument is exported and sounds of a pack are chosen with: see `parts.ts`. */
import { AlloyExport } from '../elements/export.js';
import { AlloyPack } from '../elements/pack.js';

export const elements = { 'alloy-export': AlloyExport, 'alloy-pack': AlloyPack };
