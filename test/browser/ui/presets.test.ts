/** The list of presets, under a hand. */
import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { expect, it } from 'vitest';
import type { PresetsState } from '../../../src/instrument/state.js';
import { element, find, frames, scripted, settled, useStage } from './stage.js';

useStage();

const presets: PresetsState = {
  list: [
    { id: 'a', name: 'Glass flute', program: 0 },
    { id: 'b', name: 'A name so long that it cannot possibly stand whole in a narrow list', program: 99 },
  ],
  current: 'a',
  error: null,
};

async function open(state: PresetsState = presets): Promise<HTMLElement> {
  scripted.show({ presets: state });
  await settled();
  await userEvent.click(find('.opener'));
  await settled();
  await frames(2);
  return find('.list');
}

it('opens by a button that says which one is played, and closes with Escape', async () => {
  const list = await open();
  expect(find('.opener').textContent).toContain('Glass flute');
  expect(list.matches(':popover-open')).toBe(true);
  expect(find('.load[aria-current]').textContent).toMatch(/1\s+Glass flute/);
  expect(find('alloy-presets').shadowRoot!.activeElement).toBe(find('.list input'));
  await userEvent.keyboard('{Escape}');
  expect(list.matches(':popover-open')).toBe(false);
  expect(find('alloy-presets').shadowRoot!.activeElement).toBe(find('.opener'));
});

it('saves under a name, and says when that replaces one; letters do not play meanwhile', async () => {
  await open();
  const field = find<HTMLInputElement>('.list input');
  expect(field.value).toBe('Glass flute'); // the one that is played
  expect(find('.list form button').textContent).toBe('Replace');
  await userEvent.fill(field, ' asdf ');
  await settled();
  expect(find('.list form button').textContent).toBe('Save');
  await userEvent.keyboard('{Enter}');
  expect(scripted.asked('savePreset')).toEqual([['asdf']]);
  await userEvent.fill(field, '  ');
  await settled();
  expect(find<HTMLButtonElement>('.list form button').disabled).toBe(true);
  expect(scripted.asked('noteOn')).toEqual([]);
});

it('loads the one that is chosen, by mouse or keyboard', async () => {
  const list = await open();
  await userEvent.click(find('.load[aria-current]'));
  expect(scripted.asked('loadPreset')).toEqual([['a']]);
  expect(list.matches(':popover-open')).toBe(false);
  await open();
  await userEvent.tab(); // Replace
  await userEvent.tab(); // the first
  await userEvent.keyboard('{Enter}');
  expect(scripted.asked('loadPreset')).toEqual([['a'], ['a']]);
});

it('asks before it removes one', async () => {
  await open();
  await userEvent.click(find('button', 'Remove Glass flute'));
  await settled();
  expect(find('.sure').textContent).toBe('Remove “Glass flute” for good?');
  expect(scripted.asked('removePreset')).toEqual([]);
  await userEvent.click(find('.list button', 'Keep'));
  await settled();
  await userEvent.click(find('button', 'Remove Glass flute'));
  await settled();
  await userEvent.click(find('.list button', 'Remove'));
  expect(scripted.asked('removePreset')).toEqual([['a']]);
});

it('says what is wrong, and when there are none; is not there where nothing is kept', async () => {
  const error = { code: 'presets-full', subject: 'presets', message: 'No room.' } as const;
  const list = await open({ list: [], current: null, error });
  expect(list.querySelector('[role=alert]')!.textContent).toBe('No room.');
  expect(list.textContent).toContain('No presets yet');
  scripted.show({ presets: null });
  await settled();
  expect(element.renderRoot.querySelector('alloy-presets')).toBeNull();
});

it.each([
  [320, 'light'],
  [1280, 'dark'],
] as const)('fits %i px and has no violations, %s', async (width, scheme) => {
  await page.viewport(width, 700);
  element.style.colorScheme = scheme;
  const list = await open();
  await userEvent.click(find('button', `Remove ${presets.list[1]!.name}`));
  await settled();
  const { left, right, bottom } = list.getBoundingClientRect();
  expect(left).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(width);
  expect(bottom).toBeLessThanOrEqual(700);
  const { violations } = await axe.run(find('alloy-presets'), {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
});
