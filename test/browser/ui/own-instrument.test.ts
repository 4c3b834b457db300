import { expect, it } from 'vitest';
import '../../../ui/define.js';

it('makes an instrument of its own, says what is missing, and closes it when taken away', async () => {
  const element = document.createElement('alloy-instrument');
  element.setAttribute('models-url', '/nothing-here/');
  document.body.append(element);
  const own = element.instrument!;
  while (own.state.model.phase !== 'error') {
    await new Promise((resolve) => own.addEventListener('change', resolve, { once: true }));
  }
  await element.updateComplete;
  const head = element.shadowRoot!.querySelector('alloy-header')!;
  await head.updateComplete;
  expect(head.shadowRoot!.querySelector('[role=alert]')?.textContent).toContain('/nothing-here/');
  document.body.prepend(element); // moved, not taken away
  await Promise.resolve();
  expect(element.instrument).toBe(own);
  element.remove();
  await Promise.resolve();
  expect(element.instrument).toBeNull();
});
