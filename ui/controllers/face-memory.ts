/** Remembers what is open on an instrument's face, from one visit to the next. [page] */
import { CLIP_VIEWS, type ClipView } from '../strings.js';

/** What is open on the face of an instrument, and which pictures it shows. */
export interface Face {
  /** Drawers of parameters, by group. */
  readonly drawers: readonly string[];
  readonly view: ClipView;
}

export const FIRST_FACE: Face = { drawers: [], view: 'waveform' };

const PREFIX = 'alloy-face ';

/** The face as it was left; the first one where the browser has kept none under the key, or nothing that can be read. */
export function recallFace(key: string): Face {
  try {
    const { drawers, view } = JSON.parse(localStorage.getItem(PREFIX + key) ?? '{}') as Partial<
      Record<keyof Face, unknown>
    >;
    return {
      drawers: Array.isArray(drawers) ? drawers.filter((one) => typeof one === 'string') : [],
      view: CLIP_VIEWS.find((known) => known === view) ?? FIRST_FACE.view,
    };
  } catch {
    return FIRST_FACE;
  }
}

/** Keeps it for the next visit, where the browser keeps anything. */
export function rememberFace(key: string, face: Face): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(face));
  } catch {
    // it holds until the page is left
  }
}
