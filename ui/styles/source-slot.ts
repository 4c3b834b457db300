/** Styles `alloy-source-slot`. */
import { css } from 'lit';

export const slotStyles = css`
  :host {
    container-type: inline-size;
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: 12px;
    height: 100%;
    min-height: 236px;
    padding: 16px;
    border: 1px solid var(--alloy-line);
    border-radius: var(--alloy-radius);
    background: var(--alloy-surface);
    transition: border-color 0.15s;
  }
  .card.over {
    border-color: var(--tint);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--tint), transparent 70%);
  }
  header {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 34px;
  }
  .badge {
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    flex: none;
    border-radius: 50%;
    background: var(--tint);
    color: var(--alloy-ink);
    font-size: 12px;
    font-weight: 700;
  }
  h2 {
    flex: 1;
    min-width: 0;
    margin: 0;
    overflow: hidden;
    font-size: 15px;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  header .quiet {
    margin-left: -4px;
    margin-right: -8px;
  }
  .body {
    display: flex;
    flex: 1;
    flex-direction: column;
    justify-content: center;
    gap: 6px;
    min-height: 96px;
  }
  .empty .body,
  .error .body,
  .recording .body,
  .over .body {
    align-items: center;
    padding: 16px;
    border: 1.5px dashed color-mix(in oklab, var(--tint), transparent 45%);
    border-radius: calc(var(--alloy-radius) - 4px);
    background: color-mix(in oklab, var(--tint), transparent 95%);
    text-align: center;
  }
  .error .body {
    border-color: color-mix(in oklab, var(--alloy-danger), transparent 45%);
    background: none;
  }
  p {
    margin: 0;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  p.danger {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    text-align: start;
    text-wrap: pretty;
  }
  p.danger svg {
    margin-top: 2px;
  }
  .passages {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    font-size: 12px;
  }
  .chip {
    min-height: 26px;
    padding: 0 10px;
    font-size: 12px;
  }
  .chip[aria-pressed='true'] {
    border-color: var(--tint);
    background: color-mix(in oklab, var(--tint), transparent 78%);
    font-weight: 650;
  }
  .problem {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    padding: 8px 4px 8px 10px;
    border: 1px solid color-mix(in oklab, var(--alloy-danger), transparent 55%);
    border-radius: 8px;
    font-size: 13px;
  }
  .problem p {
    display: grid;
    flex: 1;
    gap: 4px;
    min-width: 0;
    text-wrap: pretty;
  }
  .problem > svg {
    flex: none;
    margin-top: 2px;
    color: var(--alloy-danger);
  }
  .problem button {
    flex: none;
    min-height: 28px;
  }
  .strong {
    font-size: 15px;
    font-weight: 600;
  }
  .notice {
    font-size: 12px;
  }
  alloy-trimmer,
  .embedded {
    flex: 1;
  }
  .embedded {
    min-height: 56px;
    overflow: hidden;
    border-radius: 8px;
  }
  .part {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 24px;
    font-size: 12px;
  }
  button.small {
    width: 28px;
    min-height: 24px;
    padding: 0;
  }
  .gain {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 32px;
  }
  .gain input {
    flex: 1;
    min-width: 60px;
    max-width: 220px;
    accent-color: var(--tint);
  }
  .gain output {
    min-width: 4.8em;
    font-size: 12px;
    font-weight: 600;
  }
  .shimmer {
    height: 60px;
    border-radius: 8px;
    background: linear-gradient(
        100deg,
        transparent 30%,
        color-mix(in oklab, var(--tint), transparent 55%) 50%,
        transparent 70%
      )
      0 0 / 220% 100%;
    background-color: color-mix(in oklab, var(--tint), transparent 90%);
    animation: shimmer 1.4s linear infinite;
  }
  @keyframes shimmer {
    from {
      background-position: 160% 0;
    }
    to {
      background-position: -60% 0;
    }
  }
  .dot {
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-right: 8px;
    border-radius: 50%;
    background: var(--alloy-danger);
    animation: blink 1s ease-in-out infinite alternate;
  }
  @keyframes blink {
    to {
      opacity: 0.3;
    }
  }
  .level {
    width: min(100%, 240px);
    height: 6px;
    overflow: hidden;
    border-radius: 3px;
    background: var(--alloy-raised);
  }
  .level span {
    display: block;
    height: 100%;
    border-radius: 3px;
    background: var(--tint);
  }
  @media (forced-colors: active) {
    .level {
      border: 1px solid CanvasText;
    }
    .level span,
    .dot {
      forced-color-adjust: none;
      background: Highlight;
    }
    .picker:focus-within {
      outline-color: Highlight;
    }
  }
  footer {
    display: grid;
    gap: 12px 24px;
  }
  @container (min-width: 640px) {
    footer {
      grid-template-columns: minmax(0, auto) minmax(220px, 1fr);
    }
    footer .ways {
      grid-column: 1 / -1;
    }
  }
  .root {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    min-height: 32px;
  }
  .heard {
    font-size: 12px;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .empty .ways,
  .error .ways,
  .recording .ways {
    justify-content: center;
  }
  .picker {
    position: relative;
  }
  .picker:focus-within {
    outline: 2px solid var(--alloy-text);
    outline-offset: 2px;
  }
  .picker select {
    position: absolute;
    inset: 0;
    width: 100%;
    opacity: 0;
    cursor: pointer;
  }
  .picker option,
  .picker optgroup {
    background: var(--alloy-surface);
    color: var(--alloy-text);
  }
  .listen {
    border-color: transparent;
    background: color-mix(in oklab, var(--tint), transparent 82%);
    color: var(--tint);
  }
  .primary {
    border-color: transparent;
    background: var(--tint);
    color: var(--alloy-ink);
  }
  .primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--tint), var(--alloy-text) 12%);
  }
`;
