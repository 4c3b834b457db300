/** Tests trim handles. */
import { afterEach, describe, expect, it } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { find, frames, scripted, settled, show, useStage } from './stage.js';

useStage();

/** Least width and height of what a finger is to hit: WCAG 2.2, 2.5.8. */
const TARGET = 24;

const root = (): ShadowRoot =>
  find('alloy-source-slot.a').shadowRoot!.querySelector('alloy-trimmer')!.shadowRoot!;
const frame = (): HTMLElement => root().querySelector<HTMLElement>('.frame')!;

/** The end whose handle is at a place of the picture, in pixels from its left upper corner. */
function handleAt(x: number, y: number): 'start' | 'end' | null {
  const { left, top } = frame().getBoundingClientRect();
  const hit = root().elementFromPoint(left + x, top + y);
  return hit?.matches('.handle.start') ? 'start' : hit?.matches('.handle.end') ? 'end' : null;
}

const touchScreen = (enabled: boolean): Promise<unknown> =>
  cdp().send('Emulation.setTouchEmulationEnabled', { enabled, maxTouchPoints: 5 });

afterEach(() => touchScreen(false));

describe.each([
  [320, true],
  [1280, false],
])('at %i px (touch: %s)', (width, touch) => {
  it('handles at the ends of a sound that is not trimmed are within the picture, and large enough', async () => {
    await page.viewport(width, 1500);
    await touchScreen(touch);
    await show('loaded');
    await frames(2);
    expect(matchMedia('(pointer: coarse)').matches).toBe(touch);
    const { width: wide, height } = frame().getBoundingClientRect();
    const reach = touch ? 40 : TARGET;
    for (const x of [1, reach / 2, reach - 1]) {
      for (const y of [1, height / 2, height - 1]) {
        expect(handleAt(x, y), `${x}, ${y}`).toBe('start');
        expect(handleAt(wide - x, y), `${x} from the right, ${y}`).toBe('end');
      }
    }
    for (const end of ['start', 'end']) {
      const box = root().querySelector(`.handle.${end}`)!.getBoundingClientRect();
      const around = frame().getBoundingClientRect();
      expect(box.left).toBeGreaterThanOrEqual(around.left);
      expect(box.right).toBeLessThanOrEqual(around.right);
    }
  });

  it('handles that have come together can each be taken', async () => {
    await page.viewport(width, 1500);
    await touchScreen(touch);
    await show('loaded');
    const [slot] = scripted.state.slots;
    if (slot?.phase !== 'ready') throw new Error('not ready');
    scripted.show({ slots: [{ ...slot, trim: { start: 2, end: 2.05 } }, ...scripted.state.slots.slice(1)] });
    await settled();
    const { width: wide, height } = frame().getBoundingClientRect();
    expect(handleAt(wide / 2 - 16, height / 2)).toBe('start');
    expect(handleAt((wide * 2.05) / 4 + 16, height / 2)).toBe('end');
  });
});

it('a real mouse takes them at the very edge of the picture', async () => {
  await show('loaded');
  const { width, height } = frame().getBoundingClientRect();
  await userEvent.dragAndDrop(frame(), frame(), {
    sourcePosition: { x: 3, y: height / 2 },
    targetPosition: { x: 3 + width / 4, y: height / 2 },
  });
  await userEvent.dragAndDrop(frame(), frame(), {
    sourcePosition: { x: width - 4, y: height / 2 },
    targetPosition: { x: (width * 3) / 4, y: height / 2 },
  });
  const [start, end] = scripted.asked('setTrim').map(([, trim]) => trim as { start: number; end: number });
  expect(start!.start).toBeCloseTo(1, 1);
  expect(end!.end).toBeCloseTo(3, 1);
});
