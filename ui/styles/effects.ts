/** Styles `alloy-effects`. */
import { css } from 'lit';

export const effectsStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .effects {
    display: grid;
    grid-template-columns: repeat(12, minmax(0, 1fr));
    gap: 10px;
  }
  .effect {
    display: flex;
    flex-direction: column;
    grid-column: span 3;
    gap: 8px;
    min-width: 0;
    padding: 10px 10px 8px;
    border: 1px solid var(--alloy-line);
    border-radius: calc(var(--alloy-radius) - 4px);
  }
  .eq {
    grid-column: span 6;
  }
  .delay,
  .reverb {
    grid-column: span 6;
  }
  .label {
    display: flex;
    gap: 7px;
    align-items: center;
  }
  .light {
    width: 7px;
    height: 7px;
    border: 1px solid var(--alloy-muted);
    border-radius: 50%;
    transition: background 0.15s;
  }
  .on .light {
    border-color: var(--alloy-hybrid);
    background: var(--alloy-hybrid);
  }
  .knobs {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-evenly;
    gap: 8px 2px;
    margin-top: auto;
  }
  alloy-equalizer {
    height: 84px;
  }
  alloy-choice {
    min-width: 84px;
    padding-top: 8px;
  }
  @media (forced-colors: active) {
    .light {
      forced-color-adjust: none;
      border-color: CanvasText;
    }
    .on .light {
      background: CanvasText;
    }
  }
  @container (max-width: 860px) {
    .effect {
      grid-column: span 6;
    }
    .eq,
    .delay,
    .reverb {
      grid-column: 1 / -1;
    }
    .eq {
      grid-row: 2;
    }
  }
  @container (max-width: 560px) {
    .effect {
      grid-column: 1 / -1;
      padding: 10px 6px 8px;
    }
    .eq {
      grid-row: auto;
    }
    .knobs {
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      justify-items: center;
    }
    alloy-knob {
      width: 100%;
    }
    .knobs alloy-choice {
      grid-column: span 2;
      width: 100%;
    }
  }
`;
