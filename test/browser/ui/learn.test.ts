/** Tests MIDI learn on the elements. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { find, scripted, settled, show, useStage } from './stage.js';

useStage('sound');

const knob = (name = 'Cutoff') => find('[role=slider]', name);
const items = () =>
  [...find('[role=menu]:not(.files-menu)').querySelectorAll('[role=menuitem]')].map((one) =>
    one.textContent!.trim(),
  );
const item = (text: string) =>
  [...find('[role=menu]:not(.files-menu)').querySelectorAll<HTMLElement>('[role=menuitem]')].find(
    (one) => one.textContent!.trim() === text,
  )!;
const focused = () => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
};
const bound = { parameter: 'filterCutoff', channel: 0, controller: 74 } as const;

describe('MIDI learn', () => {
  it('a right-click opens the menu of a control, and learns', async () => {
    await userEvent.click(knob(), { button: 'right' });
    await settled();
    expect(find('[role=menu]:not(.files-menu)').getAttribute('aria-label')).toBe('Menu of Cutoff');
    expect(find('[role=menu]:not(.files-menu)').matches(':popover-open')).toBe(true);
    expect(items()).toEqual(['Learn MIDI controller', 'Reset to 20000 Hz']);
    await userEvent.click(item('Learn MIDI controller'));
    await settled();
    expect(scripted.asked('startLearn')).toEqual([['filterCutoff']]);
    expect(scripted.asked('enableMidi').length).toBe(1); // it was off
    expect(find('.waiting').textContent).toContain('Move a controller to turn Cutoff');
    expect(find('alloy-knob[data-parameter=filterCutoff]').hasAttribute('armed')).toBe(true);
    expect(knob().getAttribute('aria-description')).toMatch(/waits for a controller$/);
  });

  it('does not wait where MIDI is refused, and says so where there is none', async () => {
    scripted.enableMidi = () => {
      scripted.show({ midi: { phase: 'denied' } });
      return Promise.resolve();
    };
    await userEvent.click(knob(), { button: 'right' });
    await settled();
    await userEvent.click(item('Learn MIDI controller'));
    await settled();
    expect(scripted.asked('startLearn')).toEqual([]);
    expect(find('[role=alert]').textContent).toContain('MIDI was refused');
    scripted.show({ midi: { phase: 'unsupported' } });
    await settled();
    await userEvent.click(knob(), { button: 'right' });
    await settled();
    expect(items()).toEqual(['This browser has no Web MIDI', 'Reset to 20000 Hz']);
  });

  it('the keyboard opens the menu, walks it and comes back', async () => {
    scripted.show({ learn: { armed: null, bindings: [bound] } });
    await settled();
    knob().focus();
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    await settled();
    expect(focused()?.textContent?.trim()).toBe('Learn MIDI controller');
    await userEvent.keyboard('{ArrowDown}');
    expect(focused()?.textContent?.trim()).toBe('Forget CC 74, channel 1');
    await userEvent.keyboard('{Enter}');
    await settled();
    expect(scripted.asked('clearLearn')).toEqual([['filterCutoff']]);
    expect(focused()).toBe(knob());
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    await settled();
    await userEvent.keyboard('{Escape}');
    expect(focused()).toBe(knob());
    expect(scripted.asked('startLearn')).toEqual([]);
  });

  it('resets a control', async () => {
    scripted.setParameter('filterCutoff', 300);
    await userEvent.click(knob(), { button: 'right' });
    await settled();
    await userEvent.click(item('Reset to 20000 Hz'));
    expect(scripted.state.parameters.filterCutoff).toBe(20000);
  });

  it('Escape stops waiting', async () => {
    scripted.startLearn('gain');
    await settled();
    expect(find('.waiting').matches(':popover-open')).toBe(true);
    await userEvent.keyboard('{Escape}');
    await settled();
    expect(scripted.state.learn.armed).toBeNull();
    expect(find('.waiting').matches(':popover-open')).toBe(false);
  });

  it('points of pictures and menus have the menu, too, and so has whatever names a parameter', async () => {
    await userEvent.click(find('[data-handle=release]'), { button: 'right' });
    await settled();
    expect(find('[role=menu]:not(.files-menu)').getAttribute('aria-label')).toBe('Menu of Release');
    await userEvent.keyboard('{Escape}');
    await settled();
    await userEvent.click(find('[data-handle=decay]'), { button: 'right' }); // of two parameters
    await settled();
    expect(find('[role=menu]:not(.files-menu)').getAttribute('aria-label')).toBe('Menu of Decay, Sustain');
    expect(items()).toEqual([
      'Learn MIDI controller',
      'Reset to 500 ms',
      'Learn MIDI controller',
      'Reset to 100 %',
    ]);
    await userEvent.keyboard('{Escape}');
    await settled();
    const choice = find('alloy-choice[data-parameter=filterType]');
    choice.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true }));
    await settled();
    expect(items()).toEqual(['Learn MIDI controller', 'Reset to Off']);
  });

  it('the mix has it, too', async () => {
    await show('loaded');
    await userEvent.click(find('input[type=range]', 'Mix'), { button: 'right' });
    await settled();
    expect(find('[role=menu]:not(.files-menu)').getAttribute('aria-label')).toBe('Menu of Mix');
  });

  it('says on a control what turns it', async () => {
    scripted.show({ learn: { armed: null, bindings: [bound] } });
    await settled();
    expect(knob().getAttribute('aria-description')).toMatch(/turned by CC 74$/);
    expect(find('.learned').textContent).toBe('CC 74');
  });

  it('lists what is learned, forgets it, and learns without a mouse', async () => {
    scripted.show({ learn: { armed: null, bindings: [bound] } });
    find('button.name', 'MIDI').click();
    await settled();
    const menu = find<HTMLSelectElement>('select', 'Control to learn');
    await userEvent.selectOptions(menu, 'Resonance');
    await settled();
    find('alloy-learned-list').shadowRoot!.querySelector<HTMLElement>('.form button')!.click();
    await settled();
    expect(scripted.asked('startLearn')).toEqual([['filterResonance']]);
    scripted.stopLearn();
    find('button', 'Forget CC 74, channel 1 for Cutoff').click();
    await settled();
    expect(scripted.state.learn.bindings).toEqual([]);
    expect(find('alloy-learned-list').shadowRoot!.textContent).toContain('No controller learned yet');
  });
});

describe('MIDI', () => {
  it('chooses input and channel', async () => {
    scripted.show({ midi: { phase: 'on', inputs: [{ id: 'k', name: 'Keystation' }], selected: 'all' } });
    await settled();
    await userEvent.selectOptions(find('select', 'MIDI input'), 'Keystation');
    await userEvent.selectOptions(find('select', 'MIDI channel'), 'Channel 10');
    await settled();
    await userEvent.selectOptions(find('select', 'MIDI channel'), 'All channels');
    expect(scripted.asked('selectMidiInput')).toEqual([['k']]);
    expect(scripted.asked('selectMidiChannel')).toEqual([[9], [null]]);
  });

  it('the modulation wheel stays where it is left, and panic silences', async () => {
    const wheel = find('[role=slider]', 'Modulation');
    wheel.focus();
    await userEvent.keyboard('{End}');
    await settled();
    expect(wheel.getAttribute('aria-valuetext')).toBe('100 %');
    await userEvent.keyboard('{ArrowDown}');
    expect(scripted.asked('modulation')).toEqual([[1], [0.95]]);
    find('button', 'Panic: silence every note').click();
    expect(scripted.asked('panic').length).toBe(1);
  });
});
