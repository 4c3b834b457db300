/** Tests the instrument's façade from sounds to notes. */
import { afterEach, describe, expect, it } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import type { InstrumentState } from '../../../src/instrument/state/state.js';
import { assets, bundledUrl, loadPair, open, until } from './rig.js';

let instrument: Instrument | null = null;

afterEach(async () => {
  await instrument?.close();
  instrument = null;
});

async function start(): Promise<Instrument> {
  instrument = await open();
  expect(instrument.state.model).toMatchObject({ phase: 'ready', id: 'instruments' });
  return instrument;
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);
}

/** A WAV of 16-bit zeros. */
function silence(): Blob {
  const bytes = new DataView(new ArrayBuffer(44 + 32000));
  const text = (at: number, value: string) =>
    [...value].forEach((c, i) => bytes.setUint8(at + i, c.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + 32000, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, 16000, true);
  bytes.setUint32(28, 32000, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, 'data');
  bytes.setUint32(40, 32000, true);
  return new Blob([bytes.buffer]);
}

describe('the instrument', () => {
  it('renders what is asked for at once, while the model opens and the length changes', async () => {
    const it = (instrument = new Instrument(assets));
    await until(it, () => it.bundledSources.length > 0);
    it.setPlan({ low: 60, high: 60, mixes: 1 });
    const loading = ['nylon-guitar', 'flute'].map((id, slot) => it.loadSource(slot, bundledUrl(it, id)));
    const rendering = it.render();
    await until(it, ({ slots }) => slots.some(({ phase }) => phase === 'ready'));
    it.setSeconds(0.3); // both sounds are prepared and encoded anew
    await Promise.all([...loading, it.started, rendering]);
    expect(it.state.render.phase).toBe('done');
    expect(it.state.zones.map(({ progress }) => progress)).toEqual([1]);
  });

  it('goes the whole way: two sounds in, a hybrid under a finger', async () => {
    const it = await start();
    await loadPair(it, 0.4);
    it.setPlan({ low: 60, high: 72, step: 6, mixes: 3 });
    const [guitar, flute] = it.state.slots;
    expect(guitar).toMatchObject({ phase: 'ready', name: 'Guitar' });
    if (guitar?.phase !== 'ready' || flute?.phase !== 'ready') throw new Error('not ready');
    expect(guitar.found.midi).toBeCloseTo(60, 0);
    expect(flute.rootMidi).toBeCloseTo(72, 0);
    expect(guitar.embedding).toMatchObject({ frames: 13, channels: 16 });
    expect(guitar.audio.samples.length).toBe(6400);

    const done = it.render();
    await until(it, (state) => state.zones[0] !== undefined && state.zones[0].progress > 0.2);
    it.noteOn(66, 100); // a key plays while the rest is rendered
    await until(it, (state) => state.voices > 0);
    expect(it.state.render.phase).toBe('running');
    it.noteOff(66);
    await done;

    const { state } = it;
    expect(state.render.phase).toBe('done');
    expect(state.zones[0]!.rootMidi).toBe(60); // the computer's A
    expect(state.zones.length).toBe(9);
    expect(state.zones.every(({ progress, phase }) => progress === 1 && phase === 'ready')).toBe(true);
    expect(state.clips.map((clip) => clip.id)).toEqual([
      'original-0',
      'original-1',
      'reconstruction-0',
      'reconstruction-1',
      'hybrid',
    ]);
    for (const clip of state.clips) {
      // the hybrid is mixed from its conditioned zones
      const { sampleRate, samples } = clip.audio;
      if (clip.id !== 'hybrid') expect(samples.length / sampleRate).toBeCloseTo(0.4, 6);
      expect(rms(clip.audio.samples), clip.id).toBeGreaterThan(0.02);
    }
    expect(state.stale).toBe(false);
    expect((await it.exportClip('hybrid').arrayBuffer()).byteLength).toBe(
      44 + 2 * state.clips.at(-1)!.audio.samples.length,
    );
  });

  it('keeps what was made on cancel, and goes on from there', async () => {
    const it = await start();
    await loadPair(it, 1);
    it.setPlan({ mixes: 1 });
    const first = it.render();
    const hybridOf = (state: InstrumentState) => state.clips.find((clip) => clip.id === 'hybrid');
    await until(it, (state) => (hybridOf(state)?.audio.samples.length ?? 0) > 0);
    it.cancel();
    await first;
    expect(it.state.render.phase).toBe('cancelled');
    const made = it.state.clips.find((clip) => clip.id === 'hybrid')!.audio.samples.slice();
    expect(made.length).toBeGreaterThan(0);

    const second = it.render();
    await until(it, (state) => (state.clips.find((clip) => clip.id === 'hybrid')?.progress ?? 0) === 1);
    it.cancel();
    await second;
    const whole = it.state.clips.find((clip) => clip.id === 'hybrid')!.audio.samples;
    expect(whole.subarray(0, made.length)).toEqual(made);
  });

  it('says what is wrong with one source, and goes on with the other', async () => {
    const it = await start();
    it.setSeconds(0.3);
    const text = new File(['not a sound at all, but long enough to look at'], 'letter.wav');
    await Promise.all([it.loadSource(0, text), it.loadSource(1, bundledUrl(it, 'flute'), 'Flute')]);
    expect(it.state.slots[0]).toMatchObject({ phase: 'error', name: 'letter.wav' });
    const [failed] = it.state.slots;
    if (failed?.phase !== 'error') throw new Error('no error');
    expect(failed.error.message).toContain('letter.wav');
    expect(it.state.slots[1]).toMatchObject({ phase: 'ready' });

    await it.loadSource(0, silence(), 'nothing.wav');
    const [silent] = it.state.slots;
    expect(silent).toMatchObject({ phase: 'error', error: { code: 'silent', subject: 'nothing.wav' } });

    const rendered = it.render(); // one sound alone is an instrument too
    await until(it, (state) => state.zones[0]?.progress === 1);
    it.cancel();
    await rendered;
    expect(it.state.clips.map((clip) => clip.id)).toEqual(['original-1', 'reconstruction-1', 'hybrid']);
  });

  it('the newest sound of a slot wins, and a root that is set is used', async () => {
    const it = await start();
    it.setSeconds(0.3);
    const first = it.loadSource(0, bundledUrl(it, 'trumpet'), 'Trumpet');
    const second = it.loadSource(0, bundledUrl(it, 'clarinet'), 'Clarinet');
    await Promise.all([first, second]);
    expect(it.state.slots[0]).toMatchObject({ phase: 'ready', name: 'Clarinet', rootOverride: null });
    it.setRoot(0, 50);
    await until(it, ({ slots: [slot] }) => slot?.phase === 'ready' && slot.rootMidi === 50);
    expect(it.state.slots[0]).toMatchObject({ rootOverride: 50 });
    const rendered = it.render();
    await until(it, (state) => state.zones.length > 0);
    expect(it.state.zones[0]!.rootMidi).toBe(60);
    it.cancel();
    await rendered;
    it.setMix(0.2); // of one sound
    expect(it.state.stale).toBe(false);
    it.setSeed(7);
    expect(it.state.stale).toBe(true);
    it.setSeed(1);
    expect(it.state.stale).toBe(false);
    it.clearSource(0);
    expect(it.state.stale).toBe(true);
    expect(it.state.slots[0]).toEqual({ phase: 'empty' });
  });

  it('says so when there is nothing to render, and when there is no model', async () => {
    const it = await start();
    await it.render();
    expect(it.state.render).toMatchObject({ phase: 'error', error: { code: 'bad-argument' } });

    const without = new Instrument({ ...assets, modelsUrl: '/nowhere/' });
    await without.started;
    expect(without.state.model).toMatchObject({ phase: 'error', error: { code: 'model-missing' } });
    await without.loadSource(0, '/presets/sources/flute-c5.flac', 'Flute');
    expect(without.state.slots[0]).toMatchObject({ phase: 'error', error: { code: 'model-missing' } });
    await without.close();
  });

  it('records the microphone into a slot', async () => {
    const it = await start();
    await it.startRecording(0);
    await until(it, ({ slots: [slot] }) => slot?.phase === 'recording' && slot.seconds > 1);
    await it.stopRecording(0);
    expect(it.state.slots[0]).toMatchObject({ phase: 'ready', name: 'Recording' });
  });
});
