/** Styles `alloy-control-menu`. */
import { css } from 'lit';

export const controlMenuStyles = css`
  :host {
    display: contents;
  }
  .menu,
  .waiting {
    margin: 0;
    border: 1px solid var(--alloy-line);
    background: var(--alloy-surface);
    color: var(--alloy-text);
    box-shadow: 0 10px 34px rgb(0 0 0 / 0.28);
  }
  .menu:popover-open {
    position: fixed;
    inset: auto;
    display: flex;
    flex-direction: column;
    min-width: 200px;
    padding: 6px;
    border-radius: 12px;
  }
  .menu [role='group'] {
    display: flex;
    flex-direction: column;
  }
  .menu [role='group'] + [role='group'] {
    margin-top: 5px;
    padding-top: 5px;
    border-top: 1px solid var(--alloy-line);
  }
  .menu .label {
    padding: 5px 10px 6px;
  }
  .menu button {
    justify-content: start;
    min-height: 36px;
    padding: 0 10px;
    border-radius: 8px;
    font-weight: 500;
  }
  .menu [aria-disabled] {
    padding: 8px 10px;
    color: var(--alloy-muted);
    font-size: 13px;
  }
  .menu button:focus-visible {
    outline-offset: -2px;
    background: var(--alloy-raised);
  }
  .waiting:popover-open {
    position: fixed;
    inset: auto auto 16px 50%;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    width: max-content;
    max-width: calc(100vw - 24px);
    padding: 8px 8px 8px 18px;
    border: 1.5px solid transparent;
    border-radius: 22px;
    background:
      linear-gradient(var(--alloy-surface), var(--alloy-surface)) padding-box,
      var(--alloy-gradient) border-box;
    font-weight: 550;
    transform: translateX(-50%);
  }
  @media (forced-colors: active) {
    .menu,
    .waiting:popover-open {
      border: 1px solid CanvasText;
      background: Canvas;
    }
  }
`;
