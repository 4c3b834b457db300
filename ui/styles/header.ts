/** Styles `alloy-header`. */
import { css } from 'lit';

export const headerStyles = css`
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 24px;
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 11px;
    margin-right: auto;
    font-size: 22px;
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  .mark {
    width: 46px;
    height: 31px;
  }
  .backend {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    color: var(--alloy-muted);
    font-size: 13px;
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
  .model {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .models {
    display: flex;
    align-items: center;
    gap: 2px;
    min-width: 0;
  }
  .model.over .pill {
    outline: 2px solid var(--alloy-hybrid);
  }
  .history {
    display: flex;
    gap: 2px;
  }
  .failure {
    display: flex;
    gap: 8px;
    margin: 12px 0 0;
    overflow-wrap: anywhere;
  }
  .failure svg {
    margin-top: 2px;
  }
  @media (forced-colors: active) {
    .lamp {
      forced-color-adjust: none;
      border: 1px solid CanvasText;
    }
  }
`;
