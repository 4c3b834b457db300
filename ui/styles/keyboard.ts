/** Styles `alloy-keyboard`. */
import { css } from 'lit';

export const keyboardStyles = css`
  :host {
    container-type: inline-size;
  }
  .frame {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    grid-template-areas: 'bar bar bar' 'down board up';
    grid-template-rows: auto minmax(0, 1fr);
    align-items: center;
    gap: 0 4px;
  }
  slot {
    display: block;
    grid-area: bar;
    min-width: 0;
  }
  .shift.left {
    grid-area: down;
  }
  .shift.right {
    grid-area: up;
  }
  :host([fill]) {
    container-type: size;
  }
  :host([fill]),
  :host([fill]) .frame {
    height: 100%;
  }
  :host([fill]) .board {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  :host([fill]) .keys {
    container: keys / size;
    flex: 1;
    height: auto;
    min-height: 0;
  }
  .board {
    grid-area: board;
    --white: calc(100% / var(--whites));
    min-width: 0;
  }
  alloy-zone-strip {
    margin-bottom: 8px;
  }
  .shift {
    position: relative;
  }
  /* a held key is out of sight on this side */
  .shift.beyond::after {
    content: '';
    position: absolute;
    top: 5px;
    right: 5px;
    width: 7px;
    height: 7px;
    border-radius: 50%;
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
    isolation: isolate;
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
    left: calc((var(--at) + 0.5 - 0.325) * var(--white));
    width: calc(var(--white) * 0.65);
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
  .key {
    --tint: var(--key-tint, var(--alloy-hybrid));
  }
  /* what sounds glows at the lip of its key, in the metal of its mix */
  .glow {
    position: absolute;
    inset: auto 0 0;
    height: 46%;
    border-radius: inherit;
    background: linear-gradient(transparent, var(--tint));
    opacity: calc(var(--key-glow, 0) * 0.85);
    pointer-events: none;
  }
  .white.held,
  .white.held:hover:not(:disabled) {
    background: linear-gradient(color-mix(in oklab, var(--tint), white 30%), var(--tint));
    box-shadow: none;
    color: oklch(0.2 0.01 60);
  }
  .black.held,
  .black.held:hover:not(:disabled) {
    background: linear-gradient(color-mix(in oklab, var(--tint), black 45%), var(--tint));
    color: oklch(0.2 0.01 60);
  }
  .white.outside:not(.held) {
    filter: brightness(0.86);
  }
  .black.outside:not(.held) {
    filter: brightness(1.5) saturate(0.4);
  }
  .key:focus-visible {
    outline-offset: -3px;
    outline-color: oklch(0.6 0.16 250);
  }
  /* printed, not said: a screen reader hears the note */
  [data-letter]::before {
    content: attr(data-letter);
    position: absolute;
    z-index: 1;
    bottom: 26px;
    font-size: 12px;
    font-weight: 650;
  }
  .black[data-letter]::before {
    bottom: 8px;
  }
  [data-name]::after {
    content: attr(data-name);
    position: relative;
    z-index: 1;
    font-size: 10px;
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .key,
    .key.white,
    .key.black {
      border: 1px solid ButtonText;
      box-shadow: none;
      filter: none;
    }
    .key.black {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
    }
    .key.held,
    .key.held:hover:not(:disabled) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .glow {
      display: none;
    }
  }
  /* short keys: what is printed on them goes down to their ends */
  @container keys (max-height: 110px) {
    .white[data-letter]::before {
      bottom: 5px;
      font-size: 11px;
    }
    .white[data-letter]::after {
      content: none;
    }
    .key {
      padding-bottom: 5px;
    }
    .black {
      height: 56%;
    }
    .black[data-letter]::before {
      bottom: 4px;
      font-size: 11px;
    }
  }
  @container (max-width: 560px) {
    .frame {
      grid-template-areas: 'down bar up' 'board board board';
    }
  }
`;
