/** Styles the frame of a dialog; its size is each one's own. */
import { css } from 'lit';

export const dialogFrame = css`
  dialog {
    padding: 18px 22px 22px;
    overflow-y: auto;
    border: 1px solid var(--alloy-line);
    border-radius: calc(var(--alloy-radius) + 4px);
    background: var(--alloy-surface);
    color: var(--alloy-text);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.5);
  }
`;
