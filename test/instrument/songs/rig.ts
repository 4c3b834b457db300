/** Plays songs in tests: the page's side of playing, and an audio thread whose clock a test moves. */
import { vi } from 'vitest';
import { Later } from '../../../src/instrument/play/later.js';
import { Performance } from '../../../src/instrument/play/performance.js';
import type { AudioOutput } from '../../../src/instrument/play/audio-output.js';
import { SongTransport } from '../../../src/instrument/songs/song-transport.js';
import { Store } from '../../../src/instrument/state/store.js';
import { PlayerCore } from '../../../worklets/core/player-core.js';

export const RATE = 48_000;
const BLOCK = 128;

interface Message {
  readonly frame: number;
  readonly bytes: readonly number[];
  readonly song: boolean;
}

/** An audio thread: takes messages as the player does, and writes down what it plays. */
class FakeThread {
  readonly core = new PlayerCore(RATE);
  /** What was played, and at which frame. */
  readonly heard: Message[] = [];
  #waiting: Message[] = [];
  #frame = 0;
  /** Commands that are on their way; they arrive `lag` seconds after they were sent. */
  #coming: { readonly at: number; readonly run: () => void }[] = [];
  lag = 0.01;

  get currentTime(): number {
    return this.#frame / RATE;
  }

  constructor() {
    const samples = new Float32Array(16_000).fill(0.1);
    const zone = { rootMidi: 60, sampleRate: 16_000, length: samples.length, x: 0, y: 0 } as const;
    this.core.handle({ kind: 'zone', id: 1, ...zone, loop: { start: 1000, end: 15_000, crossfade: 100 } });
    this.core.handle({ kind: 'samples', id: 1, start: 0, samples });
    this.core.handle({ kind: 'parameter', id: 'release', value: 0.01 });
  }

  send(run: () => void): void {
    this.#coming.push({ at: this.currentTime + this.lag, run });
  }

  midi(bytes: readonly number[], time: number, song: boolean): void {
    const frame = Math.max(this.#frame, Math.round(time * RATE));
    const place = this.#waiting.findLastIndex((message) => message.frame <= frame) + 1;
    this.#waiting.splice(place, 0, { frame, bytes, song });
    this.core.handle({ kind: 'midi', bytes: bytes as [number, number, number], time, song });
  }

  cancel(time: number, song: boolean): void {
    const frame = Math.max(this.#frame + 1, Math.round(time * RATE));
    this.#waiting = this.#waiting.filter((message) => message.frame < frame || message.song !== song);
    this.core.handle({ kind: 'cancel', time, song });
  }

  panic(): void {
    this.#waiting = [];
    this.core.handle({ kind: 'panic' });
  }

  advance(seconds: number): void {
    const [left, right] = [new Float32Array(BLOCK), new Float32Array(BLOCK)];
    for (let frames = Math.round(seconds * RATE); frames > 0; frames -= BLOCK) {
      while (this.#coming[0] && this.#coming[0].at <= this.currentTime) this.#coming.shift()!.run();
      const end = this.#frame + BLOCK;
      while (this.#waiting[0] && this.#waiting[0].frame < end) this.heard.push(this.#waiting.shift()!);
      this.core.process(left, right, BLOCK, this.currentTime);
      this.#frame = end;
    }
  }
}

export interface SongRig {
  readonly thread: FakeThread;
  readonly store: Store;
  readonly performance: Performance;
  readonly transport: SongTransport;
  /** Times that it came to its end. */
  readonly ended: () => number;
  hidden: boolean;
  /** Lets time pass, in steps that timers see. */
  pass(seconds: number, step?: number): Promise<void>;
}

export function songRig(): SongRig {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {}); // without MIDI
  const thread = new FakeThread();
  const store = new Store();
  const later = new Later({ clock: thread, offline: false });
  const audio = {
    clock: thread,
    onStatus: () => undefined,
    wake: () => undefined,
    setChannel: () => undefined,
    midi: (bytes: readonly number[], time: number, song = false) =>
      thread.send(() => thread.midi(bytes, time, song)),
    cancel: (time: number, song = false) => thread.send(() => thread.cancel(time, song)),
    panic: () => thread.send(() => thread.panic()),
  };
  const performance = new Performance({
    ...{ store, audio: audio as unknown as AudioOutput, later },
    onNote: () => undefined,
    onKeyPlayed: () => undefined,
    onBind: () => undefined,
    onSysex: () => undefined,
    onParameter: () => undefined,
    mixAt: (mix) => mix,
  });
  let ended = 0;
  const rig: SongRig = {
    ...{ thread, store, performance, hidden: false },
    ended: () => ended,
    transport: new SongTransport({
      output: {
        get currentTime() {
          return thread.currentTime;
        },
        sampleRate: RATE,
        offline: false,
        ready: () => Promise.resolve(),
        song: (bytes, time) => performance.song(bytes, time),
        cancelSong: (time) => performance.cancelSong(time),
        endSong: (time, ahead) => performance.endSong(time, ahead),
      },
      changed: () => undefined,
      ended: () => ended++,
      hidden: () => rig.hidden,
    }),
    async pass(seconds, step = 0.016) {
      for (let left = seconds; left > 1e-9; left -= step) {
        thread.advance(Math.min(left, step));
        await vi.advanceTimersByTimeAsync(1000 * Math.min(left, step));
      }
    },
  };
  performance.onSilenced((forGood) => rig.transport.silenced(forGood));
  return rig;
}

/** Channel · 128 + key of the notes that are down after all that was heard; pedals that are down as −1 − channel. */
export function stillHeld(heard: readonly Message[]): number[] {
  const held = new Set<number>();
  for (const { bytes } of heard) {
    const [status = 0, key = 0, velocity = 0] = bytes;
    const note = ((status & 15) << 7) | key;
    if ((status & 0xf0) === 0x90 && velocity > 0) held.add(note);
    if ((status & 0xf0) === 0x80 || ((status & 0xf0) === 0x90 && velocity === 0)) held.delete(note);
    if ((status & 0xf0) !== 0xb0) continue;
    const pedal = -1 - (status & 15);
    if (key === 64 && velocity >= 64) held.add(pedal);
    else if (key === 64 || key === 121) held.delete(pedal);
  }
  return [...held];
}
