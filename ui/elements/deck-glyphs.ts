/** Draws the icons of songs. */
import { svg, type TemplateResult } from 'lit';
import { drawn } from './glyphs.js';

/** Two notes with a beam. */
export function noteGlyph(): TemplateResult {
  return drawn(
    svg`<path d="M6 12.2V3.4l7-1.6v8.6" /><circle cx="4.2" cy="12.2" r="1.9" /><circle cx="11.2" cy="10.4" r="1.9" />`,
  );
}

/** Two arrows, one after the other. */
export function loopGlyph(): TemplateResult {
  return drawn(
    svg`<path d="M11 1.8 13.4 4 11 6.2M13.2 4H5.4a3 3 0 0 0-3 3v.6M5 14.2 2.6 12 5 9.8M2.8 12h7.8a3 3 0 0 0 3-3v-.6" />`,
  );
}
