/** The list of presets, under a hand. */
import { page, userEvent } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import { paintPicture } from '../../../src/document/file/picture.js';
import type { FactoryState, PresetsState } from '../../../src/instrument/state/state.js';
import { element, find, frames, scripted, settled, show, useStage } from './stage.js';
import { violationsOf, WCAG } from './violations.js';

useStage();

const presets: PresetsState = {
  list: [
    { id: 'a', name: 'Glass flute', program: 0 },
    { id: 'b', name: 'A name so long that it cannot possibly stand whole in a narrow list', program: 99 },
  ],
  current: 'a',
  loading: null,
  edited: false,
  error: null,
};

const said = () => find('alloy-presets').shadowRoot!.querySelector('[role=status]')!.textContent;

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

it('saves under a name that is new; letters do not play meanwhile', async () => {
  await open();
  const field = find<HTMLInputElement>('.list input');
  expect(field.value).toBe('Glass flute'); // the one that is played
  expect(find('.list > form button').textContent).toBe('Replace …');
  await userEvent.fill(field, ' as  df ');
  await settled();
  expect(find('.list > form button').textContent).toBe('Save');
  await userEvent.keyboard('{Enter}');
  expect(scripted.asked('savePreset')).toEqual([['as df', { asNew: true }]]);
  await userEvent.fill(field, '  ');
  await settled();
  expect(find<HTMLButtonElement>('.list > form button').disabled).toBe(true);
  expect(scripted.asked('noteOn')).toEqual([]);
});

it('asks before it replaces one, on the page and by keyboard', async () => {
  const list = await open();
  await userEvent.keyboard('{Enter}'); // in the field, which has the name of the one that is played
  await settled();
  const question = find('[role=alertdialog]');
  expect(question.textContent).toContain('Replace “Glass flute” with this instrument?');
  const focused = () => find('alloy-presets').shadowRoot!.activeElement;
  expect(focused()?.textContent).toBe('Keep');
  await userEvent.keyboard('{Escape}');
  await settled();
  expect(list.matches(':popover-open')).toBe(true);
  expect(scripted.asked('savePreset')).toEqual([]);
  expect(focused()).toBe(find('.list input'));

  await userEvent.keyboard('{Enter}');
  await settled();
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}{Enter}'); // Replace
  await settled();
  expect(scripted.asked('savePreset')).toEqual([['Glass flute', { asNew: false }]]);
  scripted.show({ presets: { ...presets, list: [...presets.list] } });
  await settled();
  expect(said()).toBe('Glass flute was replaced. Undo brings the old one back.');
});

it('asks, too, when another tab was quicker to save that name', async () => {
  await open();
  await userEvent.fill(find('.list input'), 'New');
  await userEvent.keyboard('{Enter}');
  const error = { code: 'preset-exists', subject: 'New', message: 'There is one.' } as const;
  const list = [...presets.list, { id: 'c', name: 'New', program: 1 }];
  scripted.show({ presets: { ...presets, list, error } });
  await settled();
  expect(find('[role=alertdialog]').textContent).toContain('Replace “New”');
});

it('shows the picture of what was rendered, once its row is in sight; a damaged one leaves the row as it is', async () => {
  const rows = 252;
  const picture = await paintPicture({
    rows,
    levels: new Uint8Array(256 * rows).fill(255),
    hues: new Uint8Array(256 * rows),
  });
  const damaged = picture.slice(0, 200);
  const more = [
    { id: 'seen', name: 'Seen', program: 5, picture },
    { id: 'damaged', name: 'Damaged', program: 6, picture: damaged },
  ];
  scripted.show({ presets: { ...presets, list: [...presets.list, ...more] } });
  await settled();
  const canvasOf = (id: string) => find<HTMLCanvasElement>(`[data-preset=${id}] canvas`);
  const alphaOf = (id: string) => canvasOf(id).getContext('2d')!.getImageData(30, 30, 1, 1).data[3];
  await frames(3);
  expect(alphaOf('seen')).toBe(0); // nobody looks
  await open({ ...presets, list: [...presets.list, ...more] });
  while (alphaOf('seen') === 0) await frames(1);
  expect(alphaOf('damaged')).toBe(0);
  expect(find('alloy-presets').shadowRoot!.querySelectorAll('li canvas')).toHaveLength(2);
});

it('shows a short name whole, however many tags it has', async () => {
  const tags = Array.from({ length: 16 }, (_, i) => `a long tag ${i}`);
  await open({ ...presets, list: [{ id: 'tagged', name: 'Felt', program: 0, tags }] });
  const { scrollWidth, clientWidth } = find('[data-preset=tagged] .name');
  expect([scrollWidth, clientWidth > 10]).toEqual([clientWidth, true]);
});

it('renames one', async () => {
  const list = await open();
  await userEvent.click(find('button', 'Rename Glass flute'));
  await settled();
  const field = find<HTMLInputElement>('.renaming input');
  expect(find('alloy-presets').shadowRoot!.activeElement).toBe(field);
  await userEvent.keyboard('{Escape}');
  await settled();
  expect(list.matches(':popover-open')).toBe(true);
  await userEvent.click(find('button', 'Rename Glass flute'));
  await settled();
  await userEvent.fill(find('.renaming input'), 'Glass harp ');
  await userEvent.keyboard('{Enter}');
  await settled();
  expect(scripted.asked('renamePreset')).toEqual([['a', 'Glass harp']]);
  expect(list.matches(':popover-open')).toBe(true);
});

it('steps to the one before and after, by button, arrows and from anywhere', async () => {
  scripted.show({ presets });
  await settled();
  await userEvent.click(find('button', 'Next preset'));
  await userEvent.click(find('button', 'Previous preset'));
  await userEvent.keyboard('{ArrowRight}');
  find<HTMLButtonElement>('button', 'Previous preset').blur();
  await userEvent.keyboard('{Alt>}{PageUp}{/Alt}');
  expect(scripted.asked('stepPreset')).toEqual([[1], [-1], [1], [-1]]);
  scripted.show({ presets: { ...presets, current: 'b' } });
  await settled();
  expect(said()).toContain('Preset A name so long');
  scripted.show({ presets: { ...presets, list: [], current: null } });
  await settled();
  expect(find<HTMLButtonElement>('button', 'Next preset').disabled).toBe(true);
});

it('marks the one that is played once it is edited', async () => {
  scripted.show({ presets });
  await settled();
  expect(find('.opener').textContent).not.toContain('•');
  scripted.show({ presets: { ...presets, edited: true } });
  await settled();
  expect(find('.opener').textContent).toMatch(/Glass flute\s*•, edited since it was saved/);
  expect(find('.load[aria-current] .dot').textContent).toBe('•');
});

it('goes from row to row by arrows', async () => {
  await open();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
  expect(scripted.asked('loadPreset')).toEqual([['b']]);
});

it('loads the one that is chosen, by mouse or keyboard', async () => {
  const list = await open();
  await userEvent.click(find('.load[aria-current]'));
  expect(scripted.asked('loadPreset')).toEqual([['a']]);
  expect(list.matches(':popover-open')).toBe(false);
  await open();
  await userEvent.tab(); // Replace …
  await userEvent.tab(); // the first
  await userEvent.keyboard('{Enter}');
  expect(scripted.asked('loadPreset')).toEqual([['a'], ['a']]);
});

it('asks before it removes one', async () => {
  await open();
  await userEvent.click(find('button', 'Remove Glass flute'));
  await settled();
  expect(find('.sure').textContent).toBe('Remove “Glass flute”?');
  expect(find('alloy-presets').shadowRoot!.activeElement?.textContent).toBe('Keep');
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
  const list = await open({ list: [], current: null, loading: null, edited: false, error });
  expect(list.querySelector('[role=alert]')!.textContent).toBe('No room.');
  expect(list.textContent).toContain('No presets yet');
  scripted.show({ presets: null });
  await settled();
  expect(element.renderRoot.querySelector('alloy-presets')).toBeNull();
});

describe('the factory’s list', () => {
  const list = [
    { id: 'felt', name: 'Felt Harbour', family: 'keys', tags: ['warm', 'soft'] },
    { id: 'steel', name: 'Steel Weather', family: 'mallets', tags: ['metal', 'bright'] },
    { id: 'music-box', name: 'Winter Müsic Box', family: 'keys', tags: ['small', 'bright'] },
  ];
  const factory: FactoryState = { list, current: null, edited: false, loading: null, error: null };
  const none: PresetsState = { list: [], current: null, loading: null, edited: false, error: null };
  const names = () =>
    [...find('.list').querySelectorAll('[data-factory] .name')].map(({ textContent }) => textContent);
  const shelf = (name: string) => userEvent.click(find('.shelf', name));

  async function openFactory(of: Partial<FactoryState> = {}, own: PresetsState | null = none): Promise<void> {
    localStorage.removeItem('alloy-factory-favourites');
    scripted.show({ factory: { ...factory, ...of } });
    if (own) await open(own);
    else {
      scripted.show({ presets: null });
      await settled();
      await userEvent.click(find('.opener'));
      await settled();
    }
  }

  it('is open first where there are no presets; one click loads', async () => {
    await openFactory();
    expect(names()).toEqual(['Felt Harbour', 'Steel Weather', 'Winter Müsic Box']);
    await userEvent.click(find('[data-factory=steel]'));
    expect(scripted.asked('loadFactory')).toEqual([['steel']]);
    expect(find('.list').matches(':popover-open')).toBe(false);
  });

  it('is searched by name, family and tag, and narrowed by family', async () => {
    await openFactory();
    await userEvent.fill(find('.search'), 'music');
    await settled();
    expect(names()).toEqual(['Winter Müsic Box']);
    await userEvent.fill(find('.search'), 'bright');
    await settled();
    expect(names()).toEqual(['Steel Weather', 'Winter Müsic Box']);
    await userEvent.click(find('.chip', 'keys'));
    await settled();
    expect(names()).toEqual(['Winter Müsic Box']);
    await userEvent.fill(find('.search'), 'kazoo');
    await settled();
    expect(find('.list').textContent).toContain('No instrument has these words.');
  });

  it('keeps favourites, which stand first, until the next visit', async () => {
    await openFactory();
    await userEvent.click(find('button', 'Steel Weather is a favourite'));
    await settled();
    expect(names()[0]).toBe('Steel Weather');
    await userEvent.keyboard('{Escape}');
    await userEvent.click(find('.opener'));
    await settled();
    expect(names()[0]).toBe('Steel Weather');
    expect(find('button', 'Steel Weather is a favourite').getAttribute('aria-pressed')).toBe('true');
    localStorage.removeItem('alloy-factory-favourites');
  });

  it('stands beside the presets of one’s own, each a click from the other', async () => {
    await openFactory({}, presets);
    expect(names()).toEqual([]);
    await shelf('Factory 3');
    await settled();
    expect(names()).toHaveLength(3);
    await shelf('Yours 2');
    await settled();
    expect(find('.load[aria-current]').textContent).toContain('Glass flute');
  });

  it('is there where nothing is kept, without what keeps', async () => {
    await openFactory({}, null);
    expect(names()).toHaveLength(3);
    expect(find('.list').querySelector('form, .shelf')).toBeNull();
    expect(find('alloy-presets').shadowRoot!.activeElement).toBe(find('.search'));
  });

  it('says in the head which is played, and whether it is edited', async () => {
    await openFactory({ current: 'felt', edited: true });
    expect(find('.opener').textContent).toMatch(/Felt Harbour.*edited since/s);
    expect(find('[data-factory=felt]').getAttribute('aria-current')).toBe('true');
  });

  it('is named in the head at once, before its sounds are there; the list opens where it is', async () => {
    await openFactory({ current: 'felt', edited: true });
    await userEvent.keyboard('{Escape}');
    scripted.show({ factory: { ...factory, current: 'felt', edited: true, loading: 'steel' } });
    await settled();
    expect(find('.opener').textContent.trim()).toBe('Steel Weather');
    expect(find('.opener').getAttribute('aria-busy')).toBe('true');
    scripted.show({ factory: { ...factory, current: 'steel' }, presets: { ...presets, loading: 'b' } });
    await settled();
    expect(find('.opener').textContent).toContain('A name so long');
  });

  it('is the open list where one has none of one’s own, though it comes after the list was opened', async () => {
    scripted.show({ factory: { ...factory, list: [] } });
    await open(none);
    scripted.show({ factory });
    await settled();
    expect(find('.shelf', 'Factory 3').getAttribute('aria-pressed')).toBe('true');
    expect(names()).toHaveLength(3);
  });

  it('is reached from a newcomer’s first screen: one of each family, one click', async () => {
    scripted.show({ factory });
    await show('empty', 'sources');
    scripted.show({ factory });
    await settled();
    const offered = [...find('alloy-factory-taste').shadowRoot!.querySelectorAll('button')].map((one) =>
      one.textContent.trim(),
    );
    expect(offered).toEqual(['Felt Harbour', 'Steel Weather']);
    await userEvent.click(find('button', 'Felt Harbour'));
    expect(scripted.asked('loadFactory')).toEqual([['felt']]);
  });
});

it('the open list stays below its button, whose name changes', async () => {
  await page.viewport(1280, 700);
  const list = await open();
  const both = () => [list, find('.opener')].map((one) => one.getBoundingClientRect().left);
  const [, before] = both();
  const renamed = presets.list.map((one) => ({ ...one, name: `${one.name}, and a longer name than before` }));
  scripted.show({ presets: { ...presets, list: renamed } });
  await settled();
  const [left, opener] = both();
  expect(opener).not.toBeCloseTo(before!, 0);
  expect(left).toBeCloseTo(opener!, 0);
});

/** What the list can show. */
const faces = {
  plain: () => Promise.resolve(),
  removing: () => userEvent.click(find('button', `Remove ${presets.list[1]!.name}`)),
  renaming: () => userEvent.click(find('button', `Rename ${presets.list[1]!.name}`)),
  replacing: () => userEvent.keyboard('{Enter}'),
} as const;

describe.each(Object.keys(faces) as (keyof typeof faces)[])('%s', (face) => {
  it.each([
    [320, 'light'],
    [1280, 'dark'],
  ] as const)('fits %i px and has no violations, %s', async (width, scheme) => {
    await page.viewport(width, 700);
    element.style.colorScheme = scheme;
    const list = await open({ ...presets, edited: true });
    await faces[face]();
    await settled();
    const { left, right, bottom } = list.getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(width);
    expect(bottom).toBeLessThanOrEqual(700);
    expect(list.scrollWidth).toBeLessThanOrEqual(list.clientWidth);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    expect(await violationsOf(find('alloy-presets'), WCAG)).toEqual([]);
  });
});

describe('an instrument that another tab keeps', () => {
  it('says so, and can be kept here', async () => {
    scripted.show({ storage: { phase: 'elsewhere', notices: [] } });
    await settled();
    const notice = find('[part=storage]');
    expect(notice.getAttribute('role')).toBe('status');
    expect(notice.textContent).toContain('open in another tab, which keeps it');
    await userEvent.click(find('button', 'Keep it here'));
    await settled();
    expect(scripted.asked('keepHere')).toEqual([[]]);
    expect(element.renderRoot.querySelector('[part=storage]')).toBeNull();
  });
});
