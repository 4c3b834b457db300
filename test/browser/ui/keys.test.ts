import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from '@vitest/browser/context';
import { element, scripted, find, settled, down, pointer, sounding, useStage } from './stage.js';

useStage();

describe('keys', () => {
  const keyDown = (code: string, more: KeyboardEventInit = {}) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key: code, bubbles: true, ...more }));
  const keyUp = (code: string) =>
    document.body.dispatchEvent(new KeyboardEvent('keyup', { code, key: code, bubbles: true }));

  beforeEach(() => {
    // synthetic pointers cannot be captured
    find('[role=group]', 'Keyboard').setPointerCapture = () => undefined;
  });

  it('play by pointers, louder further down, several at once', async () => {
    down(60, 1, 0.1);
    down(64, 2, 0.95);
    await settled();
    const [[first, soft], [second, loud]] = scripted.asked('noteOn') as [number, number][] as [
      [number, number],
      [number, number],
    ];
    expect([first, second]).toEqual([60, 64]);
    expect(soft).toBeLessThan(60);
    expect(loud).toBe(127);
    expect(find('[data-key="60"]').getAttribute('aria-pressed')).toBe('true');
    pointer('pointerup', 60, 1);
    pointer('pointercancel', 64, 2);
    expect(sounding()).toEqual([]);
  });

  it('a slide is a glissando', () => {
    down(60, 1);
    for (const key of [62, 64, 65]) pointer('pointermove', key, 1);
    expect(sounding()).toEqual([65]);
    expect(scripted.asked('noteOn').map(([key]) => key)).toEqual([60, 62, 64, 65]);
    pointer('pointerup', 65, 1);
    expect(sounding()).toEqual([]);
  });

  it('a finger that slides along its key says how far, up or down', () => {
    const slides: [number, number][] = [];
    find('alloy-keyboard').addEventListener('note-slide', (event) => {
      const { key, amount } = (event as CustomEvent<{ key: number; amount: number }>).detail;
      slides.push([key, Number(amount.toFixed(2))]);
    });
    down(60, 1, 0.9);
    down(64, 2, 0.2);
    pointer('pointermove', 60, 1, 0.88); // trembling is not sliding
    pointer('pointermove', 60, 1, 0.57);
    pointer('pointermove', 64, 2, 0.8);
    expect(slides).toEqual([
      [60, 0.5],
      [64, 1],
    ]);
    pointer('pointermove', 65, 2, 0.9); // the next key begins anew
    pointer('pointermove', 65, 2, 0.7);
    expect(slides.at(-1)).toEqual([65, 0.26]);
    pointer('pointerup', 60, 1);
    pointer('pointerup', 65, 2);
    expect(sounding()).toEqual([]);
  });

  it('a note that two hold ends with the last', () => {
    down(60, 1);
    keyDown('KeyA');
    pointer('pointerup', 60, 1);
    expect(sounding()).toEqual([60]);
    keyUp('KeyA');
    expect(sounding()).toEqual([]);
  });

  it('play from the computer’s keyboard, octaves included', async () => {
    keyDown('KeyA');
    keyDown('KeyA', { repeat: true });
    keyDown('KeyX');
    keyDown('KeyW');
    expect(sounding()).toEqual([60, 73]);
    keyUp('KeyA');
    keyUp('KeyW');
    expect(sounding()).toEqual([]);
    await settled();
    expect(find('[data-key="72"]').dataset.letter).toBe('A');
  });

  it('leave shortcuts and typing alone', () => {
    keyDown('KeyA', { ctrlKey: true });
    const field = find<HTMLInputElement>('input', 'Release, typed');
    field.dispatchEvent(
      new KeyboardEvent('keydown', { code: 'KeyA', key: 'a', bubbles: true, composed: true }),
    );
    expect(sounding()).toEqual([]);
  });

  it('none hangs when the window loses focus, and the pedal goes up', () => {
    keyDown('KeyA');
    keyDown('KeyD');
    keyDown('ShiftLeft', { key: 'Shift' });
    down(72, 1);
    dispatchEvent(new Event('blur'));
    expect(sounding()).toEqual([]);
    expect(scripted.asked('sustain')).toEqual([[true], [false]]);
  });

  it('none hangs when the instrument is taken away', () => {
    keyDown('KeyA');
    down(72, 1);
    element.remove();
    expect(sounding()).toEqual([]);
  });

  it('play by Space and walk by arrows when focused', async () => {
    find('[data-key="60"]').focus();
    await userEvent.keyboard('{ArrowRight}');
    await settled();
    await userEvent.keyboard('[Space>]');
    expect(sounding()).toEqual([61]);
    await userEvent.keyboard('[/Space]');
    expect(sounding()).toEqual([]);
  });
});
