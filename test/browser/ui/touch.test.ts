/** Tests that what a hand opens comes with the first touch, and not before: in a page of its own, which nobody touched. */
import { afterEach, expect, it } from 'vitest';
import type { AlloyInstrument } from '../../../ui/define.js';
import '../../../ui/define.js';

let made: AlloyInstrument | undefined;

function elementOf(): AlloyInstrument {
  made = document.createElement('alloy-instrument') as AlloyInstrument;
  made.style.pointerEvents = 'none'; // the mouse rests where another file of tests left it, and is no touch
  Object.assign(made, { modelsUrl: '/nothing-here/', storageKey: 'none' });
  return made;
}

afterEach(async () => {
  made?.remove();
  await made?.close();
});

it('loads a view with its first sight, and what a hand opens with the first touch', async () => {
  expect(customElements.get('alloy-sound')).toBeUndefined();
  const element = elementOf();
  document.body.append(element);
  element.view = 'sound';
  await customElements.whenDefined('alloy-sound');
  await element.updateComplete;
  expect(
    element.shadowRoot!.querySelector('alloy-sound')!.shadowRoot!.querySelector('.drawer, button'),
  ).not.toBeNull();
  expect(customElements.get('alloy-control-menu')).toBeUndefined();
  element.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
  await customElements.whenDefined('alloy-control-menu');
  await customElements.whenDefined('alloy-tip');
});
