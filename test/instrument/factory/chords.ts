/** Plays factory instruments through the player, live and offline, as a page does: chords, and how loud they are. */
import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { decodeAudio } from '../../../src/audio/decode.js';
import { downmix } from '../../../src/audio/downmix.js';
import { noteLoudness } from '../../../src/audio/k-weighting.js';
import { headProducts } from '../../../src/audio/partials/head-products.js';
import { makeLiveSource } from '../../../src/audio/partials/live-source.js';
import type { LiveSource } from '../../../src/audio/partials/pack.js';
import { wholeSound } from '../../../src/audio/source.js';
import { readFactory, type FactoryBank, type FactoryInstrument } from '../../../src/document/factory.js';
import { liveLevels } from '../../../src/instrument/render/live-levels.js';
import { PARAMETERS } from '../../../src/parameters.js';
import { heardMix } from '../../../src/timbre/heard-mix.js';
import { decibelsToGain } from '../../../src/units.js';
import { Rig } from '../../worklets/rig.js';

const folder = new URL('../../../presets/sources/', import.meta.url);
const engine = readFileSync(new URL('../../../engine/engine.wasm', import.meta.url));
const wasm = engine.buffer.slice(engine.byteOffset, engine.byteOffset + engine.byteLength);

interface SoundEntry {
  readonly id: string;
  readonly title: string;
  readonly file?: string;
  readonly sound?: string;
}

const json = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(name, folder), 'utf8'));

export async function factoryBank(): Promise<FactoryBank> {
  return readFactory(await json('factory.json'));
}

export const soundEntries = (await json('index.json')) as readonly SoundEntry[];

/** As a page takes of each at first. */
const SECONDS = 4;

const sources = new Map<string, Promise<LiveSource>>();

/** A bundled sound, taken apart for the live engine. */
function liveSource(id: string): Promise<LiveSource> {
  const made = sources.get(id) ?? takeApart(id);
  sources.set(id, made);
  return made;
}

/** The file of a bundled sound. */
export async function bytesOfSound(id: string): Promise<ArrayBuffer> {
  const { file, sound } = soundEntries.find((one) => one.id === id)!;
  const bytes = file
    ? await readFile(new URL(file, folder))
    : new TextEncoder().encode(JSON.stringify({ format: 'alloy-sound', sound }));
  return new Uint8Array(bytes).buffer;
}

async function takeApart(id: string): Promise<LiveSource> {
  const { channels, sampleRate, fileRoot } = await decodeAudio(await bytesOfSound(id), id);
  const { samples } = downmix(channels);
  const { root, pitched } = wholeSound([samples], sampleRate, id, [], fileRoot);
  return makeLiveSource(samples, { sampleRate, root: pitched ? root.midi : null, seconds: SECONDS });
}

/** A rig that plays the instrument live. */
export async function rigOf(instrument: FactoryInstrument): Promise<Rig> {
  const packed = await Promise.all(instrument.sources.map(({ sound }) => liveSource(sound)));
  const rig = new Rig();
  rig.core.handle({ kind: 'engine', wasm });
  const levels = liveLevels(packed.map(({ chords }) => chords));
  // copies: the player takes what it is sent
  const data = packed.map((one) => one.data.slice(0));
  rig.core.handle({ kind: 'live', sources: data, products: headProducts(packed), levels });
  for (const { id } of PARAMETERS) rig.set(id, instrument.parameters[id]);
  const heard = heardMix(
    instrument.sources.map(({ gain }) => decibelsToGain(gain)),
    instrument.mix,
  );
  return rig.set('mix', 100 * heard.x).set('mixY', 100 * heard.y);
}

export interface Gesture {
  readonly velocity?: number;
  /** 0 to 127. */
  readonly wheel?: number;
  readonly pressure?: number;
  readonly slide?: number;
}

const HELD = 2.4;
const REST = 0.6;

/** A chord of three in the middle of the instrument's keys: both channels. */
export async function chordOf(
  instrument: FactoryInstrument,
  { velocity = 100, wheel = 0, pressure = 0, slide }: Gesture = {},
): Promise<[Float32Array, Float32Array]> {
  const rig = await rigOf(instrument);
  const { low, high } = instrument.plan;
  const tonic = 12 * Math.round((low + high) / 24);
  if (wheel > 0) rig.midi([0xb0, 1, wheel]);
  for (const key of [tonic, tonic + 4, tonic + 7]) rig.midi([0x90, key, velocity]);
  if (pressure > 0) rig.midi([0xd0, pressure]);
  if (slide !== undefined) rig.midi([0xb0, 74, slide]);
  const held = rig.stereo(HELD);
  for (const key of [tonic, tonic + 4, tonic + 7]) rig.midi([0x80, key, 0], rig.time);
  const rest = rig.stereo(REST);
  return [0, 1].map((c) => Float32Array.from([...held[c]!, ...rest[c]!])) as [Float32Array, Float32Array];
}

export function peakOf(channels: readonly Float32Array[]): number {
  return Math.max(...channels.map((channel) => channel.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
}

/** LUFS of both channels. */
export function loudnessOf(channels: readonly Float32Array[], rate = 48_000): number {
  return 10 * Math.log10(channels.reduce((sum, one) => sum + 10 ** (noteLoudness(one, rate) / 10), 0));
}

/** Centre of the spectrum's power in Hz, of the first second: how bright it is. */
export function brightnessOf([left]: readonly Float32Array[], rate = 48_000): number {
  // mean square slope over mean square: the root of the second moment of the spectrum
  let [slope, power] = [0, 1e-20];
  for (let n = 1; n < rate; n++) {
    slope += (left![n]! - left![n - 1]!) ** 2;
    power += left![n]! ** 2;
  }
  return (rate / (2 * Math.PI)) * Math.sqrt(slope / power);
}
