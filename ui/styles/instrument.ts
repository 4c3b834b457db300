/** Styles `alloy-instrument`: the layout of the whole. */
import { css } from 'lit';

export const instrumentStyles = css`
  :host {
    container: alloy / size;
    block-size: calc(100dvh - 16px); /* of a window, with the margins that a browser gives a page */
    min-block-size: 300px;
    overflow: clip;
    background: var(--alloy-background);
  }
  :host([compact]),
  :host(:fullscreen) {
    block-size: 100%;
  }
  .frame {
    --edge: 18px;
    position: relative; /* what is only said, to screen readers, makes no page longer */
    display: flex;
    flex-direction: column;
    gap: 10px;
    height: 100%;
    min-height: inherit; /* where the host has no height but its least, 100 % is none */
    padding: max(12px, env(safe-area-inset-top)) max(var(--edge), env(safe-area-inset-right))
      max(12px, env(safe-area-inset-bottom)) max(var(--edge), env(safe-area-inset-left));
  }
  alloy-header,
  .notices,
  .hear {
    flex: none;
  }
  .presets-bar {
    display: flex;
    align-items: center;
    gap: 2px;
    max-width: 100%;
  }
  .presets-bar .icon {
    flex: none;
  }
  .presets-bar svg:first-child:not(:only-child) {
    display: var(--presets-icon, block);
  }
  .tools {
    display: flex;
    gap: 2px;
  }
  .notices {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 6px;
    max-height: 26cqh;
    overflow-y: auto;
  }
  .notices:not(:has(*)) {
    display: none;
  }
  .view {
    position: relative;
    flex: 1;
    min-height: 0;
    margin-inline: calc(-1 * var(--edge));
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--alloy-line) transparent;
  }
  .content {
    display: flex;
    flex-direction: column;
    gap: 14px;
    max-width: 1720px;
    min-height: 100%;
    margin: 0 auto;
    padding: 2px var(--edge);
  }
  alloy-console {
    flex: 1;
    min-height: 0;
  }
  alloy-console[docked] {
    flex: none;
    height: clamp(150px, 28cqh, 360px);
  }
  div.hybrid {
    display: flex;
    flex-direction: column;
    gap: 10px;
    height: 100%;
    min-height: 0;
  }
  alloy-clip {
    --stage: 0px;
    flex: 1;
    min-height: 0;
  }
  alloy-render-bar {
    flex: none;
  }
  /* a render can be started whatever part of the sources is in sight */
  .content > alloy-render-bar[show='action'] {
    position: sticky;
    z-index: 1;
    bottom: 0;
  }
  .content > alloy-render-bar[show='action']::part(bar) {
    box-shadow: 0 -8px 22px -6px rgb(0 0 0 / 0.28);
  }
  /* nothing to render yet: it has no need to lie over the sources */
  .content:has(.welcome) > alloy-render-bar[show='action'] {
    position: static;
  }
  div.hybrid alloy-render-bar::part(bar) {
    height: 100%;
  }
  .output {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .nothing {
    margin: auto;
    text-align: center;
  }
  ::slotted([slot='foot']) {
    margin-top: auto;
  }
  .slots {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 14px;
  }
  .add {
    align-self: center;
    flex: none;
  }
  alloy-source-slot {
    --tint: var(--alloy-a);
  }
  alloy-source-slot.b {
    --tint: var(--alloy-b);
  }
  alloy-source-slot.c {
    --tint: var(--alloy-c);
  }
  alloy-source-slot.d {
    --tint: var(--alloy-d);
  }
  @container alloy (min-width: 1500px) {
    .slots:has(.c) {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
    .slots:has(.d) {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
  }
  /* a wall is looked at from afar */
  @container alloy (min-width: 2500px) and (min-height: 1300px) {
    .frame {
      zoom: 1.6;
    }
  }
  @container alloy (min-width: 640px) and (max-width: 940px) {
    div.hybrid {
      flex-direction: row;
    }
    div.hybrid > * {
      flex: 1 1 50%;
    }
  }
  @container alloy (max-width: 1020px) {
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
  @container alloy (max-width: 640px) {
    .frame {
      --edge: 10px;
      gap: 8px;
      padding-block: max(8px, env(safe-area-inset-top)) max(8px, env(safe-area-inset-bottom));
    }
    .content {
      gap: 12px;
    }
    .slots {
      grid-template-columns: minmax(0, 1fr);
    }
    .screen {
      display: none; /* phones fill their screen anyhow */
    }
    /* the mix above the keys */
    alloy-console[docked] {
      height: clamp(204px, 40cqh, 320px);
    }
  }
  @container alloy (max-width: 640px) and (max-height: 900px) {
    .hybrid alloy-clip {
      display: none; /* it is under Listen */
    }
  }
  /* flat: all that a host may give */
  @container alloy (max-height: 560px) {
    .content > alloy-render-bar[show='action'] {
      position: static;
    }
  }
  @container alloy (max-height: 420px) {
    alloy-header {
      --control-height: 28px;
    }
    .frame {
      --edge: 10px;
      gap: 6px;
      padding-block: 6px;
    }
    alloy-console[docked] {
      height: 132px;
    }
  }
`;
