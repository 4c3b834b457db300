/** Tests `<AlloyInstrument>` of React: it lives through StrictMode's double effects, and is closed when it is unmounted. */
import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it } from 'vitest';
import { AlloyInstrument } from '../../../ui/react.js';
import type { AlloyInstrumentElement } from '../../../ui/types/instrument-element.js';

it('is alive after StrictMode has ended and begun its effects, and closed once it is unmounted', async () => {
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  const assets = { modelsUrl: '/models/', sourcesUrl: '/presets/sources/', storageKey: 'none' };
  const mounts: AlloyInstrumentElement[] = [];
  await new Promise<void>((resolve) => {
    const view = createElement(AlloyInstrument, {
      ...assets,
      ref: (element: AlloyInstrumentElement | null) => void (element && mounts.push(element)),
      onReady: () => resolve(),
    });
    root.render(createElement(StrictMode, null, view));
  });
  const [element, again] = mounts;
  expect(again).toBe(element); // StrictMode is at work
  expect(element!.instrument).not.toBeNull();
  root.unmount();
  await expect.poll(() => element!.instrument).toBeNull();
  container.remove();
});
