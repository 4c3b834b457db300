/** Styles `alloy-console` for the place that it has: wide, narrow, low, beneath a view. */
import { css } from 'lit';

export const consoleSizes = css`
  @container console (min-width: 1240px) and (min-height: 620px) {
    alloy-knob {
      --alloy-knob-size: 62px;
    }
  }
  @container console (min-width: 1700px) {
    .console {
      gap: 16px;
    }
    alloy-knob {
      --alloy-knob-size: 76px;
    }
  }
  @container console (max-width: 1240px) {
    .legend {
      position: absolute;
      width: 1px;
      height: 1px;
      clip-path: inset(50%);
    }
    .letters {
      margin-inline-start: auto;
    }
  }
  @container console (max-width: 1100px) {
    .knobs {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .velocity {
      display: none;
    }
  }
  @container console (max-width: 900px) {
    .console {
      grid-template-columns: auto minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto auto clamp(180px, 30%, 320px);
      grid-template-areas: 'mix mix' 'macros macros' 'hybrid hybrid' 'wheels keys';
    }
    .macros {
      flex-direction: row;
    }
    .knobs {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
    .octave,
    .input,
    :host([docked]) alloy-meter::part(voices) {
      display: none;
    }
  }
  @container console (min-width: 561px) and (max-width: 900px) {
    :host([docked]) .bar {
      gap: 8px;
    }
    :host([docked]) .bar button:not(.icon) {
      padding: 0 8px;
    }
  }
  @container console (max-width: 560px) {
    .console {
      grid-template-rows: minmax(0, 1fr) auto auto clamp(140px, 33%, 250px);
      grid-template-areas: 'wheels mix' 'macros macros' 'hybrid hybrid' 'keys keys';
      gap: 8px;
    }
    .mix {
      padding: 0;
    }
    .letters {
      display: none;
    }
    .bar {
      gap: 6px;
      padding: 0 6px 4px;
    }
    alloy-deck {
      max-height: 92px;
      overflow-y: auto;
    }
    .bar button {
      padding: 0 10px;
    }
    alloy-meter::part(voices) {
      display: none;
    }
    .macros {
      flex-direction: column;
      gap: 6px;
    }
    .group {
      flex-direction: row;
      align-items: center;
      padding: 6px 4px;
    }
    .group .label {
      writing-mode: vertical-rl;
      rotate: 180deg;
    }
    :host([docked]) .wheels {
      display: none;
    }
  }
  @container console (max-width: 560px) and (max-height: 640px) {
    .minor,
    .group .label {
      display: none;
    }
    .macros {
      flex-direction: row;
      gap: 0;
    }
    .group {
      border-radius: 0;
    }
    .group.shape {
      border-inline-end: 0;
      border-start-start-radius: var(--alloy-radius);
      border-end-start-radius: var(--alloy-radius);
    }
    .group.morph {
      border-inline-start: 0;
      border-start-end-radius: var(--alloy-radius);
      border-end-end-radius: var(--alloy-radius);
    }
    .knobs {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  /* low: four knobs beside the mix, and keys */
  @container console (max-height: 440px) {
    .console {
      grid-template-columns: auto minmax(0, 1.2fr) minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) clamp(116px, 54%, 220px);
      grid-template-areas: 'mix mix macros' 'wheels keys keys';
      gap: 6px 10px;
    }
    .hybrid,
    .minor,
    .input,
    .group .label {
      display: none;
    }
    .mix {
      padding: 0;
    }
    .macros {
      flex-direction: row;
      align-items: center;
      gap: 2px;
    }
    .group {
      padding: 0;
      border: 0;
      background: none;
    }
    .knobs {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    alloy-knob {
      --alloy-knob-size: 42px;
    }
  }
  @container console (max-height: 440px) and (max-width: 560px) {
    .console {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr);
      grid-template-areas: 'mix macros' 'keys keys';
    }
    alloy-knob::part(title),
    alloy-knob::part(value) {
      font-size: 11px;
    }
    .wheels {
      display: none;
    }
  }
  /* upright and small */
  @container console (max-height: 440px) and (max-width: 380px) {
    .console {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto clamp(116px, 46%, 220px);
      grid-template-areas: 'mix' 'macros' 'keys';
    }
  }
  @container console (max-height: 440px) {
    alloy-deck {
      max-height: 44px;
      overflow-y: auto;
    }
  }
  @container console (max-height: 260px) {
    .bar {
      padding-bottom: 3px;
    }
    .bar button {
      min-height: 26px;
    }
    alloy-keyboard {
      --alloy-strip-height: 7px;
    }
  }
  /* beneath a view the bar is as wide as the keys alone */
  @container console (max-width: 960px) {
    :host([docked]) alloy-meter::part(voices) {
      display: none;
    }
  }
  /* beneath a view, whatever the height */
  @container console (min-width: 561px) {
    :host([docked]) .console {
      grid-template-columns: clamp(180px, 22%, 460px) auto minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr);
      grid-template-areas: 'mix wheels keys';
    }
  }
  @container console (max-width: 560px) {
    :host([docked]) .console {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 0.75fr) minmax(0, 1fr);
      grid-template-areas: 'mix' 'keys';
      gap: 4px;
    }
  }
  @container console (max-width: 560px) and (max-height: 170px) {
    :host([docked]) .console {
      grid-template-columns: minmax(0, 34%) minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr);
      grid-template-areas: 'mix keys';
    }
    :host([docked]) .bar {
      gap: 4px;
      padding-inline: 2px;
    }
    :host([docked]) .switches {
      gap: 3px;
    }
    :host([docked]) .bar button {
      padding: 0 7px;
      font-size: 11px;
    }
  }
`;
