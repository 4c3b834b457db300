/** Styles `alloy-console`. */
import { css } from 'lit';

export const consoleStyles = css`
  :host {
    container-type: inline-size;
  }
  .console {
    display: flex;
    flex-direction: column;
    gap: 16px;
    padding: 16px 16px 12px;
    border: 1px solid var(--alloy-line);
    border-radius: calc(var(--alloy-radius) + 4px);
    background: var(--alloy-surface);
  }
  .output {
    display: flex;
    flex-direction: column;
    gap: 12px;
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
    gap: 8px;
  }
  alloy-keyboard {
    flex: 1;
    margin-inline-start: 4px;
  }
  alloy-wheel {
    flex: none;
    padding-top: 12px;
  }
  .legend,
  .letters,
  .octave {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  .octave {
    gap: 0;
  }
  .legend {
    justify-content: space-between;
    font-size: 12px;
  }
  .legend button {
    min-height: 28px;
    font-size: 12px;
  }
  .legend button.icon {
    width: 28px;
  }
  @container (max-width: 600px) {
    .hint,
    .octave {
      display: none;
    }
    .console {
      padding: 10px 8px;
    }
    .switches {
      gap: 6px;
    }
    .switches button {
      padding: 0 10px;
    }
    .hands {
      gap: 5px;
    }
  }
`;
