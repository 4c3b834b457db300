/** Styles `alloy-knob`. */
import { css } from 'lit';

export const knobStyles = css`
  :host {
    --alloy-knob-light: color-mix(in oklab, var(--alloy-raised), white 10%);
    --alloy-knob-dark: color-mix(in oklab, var(--alloy-raised), black 9%);
    display: inline-flex;
    flex-direction: column;
    align-items: center;
    width: 70px;
  }
  .dial {
    position: relative;
    width: var(--alloy-knob-size, 50px);
    height: var(--alloy-knob-size, 50px);
    border-radius: 50%;
    cursor: ns-resize;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
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
    stroke: url(#gradient);
  }
  .cap {
    fill: url(#cap);
    stroke: var(--alloy-line);
  }
  .hand {
    stroke: var(--alloy-text);
    stroke-width: 2.4;
  }
  :host([armed]) .dial::after {
    content: '';
    position: absolute;
    inset: -3px;
    border: 2px dashed var(--alloy-hybrid);
    border-radius: 50%;
    animation: wait 6s linear infinite;
  }
  @keyframes wait {
    to {
      transform: rotate(1turn);
    }
  }
  .learned {
    position: absolute;
    left: 50%;
    bottom: 0;
    padding: 0 4px;
    border-radius: 6px;
    background: var(--alloy-hybrid);
    color: var(--alloy-ink);
    font-size: 9px;
    font-weight: 700;
    line-height: 12px;
    white-space: nowrap;
    transform: translateX(-50%);
  }
  .title {
    max-width: 100%;
    overflow: hidden;
    white-space: nowrap;
    color: var(--alloy-muted);
    font-size: 12px;
    text-overflow: ellipsis;
  }
  input {
    width: 100%;
    min-height: 24px;
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
  @media (forced-colors: active) {
    .rail {
      stroke: GrayText;
    }
    .arc {
      stroke: Highlight;
    }
    .cap {
      fill: Canvas;
      stroke: CanvasText;
    }
    .hand {
      stroke: CanvasText;
    }
  }
`;
