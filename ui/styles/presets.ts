/** Styles `alloy-presets`. */
import { css } from 'lit';

export const presetsStyles = css`
  .bar {
    display: flex;
    align-items: center;
    gap: 2px;
    max-width: 100%;
  }
  .bar .icon {
    flex: none;
  }
  .opener {
    min-width: 0;
    max-width: 240px;
  }
  .opener .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .dot {
    color: var(--alloy-hybrid);
    font-size: 18px;
    line-height: 1;
  }
  .opener svg {
    flex: none;
  }
  .opener > svg:first-child {
    display: var(--presets-icon, block);
  }
  .list {
    margin: 0;
    padding: 12px;
    border: 1px solid var(--alloy-line);
    border-radius: 14px;
    background: var(--alloy-surface);
    color: var(--alloy-text);
    box-shadow: 0 10px 34px rgb(0 0 0 / 0.28);
  }
  .list:popover-open {
    position: fixed;
    inset: auto;
    display: flex;
    flex-direction: column;
    gap: 10px;
    width: min(400px, calc(100vw - 16px));
    max-height: min(70vh, 560px);
  }
  form {
    display: flex;
    flex: 1;
    gap: 8px;
    min-width: 0;
  }
  .list > form {
    flex: none;
  }
  input {
    flex: 1;
    min-width: 0;
    min-height: 34px;
    padding: 0 13px;
    border: 1px solid var(--alloy-line);
    border-radius: 999px;
    background: var(--alloy-raised);
  }
  ul {
    flex: 1 1 auto;
    min-height: 0;
    margin: 0;
    padding: 0;
    overflow-y: auto;
    list-style: none;
  }
  li,
  .asking {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 4px;
  }
  .load {
    flex: 1;
    justify-content: start;
    min-width: 0;
    min-height: 38px;
    padding: 0 10px;
    border-radius: 8px;
  }
  .load .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .load .picture {
    flex: none;
    width: 30px;
    height: 30px;
    border-radius: 6px;
  }
  .load[aria-current] .name {
    color: var(--alloy-hybrid);
    font-weight: 700;
  }
  .load .tags {
    flex: 1 1 0; /* what the name leaves */
    min-width: 0;
    text-align: end;
    overflow: hidden;
    color: var(--alloy-muted);
    font-size: 12px;
    font-weight: 400;
    text-overflow: ellipsis;
  }
  li .favourite[aria-pressed='true'] {
    color: var(--alloy-hybrid);
  }
  .search,
  .files,
  .shelves,
  .families {
    flex: none;
  }
  .shelves,
  .families {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .shelf {
    flex: 1;
    justify-content: center;
  }
  .shelf small {
    color: var(--alloy-muted);
  }
  .chip {
    min-height: 28px;
    padding: 0 10px;
    font-size: 12px;
    text-transform: capitalize;
  }
  .shelf[aria-pressed='true'],
  .chip[aria-pressed='true'] {
    border-color: var(--alloy-hybrid);
    color: var(--alloy-hybrid);
  }
  [aria-busy='true'] {
    opacity: 0.6;
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .asking form {
    flex: 1 1 100%;
    padding-left: 5px; /* room for the ring of focus, which the list cuts off */
  }
  .load .number {
    min-width: 26px;
    color: var(--alloy-muted);
    text-align: right;
  }
  li .icon {
    flex: none;
  }
  li .icon.quiet:not(:hover, :focus-visible) {
    color: var(--alloy-muted);
  }
  .renaming {
    gap: 4px;
    padding: 5px 0 5px 5px; /* room for the ring of focus, which the list cuts off */
  }
  .asking {
    flex-wrap: wrap;
    gap: 8px;
  }
  .sure {
    flex: 1 1 150px;
    min-width: 0;
    padding-left: 10px;
    overflow-wrap: anywhere;
    font-size: 13px;
  }
  p {
    margin: 0;
    font-size: 12px;
  }
  button.danger {
    border-color: var(--alloy-danger);
    color: var(--alloy-danger);
  }
  @media (forced-colors: active) {
    .list:popover-open {
      border: 1px solid CanvasText;
      background: Canvas;
    }
  }
`;
