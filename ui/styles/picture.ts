/** Styles elements that are a canvas. */
import { css } from 'lit';

/** A canvas that fills its element. */
export const picture = css`
  :host {
    position: relative;
    height: 72px;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
`;
