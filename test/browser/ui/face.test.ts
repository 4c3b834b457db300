/** The face of the instrument at every size: what one plays with is always in sight, the rest one step away. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import {
  EDGE,
  around,
  box,
  focused,
  isIn,
  keys,
  mixBox,
  named,
  overlap,
  seen,
  size,
  standing,
  texts,
  window_,
  within,
} from './face-probe.js';
import type { StateName } from './fixture.js';
import { eachView, element, find, frames, scripted, settled, show, useStage } from './stage.js';
import { violationsOf, WCAG } from './violations.js';

useStage(null);

const SIZES = [
  [320, 480, false],
  [375, 667, false],
  [420, 300, true],
  [778, 498, true],
  [768, 1024, false],
  [1280, 720, false],
  [1440, 900, false],
  [3840, 2160, false],
] as const;

describe.each(SIZES)('at %i × %i', (width, height, compact) => {
  it.each(['empty', 'done', 'four', 'rendering'] satisfies StateName[])(
    '%s: mix and keys are in sight in every view, and nothing lies over anything',
    async (name) => {
      await show(name);
      await size(width, height, compact);
      await eachView(async (view) => {
        await frames(2);
        await settled();
        expect(document.documentElement.scrollHeight, view).toBeLessThanOrEqual(innerHeight);
        expect(document.documentElement.scrollWidth, view).toBeLessThanOrEqual(innerWidth);
        const place = find(name === 'four' ? 'alloy-pad' : 'alloy-mix');
        const picture = place.shadowRoot!.querySelector('[part=line], [part=plate]')!;
        for (const one of [picture, ...keys()]) expect(within(box(one), window_()), view).toBe(true);
        expect(box(picture).height, `${view}: the mix`).toBeGreaterThan(view === 'play' ? 44 : 34);
        expect(box(picture).width, `${view}: the mix`).toBeGreaterThan(110);
        expect(keys().length, view).toBeGreaterThanOrEqual(13);
        expect(box(find('[role=group]', 'Keyboard')).height, `${view}: the keys`).toBeGreaterThan(52);
        const all = [...standing().filter((one) => !one.matches('alloy-meter')), ...texts()];
        for (const one of all) expect(within(box(one), window_()), `${view}: ${named(one)}`).toBe(true);
        for (const [i, one] of all.entries()) {
          for (const other of all.slice(i + 1)) {
            const apart = overlap(box(one), box(other)) < 1;
            expect(apart, `${view}: ${named(one)} | ${named(other)}`).toBe(true);
          }
          if (!isIn(one, new Set([find('alloy-keyboard')]))) {
            expect(overlap(box(one), box(find('[role=group]', 'Keyboard'))), named(one)).toBeLessThan(1);
          }
        }
        expect(overlap(mixBox(), box(find('[role=group]', 'Keyboard')))).toBeLessThan(1);
      });
    },
  );

  it('everything is large enough to be touched', async () => {
    await show('done', 'play');
    await size(width, height, compact);
    for (const one of standing().filter((each) => each.localName !== 'alloy-meter')) {
      const { width: wide, height: high } = box(one);
      expect(Math.min(wide, high), named(one)).toBeGreaterThanOrEqual(24 - EDGE);
    }
    const whites = keys().filter((key) => key.matches('.white'));
    for (const key of whites) expect(box(key).width).toBeGreaterThan(width < 375 ? 34 : 31);
    if (width === 375) for (const key of whites) expect(box(key).width + 2).toBeGreaterThanOrEqual(44);
  });
});

describe.each(['light', 'dark'])('%s', (scheme) => {
  it.each([
    [420, 300, true],
    [320, 480, false],
  ] as const)('has no violations at %i × %i', async (width, height, compact) => {
    element.remove(); // colours are there at once, not faded to
    element.style.colorScheme = scheme;
    document.body.append(element);
    document.documentElement.lang = 'en';
    document.title = 'Alloy';
    await show('four');
    await size(width, height, compact);
    await eachView(async (view) => {
      expect(await violationsOf(element, WCAG), view).toEqual([]);
    });
  });
});

const chosen = (): string => find('[role=tab][aria-selected=true]').textContent!.trim();

describe('the views', () => {
  it('begin with the sources, play what is rendered, and stay where they are put', async () => {
    expect(element.view).toBe('sources');
    expect(find('alloy-source-slot.a')).toBeTruthy();
    await show('loaded');
    expect(element.view).toBe('sources');
    await show('rendering');
    expect(element.view).toBe('play');
    expect(find('[role=progressbar]', 'Rendering')).toBeTruthy();
    find('[role=tab]', 'Sound').click();
    await settled();
    expect([element.view, chosen()]).toEqual(['sound', 'Sound']);
    await show('done');
    await show('empty');
    expect(element.view).toBe('sound');
  });

  it('stay where a hand is at work, whatever is rendered meanwhile', async () => {
    await show('loaded');
    find('button', 'Listen to Flute').click(); // no hand: a program
    find('button', 'Listen to Flute').dispatchEvent(
      new PointerEvent('pointerdown', { bubbles: true, composed: true }),
    );
    await show('rendering');
    await show('done');
    expect([element.view, chosen()]).toEqual(['sources', 'Sources']);
    find('[role=tab]', 'Play').click();
    await settled();
    expect(element.view).toBe('play');
  });

  it('open and close by keyboard, and letters play on', async () => {
    await show('done');
    find('[role=tab]', 'Play').focus();
    await userEvent.keyboard('{ArrowRight}');
    await settled();
    expect([element.view, focused()?.textContent?.trim()]).toEqual(['sources', 'Sources']);
    expect(find('[role=tabpanel]').getAttribute('aria-label')).toBe('Sources');
    await userEvent.keyboard('{End}');
    await settled();
    expect(element.view).toBe('listen');
    await userEvent.keyboard('{ArrowRight}');
    await settled();
    expect(element.view).toBe('play');
    await userEvent.keyboard('{ArrowRight}');
    await settled();
    find('button', 'Listen to Flute').focus();
    await userEvent.keyboard('a');
    expect(scripted.asked('noteOn')).toEqual([[60, 100]]);
    await userEvent.keyboard('{Escape}');
    await settled();
    expect([element.view, focused()?.textContent?.trim()]).toEqual(['play', 'Play']);
    expect(find('alloy-knob[data-parameter=mixWheel]')).toBeTruthy();
  });

  it('Escape first ends what is open above them, and typing', async () => {
    await show('done', 'sources');
    await userEvent.click(find('.opener'));
    await settled();
    await userEvent.keyboard('{Escape}');
    await settled();
    expect(find('.list').matches(':popover-open')).toBe(false);
    expect(element.view).toBe('sources');
    find<HTMLInputElement>('input', 'Root note of source A').focus();
    await userEvent.keyboard('{Escape}');
    expect(element.view).toBe('sources');
    scripted.startLearn('gain');
    await settled();
    await userEvent.keyboard('{Escape}');
    await settled();
    expect(scripted.state.learn.armed).toBeNull();
    expect(element.view).toBe('sources');
    await userEvent.keyboard('{Escape}');
    expect(element.view).toBe('play');
  });

  it('tell on the tab of the sources that a render runs, or is due', async () => {
    await show('rendering', 'sound');
    const tab = () => find('[role=tab].sources');
    expect(tab().querySelector<HTMLElement>('.progress')!.style.getPropertyValue('--done')).toBe('0.420');
    await show('stale');
    expect(tab().textContent).toMatch(/Sources\s*, render again/);
    await show('done');
    expect(tab().textContent?.trim()).toBe('Sources');
  });

  it('are walked by Tab from the head over the view to the mix, the wheels and the keys', async () => {
    await show('done', 'play');
    await size(1440, 900);
    const order = ['alloy-header', '.hybrid', '.mix', '.macros', '.wheels', 'alloy-keyboard'];
    const placeOf = (one: Element): number => {
      for (let at: Element | null = one; at; at = around(at)) {
        const place = order.findIndex((selector) => at!.matches(selector));
        if (place >= 0) return place;
      }
      return -1;
    };
    find('[role=tab]', 'Play').focus();
    const places: number[] = [];
    for (let i = 0; i < 60; i++) {
      const at = focused();
      if (!at || at === document.body) break;
      places.push(placeOf(at));
      if (at.matches('.key')) break;
      await userEvent.tab();
    }
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(places)).toEqual(new Set(order.keys()));
  });
});

describe('a guest in somebody’s page', () => {
  it('has its least height where that page gives it none, and fills it', async () => {
    await show('done', 'play');
    await size(420, 600, true);
    element.style.blockSize = 'auto';
    const frame = element.shadowRoot!.querySelector('.frame')!;
    expect(box(element).height).toBe(300);
    expect(box(frame).height).toBe(300);
    element.style.blockSize = '';
  });

  it('leaves keys that are pressed elsewhere alone, and has no name of its own', async () => {
    element.compact = true;
    await show('four', 'sound');
    const press = (target: EventTarget, key: string, more: KeyboardEventInit = {}): boolean =>
      target.dispatchEvent(
        new KeyboardEvent('keydown', {
          ...{ key, code: `Key${key.toUpperCase()}`, bubbles: true, composed: true, cancelable: true },
          ...more,
        }),
      );
    press(document.body, 'a');
    press(document.body, 'z', { ctrlKey: true });
    press(document.body, 'PageDown', { altKey: true });
    press(document.body, '?');
    await settled();
    expect(scripted.calls.filter(([name]) => /noteOn|undo|stepPreset/.test(name))).toEqual([]);
    expect(find<HTMLDialogElement>('[part=sheet]').open).toBe(false);
    const own = find('[role=tab]', 'Sound');
    press(own, 'a');
    press(own, 'z', { ctrlKey: true });
    press(own, 'PageDown', { altKey: true });
    expect(
      scripted.calls.map(([name]) => name).filter((name) => /noteOn|undo|stepPreset/.test(name)),
    ).toEqual(['noteOn', 'undo', 'stepPreset']);
    expect(seen(find('.brand'))).toBe(false);
    expect(() => find('[part=full-screen]')).toThrow();
  });
});
