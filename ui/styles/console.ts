/** Styles `alloy-console`: mix and keys in whatever place they are given. */
import { css } from 'lit';

export const consoleStyles = css`
  :host {
    container: console / size;
    height: 100%;
  }
  .console {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) minmax(0, 1.35fr) minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr) clamp(170px, 33%, 460px);
    grid-template-areas: 'hybrid hybrid mix macros' 'wheels keys keys keys';
    gap: 10px;
    height: 100%;
  }
  .hybrid {
    grid-area: hybrid;
    min-width: 0;
    min-height: 0;
  }
  .hybrid slot {
    display: block;
    height: 100%;
  }
  .mix {
    grid-area: mix;
    min-width: 0;
    min-height: 0;
    padding: 8px;
  }
  .wheels {
    display: flex;
    grid-area: wheels;
    gap: 6px;
    align-items: stretch;
  }
  alloy-wheel {
    flex: none;
  }
  alloy-keyboard {
    grid-area: keys;
    min-width: 0;
  }
  .macros {
    display: flex;
    flex-direction: column;
    grid-area: macros;
    gap: 10px;
    min-width: 0;
    min-height: 0;
  }
  .group {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 6px;
    min-height: 0;
    padding: 12px 14px;
    border: 1px solid var(--alloy-line);
    border-radius: var(--alloy-radius);
    background: var(--alloy-surface);
  }
  .knobs {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    flex: 1;
    align-items: center;
    justify-items: center;
    gap: 6px 2px;
    min-height: 0;
  }
  alloy-knob {
    width: 100%;
  }
  .input {
    flex-flow: row wrap;
    flex: none;
    align-items: center;
    justify-content: space-between;
    padding-block: 8px;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px 16px;
    min-width: 0;
    padding-bottom: 8px;
    font-size: 12px;
    white-space: nowrap;
  }
  .switches,
  .letters,
  .stepper {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .letters {
    gap: 4px 10px;
  }
  .stepper {
    gap: 0;
    color: var(--alloy-muted);
  }
  /* its buttons come with the first touch, into the room that they have */
  alloy-deck-buttons {
    display: flex;
    min-width: 66px;
    min-height: 30px;
  }
  .stepper[hidden] {
    display: none;
  }
  .bar button {
    min-height: 30px;
    font-size: 12px;
  }
  .bar button.icon {
    width: 28px;
  }
  .sustain[aria-pressed='true'] {
    background: var(--alloy-hybrid);
    color: var(--alloy-ink);
  }
  alloy-meter {
    flex: 0 1 340px;
    min-width: min-content;
  }
  alloy-meter::part(bar) {
    min-width: 20px;
  }
  alloy-wheel::part(wheel) {
    min-height: 40px;
  }
  .legend {
    flex: 0 1 auto;
    min-width: 0;
    margin-inline-end: auto;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  /* beneath a view: the mix beside the keys */
  :host([docked]) .console {
    grid-template-columns: clamp(200px, 22%, 460px) auto minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
    grid-template-areas: 'mix wheels keys';
  }
  :host([docked]) .console {
    padding-top: 10px;
    border-top: 1px solid var(--alloy-line);
  }
  :host([docked]) .mix {
    padding: 0;
  }
  :host([docked]) alloy-meter {
    flex-basis: 240px;
  }
  @container console (max-width: 1500px) {
    :host([docked]) .legend {
      position: absolute;
      width: 1px;
      height: 1px;
      clip-path: inset(50%);
    }
    :host([docked]) .letters {
      margin-inline-start: auto;
    }
  }
`;
