/** Styles `alloy-trimmer`. */
import { css } from 'lit';

export const trimmerStyles = css`
  :host {
    min-height: 84px;
  }
  .frame {
    position: relative;
    container-type: inline-size;
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
    width: calc(var(--start) * 1cqw);
  }
  .after {
    right: 0;
    left: calc(var(--end) * 1cqw);
  }
  /* What can be taken hold of: mostly outside the part that is used, but never outside the picture. */
  .handle {
    --outside: 20px;
    --inside: 8px;
    --left: clamp(0px, var(--at) - var(--before), 100cqw - var(--outside) - var(--inside));
    position: absolute;
    inset: 0 auto;
    left: var(--left);
    width: calc(var(--outside) + var(--inside));
    cursor: ew-resize;
    touch-action: pan-y;
  }
  .handle.start {
    --at: var(--start) * 1cqw;
    --before: var(--outside);
    --line: 0px;
    --grip: 0px;
  }
  .handle.end {
    --at: var(--end) * 1cqw;
    --before: var(--inside);
    --line: -2px;
    --grip: -12px;
  }
  @media (pointer: coarse) {
    .handle {
      --outside: 32px;
      --inside: 12px;
    }
  }
  .handle::before,
  .handle::after {
    content: '';
    position: absolute;
  }
  .handle::before {
    inset: 0 auto;
    left: calc(var(--at) - var(--left) + var(--line));
    width: 2px;
    border-radius: 1px;
    background: color-mix(in oklab, var(--tint, var(--alloy-a)), transparent 35%);
  }
  .handle::after {
    bottom: 0;
    left: calc(var(--at) - var(--left) + var(--grip));
    width: 12px;
    height: 24px;
    border-radius: 0 5px 5px 0;
    background:
      linear-gradient(
          90deg,
          var(--alloy-ink) 1px,
          transparent 1px 3px,
          var(--alloy-ink) 3px 4px,
          transparent 4px
        )
        4px center / 5px 10px no-repeat,
      var(--tint, var(--alloy-a));
  }
  .handle.end::after {
    border-radius: 5px 0 0 5px;
  }
  .handle.start:hover::before,
  .handle.end:hover::before,
  .handle:focus-visible::before,
  .trimmed .handle::before {
    background: var(--tint, var(--alloy-a));
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
