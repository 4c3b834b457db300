import { css } from 'lit';

export const knobStyles = css`
  :host {
    display: inline-flex;
    flex-direction: column;
    align-items: center;
    width: 72px;
  }
  .dial {
    width: 52px;
    height: 52px;
    border-radius: 50%;
    cursor: ns-resize;
    touch-action: none;
  }
  .dial:focus-visible {
    outline-offset: 0;
  }
  svg {
    display: block;
    width: 100%;
    height: 100%;
  }
  path {
    fill: none;
    stroke-width: 3.4;
    stroke-linecap: round;
  }
  .rail {
    stroke: var(--alloy-line);
  }
  .arc {
    stroke: url(#melt);
  }
  .cap {
    fill: var(--alloy-raised);
    stroke: var(--alloy-line);
  }
  .hand {
    stroke: var(--alloy-text);
    stroke-width: 2.4;
  }
  .title {
    white-space: nowrap;
    color: var(--alloy-muted);
    font-size: 12px;
  }
  input {
    width: 100%;
    padding: 1px 0;
    border: 1px solid transparent;
    border-radius: 6px;
    background: none;
    font-size: 12px;
    font-weight: 600;
    text-align: center;
  }
  input:hover {
    border-color: var(--alloy-line);
  }
  input:focus {
    border-color: var(--alloy-line);
    background: var(--alloy-background);
  }
`;
