/** Plays a song through an instrument without a page: the player's core, hearing what the page would send to it. [Node or worker] */
import { PlayerCore } from '../../../worklets/core/player-core.js';
import type { FileZones } from '../../document/file/instrument-file.js';
import type { InstrumentStateDocument } from '../../document/schema.js';
import { learnFrom, type LearnState } from '../../midi/learn.js';
import type { LiveSet } from './player.js';
import { parseMidi } from '../../midi/parse.js';
import type { Song, SongEvent } from '../../midi/song.js';
import { equalTemperament, readTuningMessage } from '../../midi/tuning/mts.js';
import { clampParameter, PARAMETERS, type ParameterId } from '../../parameters.js';
import { heardMix } from '../../timbre/heard-mix.js';
import { decibelsToGain, type Hertz, type Samples, type Seconds } from '../../units.js';

export interface SongOptions {
  readonly sampleRate: Hertz;
  /** Exactly so long; null: until the last note has died away. */
  readonly seconds: Seconds | null;
}

/** Frames that are rendered at a time: nothing of the sound depends on it. */
const BLOCK: Samples = 4096;
/** Longest that is waited for notes and effects to die away, once the song has ended and all keys are up; … */
export const LONGEST_TAIL: Seconds = 60;
/** … and the fade-out before it, for echoes that would go on. */
export const TAIL_FADE: Seconds = 4;

/** What keys play live, and the bytes of engine.wasm. */
export type LiveSong = LiveSet & { readonly wasm: ArrayBuffer };

/** Two channels of a stretch of the song; they are overwritten by the next one. */
export interface SongBlock {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/**
 * The song as sound, stretch by stretch. [Node or worker] The same samples as those of the page's instrument in an
 * OfflineAudioContext that is sent the same messages, program changes apart: those choose presets there.
 * @param zones rendered key zones of the document; none where all is played live.
 * @param live null: rendered notes are all that there is.
 */
export function* playSong(
  document: InstrumentStateDocument,
  zones: FileZones,
  song: Song,
  { sampleRate, seconds }: SongOptions,
  live: LiveSong | null = null,
): Generator<SongBlock> {
  const core = new PlayerCore(sampleRate);
  const player = new SongPlayer(core, document);
  if (live) player.loadLive(live);
  player.load(zones);
  const [left, right] = [new Float32Array(BLOCK), new Float32Array(BLOCK)];
  const end = Math.ceil((seconds ?? song.seconds) * sampleRate);
  const longest = seconds === null ? end + LONGEST_TAIL * sampleRate : end;
  let [next, released] = [0, false];
  for (let at = 0; at < longest;) {
    const frames = Math.min(BLOCK, longest - at, at < end ? end - at : BLOCK);
    const until = (at + frames) / sampleRate;
    while (next < song.events.length && song.events[next]!.seconds < until) player.play(song.events[next++]!);
    if (at >= end && !released) {
      core.handle({ kind: 'release', time: at / sampleRate });
      released = true;
    }
    core.process(left, right, frames, at / sampleRate);
    if (seconds === null) fadeOut([left, right], longest - at, TAIL_FADE * sampleRate, frames);
    yield { left: left.subarray(0, frames), right: right.subarray(0, frames) };
    at += frames;
    if (at > end && !core.audible) return;
  }
}

/** Fades channels of which so many frames are left, over the last `fade` of them. */
export function fadeOut(
  channels: readonly Float32Array[],
  left: Samples,
  fade: Samples,
  frames: Samples,
): void {
  if (left - frames >= fade) return;
  for (const channel of channels)
    for (let i = 0; i < frames; i++) channel[i]! *= Math.min(1, Math.max(0, (left - i) / fade));
}

/** What stands between messages and the core in the page: learned controllers, gains of the sources, tunings. */
class SongPlayer {
  readonly #core: PlayerCore;
  readonly #document: InstrumentStateDocument;
  readonly #learned: LearnState;
  readonly #gains: readonly number[];
  #mix: { x: number; y: number };
  #tuning: Float64Array;

  constructor(core: PlayerCore, document: InstrumentStateDocument) {
    this.#core = core;
    this.#document = document;
    this.#learned = { armed: null, bindings: document.midi.bindings };
    this.#gains = document.sources.flatMap((source) => (source ? [decibelsToGain(source.gain)] : []));
    this.#mix = document.mix;
    this.#tuning = document.tuning
      ? Float64Array.from(document.tuning.semitones, (pitch) => pitch ?? NaN)
      : equalTemperament();
  }

  load({ keyZones }: FileZones): void {
    const core = this.#core;
    for (const { id } of PARAMETERS)
      core.handle({ kind: 'parameter', id, value: this.#document.parameters[id] });
    this.#followMix();
    core.handle({ kind: 'tuning', semitones: this.#tuning });
    core.handle({ kind: 'channel', channel: this.#document.midi.channel });
    let id = 1;
    for (const { rootMidi, sampleRate, loop, layers } of keyZones) {
      for (const { x, y, samples, decayRate } of layers) {
        const zone = { rootMidi, sampleRate, length: samples.length, x, y };
        core.handle({ kind: 'zone', id, ...zone, loop: loop && { ...loop, decayRate } });
        core.handle({ kind: 'samples', id, start: 0, samples });
        id++;
      }
    }
  }

  loadLive({ wasm, ...set }: LiveSong): void {
    this.#core.handle({ kind: 'engine', wasm });
    this.#core.handle({ kind: 'live', ...set });
  }

  play({ seconds: time, bytes }: SongEvent): void {
    if (bytes[0] === 0xf0) return this.#retune(Uint8Array.from(bytes));
    const message = parseMidi(bytes);
    if (!message) return;
    const listens = this.#document.midi.channel === null || this.#document.midi.channel === message.channel;
    const learned = listens || this.#document.parameters.mpe > 0 ? learnFrom(this.#learned, message) : null;
    if (learned?.kind === 'turned') this.#turn(learned.parameter, learned.value, time);
    else this.#core.midi(bytes[0]!, bytes[1] ?? 0, bytes[2] ?? 0, time);
  }

  #turn(id: ParameterId, value: number, time: Seconds): void {
    const next = clampParameter(id, value);
    if (id !== 'mix' && id !== 'mixY') this.#core.handle({ kind: 'parameter', id, value: next, time });
    else {
      this.#mix = id === 'mix' ? { ...this.#mix, x: next / 100 } : { ...this.#mix, y: next / 100 };
      this.#followMix(time);
    }
  }

  #followMix(time?: Seconds): void {
    const { x, y } = heardMix(this.#gains, this.#mix);
    const at = time === undefined ? {} : { time };
    this.#core.handle({ kind: 'parameter', id: 'mix', value: 100 * x, ...at });
    this.#core.handle({ kind: 'parameter', id: 'mixY', value: 100 * y, ...at });
  }

  #retune(bytes: Uint8Array): void {
    const read = readTuningMessage(this.#tuning, bytes);
    if (read.kind !== 'tuned') return;
    this.#tuning = read.table;
    this.#core.handle({ kind: 'tuning', semitones: this.#tuning });
  }
}
