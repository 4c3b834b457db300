/** What explains the face: the sheet of shortcuts and tips; the computer's keys and the full screen that it tells of. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { FACE_VIEWS } from '../../../ui/controllers/face-memory.js';
import { box, focused, isIn, named, overlap, size, window_, within } from './face-probe.js';
import { descendants, eachView, element, find, scripted, settled, show, useStage } from './stage.js';
import { violationsOf, WCAG } from './violations.js';

useStage(null);

describe('help', () => {
  it('is a sheet that "?" opens and closes, with nothing playing behind it', async () => {
    await show('done');
    await userEvent.keyboard('?');
    await settled();
    const sheet = find<HTMLDialogElement>('[part=sheet]');
    expect(sheet.open).toBe(true);
    expect(find('alloy-help-sheet').shadowRoot!.textContent).toMatch(
      /An octave lower, higher.*Softer, louder/s,
    );
    expect(await violationsOf(element, WCAG)).toEqual([]);
    await userEvent.keyboard('a');
    expect(scripted.asked('noteOn')).toEqual([]);
    await userEvent.keyboard('?');
    expect(sheet.open).toBe(false);
    element.lang = 'zh';
    await settled();
    find('button', '如何演奏，快捷键（?）').click();
    await settled();
    expect(find('alloy-help-sheet').shadowRoot!.textContent).toMatch(/更轻、更响/);
    find('header button', '关闭').click();
    await size(320, 480);
    await settled();
    find('alloy-help').shadowRoot!.querySelector('button')!.click();
    await settled();
    expect(within(box(find('[part=sheet]')), window_())).toBe(true);
  });

  it('does not open while somebody types', async () => {
    await show('done', 'sound');
    find<HTMLInputElement>('input', 'Release, typed').focus();
    await userEvent.keyboard('?');
    expect(find<HTMLDialogElement>('[part=sheet]').open).toBe(false);
  });

  const tip = (): HTMLElement => find('[part=tip]');
  const isSaid = (): boolean => tip().matches(':popover-open');

  it('is said beside a control by keyboard, mouse and touch, in the reader’s language', async () => {
    await show('done', 'play');
    const knob = find('[role=slider]', 'Attack');
    const other = find('[role=slider]', 'Release');
    await userEvent.click(find('.group.shape .label'));
    find('input', 'Attack, typed').focus();
    await userEvent.tab({ shift: true }); // by keyboard: the focus is seen
    await settled();
    expect(focused()).toBe(knob);
    expect(isSaid()).toBe(true);
    expect(tip().textContent).toMatch(/Attack\s+Time from the touch of a key to full level/);
    expect(knob.getAttribute('aria-description')).toMatch(/^Time from the touch of a key/);
    expect(within(box(tip()), window_())).toBe(true);
    expect(overlap(box(tip()), box(knob))).toBe(0);
    const pointer = (type: string, target: HTMLElement, pointerType: string): void => {
      target.setPointerCapture = () => undefined; // synthetic pointers cannot be captured
      target.dispatchEvent(
        new PointerEvent(type, { pointerType, pointerId: 9, bubbles: true, composed: true }),
      );
    };
    pointer('pointerover', other, 'mouse');
    await settled();
    expect(tip().textContent).toMatch(/Release\s+Time that a note takes to fade/);
    pointer('pointerover', find('alloy-keyboard'), 'mouse');
    await settled();
    expect(isSaid()).toBe(false);
    element.lang = 'zh';
    await settled();
    pointer('pointerdown', find('[role=slider]', '弯音轮'), 'touch');
    await settled();
    expect(isSaid()).toBe(true);
    expect(tip().textContent).toMatch(/松手即弹回/);
    find('[role=group]', '琴键').setPointerCapture = () => undefined;
    pointer('pointerdown', find('[data-key="60"]'), 'touch');
    await settled();
    expect(isSaid()).toBe(false);
  });

  it('every control that plays or renders explains itself', async () => {
    await show('four');
    await eachView((view) => {
      for (const one of descendants(element.shadowRoot!)) {
        const turns = one.matches(
          '[role=slider][aria-valuetext], .setting input:not([hidden]), .setting select',
        );
        const inSlot = isIn(
          one,
          new Set(
            [...descendants(element.shadowRoot!)].filter((at) =>
              at.matches('alloy-source-slot, alloy-note-field, .surface'),
            ),
          ),
        );
        if (!turns || inSlot || one.id === 'weights') continue;
        expect(one.getAttribute('aria-description') ?? '', `${view}: ${named(one)}`).not.toBe('');
      }
    });
  });
});

describe('the computer’s keyboard', () => {
  it('plays softer and louder by C and V, and by buttons, and says so', async () => {
    await show('done', 'play');
    await size(1440, 900);
    const said = () => find('.velocity [role=status]').textContent;
    expect(said()).toBe('Velocity 100');
    await userEvent.keyboard('cca');
    await settled();
    expect(said()).toBe('Velocity 60');
    find('button', 'Letters play louder (V)').click();
    await userEvent.keyboard('s');
    expect(scripted.asked('noteOn')).toEqual([
      [60, 60],
      [62, 80],
    ]);
  });
});

describe('full screen', () => {
  it('is asked for by button and by Alt with Enter', async () => {
    let asked = 0;
    element.requestFullscreen = () => {
      asked++;
      return Promise.reject(new TypeError('Not now.'));
    };
    find('[part=full-screen]').click();
    await userEvent.keyboard('{Alt>}{Enter}{/Alt}');
    expect(asked).toBe(2);
  });
});

it('there is a tab for every view', () => {
  const tabs = [...descendants(element.shadowRoot!)].filter((one) => one.matches('[role=tab]'));
  expect(tabs.map((tab) => tab.classList[0])).toEqual([...FACE_VIEWS]);
});
