/** Styles `alloy-clip`. */
import { css } from 'lit';

export const clipStyles = css`
  .card {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 10px;
    height: 100%;
    padding: 12px 14px 14px;
    overflow: hidden;
    border: 1px solid var(--alloy-line);
    border-radius: var(--alloy-radius);
    background: var(--alloy-surface);
  }
  header {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .play {
    border-color: transparent;
    background: color-mix(in oklab, var(--tint), transparent 82%);
    color: var(--tint);
  }
  .play:hover:not(:disabled) {
    background: color-mix(in oklab, var(--tint), transparent 70%);
  }
  .main .play {
    width: 46px;
    height: 46px;
    background: var(--tint);
    color: var(--alloy-ink);
  }
  .main .play:disabled {
    background: var(--alloy-raised);
    color: var(--alloy-muted);
    opacity: 1;
  }
  .names {
    flex: 1;
    min-width: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 8px;
    margin: 0;
    font-size: 12px;
    line-height: 1.4;
  }
  .line .label {
    letter-spacing: 0.04em; /* the longest kind, its note and its length share a line on a desk */
  }
  .main .label {
    color: var(--tint);
  }
  h3 {
    margin: 0;
    overflow: hidden;
    font-size: 14px;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .main h3 {
    font-size: 18px;
    line-height: 1.25;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .quiet {
    margin: 0 -8px 0 -4px;
  }
  .stage {
    position: relative;
    display: grid;
    flex: 1;
    align-items: center;
    min-height: var(--stage, 84px);
  }
  .stage > * {
    height: 100%;
  }
  .stage p {
    height: auto;
    margin: 0;
    font-size: 13px;
    text-align: center;
  }
  alloy-rainbowgram,
  alloy-embedding {
    overflow: hidden;
    border-radius: 8px;
    background: color-mix(in oklab, var(--tint), transparent 94%);
  }
  .playhead {
    position: absolute;
    top: 0;
    left: 0;
    width: 1.5px;
    height: 100%;
    background: var(--alloy-text);
    animation: sweep linear both;
  }
  @keyframes sweep {
    to {
      left: var(--end);
    }
  }
  .progress {
    position: absolute;
    inset: auto 0 0;
    height: 4px;
    background: var(--alloy-raised);
  }
  @media (forced-colors: active) {
    .progress span,
    .playhead {
      forced-color-adjust: none;
      background: Highlight !important;
    }
  }
  .progress span {
    display: block;
    height: 100%;
    background: var(--tint);
  }
`;
