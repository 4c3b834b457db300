/** Tests the player in a running audio context. */
import { expect, it } from 'vitest';
import { recorderModuleUrl } from '../../../src/audio/recorder-url.js';
import { nativeHost } from '../../../src/instrument/play/player-host.js';
import { Player } from '../../../src/instrument/play/player.js';

const RATE = 48000;
const QUANTUM = 128;
/** From the base: room for the first message. */
const FRAMES = 1.2 * RATE;
const LENGTH = 24000;

const NOTES: readonly (readonly [readonly [number, number, number], number])[] = [
  [[0x90, 60, 100], 0.05],
  [[0x90, 67, 80], 0.1234],
  [[0xb0, 1, 90], 0.2],
  [[0xe0, 30, 90], 0.3],
  [[0xb0, 66, 127], 0.4],
  [[0x80, 60, 0], 0.55],
  [[0x91, 72, 120], 0.6001],
  [[0xb0, 10, 20], 0.7],
  [[0xb0, 66, 0], 0.9],
  [[0x81, 72, 0], 1],
];

/** Everything that moves: layers, loop, filter, oscillators, unison; its notes begin `base` frames in. */
async function perform(context: BaseAudioContext, base: number): Promise<Player<AudioNode>> {
  const player = await Player.open(nativeHost(context));
  for (const id of [0, 1]) {
    const samples = Float32Array.from({ length: LENGTH }, (_, index) => {
      return 0.2 * Math.sin((2 * Math.PI * 330 * (1 + id) * index) / 16000);
    });
    const loop = { start: 8000, end: 20000, crossfade: 800 };
    player.setZone(id, { rootMidi: 64, sampleRate: 16000, length: LENGTH, x: id, loop });
    player.appendSamples(id, 0, samples);
  }
  player.setParameter('filterType', 1);
  player.setParameter('filterCutoff', 900);
  player.setParameter('filterEnvelope', 3);
  player.setParameter('lfo1Mix', 30);
  player.setParameter('lfo2Shape', 4);
  player.setParameter('lfo2Level', 6);
  player.setParameter('unison', 3);
  for (const [bytes, seconds] of NOTES) player.midi(bytes, base / RATE + seconds);
  await player.synced();
  return player;
}

it('a live context plays the very samples that an offline one renders', async () => {
  const base = 64 * QUANTUM;
  const offline = new OfflineAudioContext(1, base + FRAMES, RATE);
  (await perform(offline, base)).connect(offline.destination);
  const expected = (await offline.startRendering()).getChannelData(0);
  const onset = expected.findIndex((sample) => sample !== 0);
  expect(onset).toBe(base + 0.05 * RATE);

  const live = new AudioContext({ sampleRate: RATE });
  await live.suspend();
  await live.audioWorklet.addModule(recorderModuleUrl);
  const recorder = new AudioWorkletNode(live, 'alloy-recorder', { numberOfOutputs: 0 });
  const start = Math.round((live.currentTime * RATE) / QUANTUM) * QUANTUM;
  const player = await perform(live, start + base);
  player.connect(recorder);
  const heard: number[] = [];
  const enough = new Promise<void>((resolve) => {
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      // Before the first sample that sounds there may be any number of silent ones.
      for (const sample of data) if (heard.length > 0 || sample !== 0) heard.push(sample);
      if (heard.length >= FRAMES - 0.05 * RATE) resolve();
    };
  });
  await live.resume();
  await enough;
  const rendered = expected.subarray(onset, onset + FRAMES - 0.05 * RATE);
  // Both sides are mixed to one in different places: the last bit may be rounded another way.
  const furthest = rendered.reduce((most, sample, i) => Math.max(most, Math.abs(sample - heard[i]!)), 0);
  expect(furthest).toBeLessThan(1e-6);
  expect(Math.max(...rendered)).toBeGreaterThan(0.1);
  player.close();
  await live.close();
});
