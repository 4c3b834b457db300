/** What a page needs to draw sound; drawing is its own affair. */
export { FLOOR_DB } from '../audio/rainbowgram.js';
export { pictures, type RainbowMoments } from './pictures/client.js';
