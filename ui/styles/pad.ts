/** Styles `alloy-pad`. */
import { css } from 'lit';

export const padStyles = css`
  :host {
    gap: 8px;
  }
  .row {
    display: contents;
  }
  .group {
    position: relative;
    width: 100%;
    max-width: 460px;
    margin: 0 auto;
  }
  .plate {
    position: relative;
    cursor: move;
    touch-action: none;
    user-select: none;
  }
  .field {
    fill: color-mix(in oklab, var(--alloy-hybrid), transparent 92%);
    stroke: var(--alloy-line);
  }
  .place {
    fill: var(--alloy-line);
  }
  .shares {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 2px 14px;
    max-width: 460px;
    padding: 0;
    list-style: none;
    text-align: start;
  }
  :host([fill]) {
    container-type: size;
    align-items: center;
    height: 100%;
    gap: 6px;
  }
  :host([fill]) > .label {
    display: none;
  }
  :host([fill]) .group {
    flex: none;
    width: min(100cqw, (100cqh - 50px) * 300 / 220, 720px);
    max-width: none;
    margin: 0;
  }
  :host([fill]) .shares {
    flex: none;
    width: min(100%, 440px);
    max-width: none;
    margin: 0;
  }
  /* a flat place: the shares stand beside the plate */
  @container (max-height: 190px) and (min-width: 230px) {
    :host([fill]) .row {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 12px;
      width: 100%;
    }
    :host([fill]) .group {
      width: min(60cqw, 100cqh * 300 / 220);
    }
    :host([fill]) .shares {
      flex: 0 1 auto;
      width: auto;
      grid-template-columns: minmax(0, 1fr);
      font-size: 12px;
    }
  }
  /* no room for words but those that are said */
  @container (max-height: 190px) and (max-width: 229px) {
    :host([fill]) .group {
      width: min(100cqw, 100cqh * 300 / 220);
    }
    :host([fill]) .shares {
      display: none;
    }
  }
  .dot {
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 7px;
    border-radius: 50%;
    forced-color-adjust: none;
  }
`;
