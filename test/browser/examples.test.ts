/** Tests the examples: plays them, and measures the pitch and the time of what they play. */
import { PitchDetector } from 'pitchy';
import * as Tone from 'tone';
import { afterEach, expect, it } from 'vitest';
import type { AlloyInstrument } from '../../ui/define.js';
import { mount } from '../../examples/react/main.jsx';
import { start } from '../../examples/sequencer/main.js';
import { MELODY, renderHybrid } from '../../examples/melody.js';
import { bounce, inNative, inTone, partOf } from '../../examples/tone/tone.js';
import { recorderModuleUrl } from '../../src/audio/recorder-url.js';
import type { Instrument } from '../../src/index.js';
import { hertzToMidi } from '../../src/units.js';

const assets = { modelsUrl: '/models/', sourcesUrl: '/presets/sources/' };
/** Cents by which a rendered note may be off. */
const OFF = 15;
/** Part of a note in which its pitch is measured. */
const [AFTER, LONG] = [0.06, 4096];

const close: (() => unknown)[] = [];

afterEach(async () => {
  for (const one of close.splice(0).reverse()) await one();
});

/** Pitch in cents above a key, of the samples from a time on. */
function centsAbove(key: number, samples: Float32Array, seconds: number, rate: number): number {
  const from = Math.round((seconds + AFTER) * rate);
  const [hertz, clarity] = PitchDetector.forFloat32Array(LONG).findPitch(
    samples.slice(from, from + LONG),
    rate,
  );
  expect(clarity).toBeGreaterThan(0.8);
  return 100 * (hertzToMidi(hertz) - key);
}

function expectMelody(samples: Float32Array, rate: number): void {
  for (const [time, key] of MELODY) {
    expect(Math.abs(centsAbove(key, samples, time, rate)), `key ${key}`).toBeLessThan(OFF);
  }
}

/** All that an instrument plays, from the first sample that sounds. */
async function record(instrument: Instrument, seconds: number): Promise<() => Promise<Float32Array>> {
  const context = instrument.context as AudioContext;
  await context.audioWorklet.addModule(recorderModuleUrl);
  const recorder = new AudioWorkletNode(context, 'alloy-recorder', { numberOfOutputs: 0 });
  instrument.output.connect(recorder);
  const heard: number[] = [];
  const done = new Promise<Float32Array>((resolve) => {
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      for (const sample of data) if (heard.length > 0 || sample !== 0) heard.push(sample);
      if (heard.length >= seconds * context.sampleRate) resolve(Float32Array.from(heard));
    };
  });
  return () => done;
}

it('the sequencer plays its melody in tune, each note in its place to the sample', async () => {
  const root = document.createElement('div');
  const { instrument, sequencer } = start(root, assets);
  close.push(() => (instrument.context as AudioContext).close());
  close.push(() => instrument.close());
  close.push(() => sequencer.stop());
  await renderHybrid(instrument);
  const heard = await record(instrument, 1.1);
  const sent: number[] = [];
  instrument.addEventListener('note', ({ detail }) => void (detail.on && sent.push(detail.time)));
  root.querySelector('button')!.click();
  const samples = await heard();
  const { sampleRate } = instrument.context;
  expectMelody(samples, sampleRate);
  MELODY.forEach(([time], i) => expect(sent[i]! - sent[0]!).toBeCloseTo(time, 9));
  expect(root.textContent).toBe('Stop');
});

it('Tone.js bounces the melody in tune and in time', async () => {
  const buffer = await bounce(assets);
  const samples = buffer.getChannelData(0);
  const { sampleRate } = buffer;
  expectMelody(samples, sampleRate);
  const onset = samples.findIndex((sample) => sample !== 0);
  expect(onset).toBeLessThan(3);
});

it('Tone.js plays it on its transport, in its own context and in a native one', async () => {
  const context = Tone.getContext();
  const inside = await inTone(assets);
  close.push(() => inside.close());
  expect(inside.context).toBe(context.rawContext);
  await Tone.start();
  const analyser = new Tone.Analyser('waveform', LONG);
  Tone.connect(inside.output as never, analyser);
  const part = partOf(inside);
  const first = new Promise<number>((resolve) => {
    inside.addEventListener('note', ({ detail }) => detail.on && resolve(detail.time), { once: true });
  });
  Tone.getTransport().start('+0.1');
  const time = await first;
  expect(time).toBeGreaterThan(0);
  await new Promise<void>((resolve) => {
    const look = (): void => (Tone.immediate() > time + 0.15 ? resolve() : void requestAnimationFrame(look));
    look();
  });
  const wave = analyser.getValue() as Float32Array;
  expect(Math.max(...wave.map(Math.abs))).toBeGreaterThan(0.001);
  part.dispose();
  Tone.getTransport().stop();

  const native = new AudioContext();
  close.push(() => native.close());
  const outside = await inNative(native, assets);
  close.push(() => outside.close());
  close.push(() => Tone.setContext(context));
  const heard = await record(outside, 1.1);
  const again = partOf(outside);
  await native.resume();
  Tone.getTransport().start('+0.1');
  expectMelody(await heard(), native.sampleRate);
  again.dispose();
  Tone.getTransport().stop();
});

it('the React app plays in its context, hears what happens, and closes what it made', async () => {
  const context = new AudioContext();
  close.push(() => context.close());
  const container = document.createElement('div');
  document.body.append(container);
  const unmount = mount(container, context, assets);
  const shown = async (text: string): Promise<void> => {
    while (!container.textContent!.includes(text)) await new Promise(requestAnimationFrame);
  };
  await shown('0 zones');
  const instrument = container.querySelector<AlloyInstrument>('alloy-instrument')!.instrument as Instrument;
  expect(instrument.context).toBe(context);
  await renderHybrid(instrument);
  await shown('2 zones');
  await context.resume();
  const heard = await record(instrument, 0.3);
  container.querySelector('button')!.click();
  await shown('key 60');
  const samples = await heard();
  expect(Math.abs(centsAbove(60, samples, 0, context.sampleRate))).toBeLessThan(OFF);
  unmount();
  await expect(instrument.synced()).rejects.toMatchObject({ code: 'closed' });
  expect(context.state).toBe('running');
  container.remove();
});
