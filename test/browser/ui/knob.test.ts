/** Tests knobs by mouse, wheel and keyboard. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { parameter } from '../../../src/parameters.js';
import { element, find, scripted, settled, useStage } from './stage.js';

useStage('sound');

const knob = (name = 'Release') => find('[role=slider]', name);
const press = (key: string, more: KeyboardEventInit = {}, name = 'Release') =>
  knob(name).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
const release = () => scripted.state.parameters.release;

describe('a knob', () => {
  it('is turned by keys, finely with Shift, to both ends and back to its default', async () => {
    const { min, max, default: initial } = parameter('release');
    press('ArrowUp', { shiftKey: true });
    const fine = release() - initial;
    press('ArrowDown', { shiftKey: true });
    await settled();
    press('ArrowUp');
    await settled();
    expect(fine).toBeGreaterThan(0);
    expect(release() - initial).toBeGreaterThan(4 * fine);
    press('PageUp');
    await settled();
    press('End');
    expect(release()).toBe(max);
    press('Home');
    expect(release()).toBe(min);
    await settled();
    press('Delete');
    expect(release()).toBe(initial);
  });

  it('takes what is typed on it, and gives the focus back', async () => {
    knob().focus();
    await userEvent.keyboard('1,5 s{Enter}');
    await settled();
    expect(release()).toBe(1.5);
    expect(find('alloy-knob[data-parameter=release]').shadowRoot!.activeElement).toBe(knob());
    await userEvent.keyboard('{Enter}9{Escape}');
    expect(release()).toBe(1.5);
  });

  it('is dragged by a real mouse', async () => {
    const before = release();
    await userEvent.dragAndDrop(knob(), find('[data-handle=attack]'));
    await settled();
    expect(release()).toBeGreaterThan(before);
  });

  it('is turned by a wheel that was begun on it, not by one that passes over it', async () => {
    const wheel = (target: Element, deltaY: number, at: number) => {
      const event = new WheelEvent('wheel', { deltaY, bubbles: true, composed: true, cancelable: true });
      Object.defineProperty(event, 'timeStamp', { value: at });
      target.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const before = release();
    expect(wheel(find('alloy-meter'), 100, 1e6)).toBe(false); // begins to scroll the page
    expect(wheel(knob(), 100, 1e6 + 50)).toBe(false);
    expect(release()).toBe(before);
    expect(wheel(knob(), -100, 1e6 + 500)).toBe(true);
    expect(release()).toBeGreaterThan(before);
  });

  it('of whole numbers goes on by one', async () => {
    find('button.name', 'Voices').click();
    await settled();
    press('ArrowUp', {}, 'Unison');
    await settled();
    press('ArrowUp', {}, 'Unison');
    expect(scripted.state.parameters.unison).toBe(3);
    await settled();
    press('ArrowDown', { shiftKey: true }, 'Unison');
    expect(scripted.state.parameters.unison).toBe(2);
    await settled();
    expect(knob('Unison').getAttribute('aria-valuetext')).toBe('2');
  });

  it('stands alone', async () => {
    const alone = document.createElement('alloy-knob') as HTMLElement & { value: number; parameter: unknown };
    alone.parameter = parameter('pan');
    alone.value = 0;
    const heard: unknown[] = [];
    alone.addEventListener('parameter-change', (event) => heard.push((event as CustomEvent).detail));
    element.after(alone);
    await (alone as unknown as { updateComplete: Promise<boolean> }).updateComplete;
    alone
      .shadowRoot!.querySelector('.dial')!
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }));
    expect(heard).toEqual([{ id: 'pan', value: -100 }]);
    alone.remove();
  });
});
