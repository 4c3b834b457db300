/** Styles what an instrument says: the greeting of a newcomer, notices. */
import { css } from 'lit';

export const greetingsStyles = css`
  .welcome {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: end;
    gap: 18px 40px;
    padding: 14px 0 10px;
  }
  h1 {
    margin: 0 0 2px;
    padding-bottom: 6px; /* what hangs below the line is painted, too */
    font-size: clamp(24px, 4.4cqw, 44px);
    font-weight: 700;
    letter-spacing: -0.03em;
    line-height: 1.08;
    background: var(--alloy-gradient);
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
      var(--alloy-gradient) border-box;
  }
  .storage {
    display: flex;
    gap: 8px;
    margin: 0;
    font-size: 13px;
  }
  .storage svg {
    flex: none;
    margin-top: 1px;
  }
  .elsewhere {
    flex-wrap: wrap;
    align-items: center;
  }
  .elsewhere span {
    flex: 1 1 220px;
  }
  .storage.danger {
    color: var(--alloy-danger);
  }
  .hear {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 6px 12px;
    padding: 8px 16px;
    border: 1.5px solid transparent;
    border-radius: var(--alloy-radius);
    background:
      linear-gradient(var(--alloy-surface), var(--alloy-surface)) padding-box,
      var(--alloy-gradient) border-box;
  }
  .hear button {
    min-height: 44px;
    padding: 0 22px;
    font-size: 15px;
  }
  .left-over {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 6px 8px 14px;
    border: 1px solid color-mix(in oklab, var(--alloy-danger), transparent 55%);
    border-radius: var(--alloy-radius);
    font-size: 13px;
  }
  .left-over div {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .left-over p {
    margin: 0;
  }
  .left-over svg {
    flex: none;
  }
  .restored {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin: 0;
    padding: 4px 6px 4px 16px;
    border: 1.5px solid transparent;
    border-radius: 999px;
    background:
      linear-gradient(var(--alloy-surface), var(--alloy-surface)) padding-box,
      var(--alloy-gradient) border-box;
  }
  .restored.file {
    padding-block: 6px;
    border-radius: 18px;
  }
  .restored.file input {
    display: block;
    width: min(100%, 420px);
    min-height: 32px;
    margin-top: 6px;
    padding: 0 12px;
    border: 1px solid var(--alloy-line);
    border-radius: 999px;
    background: var(--alloy-raised);
  }
`;
