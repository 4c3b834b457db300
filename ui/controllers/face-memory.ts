/** Remembers what is open on an instrument's face, from one visit to the next. [page] */
import { CLIP_VIEWS, type ClipView } from '../strings.js';

/** The views of an instrument's face: what one plays with alone, or with one of the others above it. */
export const FACE_VIEWS = ['play', 'sources', 'sound', 'listen'] as const;
export type FaceView = (typeof FACE_VIEWS)[number];

/** What is open on the face of an instrument, and which pictures it shows. */
export interface Face {
  /** Drawers of parameters, by group. */
  readonly drawers: readonly string[];
  readonly view: ClipView;
  /** The view that was chosen; null: the one that fits what there is. */
  readonly open: FaceView | null;
}

export const FIRST_FACE: Face = { drawers: [], view: 'waveform', open: null };

const PREFIX = 'alloy-face ';

/** The face as it was left; the first one where the browser has kept none under the key, or nothing that can be read. */
export function recallFace(key: string): Face {
  try {
    const { drawers, view, open } = JSON.parse(localStorage.getItem(PREFIX + key) ?? '{}') as Partial<
      Record<keyof Face, unknown>
    >;
    return {
      drawers: Array.isArray(drawers) ? drawers.filter((one) => typeof one === 'string') : [],
      view: CLIP_VIEWS.find((known) => known === view) ?? FIRST_FACE.view,
      open: FACE_VIEWS.find((known) => known === open) ?? FIRST_FACE.open,
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
