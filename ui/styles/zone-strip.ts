/** Styles `alloy-zone-strip`. */
import { css } from 'lit';

export const zoneStripStyles = css`
  .strip {
    position: relative;
    height: var(--alloy-strip-height, 13px);
  }
  .range {
    position: absolute;
    bottom: -4px;
    height: 4px;
    border: 1px solid var(--alloy-muted);
    border-top: 0;
    opacity: 0.55;
  }
  .key-zone {
    position: absolute;
    top: 0;
    display: grid;
    grid-auto-columns: minmax(0, 1fr);
    grid-auto-rows: minmax(0, 1fr);
    gap: 1px;
    height: 100%;
    padding-right: 3px;
  }
  .cell {
    position: relative;
    overflow: hidden;
    border-radius: 1.5px;
    background: var(--alloy-line);
  }
  .cell:first-child {
    border-start-start-radius: 4px;
    border-end-start-radius: 4px;
  }
  .cell:last-child {
    border-start-end-radius: 4px;
    border-end-end-radius: 4px;
  }
  .cell::before {
    content: '';
    position: absolute;
    inset: 0;
    background: var(--tint);
    transform: scaleX(var(--done));
    transform-origin: left;
  }
  .cell.rendering::before,
  .cell.conditioning::before {
    opacity: 0.62;
  }
  .cell.conditioning::before {
    background: repeating-linear-gradient(
      -45deg,
      var(--tint) 0 3px,
      color-mix(in oklab, var(--tint), transparent 55%) 3px 6px
    );
  }
  @media (forced-colors: active) {
    .cell {
      border: 1px solid CanvasText;
    }
    .cell::before,
    .cell.conditioning::before {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
