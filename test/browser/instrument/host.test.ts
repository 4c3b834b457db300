/** Tests an instrument in the context of its page: no other is made, notes count to the sample, bad arguments are told. */
import {
  AudioContext as StandardizedContext,
  OfflineAudioContext as StandardizedOffline,
} from 'standardized-audio-context';
import { afterEach, describe, expect, it } from 'vitest';
import { recorderModuleUrl } from '../../../src/audio/recorder-url.js';
import { AlloyError } from '../../../src/errors.js';
import { Instrument } from '../../../src/instrument/instrument.js';
import type { NoteDetail } from '../../../src/instrument/events.js';
import type { HostTransport } from '../../../src/instrument/host.js';
import { LFO_SYNCS, type ParameterId } from '../../../src/parameters.js';
import {
  coreOutput,
  countContexts,
  largestDifference,
  makePlayable,
  peak,
  watchCommands,
} from './host-rig.js';
import { assets, keepEngine, open, until } from './rig.js';

keepEngine();

const close: (() => unknown)[] = [];

afterEach(async () => {
  for (const one of close.splice(0).reverse()) await one();
});

function closing(instrument: Instrument): Instrument {
  close.push(() => instrument.close());
  return instrument;
}

const RATES = [44100, 48000, 96000];
const SECONDS = 1;
/** As somebody may send them: out of order, two at a time, between samples. */
const NOTES = [
  [60, 100, 0.5],
  [64, 80, 0.123456789],
  [67, 60, 0.5],
  [48, 127, 0.25001],
] as const;

function play(instrument: Instrument): void {
  instrument.setParameter('lfo1Sync', LFO_SYNCS.indexOf('1/8'));
  instrument.setParameter('lfo1Level', 6);
  instrument.setTransport({ tempo: 133, playing: true, position: 2 }, 0.1);
  for (const [key, velocity, time] of NOTES) {
    instrument.noteOn(key, velocity, time);
    instrument.noteOff(key, time + 0.1);
  }
  instrument.setParameter('transpose', 7, 0.5);
  instrument.noteOn(72, 90, 0.5);
  instrument.midi([0xe0, 0, 80], 0.55);
  instrument.setParameter('mix', 100, 0.6);
  instrument.allNotesOff(0.7);
}

describe('in an offline context', () => {
  it('a rendered instrument plays what the player’s core makes of it, at every rate', async () => {
    for (const sampleRate of RATES) {
      const watched = watchCommands();
      const context = new OfflineAudioContext(2, SECONDS * sampleRate, sampleRate);
      const count = countContexts();
      const offline = closing(await open({ context }));
      await makePlayable(offline);
      play(offline);
      await offline.synced();
      count.stop();
      watched.stop();
      const rendered = await context.startRendering();
      const expected = coreOutput(watched.commands, sampleRate, SECONDS * sampleRate);
      const onset = expected[0].findIndex((sample) => sample !== 0);
      expect(Math.abs(onset - Math.round(NOTES[1][2] * sampleRate))).toBeLessThan(3);
      expect(peak(expected[0])).toBeGreaterThan(0.01);
      for (const channel of [0, 1]) {
        expect(largestDifference(rendered.getChannelData(channel), expected[channel]!)).toBeLessThan(1e-6);
      }
      expect(count.made).toBe(0);
      expect(offline.context).toBe(context);
    }
  });
});

it('records a microphone in the live context of its page, and in none beside it', async () => {
  const context = new AudioContext();
  close.push(() => context.close());
  const count = countContexts();
  const instrument = closing(await open({ context }));
  await instrument.startRecording(0);
  await until(instrument, ({ slots }) => slots[0]!.phase === 'recording' && slots[0]!.level > 0.05);
  await instrument.stopRecording(0);
  count.stop();
  expect(instrument.state.slots[0]).toMatchObject({ phase: 'ready', name: 'Recording' });
  expect(count.made).toBe(0);
  expect(context.state).toBe('running');
});

/** A context that waits for its page, with one rendered instrument in it and a recorder behind that. */
async function waiting(): Promise<{
  context: AudioContext;
  instrument: Instrument;
  heard: Promise<Float32Array>;
}> {
  const sampleRate = 48000;
  const context = new AudioContext({ sampleRate });
  close.push(() => context.close());
  await context.suspend();
  const instrument = closing(await open({ context, destination: null }));
  await makePlayable(instrument);
  await context.audioWorklet.addModule(recorderModuleUrl);
  const recorder = new AudioWorkletNode(context, 'alloy-recorder', { numberOfOutputs: 0 });
  instrument.output.connect(recorder);
  const heard: number[] = [];
  const enough = new Promise<Float32Array>((resolve) => {
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      // Before the first sample that sounds there may be any number of silent ones.
      for (const sample of data) if (heard.length > 0 || sample !== 0) heard.push(sample);
      if (heard.length >= SECONDS * sampleRate) resolve(Float32Array.from(heard));
    };
  });
  return { context, instrument, heard: enough };
}

it('what is sent before a live context runs is played when it runs, the very samples of an offline one', async () => {
  const { context, instrument, heard } = await waiting();
  const { sampleRate } = context;
  const quantum = 128 / sampleRate;
  const start = Math.ceil(context.currentTime / quantum) * quantum;
  const offline = new OfflineAudioContext(1, SECONDS * sampleRate, sampleRate);
  const other = closing(await open({ context: offline }));
  await makePlayable(other);
  for (const [into, from] of [
    [instrument, start + 64 * quantum],
    [other, 0],
  ] as const) {
    for (const [key, velocity, time] of NOTES) {
      into.noteOn(key, velocity, from + time);
      into.noteOff(key, from + time + 0.1);
    }
    await into.synced();
  }
  expect(instrument.state.heldKeys).toEqual([]); // nothing sounds yet
  const rendered = (await offline.startRendering()).getChannelData(0);
  const onset = rendered.findIndex((sample) => sample !== 0);
  await context.resume();
  const live = await heard;
  const length = rendered.length - onset;
  expect(peak(rendered)).toBeGreaterThan(0.01);
  // Both are mixed to one channel, at different places: the last bit may be rounded another way.
  expect(largestDifference(rendered.subarray(onset), live.subarray(0, length))).toBeLessThan(1e-6);
});

it('shows keys that are sent ahead when they sound; cancelled, never', async () => {
  const { context, instrument } = await waiting();
  await context.resume();
  const seen = new Set<number>();
  instrument.addEventListener('change', () => instrument.state.heldKeys.forEach((key) => seen.add(key)));
  const start = context.currentTime;
  instrument.noteOn(60, 100, start + 0.2);
  instrument.noteOn(61, 100, start + 0.4);
  instrument.setParameter('tune', 20, start + 0.2);
  instrument.setParameter('tune', 40, start + 0.4);
  instrument.cancelScheduled(start + 0.3);
  expect(instrument.state.heldKeys).toEqual([]);
  await until(instrument, ({ heldKeys }) => heldKeys.length > 0);
  expect(context.currentTime).toBeGreaterThan(start + 0.17);
  expect(instrument.state.parameters.tune).toBe(20);
  expect(instrument.state.history.undo).not.toBe('parameter tune');
  const end = context.currentTime + 0.2;
  instrument.noteOn(62, 100, end - 0.1);
  instrument.allNotesOff(end);
  await until(instrument, ({ heldKeys }) => heldKeys.length === 0);
  expect(context.currentTime).toBeGreaterThan(end - 0.03);
  expect(seen).toContain(60);
  expect(seen).not.toContain(61);
  expect(instrument.state.parameters.tune).toBe(20);
});

describe('a context', () => {
  it('is neither closed nor suspended, and stays suspended where its page suspends it', async () => {
    const context = new AudioContext();
    close.push(() => context.close());
    await context.resume();
    const count = countContexts();
    close.push(() => count.stop());
    const instrument = await open({ context });
    await instrument.ready;
    expect(instrument.state.audio).toEqual({ phase: 'running' });
    await context.suspend();
    instrument.noteOn(60, 100);
    instrument.noteOn(60, 100, context.currentTime + 1);
    await until(instrument, ({ audio }) => audio.phase === 'off');
    expect(context.state).toBe('suspended');
    await instrument.resumeAudio(); // by a gesture
    expect(context.state).toBe('running');
    await instrument.close();
    expect(context.state).toBe('running');
    expect(count.made).toBe(0);
  });

  it('that its page closes leaves an instrument that says so', async () => {
    const context = new AudioContext();
    const instrument = closing(await open({ context }));
    const failed = new Promise<AlloyError>((resolve) => {
      instrument.addEventListener('error', ({ detail }) => resolve(detail.error));
    });
    await instrument.ready;
    await context.close();
    expect(await failed).toMatchObject({ name: 'AlloyError', code: 'audio-output', subject: 'context' });
    instrument.noteOn(60, 100); // no harm
  });

  it('of standardized-audio-context plays, live and offline, by nodes of its own', async () => {
    const live = new StandardizedContext();
    close.push(() => live.close());
    const count = countContexts();
    close.push(() => count.stop());
    const instrument = closing(await open({ context: live }));
    await instrument.ready;
    expect(count.made).toBe(0);
    expect(instrument.output.context).toBe(live);
    const offline = new StandardizedOffline({ numberOfChannels: 1, length: 9600, sampleRate: 48000 });
    const gain = offline.createGain();
    gain.gain.value = 0.5;
    gain.connect(offline.destination);
    const bounced = closing(await open({ context: offline, destination: gain }));
    await makePlayable(bounced);
    bounced.noteOn(60, 100, 0.05);
    await bounced.synced();
    const half = (await offline.startRendering()).getChannelData(0);
    expect(half.findIndex((sample) => sample !== 0)).toBeGreaterThanOrEqual(2400);
    expect(half.findIndex((sample) => sample !== 0)).toBeLessThan(2403);
    expect(peak(half)).toBeGreaterThan(0.005);
  });

  it('that is none, closed or another’s node is refused, with the way out', async () => {
    const context = new AudioContext();
    const other = new AudioContext();
    close.push(() => other.close());
    const bad = (options: object): void => {
      expect(() => new Instrument({ ...assets, ...options }), JSON.stringify(options)).toThrow(
        expect.objectContaining({ name: 'AlloyError', code: 'bad-argument' }) as Error,
      );
    };
    bad({ context: {} });
    bad({ context: 'audio' });
    bad({ context: null });
    bad({ destination: other.destination });
    bad({ context, destination: other.destination });
    bad({ context, destination: {} });
    bad({ context, destination: new OscillatorNode(context) });
    const instrument = closing(await open({ context, destination: null }));
    expect(instrument.destination).toBeNull();
    const gain = context.createGain();
    instrument.destination = gain;
    expect(instrument.destination).toBe(gain);
    expect(() => (instrument.destination = other.destination)).toThrow(AlloyError);
    expect(instrument.destination).toBe(gain);
    await context.close();
    bad({ context });
  });

  it('of its own is made when it is asked for, once', async () => {
    const count = countContexts();
    close.push(() => count.stop());
    const instrument = await open();
    await instrument.ready;
    expect(count.made).toBe(0);
    const { output, context } = instrument;
    expect(output.context).toBe(context);
    expect(instrument.destination).toBe(context.destination);
    await instrument.synced();
    expect(count.made).toBe(1);
    await instrument.close();
    expect(context.state).toBe('closed');
    instrument.noteOn(60, 100);
    await expect(instrument.synced()).rejects.toMatchObject({ code: 'closed' });
    expect(count.made).toBe(1);
  });
});

describe('a host', () => {
  it('is told of every argument that makes no sense, and nothing of it is played', () => {
    const watched = watchCommands();
    close.push(() => watched.stop());
    const context = new OfflineAudioContext(2, 128, 48000);
    const instrument = closing(new Instrument({ ...assets, context }));
    const notes: NoteDetail[] = [];
    instrument.addEventListener('note', ({ detail }) => notes.push(detail));
    const bad: (() => void)[] = [
      ...[NaN, -1, 128, 60.5, Infinity, '60' as unknown as number].map(
        (key) => () => instrument.noteOn(key, 100),
      ),
      ...[NaN, -1, 0, 0.8, 128, 200, Infinity].map((velocity) => () => instrument.noteOn(60, velocity)),
      ...[NaN, -1, -Infinity, Infinity, '1' as unknown as number].flatMap((time) => [
        () => instrument.noteOn(60, 100, time),
        () => instrument.noteOff(60, time),
        () => instrument.midi([0x90, 60, 100], time),
        () => instrument.sustain(true, time),
        () => instrument.pitchBend(0, time),
        () => instrument.modulation(0, time),
        () => instrument.allNotesOff(time),
        () => instrument.cancelScheduled(time),
        () => instrument.setParameter('gain', 0, time),
      ]),
      ...[
        [],
        [60],
        [0x90],
        [0x90, 60],
        [0x90, 128, 1],
        [0x90, 60, -1],
        [0x90, 60, 1.5],
        [0x90, 60, NaN],
        [300, 1, 1],
      ]
        .concat([
          [0x90, 60, 100, 0x80],
          [0xf0, 1, 2],
          [0xf0, 0x90, 0xf7],
        ])
        .map((bytes) => () => instrument.midi(bytes)),
      () => instrument.midi(null as unknown as number[]),
      () => instrument.noteOff(NaN),
      () => instrument.pitchBend(NaN),
      () => instrument.modulation(NaN),
      () => instrument.keyPressure(60, NaN),
      () => instrument.keySlide(200, 0),
      () => instrument.setParameter('volume' as ParameterId, 1),
      () => instrument.setParameter('gain', NaN),
      () => instrument.setParameter('gain', Infinity),
      ...[0, -1, NaN, Infinity, '120'].map(
        (tempo) => () => instrument.setTransport({ tempo } as HostTransport),
      ),
      () => instrument.setTransport(null as unknown as HostTransport),
      () => instrument.setTransport({ tempo: 120, position: NaN }),
      () => instrument.setTransport({ tempo: 120 }, -1),
    ];
    for (const call of bad) {
      expect(call, String(call)).toThrow(
        expect.objectContaining({ name: 'AlloyError', code: 'bad-argument' }) as Error,
      );
    }
    expect(notes).toEqual([]);
    expect(instrument.state.heldKeys).toEqual([]);
    instrument.setParameter('gain', 99); // the nearest
    instrument.setParameter('attack', -1, 0);
    expect(instrument.state.parameters).toMatchObject({ gain: 12, attack: 0.001 });
    for (const bytes of [[0xf8], [0xfe], [0xf2, 1, 2], [0xc0, 5, 0], [0xd0, 5]]) instrument.midi(bytes);
  });

  it('is heard as a MIDI input is: channel, learned controllers, programs, tuning', async () => {
    const instrument = closing(await open({ context: new OfflineAudioContext(2, 128, 48000) }));
    instrument.selectMidiChannel(2);
    instrument.midi([0x90, 60, 100]);
    expect(instrument.state.heldKeys).toEqual([]);
    instrument.midi([0x92, 60, 100]);
    expect(instrument.state.heldKeys).toEqual([60]);
    instrument.midi(new Uint8Array([0x92, 60, 0]));
    expect(instrument.state.heldKeys).toEqual([]);
    instrument.startLearn('attack');
    instrument.midi([0xb2, 21, 3]);
    instrument.midi([0xb2, 21, 127], 0.3);
    expect(instrument.state.parameters.attack).toBeCloseTo(4, 9);
    instrument.midi([0xf0, 0x7f, 1, 8, 2, 0, 1, 62, 62, 0x40, 0, 0xf7]);
    expect(instrument.state.tuning).toEqual({ name: 'MIDI' });
  });

  it('is told what happens: sources, progress, notes, parameters, errors', async () => {
    const context = new AudioContext();
    close.push(() => context.close());
    const instrument = closing(new Instrument({ ...assets, context }));
    const told: [string, unknown][] = [];
    for (const type of [
      'ready',
      'source',
      'render-progress',
      'render-done',
      'note',
      'parameter',
      'error',
    ] as const) {
      instrument.addEventListener(type, (event: CustomEvent) => {
        expect(event.composed).toBe(true);
        told.push([type, event.detail]);
      });
    }
    await instrument.ready;
    await Promise.resolve();
    expect(told[0]).toEqual(['ready', null]);
    instrument.noteOn(60, 99.6, 5000);
    expect(told.at(-1)).toEqual(['note', { key: 60, velocity: 100, on: true, time: 5000 }]);
    instrument.midi([0x80, 60, 7], 6000);
    expect(told.at(-1)).toEqual(['note', { key: 60, velocity: 7, on: false, time: 6000 }]);
    const done = new Promise((resolve) => instrument.addEventListener('render-done', resolve));
    await makePlayable(instrument);
    await done;
    const of = (type: string): unknown[] =>
      told.filter(([name]) => name === type).map(([, detail]) => detail);
    expect(of('source')).toContainEqual({ slot: 1, phase: 'ready', problem: null });
    expect(of('render-progress').at(-1)).toEqual({ done: 1, total: 1 });
    expect(of('render-done')).toEqual([{ total: 1 }]);
    expect(of('parameter')).toEqual([{ id: 'release', value: 0.01 }]);
    expect(of('error')).toEqual([]);
    const failed = new Promise((resolve) => instrument.addEventListener('error', resolve));
    await instrument.loadSource(1, new Blob(['no sound']), 'notes.txt');
    await failed;
    const problem = expect.objectContaining({
      name: 'AlloyError',
      code: 'not-a-sound',
      subject: 'notes.txt',
    }) as Error;
    expect(of('source').at(-1)).toEqual({ slot: 1, phase: 'ready', problem });
    expect(of('error')).toEqual([{ error: problem }]);
  });
});

it('says in ready and by an event why there is no model', async () => {
  const instrument = closing(new Instrument({ ...assets, modelsUrl: '/nothing-here/' }));
  const failed = new Promise<AlloyError>((resolve) => {
    instrument.addEventListener('error', ({ detail }) => resolve(detail.error));
  });
  await expect(instrument.ready).rejects.toMatchObject({ name: 'AlloyError', code: 'model-missing' });
  expect(await failed).toMatchObject({ code: 'model-missing' });
});
