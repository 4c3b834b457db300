/** Styles `alloy-sound`. */
import { css } from 'lit';

export const soundStyles = css`
  :host {
    container-type: inline-size;
  }
  .sound {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .modules {
    display: grid;
    grid-template-columns: minmax(0, 1.1fr) minmax(0, 1.1fr) minmax(0, 1fr);
    gap: 12px;
  }
  .module,
  .drawer {
    display: flex;
    flex-direction: column;
    gap: 10px;
    min-width: 0;
    padding: 12px 14px 10px;
    border-radius: var(--alloy-radius);
    background: color-mix(in oklab, var(--alloy-raised), var(--alloy-surface) 45%);
  }
  .knobs {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-evenly;
    gap: 8px 2px;
  }
  alloy-choice {
    /* as wide as the longest that it offers */
    min-width: 96px;
    padding-top: 8px;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    /* as high as a head without a menu */
    margin: -7px 0;
  }
  .head alloy-choice {
    padding: 0;
  }
  .head alloy-choice::part(field) {
    min-height: 30px;
  }
  .head alloy-choice::part(title) {
    display: none;
  }
  .module:last-child .knobs {
    margin-top: auto;
  }
  .names {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .name,
  .all {
    min-height: 32px;
  }
  .name[aria-expanded='true'] {
    border-color: var(--alloy-hybrid);
    background: color-mix(in oklab, var(--alloy-hybrid), transparent 84%);
  }
  .dot {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--alloy-hybrid);
  }
  .all {
    margin-inline-start: auto;
  }
  .all svg {
    transition: transform 0.15s;
  }
  .all.open svg {
    transform: rotate(180deg);
  }
  .drawers {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
  }
  .drawer {
    flex: 1 1 auto;
    max-width: 100%;
  }
  .drawer.effects {
    flex-basis: 100%;
  }
  .drawers:empty {
    display: none;
  }
  .drawer .knobs {
    justify-content: start;
  }
  .drawer alloy-envelope,
  .drawer alloy-lfo,
  .drawer alloy-morph {
    height: 84px;
  }
  p {
    /* does not make its drawer wider */
    width: 0;
    min-width: 100%;
    margin: 0;
    font-size: 12px;
    text-wrap: pretty;
  }
  @media (forced-colors: active) {
    .module,
    .drawer {
      border: 1px solid CanvasText;
    }
    .name[aria-expanded='true'] {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
    }
    .dot {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
  @container (max-width: 1090px) {
    .modules {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .module:last-child {
      grid-column: 1 / -1;
    }
  }
  @container (max-width: 620px) {
    .modules {
      grid-template-columns: minmax(0, 1fr);
    }
    .module,
    .drawer {
      padding: 10px 8px;
    }
    .knobs,
    .drawer .knobs {
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      justify-items: center;
    }
    /* three have more room for their names than four */
    .module .knobs {
      grid-template-columns: repeat(auto-fit, minmax(22%, 1fr));
    }
    alloy-knob {
      width: 100%;
    }
    .knobs alloy-choice {
      grid-column: span 2;
      width: 100%;
    }
    .all {
      margin-inline-start: 0;
    }
  }
`;
