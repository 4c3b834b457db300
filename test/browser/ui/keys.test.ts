/** Tests keyboard, zone strip and wheels. */
import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { ZoneState } from '../../../src/instrument/state/state.js';
import { element, scripted, find, settled, show, down, pointer, sounding, useStage } from './stage.js';

useStage('play');

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

  it('a finger that slides along its key says how far, up or down, and its note follows', () => {
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
      [64, -1],
    ]);
    pointer('pointermove', 65, 2, 0.9); // the next key begins anew
    pointer('pointermove', 65, 2, 0.7);
    expect(slides.at(-1)).toEqual([65, 0.26]);
    expect(
      scripted.asked('keySlide').map(([key, amount]) => [key, Number((amount as number).toFixed(2))]),
    ).toEqual(slides);
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

describe('what is rendered', () => {
  const zone = (rootMidi: number, x: number, progress: number, phase: ZoneState['phase']): ZoneState => ({
    id: rootMidi * 100 + x * 10,
    rootMidi,
    x,
    y: 0,
    progress,
    phase,
    looped: true,
  });
  const strip = () => find('alloy-zone-strip').shadowRoot!;
  const at = (element: Element) => element.getBoundingClientRect();
  const keyZones = () => [...strip().querySelectorAll('.key-zone')];

  beforeEach(async () => {
    await show('done');
    scripted.show({
      plan: { low: 48, high: 72, step: 12, mixes: 3 },
      zones: [
        zone(48, 0, 0, 'queued'),
        zone(48, 0.5, 0.25, 'rendering'),
        zone(48, 1, 0, 'queued'),
        zone(60, 0, 1, 'conditioning'),
        zone(60, 0.5, 1, 'ready'),
        zone(60, 1, 1, 'ready'),
      ],
    });
    await settled();
  });

  it('stands above the keys that it serves, a cell for each mix', () => {
    const [low, high] = keyZones() as [Element, Element];
    expect(keyZones().length).toBe(2);
    const key = (midi: number) => at(find(`[data-key="${midi}"]`));
    expect(at(low).left).toBeCloseTo(key(48).left, -0.5);
    expect(at(low).right).toBeCloseTo(key(55).left, -0.5); // E3 and F♯3 are halfway: the lower root's
    expect(at(high).right).toBeCloseTo(key(72).right, -0.5);
    const cells = [...low.querySelectorAll('.cell')];
    expect(cells.map((cell) => cell.className.replace('cell ', ''))).toEqual([
      'queued',
      'rendering',
      'queued',
    ]);
    expect(at(cells[0]!).right).toBeLessThanOrEqual(at(cells[1]!).left);
  });

  it('fills each cell in the colour of its mix as far as it has come', () => {
    const cells = [...keyZones()[0]!.querySelectorAll<HTMLElement>('.cell')];
    expect(cells.map((cell) => cell.style.getPropertyValue('--done'))).toEqual(['0', '0.25', '0']);
    expect(cells.map((cell) => cell.style.getPropertyValue('--tint'))).toEqual([
      'var(--alloy-first)',
      'color-mix(in oklch, var(--alloy-first), var(--alloy-second) 50%)',
      'var(--alloy-second)',
    ]);
    expect(getComputedStyle(cells[1]!, '::before').transform).toBe('matrix(0.25, 0, 0, 1, 0, 0)');
  });

  it('is said in words', () => {
    expect(strip().querySelector('[role=img]')!.getAttribute('aria-label')).toBe(
      '2 of 6 zones rendered, C3 to C4',
    );
    expect(find('.legend').textContent).toBe('2 of 6 zones rendered');
  });

  it('shows the range: keys outside it are dimmed, and play', async () => {
    expect(find('[data-key="47"]').classList.contains('outside')).toBe(true);
    expect(find('[data-key="48"]').classList.contains('outside')).toBe(false);
    expect(find('[data-key="73"]').classList.contains('outside')).toBe(true);
    const range = strip().querySelector('.range')!;
    expect(at(range).left).toBeCloseTo(at(find('[data-key="48"]')).left, -0.5);
    const keys = find('[role=group]', 'Keyboard');
    keys.setPointerCapture = () => undefined;
    keys.scrollIntoView();
    down(47, 1);
    expect(sounding()).toEqual([47]);
    pointer('pointerup', 47, 1);
  });

  it('of four sources is a grid of cells', async () => {
    const corners = [0, 1].flatMap((y) =>
      [0, 1].map((x) => ({ ...zone(60, x, 1, 'ready'), id: 2 * y + x, y })),
    );
    scripted.show({ zones: corners, slots: Array(4).fill(scripted.state.slots[0]) });
    await settled();
    const cells = [...keyZones()[0]!.querySelectorAll<HTMLElement>('.cell')];
    expect(cells.map((cell) => cell.style.getPropertyValue('--tint'))).toEqual(
      ['first', 'second', 'third', 'fourth'].map((place) => `var(--alloy-${place})`),
    );
    expect(at(cells[2]!).top).toBeGreaterThan(at(cells[0]!).top);
  });
});

describe('the computer’s keyboard', () => {
  const keyDown = (code: string) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key: code, bubbles: true }));

  it('can be switched off, and its letters go', async () => {
    expect(find('[data-key="60"]').dataset.letter).toBe('A');
    find('button', 'Computer keys').click();
    await settled();
    keyDown('KeyA');
    expect(sounding()).toEqual([]);
    expect(find('[data-key="60"]').dataset.letter).toBeUndefined();
    find('button', 'Computer keys').click();
    await settled();
    keyDown('KeyA');
    expect(sounding()).toEqual([60]);
  });

  it('shifts by octaves by button, too, and shows where it is', async () => {
    find('button', 'Letters play an octave lower (Z)').click();
    await settled();
    expect(find('.octave [role=status]').textContent).toBe('A plays C3');
    keyDown('KeyS');
    expect(sounding()).toEqual([50]);
  });
});

describe('the keyboard', () => {
  it('is walked by octaves, and shows what comes into sight', async () => {
    find('[data-key="60"]').focus();
    for (let i = 0; i < 4; i++) {
      await userEvent.keyboard('{PageUp}');
      await settled();
    }
    await userEvent.keyboard('[Space>]');
    expect(sounding()).toEqual([108]);
    await userEvent.keyboard('[/Space]');
  });

  it('says that a key out of sight is held', async () => {
    scripted.show({ heldKeys: [12] });
    await settled();
    expect(find('button', 'Show an octave lower').classList.contains('beyond')).toBe(true);
    expect(find('button', 'Show an octave higher').classList.contains('beyond')).toBe(false);
  });
});
