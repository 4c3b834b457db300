import { css } from 'lit';

export const consoleStyles = css`
  :host {
    container-type: inline-size;
  }
  .console {
    display: flex;
    flex-direction: column;
    gap: 16px;
    padding: 18px 18px 14px;
    border: 1px solid var(--alloy-line);
    border-radius: calc(var(--alloy-radius) + 4px);
    background: var(--alloy-surface);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 16px 32px;
  }
  .knobs {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 6px;
  }
  .output {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 12px;
    min-width: min(100%, 250px);
    max-width: 420px;
  }
  .switches {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .sustain[aria-pressed='true'] {
    background: var(--alloy-hybrid);
    color: var(--alloy-ink);
  }
  .hands {
    display: flex;
    gap: 14px;
  }
  alloy-keyboard {
    flex: 1;
  }
  alloy-bend-wheel {
    flex: none;
    padding-top: 12px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 4px 20px;
    font-size: 12px;
  }
  @container (max-width: 600px) {
    .hint {
      display: none;
    }
    .console {
      padding: 14px 10px 12px;
    }
    .knobs {
      display: grid;
      grid-template-columns: repeat(4, 1fr);
      justify-items: center;
      width: 100%;
    }
    alloy-knob {
      width: 100%;
      letter-spacing: -0.02em;
    }
    .output {
      max-width: none;
    }
    .switches {
      gap: 6px;
    }
    .switches button {
      padding: 0 10px;
    }
    .hands {
      gap: 8px;
    }
  }
`;
