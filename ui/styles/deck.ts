/** Styles `alloy-deck` and `alloy-deck-buttons`. */
import { css } from 'lit';

export const deckButtonStyles = css`
  :host {
    display: flex;
    gap: 6px;
  }
  button.icon {
    width: 30px;
    min-height: 30px;
    padding: 0;
  }
  .record {
    color: var(--alloy-danger);
  }
  .record[aria-pressed='true'] {
    border-color: transparent;
    background: var(--alloy-danger);
    color: var(--alloy-surface);
  }
`;

export const deckStyles = css`
  :host {
    display: block;
    container: deck / inline-size;
  }
  .deck {
    display: grid;
    gap: 4px;
    padding-bottom: 8px;
    font-size: 12px;
  }
  .deck[hidden] {
    display: none;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    min-width: 0;
    margin: 0;
    padding: 5px 8px;
    border: 1px solid var(--alloy-line);
    border-radius: 11px;
    background: var(--alloy-surface);
  }
  button,
  select.pill,
  summary,
  input[type='number'] {
    min-height: 30px;
    font-size: 12px;
  }
  button.icon {
    flex: none;
    width: 30px;
    padding: 0;
  }
  .main {
    border-color: transparent;
    background: var(--alloy-text);
    color: var(--alloy-surface);
  }
  .main:hover:not(:disabled) {
    background: color-mix(in oklab, var(--alloy-text), var(--alloy-surface) 16%);
  }
  .name {
    flex: 0 1 auto;
    min-width: 5ch;
    max-width: 34ch;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .place {
    flex: 1 1 120px;
    min-width: 80px;
    height: 24px;
    margin: 0;
    accent-color: var(--alloy-hybrid);
  }
  .place[data-loop] {
    border-radius: 6px;
    background: linear-gradient(
      to right,
      transparent var(--from),
      color-mix(in oklab, var(--alloy-hybrid), transparent 72%) var(--from) var(--to),
      transparent var(--to)
    );
  }
  .time {
    white-space: nowrap;
  }
  .tempo {
    display: flex;
    align-items: center;
    gap: 5px;
  }
  input[type='number'] {
    width: 62px;
    padding: 0 4px 0 8px;
    border: 1px solid var(--alloy-line);
    border-radius: 9px;
    background: var(--alloy-raised);
    color: inherit;
    font: inherit;
    font-variant-numeric: tabular-nums;
  }
  .loop {
    display: flex;
    align-items: center;
    gap: 2px;
  }
  .toggle[aria-pressed='true'] {
    background: var(--alloy-hybrid);
    color: var(--alloy-ink);
  }
  .edge {
    width: 26px;
    padding: 0;
    font-weight: 700;
  }
  .parts {
    position: relative;
  }
  summary {
    display: flex;
    align-items: center;
    padding: 0 10px;
    border: 1px solid var(--alloy-line);
    border-radius: 9px;
    cursor: pointer;
    list-style: none;
    white-space: nowrap;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .list {
    position: absolute;
    z-index: 3;
    right: 0;
    bottom: calc(100% + 6px);
    display: grid;
    gap: 2px;
    width: max-content;
    max-width: min(320px, 80vw);
    max-height: 46vh;
    padding: 8px;
    overflow-y: auto;
    border: 1px solid var(--alloy-line);
    border-radius: 12px;
    background: var(--alloy-surface);
    box-shadow: 0 10px 34px rgb(0 0 0 / 0.28);
  }
  .list label {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 8px;
    min-height: 30px;
    padding: 0 6px;
    cursor: pointer;
  }
  .list input {
    accent-color: var(--alloy-hybrid);
  }
  .files,
  .question {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    min-width: 0;
  }
  .take .files,
  .take:not(.armed, .recording) .number,
  .said-now {
    margin-inline-end: auto;
  }
  .take .number + .files {
    margin-inline: auto 0;
  }
  .light {
    display: flex;
    color: var(--alloy-danger);
  }
  .recording .light {
    animation: pulse 1.4s ease-in-out infinite;
  }
  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }
  .said {
    flex: 1 0 100%;
    text-wrap: pretty;
  }
  button.danger {
    border-color: transparent;
    background: var(--alloy-danger);
    color: var(--alloy-surface);
  }
  p.danger {
    color: var(--alloy-danger);
  }
  p.danger span {
    flex: 1;
    overflow-wrap: anywhere;
  }
  progress {
    width: 140px;
    height: 8px;
    accent-color: var(--alloy-hybrid);
  }
  /* one line, whatever it has: the keys stay in sight */
  @container deck (max-width: 620px) {
    .row {
      flex-wrap: nowrap;
      gap: 6px;
      padding: 4px 6px;
      overflow-x: auto;
      scrollbar-width: none;
    }
    .row > * {
      flex: none;
    }
    .song .place {
      flex: 1 0 90px;
    }
    .name {
      max-width: 12ch;
    }
    .loop .text {
      display: none;
    }
    .files,
    .question {
      flex-wrap: nowrap;
    }
    .question > span {
      max-width: 46cqw;
    }
    .parts[open] {
      display: flex;
      align-items: center;
      gap: 4px;
    }
    .list {
      position: static;
      display: flex;
      max-width: none;
      padding: 0;
      border: 0;
      box-shadow: none;
    }
    .list label {
      white-space: nowrap;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .recording .light {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .toggle[aria-pressed='true'] {
      border: 2px solid Highlight;
    }
  }
`;
