/** Sounds on their way into slots: what fails takes nobody's place, and what comes together goes together. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeWav } from '../../../src/audio/wav.js';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { bundledUrl, encoded, keepEngine, loadPair, open, until, watchRequests } from './rig.js';

keepEngine();

let instrument: Instrument;

beforeEach(async () => {
  instrument = await open();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await instrument.close();
});

const RATE = 16000;

function wav(name: string, hertz: number, level = 0.5, seconds = 0.5): File {
  const samples = Float32Array.from(
    { length: seconds * RATE },
    (_, i) => level * Math.sin((2 * Math.PI * hertz * i) / RATE),
  );
  return new File([encodeWav(samples, RATE)], name);
}

const slot = (index: number) => instrument.state.slots[index]!;

function names(): (string | null)[] {
  return instrument.state.slots.map((one) => ('name' in one ? one.name : null));
}

/** All that a failure must leave as it was. */
function untouched() {
  const { plan, mix, stale, history, zones, clips } = instrument.state;
  const [first] = instrument.state.slots;
  if (first?.phase !== 'ready') throw new Error('not ready');
  const sound = { ...first, incoming: null, problem: null };
  return { plan, mix, stale, history, zones, clips, sound };
}

/** What cannot be had, by kind. */
const BAD: readonly [string, () => [File | Blob | string, string?], string][] = [
  ['no sound', () => [new File(['only words, and quite a few of them'], 'letter.wav')], 'not-a-sound'],
  ['an empty file', () => [new File([], 'empty.wav')], 'empty'],
  ['silence', () => [wav('quiet.wav', 440, 0)], 'silent'],
  ['an address where nothing is', () => ['/nowhere/bell.wav'], 'unreadable'],
  ['an address that nobody answers', () => ['http://127.0.0.1:9/bell.wav'], 'unreadable'],
  ['a page in place of a sound', () => ['/', 'index.html'], 'unreadable'],
];

describe('what cannot be had', () => {
  it.each(BAD)('%s leaves the good sound in its place, and everything as it was', async (_, bad, code) => {
    await loadPair(instrument);
    instrument.setPlan({ low: 62, high: 66, step: 4, mixes: 2 });
    await instrument.render();
    const before = untouched();
    await instrument.loadSource(0, ...bad());
    const after = slot(0);
    if (after.phase !== 'ready') throw new Error('the sound is gone');
    expect(after.incoming).toBeNull();
    expect(after.problem!.error.code).toBe(code);
    expect(after.problem!.error.message).toContain(after.problem!.name);
    expect(untouched()).toEqual(before);
    const watch = watchRequests();
    await instrument.render(); // the same notes: nothing to make
    expect(watch.notes).toEqual([]);
    watch.stop();

    instrument.dismissProblem(0);
    expect(slot(0)).toMatchObject({ phase: 'ready', name: 'Guitar', problem: null });
    instrument.undo();
    expect(instrument.state.history.redo).toBe('plan');
  });

  it.each(BAD)('%s is said in the slot where that is empty', async (_, bad) => {
    await instrument.loadSource(2, ...bad());
    expect(slot(2)).toMatchObject({ phase: 'error' });
    expect(instrument.state.history.undo).toBeNull();
    instrument.clearSource(2);
    expect(slot(2)).toEqual({ phase: 'empty' });
    expect(instrument.state.history.undo).toBeNull();
  });

  it('a sound without anything that the model could hear leaves the good one, too', async () => {
    await loadPair(instrument);
    const samples = Float32Array.from({ length: 96000 }, (_, i) => {
      const window = 1 - Math.cos((2 * Math.PI * i) / 96000); // without an edge that could be heard
      return 0.01 * window * Math.sin((2 * Math.PI * 40000 * i) / 96000);
    });
    await instrument.loadSource(0, new File([encodeWav(samples, 96000)], 'bats.wav'));
    expect(slot(0)).toMatchObject({
      name: 'Guitar',
      problem: { name: 'bats.wav', error: { code: 'silent' } },
    });
  });

  it('a microphone that is refused leaves the good sound, and says what to do', async () => {
    await loadPair(instrument);
    const before = untouched();
    vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(
      new DOMException('', 'NotAllowedError'),
    );
    await instrument.startRecording(0);
    expect(slot(0)).toMatchObject({ name: 'Guitar', problem: { error: { code: 'microphone' } } });
    expect(untouched()).toEqual(before);
  });

  it('a recording that cannot be used leaves the good sound; one that is given up leaves no message', async () => {
    await loadPair(instrument);
    await instrument.startRecording(0);
    expect(slot(0)).toMatchObject({ phase: 'recording', replaces: 'Guitar' });
    const before = instrument.state.history;
    await instrument.stopRecording(0); // at once: nothing was recorded yet, or the hum of a tenth of a second
    await encoded(instrument, 0);
    const after = slot(0);
    if (after.phase !== 'ready') throw new Error('the sound is gone');
    if (after.problem) expect(instrument.state.history).toEqual(before);
    else expect(after.name).toBe('Recording');

    vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockReturnValue(new Promise(() => undefined));
    void instrument.startRecording(1); // the browser asks, and nobody answers
    expect(slot(1)).toMatchObject({ phase: 'recording' });
    await instrument.stopRecording(1);
    expect(slot(1)).toMatchObject({ phase: 'ready', name: 'Flute', problem: null });
  });

  it('a change of the sound that stays does not give up the one that comes', async () => {
    await loadPair(instrument);
    const loading = instrument.loadSource(0, wav('A4.wav', 440));
    instrument.setRoot(0, 50);
    expect(slot(0)).toMatchObject({ phase: 'ready', name: 'Guitar', incoming: 'A4.wav' });
    await loading;
    expect(slot(0)).toMatchObject({ name: 'A4.wav', incoming: null, rootOverride: null });
  });

  it('a part without any sound is told of beside the sound, which can be trimmed otherwise', async () => {
    const samples = new Float32Array(2 * RATE);
    samples.forEach((_, i) => (samples[i] = i < RATE ? Math.sin(i / 8) / 2 : 0));
    await instrument.loadSource(0, new File([encodeWav(samples, RATE)], 'half.wav'));
    instrument.setTrim(0, { start: 1.2, end: 1.8 });
    await until(instrument, ({ slots: [one] }) => one?.phase === 'ready' && one.problem !== null);
    expect(slot(0)).toMatchObject({ name: 'half.wav', problem: { error: { code: 'silent' } } });
    instrument.setTrim(0, null);
    await encoded(instrument, 0);
    expect(slot(0)).toMatchObject({ problem: null, trim: null });
  });
});

describe('several sounds at once', () => {
  const files = (...of: string[]) => of.map((name, i) => wav(name, 220 * (i + 1)));

  it('fill the slot that they were given to, then those that are free, in one step of undo', async () => {
    await instrument.loadSource(2, wav('there.wav', 300));
    await instrument.loadSources(1, files('one.wav', 'two.wav', 'three.wav'));
    expect(names()).toEqual(['two.wav', 'one.wav', 'there.wav', 'three.wav']);
    expect(instrument.state.leftOver).toBeNull();
    instrument.undo();
    await until(instrument, () => slot(1).phase === 'empty');
    expect(names()).toEqual([null, null, 'there.wav', null]);
    instrument.redo();
    await until(instrument, () => slot(3).phase === 'ready');
    expect(names()).toEqual(['two.wav', 'one.wav', 'there.wav', 'three.wav']);
  });

  it('replace only the one that they are dropped on where all slots are full, and say what was left', async () => {
    await instrument.loadSources(null, files('a.wav', 'b.wav', 'c.wav', 'd.wav', 'e.wav'));
    expect(names()).toEqual(['a.wav', 'b.wav', 'c.wav', 'd.wav']);
    expect(instrument.state.leftOver).toEqual({ sounds: ['e.wav'], folders: [] });
    await instrument.loadSources(2, files('f.wav', 'g.wav', 'h.wav'), ['Drums']);
    expect(names()).toEqual(['a.wav', 'b.wav', 'f.wav', 'd.wav']);
    expect(instrument.state.leftOver).toEqual({ sounds: ['g.wav', 'h.wav'], folders: ['Drums'] });
    instrument.dismissLeftOver();
    expect(instrument.state.leftOver).toBeNull();
    instrument.undo();
    await until(instrument, () => names()[2] === 'c.wav');
  });

  it('go in though one of them is bad, which is said where it would have been', async () => {
    await loadPair(instrument);
    const [good] = files('good.wav');
    await instrument.loadSources(0, [new File(['words'], 'bad.wav'), good!]);
    expect(names()).toEqual(['Guitar', 'Flute', 'good.wav', null]);
    expect(slot(0)).toMatchObject({ problem: { name: 'bad.wav' } });
    const steps = instrument.state.history;
    await instrument.loadSources(1, [new File(['words'], 'bad.wav'), new File(['words'], 'worse.wav')]);
    expect(instrument.state.history).toEqual(steps);
    expect(slot(3)).toMatchObject({ phase: 'error', name: 'worse.wav' });
  });

  it('are called after their files, in whatever address', async () => {
    const url = `${bundledUrl(instrument, 'flute')}?v=2#t=1`;
    await instrument.loadSources(null, [url, new Blob([await wav('x', 440).arrayBuffer()])]);
    expect(names().slice(0, 2)).toEqual(['flute-c5.flac', 'sound']);
  });
});
