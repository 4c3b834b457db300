/** The rows of songs and recordings above the keys: what they say, do and ask, by hand and by keyboard. */
import { page, userEvent } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import type { SongState, TakeState } from '../../../src/instrument/songs-contract.js';
import { deckOf } from '../../../ui/controllers/deck.js';
import { element, find, scripted, settled, show, useStage } from './stage.js';
import { stub } from './stub.js';
import { violationsOf } from './violations.js';

useStage('play');

const SONG: SongState = {
  ...{ name: 'Prelude in C', seconds: 184, tempo: 66, speed: 1, playing: false, loop: null, cut: false },
  parts: [
    { name: 'Right hand', channel: 0, notes: 412, on: true },
    { name: 'Left hand', channel: 1, notes: 208, on: true },
    { name: '', channel: 9, notes: 64, on: false },
  ],
};
const TAKE: TakeState = {
  ...({ phase: 'recorded', name: 'Guitar × Flute 2026-11-30 18.20.11', seconds: 42.4, notes: 97 } as const),
  ...({ notices: [], playback: 'stopped' } as const),
};
const deck = (): HTMLElement => find('alloy-deck');
const inDeck = <T extends HTMLElement = HTMLElement>(selector: string): T =>
  deck().shadowRoot!.querySelector<T>(selector)!;
const text = (): string => deck().shadowRoot!.textContent.replace(/\s+/g, ' ');
const asked = (method: string): unknown[][] => scripted.asked(`songs.${method}`);

async function shown(state: { song?: SongState | null; take?: TakeState }): Promise<void> {
  await show('done', 'play');
  scripted.songs.show(state);
  await settled();
}

/** Presses what is called so, once it is there: it may come with what an earlier press began. */
async function press(label: string): Promise<void> {
  const button = (): HTMLElement | undefined =>
    [...deck().shadowRoot!.querySelectorAll<HTMLElement>('button')].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === label,
    );
  await expect.poll(button).toBeDefined();
  await userEvent.click(button()!);
  await settled();
}

function drop(file: File): void {
  const data = new DataTransfer();
  data.items.add(file);
  const options = { dataTransfer: data, bubbles: true, composed: true, cancelable: true };
  element.dispatchEvent(new DragEvent('drop', options));
}

describe('the row of a song', () => {
  it('takes no room before there is one, and comes with a file that is dropped', async () => {
    await show('done', 'play');
    expect(deck().getBoundingClientRect().height).toBe(0);
    drop(new File(['MThd'], 'Prelude.MID'));
    await expect.poll(() => asked('open').length).toBe(1);
    expect(scripted.asked('loadSources')).toEqual([]);
  });

  it('plays, goes to a place, sets tempo, loop and parts', async () => {
    await shown({ song: SONG });
    await press('Play Prelude in C');
    expect(asked('play')).toHaveLength(1);
    const place = inDeck<HTMLInputElement>('.place');
    place.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(asked('seek')).toEqual([[0.05]]);
    const tempo = inDeck<HTMLInputElement>('input[type=number]');
    expect(tempo.value).toBe('66');
    await userEvent.fill(tempo, '99');
    tempo.dispatchEvent(new Event('change'));
    expect(asked('setSpeed').at(-1)).toEqual([1.5]);
    await press('Loop');
    expect(asked('setLoop')).toEqual([[{ start: 0, end: 184 }]]);
    scripted.songs.position = 20;
    scripted.songs.show({ song: { ...SONG, playing: true, loop: { start: 0, end: 184 } } });
    await settled();
    await press('Loop from here');
    scripted.songs.position = 24;
    await press('Loop to here');
    expect(asked('setLoop').slice(1)).toEqual([[{ start: 20, end: 184 }], [{ start: 0, end: 24 }]]);
    expect(text()).toContain('2 of 3 parts');
    await userEvent.click(inDeck('summary'));
    await userEvent.click(deck().shadowRoot!.querySelectorAll<HTMLElement>('.list input')[2]!);
    expect(asked('setPart')).toEqual([[2, true]]);
    await press('Stop Prelude in C');
    await press('Close Prelude in C');
    expect([asked('stop').length, asked('closeSong').length]).toEqual([1, 1]);
  });

  it('says why a file cannot be played', async () => {
    await shown({});
    await deckOf(scripted).open(new File([], 'x.mid'));
    scripted.songs.open = () => Promise.reject(new Error('no'));
    await deckOf(scripted).open(new File([], 'x.mid'));
    await settled();
    expect(inDeck('[role=alert]').textContent).toContain('no');
    await press('Dismiss');
    expect(deck().getBoundingClientRect().height).toBe(0);
  });
});

describe('the row of a recording', () => {
  it('is armed and ended by the red button', async () => {
    await show('done', 'play');
    const red = find('alloy-deck-buttons').shadowRoot!.querySelector<HTMLElement>('.record')!;
    await userEvent.click(red);
    expect(asked('record')).toHaveLength(1);
    scripted.songs.show({ take: { phase: 'armed' } });
    await settled();
    expect(text()).toContain('Recording begins with the first note.');
    scripted.songs.recorded = 61.2;
    scripted.songs.show({ take: { phase: 'recording' } });
    await settled();
    expect(text()).toContain('Recording, 1:01');
    expect(red.getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(red);
    expect(asked('stopRecording')).toHaveLength(1);
    await press('Cancel');
    expect(asked('discardTake')).toHaveLength(1);
  });

  it('plays back, saves both files, and says so', async () => {
    const names: unknown[] = [];
    const written: string[] = [];
    stub('showSaveFilePicker', async (options: { suggestedName: string }) => {
      names.push(options.suggestedName);
      const write = async (blob: Blob): Promise<void> => void written.push(await blob.text());
      return {
        name: options.suggestedName,
        createWritable: async () => ({ write, close: async () => undefined }),
      };
    });
    await shown({ take: TAKE });
    expect(text()).toContain('0:42, 97 notes');
    await press(`Play ${TAKE.phase === 'recorded' ? TAKE.name : ''}`);
    expect(asked('playTake')).toHaveLength(1);
    await press('Save WAV');
    await press('Save MIDI');
    await expect.poll(() => written).toEqual(['sound', 'song']);
    expect(names).toEqual([
      'Guitar × Flute 2026-11-30 18.20.11.wav',
      'Guitar × Flute 2026-11-30 18.20.11.mid',
    ]);
    expect(asked('takeSound')[0]![0]).toMatchObject({ bits: 24 });
    await expect.poll(text).toContain('Saved as Guitar × Flute 2026-11-30 18.20.11.mid.');
  });

  it('asks before it is discarded, by the bin, another recording, or the page that goes', async () => {
    await shown({ take: TAKE });
    const leave = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leave);
    expect(leave.defaultPrevented).toBe(true);
    await press('Discard the recording …');
    expect(deck().shadowRoot!.activeElement?.textContent).toBe('Keep it');
    await userEvent.keyboard('{Escape}');
    await settled();
    expect(asked('discardTake')).toEqual([]);
    await userEvent.click(find('alloy-deck-buttons').shadowRoot!.querySelector<HTMLElement>('.record')!);
    await settled();
    await press('Record again');
    expect(asked('record')).toHaveLength(1);
    await press('Discard the recording …');
    await press('Discard');
    expect(asked('discardTake')).toHaveLength(1);
  });

  it('has nothing that axe objects to, in either language', async () => {
    for (const lang of ['en', 'zh']) {
      element.lang = lang;
      await shown({ song: { ...SONG, loop: { start: 10, end: 60 } }, take: TAKE });
      expect(await violationsOf(deck())).toEqual([]);
    }
    expect(text()).toContain('存为 WAV');
    element.lang = 'en';
  });

  it('leaves the letters of the keys in sight, however little room is left for keys', async () => {
    await page.viewport(1280, 800);
    await shown({ song: SONG, take: TAKE });
    const keys = find('alloy-keyboard').shadowRoot!;
    const black = keys.querySelector('.black')!.getBoundingClientRect();
    const white = keys.querySelector('.white[data-letter]')!;
    const letter = getComputedStyle(white, '::before');
    const top = white.getBoundingClientRect().bottom - parseFloat(letter.bottom) - parseFloat(letter.height);
    expect(top).toBeGreaterThan(black.bottom - 1);
  });
});
