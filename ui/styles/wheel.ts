/** Styles `alloy-wheel`. */
import { css } from 'lit';

export const wheelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 6px;
  }
  .wheel {
    position: relative;
    flex: 1;
    width: 32px;
    min-height: 96px;
    overflow: hidden;
    border: 1px solid var(--alloy-line);
    border-radius: 10px;
    background: linear-gradient(
      color-mix(in oklab, var(--alloy-raised), black 8%),
      color-mix(in oklab, var(--alloy-raised), var(--alloy-text) 14%) 50%,
      color-mix(in oklab, var(--alloy-raised), black 8%)
    );
    cursor: ns-resize;
    touch-action: none;
  }
  /* milled, like the edge of a coin */
  .ribs {
    position: absolute;
    inset: 0 5px;
    background: repeating-linear-gradient(
      transparent 0 4px,
      color-mix(in oklab, var(--alloy-text), transparent 88%) 4px 5px
    );
  }
  .mark {
    position: absolute;
    left: 4px;
    right: 4px;
    bottom: calc(6px + var(--place) * (100% - 18px));
    height: 6px;
    border-radius: 3px;
    background: var(--alloy-hybrid);
  }
  .wheel:not(.held) .mark {
    transition: bottom 0.12s ease-out;
  }
  @media (forced-colors: active) {
    .mark {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
