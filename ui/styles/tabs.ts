/** Styles `alloy-tabs`. */
import { css } from 'lit';

export const tabsStyles = css`
  .tabs {
    display: flex;
    gap: 2px;
    padding: 3px;
    border-radius: 999px;
    background: var(--alloy-raised);
  }
  button {
    position: relative;
    flex: 1 1 auto;
    min-height: calc(var(--control-height, 34px) - 4px);
    min-width: 0;
    padding: 0 15px;
    overflow: hidden;
    border: 0;
    background: none;
    color: var(--alloy-muted);
    text-overflow: ellipsis;
  }
  button:hover:not([aria-selected='true']) {
    background: color-mix(in oklab, var(--alloy-surface), transparent 50%);
    color: var(--alloy-text);
  }
  button[aria-selected='true'],
  button[aria-selected='true']:hover {
    background: var(--alloy-surface);
    box-shadow:
      0 1px 3px rgb(0 0 0 / 0.18),
      inset 0 0 0 1.5px color-mix(in oklab, var(--alloy-hybrid), transparent 45%);
    color: var(--alloy-text);
  }
  .progress {
    position: absolute;
    inset: auto 12px 3px;
    height: 3px;
    overflow: hidden;
    border-radius: 2px;
    background: var(--alloy-line);
  }
  .progress::before {
    content: '';
    position: absolute;
    inset: 0;
    background: var(--alloy-gradient);
    clip-path: inset(0 calc(100% - var(--done) * 100%) 0 0);
  }
  .dot {
    flex: none;
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--alloy-hybrid);
  }
  @media (forced-colors: active) {
    button[aria-selected='true'],
    button[aria-selected='true']:hover {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .dot,
    .progress::before {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
