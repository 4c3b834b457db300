/** Styles `alloy-instrument`: the layout of the whole. */
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
  .blend {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(220px, 0.72fr) minmax(0, 1fr);
    grid-template-areas: 'a mix b';
    align-items: stretch;
    gap: 18px;
  }
  .blend.more {
    grid-template-areas: 'a mix b' 'c mix d';
  }
  .middle {
    display: flex;
    flex-direction: column;
    justify-content: center;
    gap: 14px;
    grid-area: mix;
    min-width: 0;
  }
  .middle .add {
    align-self: center;
  }
  alloy-source-slot {
    grid-area: a;
    --tint: var(--alloy-a);
  }
  alloy-source-slot.b {
    grid-area: b;
    --tint: var(--alloy-b);
  }
  alloy-source-slot.c {
    grid-area: c;
    --tint: var(--alloy-c);
  }
  alloy-source-slot.d {
    grid-area: d;
    --tint: var(--alloy-d);
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
    position: sticky;
    z-index: 2;
    inset-block: 12px; /* in view from the keys, too, which are below it */
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
  @container (min-width: 2000px) {
    .frame {
      gap: 24px;
      max-width: 1960px;
      padding-top: 32px;
    }
  }
  @container (min-width: 2900px) {
    .frame {
      max-width: 2720px;
    }
  }
  @container (max-width: 1020px) {
    .blend {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      grid-template-areas: 'a b' 'mix mix';
    }
    .blend.more {
      grid-template-areas: 'a b' 'mix mix' 'c d';
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
      grid-template-areas: 'a' 'mix' 'b';
      gap: 14px;
    }
    .blend.more {
      grid-template-areas: 'a' 'b' 'mix' 'c' 'd';
    }
  }
`;
