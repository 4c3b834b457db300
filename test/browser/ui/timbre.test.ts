/** Sources, mix, plan, pictures, history: the half of the face where timbres are made. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { blendAcross, blendPictures, rangeOf } from '../../../ui/pictures/blend-pictures.js';
import { embedding, states } from './fixture.js';
import { element, find, frames, scripted, settled, show, useStage } from './stage.js';

useStage();

/** A drag as a pointer makes it; synthetic pointers cannot be captured. */
function drag(target: HTMLElement, ...points: readonly (readonly [x: number, y: number])[]): void {
  target.setPointerCapture = () => undefined;
  const dispatch = (type: string, [clientX, clientY]: readonly [number, number]): unknown =>
    target.dispatchEvent(
      new PointerEvent(type, { clientX, clientY, pointerId: 1, button: 0, bubbles: true }),
    );
  dispatch('pointerdown', points[0]!);
  for (const point of points.slice(1)) dispatch('pointermove', point);
  dispatch('pointerup', points.at(-1)!);
}

const press = (target: HTMLElement, key: string, more: KeyboardEventInit = {}): boolean =>
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }),
  );

describe('a source', () => {
  const handle = (end: string, slot = 'a') =>
    find(`alloy-source-slot.${slot}`)
      .shadowRoot!.querySelector('alloy-trimmer')!
      .shadowRoot!.querySelector<HTMLElement>(`.handle.${end}`)!;

  it('is trimmed by dragging, told once when it is let go', async () => {
    await show('loaded');
    const trimmer = handle('start').closest('.frame')!.getBoundingClientRect();
    const { x, y } = handle('start').getBoundingClientRect();
    drag(handle('start'), [x, y], [x + trimmer.width / 4, y], [x + trimmer.width / 2, y]);
    const [[slot, trim] = []] = scripted.asked('setTrim');
    expect(scripted.asked('setTrim').length).toBe(1);
    expect(slot).toBe(0);
    expect((trim as { start: number }).start).toBeCloseTo(2, 1);
    expect((trim as { end: number }).end).toBeCloseTo(4, 3);
    await settled();
    expect(handle('start').getAttribute('aria-valuetext')).toBe('2.00 s');
  });

  it('is trimmed by keys, and never to nothing', async () => {
    await show('loaded');
    press(handle('end'), 'ArrowLeft');
    press(handle('end'), 'PageDown');
    handle('end').dispatchEvent(new KeyboardEvent('keyup', { key: 'PageDown' }));
    expect(scripted.asked('setTrim')).toEqual([[0, { start: 0, end: expect.closeTo(3.89, 5) as number }]]);
    press(handle('end'), 'Home');
    expect(scripted.asked('setTrim').at(-1)).toEqual([0, { start: 0, end: 0.05 }]);
  });

  it('shows its trim, and undoes it', async () => {
    await show('morphing');
    expect(handle('start').getAttribute('aria-valuenow')).toBe('0.40');
    expect(handle('end').getAttribute('aria-valuenow')).toBe('2.90');
    find('button', 'Use it from its onset on again').click();
    expect(scripted.asked('setTrim')).toEqual([[0, null]]);
  });

  it('has a gain in decibels, that a double click resets', async () => {
    await show('morphing');
    const gain = find<HTMLInputElement>('input[type=range]', 'Gain of source A');
    expect(gain.getAttribute('aria-valuetext')).toBe('+3.0 dB');
    gain.value = '-6';
    gain.dispatchEvent(new Event('input'));
    gain.dispatchEvent(new MouseEvent('dblclick'));
    expect(scripted.asked('setSlotGain')).toEqual([
      [0, -6],
      [0, 0],
    ]);
  });

  it('a third and a fourth can be added, and taken away', async () => {
    await show('loaded');
    find('button', 'Add source C').click();
    await settled();
    find('button', 'Add source D').click();
    await settled();
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'bell.wav', { type: 'audio/wav' }));
    find('alloy-source-slot.d').dispatchEvent(
      new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
    );
    expect(scripted.asked('loadSource')[0]?.[0]).toBe(3);
    find('button', 'Take source D away').click();
    await settled();
    expect(find('button', 'Add source D')).toBeTruthy();
  });
});

describe('the mix of two', () => {
  it('names only what is there: one source alone is all of it, wherever the mix stands', async () => {
    const shares = (): string[] =>
      [...find('alloy-mix').shadowRoot!.querySelectorAll('.shares span')].map((span) =>
        span.textContent!.trim(),
      );
    const value = (): string | null =>
      find('alloy-mix').shadowRoot!.querySelector('input')!.getAttribute('aria-valuetext');
    await show('loaded');
    const both = shares();
    expect(both).toHaveLength(2);
    const { slots } = scripted.state;
    for (const alone of [0, 1]) {
      scripted.show({ slots: slots.map((slot, i) => (i === alone ? slot : { phase: 'empty' })) });
      await settled();
      expect(shares()).toEqual([both[alone]!.replace(/^\d+ %/, '100 %')]);
      expect(value()).toBe(shares()[0]);
    }
  });

  it('shows where every held voice is', async () => {
    await show('morphing');
    scripted.readMeter = () => ({
      peak: 0.4,
      voices: 2,
      positions: [
        { key: 60, x: 0, y: 0, level: 0.5 },
        { key: 64, x: 1, y: 0, level: 0.5 },
      ],
    });
    const canvas = find('alloy-mix').shadowRoot!.querySelector('canvas')!;
    /** Whether anything is drawn around a share of the width. */
    const drawn = (at: number): boolean => {
      const { data } = canvas
        .getContext('2d')!
        .getImageData(Math.round(canvas.width * at) - 4, 0, 8, canvas.height);
      return data.some((value, i) => i % 4 === 3 && value > 100);
    };
    const [first, last] = [46 / 300, 254 / 300];
    while (!drawn(first)) await frames(1);
    expect([drawn(first), drawn(0.5), drawn(last)]).toEqual([true, false, true]);
    scripted.readMeter = () => ({ peak: 0, voices: 0, positions: [] });
    while (drawn(first)) await frames(1);
    expect(drawn(last)).toBe(false);
  });
});

describe('the mix of four', () => {
  it('is a plate that the drop is dragged on', async () => {
    await show('four');
    const plate = find('alloy-pad').shadowRoot!.querySelector<HTMLElement>('.plate')!;
    const { left, top, width, height } = plate.getBoundingClientRect();
    drag(plate, [left + width / 2, top + height / 2], [left + width, top]);
    expect(scripted.asked('setMix')).toEqual([
      [expect.closeTo(0.5, 2), expect.closeTo(0.5, 2)],
      [1, 0],
    ]);
    expect(scripted.state.mix).toEqual({ x: 1, y: 0 });
  });

  it('takes all four arrow keys on either slider, and says the shares', async () => {
    await show('four');
    const across = find<HTMLInputElement>('input', 'Mix, left to right');
    const down = find<HTMLInputElement>('input', 'Mix, top to bottom');
    expect(across.getAttribute('aria-valuetext')).toBe(
      '28 % Nylon guitar, 12 % Flute, 42 % Choir aahs, 18 % Kalimba',
    );
    press(across, 'ArrowDown');
    await settled();
    press(down, 'ArrowRight');
    expect(scripted.state.mix.x).toBeCloseTo(0.32);
    expect(scripted.state.mix.y).toBeCloseTo(0.62);
    across.value = '0.9';
    across.dispatchEvent(new Event('input'));
    expect(scripted.state.mix.x).toBeCloseTo(0.9);
  });

  it('of three: the lower edge is all of the third, and so are its colours', async () => {
    await show('three');
    scripted.setMix(0.9, 1);
    await settled();
    expect(find('input', 'Mix, left to right').getAttribute('aria-valuetext')).toBe(
      '0 % Nylon guitar, 0 % Flute, 100 % Choir aahs',
    );
    const probe = document.createElement('i');
    element.shadowRoot!.append(probe);
    const color = (name: string): string => {
      probe.style.color = `color-mix(in srgb, var(${name}), var(${name}))`;
      return getComputedStyle(probe).color;
    };
    const channels = (name: string): number[] =>
      color(name)
        .match(/[\d.]+/g)!
        .map(Number);
    channels('--alloy-hybrid').forEach((value, i) => expect(value).toBeCloseTo(channels('--alloy-c')[i]!, 2));
    probe.remove();
  });
});

describe('the tints of the mix', () => {
  it('are those of the slots in use, whichever they are', async () => {
    const { slots } = states.four;
    scripted.show({ ...states.four, slots: [{ phase: 'empty' }, slots[1]!, { phase: 'empty' }, slots[3]!] });
    scripted.setMix(0, 0);
    await settled();
    const probe = document.createElement('i');
    element.shadowRoot!.append(probe);
    const color = (name: string): string => {
      probe.style.color = `color-mix(in srgb, var(${name}), var(${name}))`;
      return getComputedStyle(probe).color;
    };
    expect(color('--alloy-hybrid')).toBe(color('--alloy-b'));
    scripted.setMix(1, 0);
    await settled();
    expect(color('--alloy-hybrid')).toBe(color('--alloy-d'));
    scripted.show(states.done);
    scripted.setMix(0, 0);
    await settled();
    expect(color('--alloy-hybrid')).toBe(color('--alloy-a'));
    probe.remove();
  });
});

describe('the plan', () => {
  it('sets range, step and mixes, and says how many notes that is', async () => {
    await show('loaded');
    const low = find<HTMLInputElement>('input', 'Lowest key');
    low.value = 'E2';
    low.dispatchEvent(new Event('change'));
    for (const [label, value] of [
      ['Semitones between two rendered keys', '3'],
      ['Mixes rendered between the sources', '5'],
    ] as const) {
      const select = find<HTMLSelectElement>('select', label);
      select.value = value;
      select.dispatchEvent(new Event('change'));
    }
    expect(scripted.asked('setPlan')).toEqual([[{ low: 40 }], [{ step: 3 }], [{ mixes: 5 }]]);
    await settled();
    expect(find('.size').textContent).toBe('15 keys × 5 mixes = 75 notes');
  });

  it('offers up to 9 mixes on a line and 3 × 3 on a plane', async () => {
    const options = () =>
      find<HTMLSelectElement>('select', 'Mixes rendered between the sources').options.length;
    await show('loaded');
    expect(options()).toBe(9);
    await show('four');
    expect(options()).toBe(3);
    expect(find('.size').textContent).toContain('× 9 mixes = 117 notes');
  });

  it('shows every note as far as it is made, in words and in colour', async () => {
    await show('morphing');
    const canvas = find<HTMLCanvasElement>(
      'canvas',
      'Notes from C2 to C6: 33 of 65 ready · 10 being made · 10 being tuned and looped · 12 to render',
    );
    await frames(2);
    const context = canvas.getContext('2d')!;
    /** Alpha-weighted colour in the middle of a cell: how far it is from its neighbours' tells what it is. */
    const cell = (root: number, mix: number, at = 0.5): readonly number[] => {
      const label = 16 * devicePixelRatio;
      const x = ((root + at) / 13) * canvas.width;
      const y = ((mix + 0.5) / 5) * (canvas.height - label);
      return [...context.getImageData(Math.round(x), Math.round(y), 1, 1).data.slice(0, 3)];
    };
    expect(cell(6, 0)).not.toEqual(cell(6, 4)); // copper, verdigris
    expect(cell(0, 0)).toEqual(cell(12, 4)); // neither is begun
    expect(cell(0, 2, 0.3)).not.toEqual(cell(0, 2, 0.9)); // three fifths are made
  });

  it('cannot have its ends cross', async () => {
    await show('loaded');
    expect(find('input', 'Lowest key').getAttribute('aria-valuemax')).toBe(String(scripted.state.plan.high));
    expect(find('input', 'Highest key').getAttribute('aria-valuemin')).toBe(String(scripted.state.plan.low));
  });
});

describe('embeddings', () => {
  it('blend as a render blends: linear, a shorter one holds its last frame', () => {
    const [long, short] = [embedding(1, 10), embedding(2, 4)];
    const blend = blendPictures([long, short], [0.25, 0.75]);
    expect(blend.frames).toBe(10);
    expect(blend.values[3]).toBeCloseTo(0.25 * long.values[3]! + 0.75 * short.values[3]!);
    expect(blend.values[9 * 16 + 5]).toBeCloseTo(
      0.25 * long.values[9 * 16 + 5]! + 0.75 * short.values[3 * 16 + 5]!,
    );
  });

  it('the way from one to the other begins and ends with them', () => {
    const flat = (value: number) => ({ frames: 2, channels: 1, values: new Float32Array([value, value]) });
    const way = blendAcross([flat(2), flat(6)], { x: 0, y: 0 }, 5);
    expect([...way.values]).toEqual([2, 3, 4, 5, 6]);
    const lower = blendAcross([flat(2), flat(6), flat(1), flat(9)], { x: 0, y: 1 }, 3);
    expect([...lower.values]).toEqual([1, 5, 9]);
  });

  it('are shown each channel in its own range, quiet ones not magnified to noise', () => {
    const picture = (values: number[]) => ({ frames: 2, channels: 3, values: Float32Array.from(values) });
    const { low, high } = rangeOf([picture([0, 100, 5, 4, 101, 5]), picture([-6, 100.5, 5, 0, 100, 5])]);
    expect([low[0], high[0]]).toEqual([-6, 4]);
    expect([low[1], high[1]]).toEqual([100, 101]);
    expect(high[2]! - low[2]!).toBeCloseTo(1);
  });

  it('the hybrid’s follows the mix at once, and the blend marks it', async () => {
    await show('done', 'listen');
    find('[role=radio]', 'Embedding').click();
    await settled();
    const canvas = find<HTMLCanvasElement>('canvas', 'Embedding of Hybrid: Nylon guitar × Flute');
    const way = find('canvas', 'How the embedding changes from Nylon guitar to Flute; the mix is at 50 %');
    expect(way.parentNode).toBeTruthy();
    const look = async (): Promise<string> => {
      await settled();
      await frames(3);
      return canvas.toDataURL();
    };
    const before = await look();
    scripted.setMix(0);
    expect(await look()).not.toBe(before);
    expect(find('.marker').style.left).toBe('0%');
  });

  it('rests while a source is not encoded', async () => {
    await show('three', 'listen');
    find('[role=radio]', 'Embedding').click();
    await settled();
    expect(
      element.shadowRoot!.querySelector('alloy-clip-list')!.shadowRoot!.querySelector('.blend'),
    ).toBeNull();
  });
});

describe('undo and redo', () => {
  it('say what they do, and are off where there is nothing', async () => {
    await show('four');
    find('button', 'Undo: load a sound').click();
    find('button', 'Redo: mix').click();
    expect(scripted.calls.filter(([name]) => /do$/.test(name))).toEqual([['undo'], ['redo']]);
    await settled();
    expect(find('alloy-header').shadowRoot!.textContent).toContain('Done again: mix');
    await show('done');
    expect(find<HTMLButtonElement>('button', 'Undo').disabled).toBe(true);
  });

  it('by keyboard, and not while somebody types', async () => {
    await show('four');
    const calls = () => scripted.calls.map(([name]) => name).filter((name) => /do$/.test(name));
    await userEvent.keyboard('{Control>}z{/Control}');
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await userEvent.keyboard('{Control>}y{/Control}');
    expect(calls()).toEqual(['undo', 'redo', 'redo']);
    find<HTMLInputElement>('input', 'Root note of source A').focus();
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(calls().length).toBe(3);
    const elsewhere = document.createElement('button');
    document.body.append(elsewhere);
    elsewhere.focus();
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(calls().length).toBe(3);
    elsewhere.remove();
  });
});

describe('what is said about the visit', () => {
  it('that the instrument cannot be kept, once for each reason', async () => {
    scripted.show({ storage: { phase: 'on', notices: ['rescued', 'full'] } });
    await settled();
    const said = [...element.shadowRoot!.querySelectorAll('[part=storage]')].map((one) =>
      one.textContent.trim(),
    );
    expect(said.length).toBe(2);
    expect(said[1]).toContain('no more room');
  });
});

describe('the head', () => {
  it('says that it is offline, and that everything works', async () => {
    await show('done');
    Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
    dispatchEvent(new Event('offline'));
    await settled();
    expect(find('.backend').textContent).toContain('Offline: everything works on');
    Reflect.deleteProperty(navigator, 'onLine');
    dispatchEvent(new Event('online'));
    await settled();
    expect(find('.backend').textContent).not.toContain('Offline');
  });

  it('chooses a model', async () => {
    scripted.show({
      ...states.done,
      models: [...states.done.models, { id: 'nsynth', title: 'NSynth', description: 'Published' }],
    });
    await settled();
    const select = find('alloy-model-choice').shadowRoot!.querySelector('select')!;
    expect(select.labels[0]?.textContent.trim()).toContain('Model');
    select.value = 'nsynth';
    select.dispatchEvent(new Event('change'));
    expect(scripted.asked('selectModel')).toEqual([['nsynth']]);
  });
});
