/** What a newcomer's first screen offers of the instruments that ship: see `parts.ts`. */
import { AlloyFactoryTaste } from '../elements/factory-taste.js';

export const elements = { 'alloy-factory-taste': AlloyFactoryTaste };
