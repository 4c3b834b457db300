/** Tests the sound panel: knobs, drawers, envelope, filter. */
import { describe, expect, it } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { MIX_CURVE_POINTS } from '../../../src/mix-curve.js';
import { PARAMETERS, type ParameterId } from '../../../src/parameters.js';
import { descendants, element, find, frames, scripted, settled, useStage } from './stage.js';
import { violationsOf, WCAG } from './violations.js';

useStage('sound');

const value = (id: ParameterId): number => scripted.state.parameters[id];

async function set(values: Partial<Record<ParameterId, number>>): Promise<void> {
  scripted.show({ parameters: { ...scripted.state.parameters, ...values } });
  await settled();
}

async function openAll(): Promise<void> {
  find('button.all').click();
  await settled();
}

const drawer = (name: string): HTMLElement => find('button.name', name);
const handle = (id: string, holder = 'alloy-envelope'): HTMLElement => {
  const all = [...descendants(element.shadowRoot!)].filter((one) => one.matches(holder));
  return all[0]!.shadowRoot!.querySelector<HTMLElement>(`[data-handle="${id}"]`)!;
};
const press = (target: HTMLElement, key: string, more: KeyboardEventInit = {}): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

/** A drag by hand: synthetic, for what real mice cannot do, such as Shift and several at once. */
function drag(target: HTMLElement, by: { x: number; y: number }, more: PointerEventInit = {}): void {
  target.setPointerCapture = () => undefined; // synthetic pointers cannot be captured
  const at = (type: string, x: number, y: number) =>
    target.dispatchEvent(
      new PointerEvent(type, {
        clientX: 500 + x,
        clientY: 500 + y,
        pointerId: 7,
        button: 0,
        bubbles: true,
        ...more,
      }),
    );
  at('pointerdown', 0, 0);
  at('pointermove', by.x, by.y);
  at('pointerup', by.x, by.y);
}

describe('the sound', () => {
  it('shows the few first, and opens to every parameter', async () => {
    const shown = () =>
      new Set(
        [...descendants(element.shadowRoot!)]
          .filter((one) => one.matches('alloy-knob, alloy-choice'))
          .map((one) => one.dataset.parameter),
      );
    expect([...shown()]).toEqual([
      'attack',
      'decay',
      'sustain',
      'release',
      'filterType',
      'filterCutoff',
      'filterResonance',
      'filterEnvelope',
      'gain',
      'pan',
      'velocityAmount',
      'velocityCurve',
    ]);
    await openAll();
    const missing = PARAMETERS.map(({ id }) => id).filter((id) => !shown().has(id));
    // Two sources: there is nothing below the line between them. A curve is drawn.
    expect(missing).toEqual(['mixY', ...MIX_CURVE_POINTS]);
    for (const id of MIX_CURVE_POINTS) expect(handle(id, 'alloy-mix-curve')).toBeTruthy();
    await openAll();
    expect(shown().size).toBe(12);
  });

  it('opens a drawer by its name, and says so', async () => {
    expect(drawer('LFO 1').getAttribute('aria-expanded')).toBe('false');
    drawer('LFO 1').focus();
    await userEvent.keyboard('{Enter}');
    await settled();
    expect(drawer('LFO 1').getAttribute('aria-expanded')).toBe('true');
    expect(find('[role=slider]', 'LFO 1 rate')).toBeTruthy();
    drawer('LFO 1').click();
    await settled();
    expect(drawer('LFO 1').getAttribute('aria-expanded')).toBe('false');
  });

  it('marks the drawers in which something was changed', async () => {
    const marked = () =>
      [...descendants(element.shadowRoot!)]
        .filter((one) => one.matches('button.name') && one.querySelector('.dot') !== null)
        .map((one) => one.textContent!.trim().replace(/\s+/g, ' '));
    expect(marked()).toEqual([]);
    await set({ lfo2Mix: 30, glide: 0.2 });
    expect(marked()).toEqual(['LFO 2 , changed', 'Pitch , changed']);
  });

  it('has all effects in one drawer, each with a light that says whether it is on', async () => {
    drawer('Effects').click();
    await settled();
    const lit = () =>
      [...find('alloy-effects').shadowRoot!.querySelectorAll('.effect.on')].map(
        (one) => one.ariaLabel ?? one.getAttribute('aria-label'),
      );
    expect(lit()).toEqual([]);
    await set({ reverbDecay: 5, delayPingPong: 1 });
    expect(lit()).toEqual([]); // neither switches anything on
    await set({ reverbMix: 20, eqMid: -3 });
    expect(lit()).toEqual(['Equalizer', 'Reverb']);
    press(find('[role=slider]', 'Chorus'), 'End');
    await settled();
    expect(value('chorusMix')).toBe(100);
    expect(lit()).toEqual(['Equalizer', 'Chorus', 'Reverb']);
  });

  it('bends the equalizer by its points', async () => {
    drawer('Effects').click();
    await settled();
    const line = () => find('alloy-equalizer').shadowRoot!.querySelector('.line, .ghost')!.getAttribute('d');
    const flat = line();
    press(handle('eqHigh', 'alloy-equalizer'), 'ArrowUp');
    press(handle('eqLow', 'alloy-equalizer'), 'ArrowRight');
    await settled();
    expect(value('eqHigh')).toBeGreaterThan(0);
    expect(value('eqLowFrequency')).toBeGreaterThan(120);
    expect(line()).not.toBe(flat);
  });

  describe('the morph curve', () => {
    const curve = () => find('alloy-mix-curve');
    const surface = () => curve().shadowRoot!.querySelector<HTMLElement>('.surface')!;
    const values = () => MIX_CURVE_POINTS.map((id) => Math.round(value(id)));

    it('is walked by keys and set back, point by point', async () => {
      drawer('Morph curve').click();
      await settled();
      const flat = curve().shadowRoot!.querySelector('.ghost')!.getAttribute('d');
      const point = handle('mixCurve3', 'alloy-mix-curve');
      press(point, 'PageUp');
      await settled();
      expect(values()).toEqual([0, 0, 20, 0, 0, 0, 0, 0]);
      expect(curve().shadowRoot!.querySelector('.line')!.getAttribute('d')).not.toBe(flat);
      expect(point.getAttribute('aria-valuetext')).toBe('20 %');
      press(point, 'Delete');
      expect(values()).toEqual(values().map(() => 0));
    });

    it('is drawn by a pen, whatever the hand passes in between', async () => {
      drawer('Morph curve').click();
      await settled();
      const { left, top, width, height } = surface().getBoundingClientRect();
      surface().setPointerCapture = () => undefined; // synthetic pointers cannot be captured
      const at = (type: string, x: number, y: number, pointerId = 7) =>
        surface().dispatchEvent(
          new PointerEvent(type, {
            clientX: left + x * width,
            clientY: top + y * height,
            pointerId,
            button: type === 'pointermove' ? -1 : 0,
            bubbles: true,
          }),
        );
      at('pointerdown', 0.01, 0.25);
      at('pointermove', 3 / 7, 0); // quickly: two points are passed
      at('pointermove', 0.5, -3); // beyond the edge
      at('pointermove', 0.9, 0.9, 8); // another finger draws nothing
      at('pointermove', 5 / 7, 0.75);
      at('pointerup', 5 / 7, 0.75);
      at('pointermove', 1, 0);
      await settled();
      expect(values()).toEqual([50, 100, 100, 100, 100, -50, 0, 0]);
      expect(scripted.asked('setParameter').length).toBeLessThan(9);
    });
  });

  it('a parameter with choices is a menu', async () => {
    const menu = find<HTMLSelectElement>('select', 'Filter');
    expect([...menu.options].map(({ text }) => text)).toEqual([
      'Off',
      'Low-pass',
      'Band-pass',
      'High-pass',
      'Notch',
    ]);
    menu.focus();
    await userEvent.selectOptions(menu, 'High-pass');
    await settled();
    expect(value('filterType')).toBe(3);
    await set({ filterType: 1 });
    expect(menu.selectedOptions[0]!.text).toBe('Low-pass');
  });

  it('has no accessibility violations, closed and open, light and dark', async () => {
    document.documentElement.lang = 'en';
    document.title = 'Alloy';
    await set({ filterType: 2, filterEnvelope: 3 });
    scripted.show({
      learn: { armed: 'gain', bindings: [{ parameter: 'filterCutoff', channel: 0, controller: 74 }] },
    });
    await openAll();
    for (const scheme of ['light', 'dark']) {
      element.remove(); // colours are there at once, not faded to
      element.style.colorScheme = scheme;
      document.body.append(element);
      await settled();
      expect(await violationsOf(element, WCAG), scheme).toEqual([]);
    }
  });

  it('with forced colours, what is open and what sounds is still seen', async () => {
    const emulate = (features: { name: string; value: string }[]): Promise<unknown> =>
      cdp().send('Emulation.setEmulatedMedia', { features });
    await emulate([{ name: 'forced-colors', value: 'active' }]);
    scripted.show({ heldKeys: [60] });
    drawer('Pitch').click();
    await settled();
    const background = (one: Element): string => getComputedStyle(one).backgroundColor;
    expect(background(drawer('Pitch'))).not.toBe(background(drawer('Voices')));
    expect(background(find('[data-key="60"]'))).not.toBe(background(find('[data-key="62"]')));
    expect(background(find('[data-key="61"]'))).not.toBe(background(find('[data-key="62"]')));
    await emulate([]);
  });

  for (const width of [320, 390, 820, 3840]) {
    it(`all of it fits into ${width} px`, async () => {
      await page.viewport(width, 1200);
      scripted.show({
        midi: { phase: 'on', inputs: [{ id: 'a', name: 'A keyboard of a very long name' }], selected: 'a' },
      });
      await openAll();
      await frames(2);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    });
  }
});

describe('the envelope', () => {
  it('is dragged by its points', async () => {
    const before = value('attack');
    const surface = handle('attack').parentElement!;
    // all the way to the right and back is the whole range
    drag(handle('attack'), { x: surface.clientWidth, y: 0 });
    expect(value('attack')).toBe(4);
    await settled();
    drag(handle('decay'), { x: 0, y: surface.clientHeight * 0.4 });
    expect(value('sustain')).toBeCloseTo(60);
    expect(value('decay')).toBeCloseTo(0.5);
    await settled();
    drag(handle('release'), { x: -surface.clientWidth, y: 0 });
    expect(value('release')).toBe(0.005);
    handle('attack').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    expect(value('attack')).toBe(before);
  });

  it('is dragged by a real mouse', async () => {
    const point = handle('decay');
    const { left, top } = point.getBoundingClientRect();
    await userEvent.dragAndDrop(point, handle('release'));
    await settled();
    expect(value('sustain')).toBeLessThan(5);
    const after = point.getBoundingClientRect();
    expect(after.top).toBeGreaterThan(top + 50);
    expect(after.left).toBeGreaterThanOrEqual(left);
  });

  it('two fingers move two points at once', () => {
    const [attack, release] = [handle('attack'), handle('release')];
    const at = (target: HTMLElement, type: string, pointerId: number, clientX: number) => {
      target.setPointerCapture = () => undefined;
      target.dispatchEvent(
        new PointerEvent(type, { clientX, clientY: 0, pointerId, button: 0, bubbles: true }),
      );
    };
    at(attack, 'pointerdown', 1, 0);
    at(release, 'pointerdown', 2, 0);
    at(attack, 'pointermove', 1, 900);
    at(release, 'pointermove', 2, 900);
    expect([value('attack'), value('release')]).toEqual([4, 8]);
  });

  it('is walked by the keyboard, and says its values', async () => {
    const point = handle('decay');
    const [decay, sustain] = [value('decay'), value('sustain')];
    press(point, 'ArrowRight');
    press(point, 'ArrowDown');
    await settled();
    expect(value('decay')).toBeGreaterThan(decay);
    expect(value('sustain')).toBe(sustain - 2);
    expect(point.getAttribute('role')).toBe('slider');
    expect(point.getAttribute('aria-valuetext')).toMatch(/^\d+ ms, 98 %$/);
    expect(
      find(
        'svg[role=img]',
        `Envelope: Attack 2.0 ms, Decay ${Math.round(value('decay') * 1000)} ms, Sustain 98 %, Release 250 ms`,
      ),
    ).toBeTruthy();
    press(point, 'Delete');
    expect([value('decay'), value('sustain')]).toEqual([decay, sustain]);
  });

  it('its curves bend', async () => {
    drag(handle('attackCurve'), { x: 0, y: -500 });
    drag(handle('releaseCurve'), { x: 0, y: -500 });
    await settled();
    expect(value('attackCurve')).toBe(100);
    expect(value('releaseCurve')).toBe(-100); // falls late: the middle is higher
  });
});

describe('the filter', () => {
  it('shows nothing to take hold of while it is off', async () => {
    expect(handle('cutoff', 'alloy-filter')).toBeNull();
    await set({ filterType: 1 });
    expect(handle('cutoff', 'alloy-filter')).toBeTruthy();
  });

  it('is dragged by its point: cutoff and resonance', async () => {
    await set({ filterType: 1, filterCutoff: 1000, filterResonance: 0 });
    const surface = handle('cutoff', 'alloy-filter').parentElement!;
    drag(handle('cutoff', 'alloy-filter'), { x: -surface.clientWidth / 3, y: -surface.clientHeight });
    expect(value('filterCutoff')).toBeCloseTo(100, 0); // a decade
    expect(value('filterResonance')).toBe(100);
    await settled();
    const text = handle('cutoff', 'alloy-filter').getAttribute('aria-valuetext');
    expect(text).toBe('100 Hz, 100 %');
  });

  it('its envelope’s reach is dragged, and shown', async () => {
    await set({ filterType: 1, filterCutoff: 500, filterEnvelope: 0 });
    const surface = handle('envelope', 'alloy-filter').parentElement!;
    drag(handle('envelope', 'alloy-filter'), { x: surface.clientWidth / 3, y: 0 });
    await settled();
    expect(value('filterEnvelope')).toBeCloseTo(Math.log2(10), 1); // a decade in octaves
    const { left } = handle('envelope', 'alloy-filter').getBoundingClientRect();
    const cutoff = handle('cutoff', 'alloy-filter').getBoundingClientRect().left;
    expect(left - cutoff).toBeCloseTo(surface.clientWidth / 3, -1);
  });
});

describe('an LFO', () => {
  it('is drawn as it is set, and said', async () => {
    drawer('LFO 1').click();
    await settled();
    const line = () => find('alloy-lfo').shadowRoot!.querySelector('.line')!.getAttribute('d');
    const sine = line();
    await set({ lfo1Shape: 3 });
    expect(line()).not.toBe(sine);
    expect(find('svg[role=img]', 'LFO 1: Square, 5.00 Hz')).toBeTruthy();
  });
});

describe('the morph', () => {
  it('is drawn as far as each hand reaches: a slide and a key both ways', async () => {
    drawer('Morph').click();
    await set({ mix: 40, mixWheel: 50, mixSlide: 20, mixKey: -60 });
    const lines = [...find('alloy-morph').shadowRoot!.querySelectorAll('path')].map((path) =>
      [...path.getAttribute('d')!.matchAll(/[ML](\S+)/g)].map(([, x]) => Math.round(Number(x))),
    );
    expect(lines).toEqual([
      [400, 900],
      [200, 600],
      [400, 400],
      [400, 400],
      [1000, 0],
    ]);
  });

  it.each(['en', 'zh'])('and menus show whole whatever they offer, in %s', async (lang) => {
    element.lang = lang;
    await settled();
    await openAll();
    const ruler = document.createElement('canvas').getContext('2d')!;
    const menus = [...descendants(find('alloy-sound').shadowRoot!)].filter((one) =>
      one.matches('alloy-choice'),
    );
    expect(menus.length).toBeGreaterThan(4);
    for (const menu of menus) {
      const select = menu.shadowRoot!.querySelector('select')!;
      const { font, paddingLeft, paddingRight } = getComputedStyle(select);
      const room = select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
      ruler.font = font;
      for (const { text } of select.options) {
        expect(ruler.measureText(text.trim()).width, text).toBeLessThanOrEqual(room + 1);
      }
    }
  });

  it('and the few knobs of a module have their whole names at 320 px', async () => {
    await page.viewport(320, 1200);
    await frames(2);
    const modules = [...descendants(element.shadowRoot!)].filter((one) => one.matches('.module'));
    const titles = modules.flatMap((module) =>
      [...module.querySelectorAll('alloy-knob')].map((knob) =>
        knob.shadowRoot!.querySelector<HTMLElement>('.title')!,
      ),
    );
    expect(titles).toHaveLength(11);
    for (const title of titles)
      expect(title.scrollWidth, title.textContent!).toBeLessThanOrEqual(title.clientWidth);
  });
});
