/** Styles `alloy-choice`. */
import { css } from 'lit';

export const choiceStyles = css`
  :host {
    display: inline-flex;
    flex-direction: column;
    align-items: center;
    gap: 4px;
    max-width: 100%;
  }
  select.pill {
    width: 100%;
    max-width: 100%;
  }
  :host([armed]) select {
    outline: 2px dashed var(--alloy-hybrid);
    outline-offset: 2px;
  }
  .title {
    color: var(--alloy-muted);
    font-size: 12px;
    white-space: nowrap;
  }
`;
