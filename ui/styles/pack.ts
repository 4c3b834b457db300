/** Styles `alloy-pack`. */
import { css } from 'lit';

export const packStyles = css`
  dialog[open] {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) auto / minmax(0, 1fr);
    gap: 14px;
    height: min(640px, calc(100dvh - 16px));
    overflow: hidden;
  }
  h2 {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head {
    margin: 0;
  }
  .ways {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  .slots {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .slots .choice {
    min-height: 38px;
    max-width: 100%;
    padding: 4px 12px 4px 10px;
  }
  .slots .choice span {
    overflow: hidden;
    max-width: 150px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  ul {
    margin: 0;
    padding: 3px;
    overflow-y: auto;
    border: 1px solid var(--alloy-line);
    border-radius: 11px;
    list-style: none;
  }
  li button {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 12px;
    width: 100%;
    min-height: 40px;
    padding: 4px 11px;
    border-radius: 9px;
    text-align: left;
  }
  li span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  li small {
    color: var(--alloy-muted);
    font-size: 12px;
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  li .in {
    color: var(--alloy-hybrid);
    font-weight: 600;
  }
  li p {
    padding: 8px 11px;
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
  }
`;
