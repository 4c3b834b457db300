import { css } from 'lit';

export const instrumentStyles = css`
  :host {
    container-type: inline-size;
    background: var(--alloy-background);
  }
  .frame {
    display: flex;
    flex-direction: column;
    gap: 18px;
    max-width: 1480px;
    margin: 0 auto;
    padding: 18px 24px 28px;
  }
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
  .failure {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .welcome {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: end;
    gap: 18px 40px;
    padding: 14px 0 10px;
  }
  h1 {
    margin: 0 0 8px;
    font-size: clamp(24px, 4.4cqw, 44px);
    font-weight: 700;
    letter-spacing: -0.03em;
    line-height: 1.08;
    background: var(--alloy-melt);
    background-clip: text;
    -webkit-background-clip: text;
    color: transparent;
    width: fit-content;
  }
  .welcome p {
    max-width: 62ch;
    margin: 0;
    font-size: 15px;
    text-wrap: pretty;
  }
  .pairs {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    max-width: 440px;
  }
  .pairs .label {
    width: 100%;
    text-align: end;
  }
  .pairs .first {
    border: 1.5px solid transparent;
    background:
      linear-gradient(var(--alloy-surface), var(--alloy-surface)) padding-box,
      var(--alloy-melt) border-box;
  }
  .blend {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(220px, 0.72fr) minmax(0, 1fr);
    align-items: stretch;
    gap: 18px;
  }
  alloy-source-slot {
    --metal: var(--alloy-a);
  }
  alloy-source-slot.b {
    --metal: var(--alloy-b);
  }
  @container (min-width: 2000px) {
    .frame {
      gap: 24px;
      max-width: 1960px;
      padding-top: 32px;
    }
  }
  @container (max-width: 1020px) {
    .blend {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    alloy-mix {
      grid-column: 1 / -1;
      grid-row: 2;
    }
    .welcome {
      grid-template-columns: minmax(0, 1fr);
    }
    .pairs {
      justify-content: flex-start;
      max-width: none;
    }
    .pairs .label {
      text-align: start;
    }
  }
  @container (max-width: 640px) {
    .frame {
      gap: 14px;
      padding: 12px 12px 20px;
    }
    .blend {
      grid-template-columns: minmax(0, 1fr);
      gap: 14px;
    }
    alloy-mix {
      grid-row: auto;
    }
  }
`;
