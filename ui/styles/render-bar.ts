/** Styles `alloy-render-bar`. */
import { css } from 'lit';

export const renderBarStyles = css`
  :host {
    container-type: inline-size;
  }
  .bar {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 14px 22px;
    padding: 14px 16px;
    border: 1px solid var(--alloy-line);
    border-radius: var(--alloy-radius);
    background: var(--alloy-surface);
  }
  .action button {
    min-width: 148px;
    min-height: 46px;
    padding: 0 24px;
    font-size: 15px;
    font-weight: 650;
  }
  .render {
    border-color: transparent;
    background: var(--alloy-gradient);
    color: var(--alloy-ink);
  }
  .render:hover:not(:disabled) {
    border-color: transparent;
    background: var(--alloy-gradient);
    filter: brightness(1.08);
  }
  .render:disabled {
    background: var(--alloy-raised);
    color: var(--alloy-muted);
    opacity: 1;
  }
  .render.fresh {
    border: 1.5px solid transparent;
    background:
      linear-gradient(var(--alloy-surface), var(--alloy-surface)) padding-box,
      var(--alloy-gradient) border-box;
    color: var(--alloy-text);
  }
  .status {
    min-width: 0;
  }
  .estimate {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    margin-top: 4px;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 14px;
    margin-bottom: 8px;
  }
  p {
    margin: 0;
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }
  p.danger {
    display: flex;
    gap: 8px;
  }
  p.danger svg {
    margin-top: 2px;
  }
  p.stale::before {
    content: '';
    display: inline-block;
    width: 9px;
    height: 9px;
    margin-right: 8px;
    border-radius: 50%;
    background: var(--alloy-hybrid);
  }
  .track {
    height: 10px;
    overflow: hidden;
    border-radius: 5px;
    background: var(--alloy-raised);
  }
  .track span {
    display: block;
    height: 100%;
    border-radius: 5px;
    background: var(--alloy-gradient);
    transition: width 0.2s linear;
  }
  @media (forced-colors: active) {
    .track {
      border: 1px solid CanvasText;
    }
    .track span {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
  alloy-zone-grid {
    grid-column: 1 / -1;
  }
  .hint {
    flex-basis: 100%;
    font-size: 12px;
  }
  .settings {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 12px 32px;
    grid-column: 1 / -1;
    min-width: 0;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 20px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .size {
    font-size: 12px;
  }
  .setting {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .setting output {
    min-width: 3.2em;
    font-weight: 600;
  }
  input[type='number'] {
    width: 76px;
    min-height: 34px;
    padding: 0 10px;
    border: 1px solid var(--alloy-line);
    border-radius: 10px;
    background: var(--alloy-background);
  }
  input[type='range'] {
    width: 104px;
    accent-color: var(--alloy-hybrid);
  }
  :host([show='action']) .bar {
    gap: 10px 16px;
    padding: 10px 12px;
  }
  :host([show='action']) .action button {
    min-width: 0;
    min-height: 40px;
    padding: 0 18px;
    font-size: 14px;
  }
  @container (max-width: 520px) {
    .bar {
      grid-template-columns: 1fr;
    }
    .action button {
      width: 100%;
    }
    :host([show='action']) .bar {
      grid-template-columns: auto minmax(0, 1fr);
    }
    :host([show='action']) .action button {
      width: auto;
    }
    :host([show='action']) .bar:has(.estimate) {
      grid-template-columns: minmax(0, 1fr);
    }
    .estimate button {
      padding-block: 6px;
      white-space: normal;
    }
  }
  @container (max-width: 340px) {
    .range .label {
      width: 100%;
    }
  }
`;
