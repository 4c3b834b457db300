/** Styles elements that draw parameters. */
import { css } from 'lit';

/** A drawn curve with handles on it: the envelope, the filter, an LFO. */
export const plotStyles = css`
  :host {
    height: 112px;
  }
  .surface {
    position: relative;
    height: 100%;
    /* handles at the edges stay whole */
    margin: 0 9px;
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
  }
  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: visible;
  }
  path,
  line {
    vector-effect: non-scaling-stroke;
  }
  .area {
    fill: url(#gradient);
    opacity: 0.16;
  }
  .line {
    fill: none;
    stroke: url(#gradient);
    stroke-width: 2.2;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .ghost {
    fill: none;
    stroke: var(--alloy-muted);
    stroke-width: 1.2;
    stroke-dasharray: 3 4;
  }
  .grid {
    stroke: var(--alloy-line);
    stroke-width: 1;
  }
  .base {
    stroke: var(--alloy-line);
    stroke-width: 1.5;
  }
  .mark {
    position: absolute;
    bottom: 2px;
    color: var(--alloy-muted);
    font-size: 10px;
    line-height: 1;
    transform: translateX(-50%);
    pointer-events: none;
  }
  .mark.span {
    right: 0;
    bottom: -9px;
    transform: none;
  }
  .handle {
    position: absolute;
    width: 28px;
    height: 28px;
    margin: 0 0 -14px -14px;
    border-radius: 50%;
    cursor: move;
    touch-action: none;
    -webkit-touch-callout: none;
  }
  .handle::before {
    content: '';
    position: absolute;
    inset: 8px;
    border: 2px solid var(--alloy-text);
    border-radius: 50%;
    background: var(--alloy-surface);
    transition: transform 0.12s;
  }
  .handle:hover::before,
  .handle.dragged::before {
    background: var(--alloy-text);
    transform: scale(1.2);
  }
  .handle.bends {
    width: 24px;
    height: 24px;
    margin: 0 0 -12px -12px;
    cursor: ns-resize;
  }
  .handle.bends::before {
    inset: 8.5px;
    border: 1.5px solid var(--alloy-muted);
    border-radius: 2px;
    transform: rotate(45deg);
  }
  .handle.bends:hover::before,
  .handle.bends.dragged::before {
    transform: rotate(45deg) scale(1.25);
  }
  .handle:focus-visible {
    outline-offset: -3px;
  }
  @media (forced-colors: active) {
    .line {
      stroke: Highlight;
    }
    .area {
      fill: Highlight;
    }
    .ghost,
    .grid,
    .base {
      stroke: GrayText;
    }
  }
`;
