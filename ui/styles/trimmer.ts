import { css } from 'lit';

export const trimmerStyles = css`
  :host {
    min-height: 84px;
  }
  .frame {
    position: relative;
    height: 100%;
    min-height: inherit;
  }
  alloy-waveform {
    height: 100%;
    min-height: inherit;
  }
  .rest {
    position: absolute;
    inset: 0 auto;
    background: color-mix(in oklab, var(--alloy-surface), transparent 25%);
    pointer-events: none;
  }
  .before {
    left: 0;
    width: var(--start);
  }
  .after {
    right: 0;
    left: var(--end);
  }
  .handle {
    position: absolute;
    inset: 0 auto;
    width: 24px;
    margin-left: -12px;
    cursor: ew-resize;
    touch-action: pan-y;
  }
  .handle.start {
    left: var(--start);
  }
  .handle.end {
    left: var(--end);
  }
  .handle::before {
    content: '';
    position: absolute;
    inset: 0 auto;
    left: 11px;
    width: 2px;
    border-radius: 1px;
    background: color-mix(in oklab, var(--metal, var(--alloy-a)), transparent 35%);
  }
  .handle::after {
    content: '';
    position: absolute;
    bottom: 0;
    left: 11px;
    width: 9px;
    height: 14px;
    border-radius: 0 3px 3px 0;
    background: var(--metal, var(--alloy-a));
  }
  .handle.end::after {
    left: 4px;
    border-radius: 3px 0 0 3px;
  }
  .handle.start:hover::before,
  .handle.end:hover::before,
  .handle:focus-visible::before,
  .trimmed .handle::before {
    background: var(--metal, var(--alloy-a));
  }
  .handle:focus-visible {
    outline: none;
  }
  .handle:focus-visible::after {
    outline: 2px solid var(--alloy-text);
    outline-offset: 1px;
  }
  @media (forced-colors: active) {
    .handle::before,
    .handle::after {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .handle:focus-visible::after {
      background: Highlight;
    }
  }
`;
