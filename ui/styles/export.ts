/** Styles `alloy-export`. */
import { css } from 'lit';

export const exportStyles = css`
  dialog {
    width: min(560px, calc(100vw - 16px));
    max-height: calc(100dvh - 16px);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 10px;
  }
  h2 {
    margin: 0;
    font-size: 18px;
  }
  form {
    display: grid;
    gap: 16px;
  }
  fieldset {
    display: grid;
    gap: 8px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend,
  .field > .label {
    margin-bottom: 6px;
    padding: 0;
  }
  .field {
    display: grid;
    min-width: 0;
  }
  input[type='text'] {
    width: 100%;
    min-height: 36px;
    padding: 0 12px;
    border: 1px solid var(--alloy-line);
    border-radius: 10px;
    background: var(--alloy-raised);
  }
  .formats {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 236px), 1fr));
  }
  .choice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-content: center;
    align-items: center;
    gap: 1px 10px;
    min-height: 44px;
    padding: 7px 12px;
    border: 1px solid var(--alloy-line);
    border-radius: 11px;
    font-size: 13px;
    font-weight: 550;
    cursor: pointer;
  }
  .choice:has(:checked) {
    border-color: var(--alloy-hybrid);
    background: color-mix(in oklab, var(--alloy-hybrid), transparent 88%);
  }
  .choice:has(:focus-visible) {
    outline: 2px solid var(--alloy-text);
    outline-offset: 2px;
  }
  .choice input {
    margin: 0;
    accent-color: var(--alloy-hybrid);
    outline: none;
  }
  .choice small {
    grid-column: 2;
    color: var(--alloy-muted);
    font-size: 12px;
    font-weight: 400;
    text-wrap: pretty;
  }
  .pair {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 24px;
  }
  .keys {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
  }
  .keys p {
    grid-column: 1 / -1;
  }
  p {
    margin: 0;
    font-size: 13px;
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }
  p:has(svg) {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 8px;
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 8px;
  }
  .first {
    border-color: transparent;
    background: var(--alloy-text);
    color: var(--alloy-surface);
  }
  .first:hover:not(:disabled) {
    background: color-mix(in oklab, var(--alloy-text), var(--alloy-surface) 16%);
  }
  progress {
    width: 100%;
    height: 8px;
    border: 0;
    border-radius: 999px;
    overflow: hidden;
    appearance: none;
    background: var(--alloy-raised);
  }
  progress::-webkit-progress-bar {
    background: var(--alloy-raised);
  }
  progress::-webkit-progress-value {
    border-radius: 999px;
    background: var(--alloy-hybrid);
  }
  progress::-moz-progress-bar {
    background: var(--alloy-hybrid);
  }
  @media (forced-colors: active) {
    .choice:has(:checked) {
      border-color: Highlight;
    }
    progress {
      appearance: auto;
    }
  }
`;
