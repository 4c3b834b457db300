/** Source slots of a page: what is dropped, what goes wrong, what stays. */
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SlotState } from '../../../src/instrument/state/state.js';
import { states } from './fixture.js';
import { descendants, element, find, scripted, settled, show, useStage } from './stage.js';

useStage();

const sound = (name: string): File => new File(['x'], name, { type: 'audio/wav' });

function dragged(...files: File[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
}

/** A drop as a hand makes it; returns whether the page keeps its place. */
function drop(on: HTMLElement, dataTransfer: DataTransfer): boolean {
  const events = ['dragenter', 'dragover', 'drop'].map(
    (type) => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }),
  );
  for (const event of events) on.dispatchEvent(event);
  return events.at(-1)!.defaultPrevented;
}

const names = (sounds: unknown): string[] =>
  (sounds as (File | string)[]).map((one) => (one instanceof File ? one.name : one));

/** The state `done` with its first slot otherwise. */
async function showFirst(change: object): Promise<void> {
  const [first, ...others] = states.done.slots;
  scripted.show({ ...states.done, slots: [{ ...first, ...change } as SlotState, ...others] });
  await settled();
}

const problem = {
  name: 'notes.txt',
  error: { code: 'not-a-sound', subject: 'notes.txt', message: '“notes.txt” is not a sound.' },
} as const;

it('are called as people call them: without the ending of a file, but for one that could not be read', async () => {
  const [, second] = states.done.slots;
  const clip = { ...states.done.clips.at(-1)!, title: 'Low.bell.WAV × Mr. B.' };
  const message = '“broken.flac” is not a sound.';
  const failed = { name: 'broken.flac', error: { ...problem.error, subject: 'broken.flac', message } };
  element.view = 'sources';
  await showFirst({ name: 'Low.bell.WAV', incoming: 'next one.aiff', problem: failed });
  scripted.show({ ...scripted.state, clips: [...states.done.clips.slice(0, -1), clip] });
  await settled();
  const text = [...descendants(element.shadowRoot!)]
    .filter((one) => one.shadowRoot)
    .map(
      (one) =>
        `${one.shadowRoot!.textContent} ${[...one.shadowRoot!.querySelectorAll('[aria-label]')].map((label) => label.getAttribute('aria-label')!).join(' ')}`,
    )
    .join(' ');
  expect(text).toContain('Low.bell');
  expect(text).not.toMatch(/\.(wav|aiff)/i);
  expect(text).toContain('broken.flac');
  expect(text).toContain(second!.phase === 'ready' ? second!.name : '');
});

describe('several files at once', () => {
  it('go to the slot that they are dropped on, all of them', () => {
    drop(find('alloy-source-slot.b'), dragged(sound('one.wav'), sound('two.wav')));
    const [[slot, sounds, folders] = []] = scripted.asked('loadSources');
    expect([slot, names(sounds), folders]).toEqual([1, ['one.wav', 'two.wav'], []]);
    expect(scripted.asked('loadSource')).toEqual([]);
  });

  it('go to free slots where they miss all of them, and the page stays', () => {
    expect(drop(find('alloy-console'), dragged(sound('one.wav')))).toBe(true);
    const [[slot, sounds] = []] = scripted.asked('loadSources');
    expect([slot, names(sounds)]).toEqual([null, ['one.wav']]);
  });

  it('can be chosen in the file dialog', () => {
    const input =
      find('alloy-source-slot.a').shadowRoot!.querySelector<HTMLInputElement>('input[type=file]')!;
    expect(input.multiple).toBe(true);
    input.files = dragged(sound('one.wav'), sound('two.wav'), sound('three.wav')).files;
    input.dispatchEvent(new Event('change'));
    const [[slot, sounds] = []] = scripted.asked('loadSources');
    expect([slot, names(sounds)]).toEqual([0, ['one.wav', 'two.wav', 'three.wav']]);
  });

  it('a link that is dragged from another page is loaded, and does not leave this one', () => {
    const data = new DataTransfer();
    data.setData('text/uri-list', '# a bell\r\nhttps://example.org/Low%20bell.wav');
    expect(drop(find('alloy-source-slot.a'), data)).toBe(true);
    expect(drop(find('alloy-console'), data)).toBe(true);
    expect(scripted.asked('loadSources').map(([slot, sounds]) => [slot, names(sounds)])).toEqual([
      [0, ['https://example.org/Low%20bell.wav']],
      [null, ['https://example.org/Low%20bell.wav']],
    ]);
  });

  it('sounds that hover above a place are expected, before they are dropped', () => {
    const slot = find('alloy-source-slot.a').shadowRoot!.querySelector('section')!;
    slot.dispatchEvent(new DragEvent('dragenter', { bubbles: true, composed: true }));
    expect(scripted.asked('expectSounds').length).toBeGreaterThan(0);
  });

  it('what is no file and no link is left to the browser', () => {
    const data = new DataTransfer();
    data.setData('text/plain', 'words');
    expect(drop(find('alloy-source-slot.a'), data)).toBe(false);
    expect(scripted.calls.filter(([name]) => /load/.test(name))).toEqual([]);
  });

  it('what found no place is said by name, until that is read', async () => {
    scripted.show({ ...states.done, leftOver: { sounds: ['five.wav', 'six.wav'], folders: ['Drums'] } });
    await settled();
    const said = find('[part=left-over]');
    expect(said.getAttribute('role')).toBe('alert');
    expect(said.textContent).toMatch(/“five\.wav” and “six\.wav”.*“Drums” is a folder/s);
    said.querySelector('button')!.click();
    await settled();
    expect(scripted.asked('dismissLeftOver')).toHaveLength(1);
    expect(element.shadowRoot!.querySelector('[part=left-over]')).toBeNull();
  });
});

describe('a sound that cannot be had', () => {
  it('is told of beside the sound that stays, with a way out, and can be dismissed', async () => {
    await showFirst({ problem });
    const alert = find('[role=alert]');
    expect(alert.textContent).toMatch(/notes\.txt.*“Nylon guitar” stays/s);
    expect(find('button', 'Listen to Nylon guitar')).toBeTruthy();
    expect(find('input', 'Root note of source A')).toBeTruthy();
    alert.querySelector('button')!.click();
    expect(scripted.asked('dismissProblem')).toEqual([[0]]);
  });

  it('leaves the sound in sight while its successor is read', async () => {
    await showFirst({ incoming: 'Bell.wav' });
    const slot = find('alloy-source-slot.a').shadowRoot!;
    expect(slot.querySelector('[role=status]')!.textContent).toBe('Reading Bell …');
    expect(slot.querySelector('alloy-trimmer')).toBeTruthy();
  });
});

describe('a source without its sound', () => {
  it('shows its embedding and says what is missing: nothing to trim, nothing to listen to', async () => {
    const none = { sampleRate: 16_000, samples: new Float32Array(0) };
    await showFirst({ embedded: true, audio: none, original: none });
    const slot = find('alloy-source-slot.a').shadowRoot!;
    expect(slot.querySelector('h2')!.textContent).toBe('Nylon guitar');
    expect(slot.querySelector('alloy-embedding')).toBeTruthy();
    expect(slot.querySelector('alloy-trimmer')).toBe(null);
    expect(slot.querySelector('.listen')).toBe(null);
    expect(slot.querySelector('alloy-root-field')).toBeTruthy();
    expect(slot.textContent).toContain('without the recording');
  });
});

describe('the root of a sound', () => {
  const said = () => find('alloy-source-slot.a').shadowRoot!.querySelector('.heard')!.textContent;
  const A3 = 57;

  it.each([
    [{ found: { midi: A3, from: 'heard', confidence: 0.97 } }, 'heard A3'],
    [{ found: { midi: A3, from: 'heard', confidence: 0.65 } }, 'probably A3'],
    [{ found: { midi: A3, from: 'heard', confidence: 0.3 } }, 'perhaps A3: please check'],
    [{ found: { midi: A3, from: 'file', confidence: 0.9 } }, 'A3 says the file'],
    [{ found: { midi: A3, from: 'name', confidence: 0.7 } }, 'A3 says its name'],
    [
      { found: { midi: 60, from: 'assumed', confidence: 0 }, pitched: false },
      'no pitch heard, C4 is assumed',
    ],
    [{ found: { midi: A3, from: 'heard', confidence: 0.9 }, rootOverride: 50 }, 'set by you (heard A3)'],
    [
      { found: { midi: A3, from: 'heard', confidence: 0.9 }, chord: [57, 60, 64] },
      'a chord of A3 C4 E4: its bass note is the root',
    ],
  ])('says where it comes from: %j', async (change, words) => {
    await showFirst(change);
    expect(said()).toBe(words);
  });

  it('a chord is said once, and other notices stay', async () => {
    const notices = [
      '“a.wav” is a chord (A3, C4, E4): its bass note A3 is taken as the root.',
      'Something else.',
    ];
    await showFirst({ chord: [57, 60, 64], notices });
    const slot = find('alloy-source-slot.a').shadowRoot!;
    expect(slot.textContent.match(/chord/g)).toHaveLength(1);
    expect(slot.textContent).toContain('Something else.');
  });

  it('several notes in a row are offered, and one is chosen with the keyboard', async () => {
    const passages = [57, 60, null, 64].map((midi, i) => ({ start: i, end: i + 0.8, midi }));
    await showFirst({ passages, trim: { start: 0, end: 0.8 } });
    const group = find('[role=group]', 'Notes in Nylon guitar');
    const chips = [...group.querySelectorAll('button')];
    expect(chips.map((chip) => [chip.textContent.trim(), chip.getAttribute('aria-pressed')])).toEqual([
      ['A3', 'true'],
      ['C4', 'false'],
      ['No. 3', 'false'],
      ['E4', 'false'],
    ]);
    chips[3]!.focus();
    await userEvent.keyboard('{Enter}');
    expect(scripted.asked('setTrim')).toEqual([[0, { start: 3, end: 3.8 }]]);
  });

  it('one note offers nothing', async () => {
    await showFirst({ passages: [{ start: 0, end: 3, midi: A3 }] });
    expect(find('alloy-source-slot.a').shadowRoot!.querySelector('.passages')).toBeNull();
  });
});

describe('the first key', () => {
  it('is where the letters of the computer begin, also after an octave was changed', async () => {
    await settled();
    expect(scripted.asked('setFirstKey')).toEqual([[60]]);
    find('button', 'Letters play an octave lower (Z)').click();
    await settled();
    expect(scripted.asked('setFirstKey').at(-1)).toEqual([48]);
  });
});

describe('colours', () => {
  /** What the grid paints its first cell with. */
  const firstCell = (): string => {
    const grid = find('alloy-zone-grid');
    const probe = document.createElement('span');
    probe.style.color = 'var(--alloy-first)';
    grid.shadowRoot!.append(probe);
    return getComputedStyle(probe).color;
  };
  const colorOf = (tint: string): string => {
    const probe = document.createElement('span');
    probe.style.color = `var(--alloy-${tint})`;
    element.shadowRoot!.append(probe);
    return getComputedStyle(probe).color;
  };

  it.each([0, 1, 2, 3])('of one source alone are its own: slot %i', async (only) => {
    const ready = states.done.slots[0]!;
    const slots = states.done.slots.map((_, i): SlotState => (i === only ? ready : { phase: 'empty' }));
    scripted.show({ ...states.done, slots });
    await settled();
    expect(firstCell()).toBe(colorOf('abcd'[only]!));
    expect(colorOf('hybrid')).toBe(colorOf('abcd'[only]!));
  });
});

describe('counted words', () => {
  it('one note is one note, in every place that counts', async () => {
    scripted.show({ ...states.done, plan: { low: 60, high: 60, step: 1, mixes: 1 } });
    await settled();
    const said = [...descendants(element.shadowRoot!)].map((one) => one.textContent ?? '').join('\n');
    expect(said).toContain('1 key × 1 mix = 1 note');
    expect(said).not.toMatch(/\b1 (keys|mixes|notes|voices|zones|semitones)\b/);
  });

  it('says how many notes are still to go while it renders', async () => {
    await show('rendering');
    const left = states.rendering.zones.filter(({ phase }) => phase !== 'ready').length;
    expect(find('.line.number').textContent).toContain(`${left} of 13 notes to go`);
  });
});
