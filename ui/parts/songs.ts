/** The elements that songs are played and recordings made with: see `parts.ts`. */
import { AlloyDeck } from '../elements/deck.js';
import { AlloyDeckButtons } from '../elements/deck-buttons.js';

export const elements = { 'alloy-deck': AlloyDeck, 'alloy-deck-buttons': AlloyDeckButtons };
