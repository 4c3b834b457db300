/** Styles what all elements share: buttons, labels, sliders, focus. */
import { css } from 'lit';

/** What every element shares: type, buttons, fields, focus, text for screen readers only. */
export const controls = css`
  :host {
    display: block;
    box-sizing: border-box;
    min-width: 0;
    color: var(--alloy-text);
    font-family: var(--alloy-font);
    font-size: 14px;
    line-height: 1.4;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 7px;
    min-height: var(--control-height, 34px);
    padding: 0 13px;
    border: 1px solid var(--alloy-line);
    border-radius: 999px;
    background: var(--alloy-surface);
    font-size: 13px;
    font-weight: 550;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background-color 0.15s,
      border-color 0.15s;
  }
  button:hover:not(:disabled),
  .button:hover {
    border-color: color-mix(in oklab, var(--alloy-muted), transparent 40%);
    background: var(--alloy-raised);
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button.icon {
    width: var(--control-height, 34px);
    padding: 0;
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
  }
  button[aria-pressed='true'] {
    border-color: var(--alloy-hybrid);
    background: color-mix(in oklab, var(--alloy-hybrid), transparent 84%);
  }
  select.pill {
    min-height: 34px;
    max-width: 220px;
    padding: 0 28px 0 13px;
    border: 1px solid var(--alloy-line);
    border-radius: 999px;
    appearance: none;
    background:
      linear-gradient(45deg, transparent 50%, currentcolor 50%) calc(100% - 17px) 55% / 5px 5px no-repeat,
      linear-gradient(-45deg, transparent 50%, currentcolor 50%) calc(100% - 12px) 55% / 5px 5px no-repeat,
      var(--alloy-surface);
    font-size: 13px;
    font-weight: 550;
    text-overflow: ellipsis;
  }
  select option {
    background: var(--alloy-surface);
    color: var(--alloy-text);
  }
  svg.glyph {
    width: 16px;
    height: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  svg.glyph.solid {
    fill: currentColor;
    stroke: none;
  }
  :focus-visible {
    outline: 2px solid var(--alloy-text);
    outline-offset: 2px;
  }
  .label {
    color: var(--alloy-muted);
    font-size: 11px;
    font-weight: 600;
    letter-spacing: 0.07em;
    text-transform: uppercase;
  }
  .label:lang(zh) {
    font-size: 12px;
    letter-spacing: 0;
  }
  .muted {
    color: var(--alloy-muted);
  }
  .danger {
    color: var(--alloy-danger);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  /* pictures keep their colours, chosen to be seen on the page's own ground */
  canvas {
    forced-color-adjust: none;
  }
  @media (forced-colors: active) {
    [aria-checked='true'],
    [aria-pressed='true'] {
      forced-color-adjust: none;
      border-color: Highlight !important;
      background: Highlight !important;
      color: HighlightText !important;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
