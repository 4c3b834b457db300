/** Styles `alloy-pad`. */
import { css } from 'lit';

export const padStyles = css`
  :host {
    gap: 8px;
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
  .field {
    fill: color-mix(in oklab, var(--alloy-hybrid), transparent 92%);
    stroke: var(--alloy-line);
  }
  .place {
    fill: var(--alloy-line);
  }
  .shares {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 2px 14px;
    max-width: 460px;
    padding: 0;
    list-style: none;
    text-align: start;
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
