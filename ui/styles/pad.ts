import { css } from 'lit';

export const padStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    justify-content: center;
    gap: 8px;
    text-align: center;
  }
  .group {
    position: relative;
    width: 100%;
    max-width: 460px;
    margin: 0 auto;
  }
  .plate {
    position: relative;
    cursor: move;
    touch-action: none;
    user-select: none;
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
  .field {
    fill: color-mix(in oklab, var(--alloy-hybrid), transparent 92%);
    stroke: var(--alloy-line);
  }
  .place {
    fill: var(--alloy-line);
  }
  .ring {
    fill: none;
    stroke: none;
    stroke-width: 2;
  }
  .group:has(input:focus-visible) .ring {
    stroke: var(--alloy-text);
  }
  .shares {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 2px 14px;
    width: 100%;
    max-width: 460px;
    margin: 0 auto;
    padding: 0;
    list-style: none;
    font-size: 13px;
    font-weight: 600;
    text-align: start;
  }
  li {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .dot {
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 7px;
    border-radius: 50%;
    forced-color-adjust: none;
  }
`;
