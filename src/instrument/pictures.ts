/** What a page needs to draw sound; drawing is its own affair. */
export { spectrogram } from '../audio/spectrogram.js';
