/** Styles the source slots around the mix. */
import { css } from 'lit';

/** What the mix of two and the mix of more share: a picture with a canvas over it, and the shares below. */
export const blendStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    justify-content: center;
    text-align: center;
  }
  svg {
    display: block;
    width: 100%;
    overflow: visible;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  .ring {
    fill: none;
    stroke: none;
    stroke-width: 2;
  }
  div:has(> input:focus-visible) .ring {
    stroke: var(--alloy-text);
  }
  .shares {
    width: 100%;
    margin: 0 auto;
    font-size: 13px;
    font-weight: 600;
  }
  .shares > * {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
