/** The part of player.ts that runs in a page: everything is rendered offline, as fast as it goes. */
import { headProducts } from '../src/audio/partials/head-products.js';
import { packSource } from '../src/audio/partials/pack.js';
import { HOP_SECONDS, NOISE_BANDS, type LiveTracks } from '../src/audio/partials/tracks.js';
import { nativeHost } from '../src/instrument/play/player-host.js';
import { Player } from '../src/instrument/play/player.js';

const RATE = 48000;
const ZONE_RATE = 16000;
const ZONE_SECONDS = 4;
const ROOTS = 8;
const ROOT_STEP = 6;
const LOWEST_ROOT = 36;
const LOWEST_KEY = 30;
const KEYS = 64;
const MIXES = 9;
const LOOP = { start: 16000, end: 48000, crossfade: 4000 };

/** A tone with noise in it, as a rendered zone is; the layers of a root differ. */
function zoneSamples(rootMidi: number, mix: number): Float32Array<ArrayBuffer> {
  const hertz = 440 * 2 ** ((rootMidi - 69) / 12);
  return Float32Array.from({ length: ZONE_SECONDS * ZONE_RATE }, (_, index) => {
    const phase = (2 * Math.PI * hertz * index) / ZONE_RATE;
    return 0.1 * Math.sin(phase) + 0.1 * mix * Math.sin(2 * phase) + 0.02 * (Math.random() - 0.5);
  });
}

function rootOf(zone: number): number {
  return LOWEST_ROOT + ROOT_STEP * zone;
}

/** Channel and key of a voice: all keys in turn, then the same on the next channel. */
function noteOf(voice: number): { channel: number; key: number } {
  return { channel: Math.floor(voice / KEYS), key: LOWEST_KEY + (voice % KEYS) };
}

/** What `render` renders next. */
let prepared: { context: OfflineAudioContext; player: Player<AudioNode> | null } | null = null;

/** [page] Renders what was prepared, and nothing else: what this costs is what is measured. */
export async function render(): Promise<void> {
  const { context, player } = prepared!;
  const rendered = await context.startRendering();
  if (
    !rendered
      .getChannelData(0)
      .subarray(-RATE / 10)
      .some((sample) => sample !== 0)
  ) {
    throw new Error('Nothing sounds at the end.');
  }
  player?.close();
  prepared = null;
}

/**
 * [page] Prepares `seconds` of so many voices in the worklet. `full`: with a low-pass filter
 * that its envelope moves, and a mix that an oscillator moves all the way; else one layer and no filter.
 */
export async function preparePlayer(voices: number, seconds: number, full: boolean): Promise<void> {
  const context = new OfflineAudioContext(2, seconds * RATE, RATE);
  const player = await Player.open(nativeHost(context));
  player.connect(context.destination);
  const mixes = full ? MIXES : 1;
  for (let root = 0; root < ROOTS; root++) {
    for (let mix = 0; mix < mixes; mix++) {
      const samples = zoneSamples(rootOf(root), mix / MIXES);
      const id = root * mixes + mix;
      const x = mix / Math.max(1, mixes - 1);
      player.setZone(id, {
        rootMidi: rootOf(root),
        sampleRate: ZONE_RATE,
        length: samples.length,
        x,
        loop: LOOP,
      });
      player.appendSamples(id, 0, samples);
    }
  }
  setSound(player, seconds, full);
  for (let voice = 0; voice < voices; voice++) {
    const { channel, key } = noteOf(voice);
    player.midi([0x90 | channel, key, 100]);
  }
  await player.synced();
  prepared = { context, player };
}

const LIVE_PARTIALS = 64;
/** Harmonics that the tracks have room for: those above LIVE_PARTIALS are silent. */
const LIVE_HARMONICS = 464;
/** Keys that have room for all partials below 20 kHz. */
const LIVE_KEYS = 22;

/** Tracks of 64 partials and 40 noise bands that all move, and sustain. */
function liveTracks(hertz: number, tilt: number): LiveTracks {
  const frames = Math.round(2 / HOP_SECONDS);
  const levels = new Float32Array(frames * LIVE_HARMONICS).fill(-140);
  const noise = new Float32Array(frames * NOISE_BANDS);
  for (let frame = 0; frame < frames; frame++) {
    for (let k = 0; k < LIVE_PARTIALS; k++)
      levels[frame * LIVE_HARMONICS + k] = -40 - tilt * k + 3 * Math.sin(0.1 * frame + k);
    for (let band = 0; band < NOISE_BANDS; band++)
      noise[frame * NOISE_BANDS + band] = -90 + 3 * Math.sin(0.07 * frame + band);
  }
  const phases = Float32Array.from({ length: LIVE_HARMONICS }, (_, k) => (0.37 * k * k) % 1);
  return {
    frames,
    hertz,
    pitched: true,
    f0: Float32Array.from({ length: frames }, (_, frame) => hertz * (1 + 0.003 * Math.sin(0.15 * frame))),
    ratios: Float64Array.from({ length: LIVE_HARMONICS }, (_, k) => k + 1),
    harmonics: LIVE_HARMONICS,
    channels: [{ levels, noise, phases, head: new Float32Array(3360) }],
    coherence: new Float32Array(NOISE_BANDS).fill(1),
    headRate: RATE,
    headHold: 2400,
    attackFrame: 4,
    sustain: { from: 40, to: frames - 20, slope: 0 },
  };
}

/** [page] Prepares so many live voices, with the filter and the moving mix of `preparePlayer`. */
export async function prepareLive(voices: number, seconds: number, full: boolean): Promise<void> {
  const context = new OfflineAudioContext(2, seconds * RATE, RATE);
  const player = await Player.open(nativeHost(context));
  player.connect(context.destination);
  const wasm = await fetch(new URL('../engine/engine.wasm', import.meta.url));
  player.setEngine(await wasm.arrayBuffer());
  const packed = [liveTracks(82.4, 0.4), liveTracks(110, 0.7)].map((tracks) => packSource(tracks));
  player.setLive({ sources: packed.map(({ data }) => data), products: headProducts(packed) });
  setSound(player, seconds, full);
  for (let voice = 0; voice < voices; voice++)
    player.midi([0x90 | Math.floor(voice / LIVE_KEYS), LOWEST_KEY + (voice % LIVE_KEYS), 100]);
  await player.synced();
  prepared = { context, player };
}

function setSound(player: Player<AudioNode>, seconds: number, full: boolean): void {
  player.setParameter('voices', 256);
  player.setParameter('gain', -24);
  if (!full) return;
  player.setParameter('filterType', 1);
  player.setParameter('filterCutoff', 800);
  player.setParameter('filterEnvelope', 3);
  player.setParameter('filterDecay', seconds);
  player.setParameter('lfo1Mix', 50);
  player.setParameter('lfo1Rate', 0.5);
}

/**
 * [page] Prepares the same notes in the browser's own nodes, which interpolate linearly. `full`: two looping layers with
 * gains that cross over, and a filter each; else one looping source each.
 */
export function prepareNative(voices: number, seconds: number, full: boolean): void {
  const context = new OfflineAudioContext(2, seconds * RATE, RATE);
  const out = new GainNode(context, { gain: 0.06 });
  out.connect(context.destination);
  const buffers = Array.from({ length: ROOTS }, (_, root) =>
    [0, 1].map((mix) => {
      const buffer = context.createBuffer(1, ZONE_SECONDS * ZONE_RATE, ZONE_RATE);
      buffer.copyToChannel(zoneSamples(rootOf(root), mix), 0);
      return buffer;
    }),
  );
  for (let voice = 0; voice < voices; voice++) {
    const { key } = noteOf(voice);
    const root = Math.min(ROOTS - 1, Math.max(0, Math.round((key - LOWEST_ROOT) / ROOT_STEP)));
    const playbackRate = 2 ** ((key - rootOf(root)) / 12);
    let end: AudioNode = out;
    if (full) {
      const filter = new BiquadFilterNode(context, { type: 'lowpass', frequency: 6400 });
      filter.frequency.exponentialRampToValueAtTime(800, seconds);
      filter.connect(out);
      end = filter;
    }
    for (const layer of full ? [0, 1] : [0]) {
      const [loopStart, loopEnd] = [LOOP.start / ZONE_RATE, LOOP.end / ZONE_RATE];
      const buffer = buffers[root]![layer]!;
      const source = new AudioBufferSourceNode(context, {
        buffer,
        loop: true,
        loopStart,
        loopEnd,
        playbackRate,
      });
      const gain = new GainNode(context, { gain: full ? layer : 1 });
      if (full) gain.gain.linearRampToValueAtTime(1 - layer, seconds);
      source.connect(gain).connect(end);
      source.start();
    }
  }
  prepared = { context, player: null };
}
