import { css } from 'lit';

export const keyboardStyles = css`
  :host {
    container-type: inline-size;
  }
  .frame {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 4px;
  }
  .board {
    --white: calc(100% / var(--whites));
    min-width: 0;
  }
  .zones {
    position: relative;
    height: 6px;
    margin-bottom: 6px;
  }
  .zone {
    position: absolute;
    top: 0;
    height: 100%;
    padding-right: 3px;
  }
  .zone::before {
    content: '';
    position: absolute;
    inset: 0 3px 0 0;
    border-radius: 3px;
    background: var(--alloy-line);
  }
  .zone span {
    position: relative;
    display: block;
    height: 100%;
    border-radius: 3px;
    background: var(--alloy-hybrid);
  }
  .keys {
    position: relative;
    height: clamp(120px, 22cqw, 190px);
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
  }
  .key {
    position: absolute;
    top: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: flex-end;
    gap: 2px;
    min-height: 0;
    padding: 0 0 9px;
    border: 0;
    border-radius: 0 0 7px 7px;
    transition: none;
  }
  .white,
  .white:hover:not(:disabled) {
    left: calc(var(--at) * var(--white) + 1px);
    width: calc(var(--white) - 2px);
    height: 100%;
    background: linear-gradient(
      color-mix(in oklab, var(--alloy-key-white), black 9%),
      var(--alloy-key-white) 12%
    );
    box-shadow:
      inset 0 0 0 1px light-dark(rgb(0 0 0 / 0.16), transparent),
      inset 0 -5px 0 rgb(0 0 0 / 0.1);
    color: oklch(0.42 0.01 60);
  }
  .black,
  .black:hover:not(:disabled) {
    z-index: 1;
    left: calc((var(--at) + 0.5 - 0.31) * var(--white));
    width: calc(var(--white) * 0.62);
    height: 62%;
    border-radius: 0 0 5px 5px;
    background: linear-gradient(
      color-mix(in oklab, var(--alloy-key-black), white 4%),
      color-mix(in oklab, var(--alloy-key-black), white 10%) 84%,
      color-mix(in oklab, var(--alloy-key-black), white 26%) 85%,
      color-mix(in oklab, var(--alloy-key-black), white 14%)
    );
    box-shadow: 0 2px 4px rgb(0 0 0 / 0.4);
    color: oklch(0.88 0.005 75);
  }
  .white.held,
  .white.held:hover:not(:disabled) {
    background: linear-gradient(color-mix(in oklab, var(--alloy-hybrid), white 30%), var(--alloy-hybrid));
    box-shadow: none;
    color: oklch(0.2 0.01 60);
  }
  .black.held,
  .black.held:hover:not(:disabled) {
    background: linear-gradient(color-mix(in oklab, var(--alloy-hybrid), black 45%), var(--alloy-hybrid));
    color: oklch(0.2 0.01 60);
  }
  .key:focus-visible {
    z-index: 2;
    outline-offset: -3px;
    outline-color: oklch(0.6 0.16 250);
  }
  /* printed, not said: a screen reader hears the note */
  [data-letter]::before {
    content: attr(data-letter);
    position: absolute;
    bottom: 26px;
    font-size: 12px;
    font-weight: 650;
  }
  .black[data-letter]::before {
    bottom: 8px;
  }
  [data-name]::after {
    content: attr(data-name);
    font-size: 10px;
    font-weight: 600;
  }
  @container (max-width: 560px) {
    .frame {
      grid-template-columns: 1fr 1fr;
    }
    .board {
      grid-column: 1 / -1;
      grid-row: 2;
    }
    .shift:first-child {
      justify-self: start;
    }
    .shift:last-child {
      justify-self: end;
    }
  }
`;
