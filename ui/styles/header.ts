/** Styles `alloy-header`. */
import { css } from 'lit';

export const headerStyles = css`
  :host {
    container-type: inline-size;
  }
  header {
    display: grid;
    grid-template-columns: auto auto minmax(0, 1fr) auto auto auto;
    grid-template-areas: 'brand views status presets history tools';
    align-items: center;
    gap: 8px 18px;
    border-radius: var(--alloy-radius);
  }
  header.over {
    outline: 2px solid var(--alloy-hybrid);
    outline-offset: 2px;
  }
  .brand {
    display: flex;
    grid-area: brand;
    align-items: center;
    gap: 10px;
    font-size: 20px;
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  .mark {
    width: 40px;
    height: 27px;
  }
  slot {
    display: block;
    min-width: 0;
  }
  slot[name='views'] {
    grid-area: views;
  }
  slot[name='presets'] {
    grid-area: presets;
  }
  slot[name='tools'] {
    grid-area: tools;
  }
  .backend {
    display: flex;
    grid-area: status;
    align-items: center;
    justify-content: end;
    gap: 8px;
    min-width: 0;
    color: var(--alloy-muted);
    font-size: 12px;
  }
  .words {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .lamp {
    width: 8px;
    height: 8px;
    flex: none;
    border-radius: 50%;
    background: var(--alloy-line);
  }
  .lamp.ready {
    background: var(--alloy-hybrid);
  }
  .lamp.loading {
    background: var(--alloy-muted);
    animation: blink 0.8s ease-in-out infinite alternate;
  }
  .lamp.error {
    background: var(--alloy-danger);
  }
  @keyframes blink {
    to {
      opacity: 0.25;
    }
  }
  .history {
    display: flex;
    grid-area: history;
    gap: 2px;
  }
  .failure {
    display: flex;
    gap: 8px;
    margin: 8px 0 0;
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .failure svg {
    margin-top: 2px;
  }
  :host([compact]) .brand {
    display: none;
  }
  @container (max-width: 1180px) {
    header {
      gap: 6px 10px;
    }
    .words {
      position: absolute;
      width: 1px;
      height: 1px;
      clip-path: inset(50%);
    }
    .backend {
      padding: 8px; /* the lamp is touched for its words */
    }
  }
  @container (max-width: 860px) {
    .brand span {
      display: none;
    }
  }
  @container (max-width: 760px) {
    header {
      grid-template-columns: auto minmax(0, 1fr) auto auto auto;
      grid-template-areas: 'brand presets status history tools' 'views views views views views';
      gap: 6px 4px;
    }
    slot[name='presets'] {
      --presets-icon: none;
    }
    .backend {
      padding: 8px 5px;
    }
    .mark {
      width: 32px;
      height: 22px;
    }
    :host([compact]) header {
      grid-template-columns: 0 minmax(0, 1fr) auto auto auto;
      column-gap: 2px;
    }
  }
  @container (max-width: 400px) {
    .brand {
      display: none;
    }
    header {
      grid-template-columns: 0 minmax(0, 1fr) auto auto auto;
      column-gap: 0;
    }
  }
  @media (forced-colors: active) {
    .lamp {
      forced-color-adjust: none;
      border: 1px solid CanvasText;
    }
  }
`;
