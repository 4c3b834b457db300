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
  :host([fill]) {
    --ratio: 2.5;
    container-type: size;
    align-items: center;
    height: 100%;
    gap: 0;
  }
  :host([fill]) .label {
    display: none;
  }
  :host([fill]) .line {
    width: min(100cqw, (100cqh - 24px) * var(--ratio), 720px);
    max-width: none;
    aspect-ratio: var(--ratio);
    margin: 0;
  }
  :host([fill]) svg {
    position: absolute;
    inset: 0;
    height: 100%;
  }
  :host([fill]) .shares {
    width: min(100%, 440px);
    max-width: none;
    flex: none;
    line-height: 20px;
  }
  /* pools are cut by nothing: what lies above and below them is left out */
  @container (max-height: 150px) {
    :host([fill]) .line {
      --ratio: 3.7;
    }
    :host([fill]) .shares {
      font-size: 12px;
    }
    :host([fill]) .place {
      display: none;
    }
  }
  @container (min-height: 330px) and (min-width: 560px) {
    :host([fill]) .shares {
      width: min(100%, 640px);
      font-size: 16px;
      line-height: 24px;
    }
  }
  @media (forced-colors: active) {
    .shares span {
      color: CanvasText !important;
    }
  }
`;
