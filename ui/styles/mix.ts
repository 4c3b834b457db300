/** Styles `alloy-mix`. */
import { css, unsafeCSS } from 'lit';

/** Where the middle of the first pool lies, of the picture's width. */
export const LEFT_SHARE = 46 / 300;

export const mixStyles = css`
  :host {
    gap: 2px;
  }
  .line {
    position: relative;
    width: 100%;
    max-width: 420px;
    margin: 0 auto;
  }
  input {
    position: absolute;
    /* its thumb, 16 px wide, travels from the middle of one pool to the middle of the other */
    inset: 0 auto 0 calc(${unsafeCSS(LEFT_SHARE * 100)}% - 8px);
    width: calc(${unsafeCSS((1 - 2 * LEFT_SHARE) * 100)}% + 16px);
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: ew-resize;
    touch-action: pan-y;
  }
  .place {
    stroke: var(--alloy-muted);
    stroke-width: 1.5;
    stroke-linecap: round;
  }
  .shares {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    max-width: 420px;
  }
  @media (forced-colors: active) {
    .shares span {
      color: CanvasText !important;
    }
  }
`;
