/** Tests that forced colours show every state. */
import { cdp } from 'vitest/browser';
import { afterEach, expect, it } from 'vitest';
import { descendants, element, find, frames, settled, show, useStage } from './stage.js';

useStage();

const emulate = (features: { name: string; value: string }[]): Promise<unknown> =>
  cdp().send('Emulation.setEmulatedMedia', { features });

afterEach(() => emulate([]));

/** The colour that a CSS colour has here. */
function resolved(color: string): string {
  const probe = document.createElement('i');
  probe.style.cssText = `forced-color-adjust: none; color: ${color}`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

it('with forced colours, progress and choices are still seen', async () => {
  await emulate([{ name: 'forced-colors', value: 'active' }]);
  expect(matchMedia('(forced-colors: active)').matches).toBe(true);
  await show('rendering');
  const highlight = resolved('Highlight');
  const background = (one: Element): string => getComputedStyle(one).backgroundColor;
  expect(background(find('[role=progressbar]', 'Rendering').querySelector('span')!)).toBe(highlight);
  element.view = 'listen';
  await settled();
  expect(background(find('[role=radio]', 'Waveform'))).toBe(highlight);
  expect(background(find('[role=radio]', 'Embedding'))).not.toBe(highlight);
  for (const bar of [...descendants(element.shadowRoot!)].filter((one) => one.matches('.progress > span'))) {
    expect(background(bar)).toBe(highlight);
  }
});

it('with forced colours, pictures keep theirs', async () => {
  await emulate([{ name: 'forced-colors', value: 'active' }]);
  await show('morphing');
  await frames(3);
  const canvas = element
    .shadowRoot!.querySelector('alloy-render-bar')!
    .shadowRoot!.querySelector('alloy-zone-grid')!
    .shadowRoot!.querySelector('canvas')!;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  const colors = new Set<number>();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) colors.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
  }
  expect(colors.size).toBeGreaterThan(10);
});

it('with reduced motion, nothing moves by itself', async () => {
  await emulate([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await show('loading');
  const moving = [...descendants(element.shadowRoot!)].filter(
    (one) => !['none', ''].includes(getComputedStyle(one).animationName), // '': in a drawer that is closed
  );
  expect(moving).toEqual([]);
});
