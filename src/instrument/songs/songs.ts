/** Implements songs and recordings on the instrument's own output. [page] */
import { toContextTime } from '../../midi/clock.js';
import type { Seconds } from '../../units.js';
import type { AudioOutput } from '../play/audio-output.js';
import type { Performance } from '../play/performance.js';
import type { InstrumentSongsContract, SongLoop, SongsState, TakeSoundOptions } from '../songs-contract.js';
import type { InstrumentState } from '../state/state.js';
import type { Store } from '../state/store.js';
import { suggestedName } from '../state/suggested-name.js';
import { Recorder, type RecorderInput } from './recorder.js';
import { SongTransport, type SongOutput } from './song-transport.js';

export interface SongsOptions {
  readonly store: Store;
  readonly audio: AudioOutput;
  readonly performance: Performance;
}

/** See InstrumentSongsContract. [page] */
export class Songs extends EventTarget implements InstrumentSongsContract {
  readonly #options: SongsOptions;
  readonly #transport: SongTransport;
  readonly #recorder: Recorder;
  #state: SongsState = { song: null, take: { phase: 'none' } };
  #before: InstrumentState;

  constructor(options: SongsOptions) {
    super();
    this.#options = options;
    const { store, performance } = options;
    this.#before = store.state;
    const changed = (): void => this.#follow();
    this.#transport = new SongTransport({
      output: this.#output(),
      changed,
      ended: () => void this.dispatchEvent(new Event('ended')),
    });
    this.#recorder = new Recorder(this.#input(), changed);
    performance.onSilenced((forGood) => this.#transport.silenced(forGood));
    performance.onControl((bytes, time) => this.#recorder.onControl(bytes, time));
    store.addEventListener('change', this.#onStore);
  }

  get state(): SongsState {
    return this.#state;
  }

  get position(): Seconds {
    return this.#transport.position;
  }

  get recorded(): Seconds {
    return this.#recorder.recorded;
  }

  open(file: Blob, name = file instanceof File ? file.name : 'song'): Promise<void> {
    return this.#transport.open(file, name);
  }

  play(): Promise<void> {
    return this.#transport.play();
  }

  stop(): void {
    this.#transport.stop();
  }

  seek(seconds: Seconds): void {
    this.#transport.seek(seconds);
  }

  setSpeed(speed: number): void {
    this.#transport.setSpeed(speed);
  }

  setLoop(loop: SongLoop | null): void {
    this.#transport.setLoop(loop);
  }

  setPart(index: number, on: boolean): void {
    this.#transport.setPart(index, on);
  }

  closeSong(): void {
    this.#transport.close();
  }

  record(): Promise<void> {
    return this.#recorder.record();
  }

  stopRecording(): void {
    this.#recorder.stop();
  }

  discardTake(): void {
    this.#recorder.discard();
  }

  playTake(): Promise<void> {
    return this.#recorder.play();
  }

  stopTake(): void {
    this.#recorder.stopPlaying();
  }

  takeSound(options?: TakeSoundOptions): Promise<File> {
    return this.#recorder.sound(options);
  }

  takeSong(): Promise<File> {
    return Promise.resolve().then(() => this.#recorder.song());
  }

  /** The last call: nothing sounds on. */
  close(): void {
    this.#options.store.removeEventListener('change', this.#onStore);
    this.#transport.dispose();
    this.#recorder.discard();
  }

  #follow(): void {
    this.#state = { song: this.#transport.state, take: this.#recorder.state };
    this.dispatchEvent(new Event('change'));
  }

  readonly #onStore = (): void => {
    const [before, now] = [this.#before, this.#options.store.state];
    this.#before = now;
    const presets = before.presets?.current !== now.presets?.current;
    if (presets || before.factory.current !== now.factory.current) this.#recorder.onPreset();
  };

  async #ready(): Promise<void> {
    const { audio } = this.#options;
    const { given, offline } = audio.host;
    if (!given && !offline) await audio.resume();
    else audio.wake();
    await audio.player();
  }

  #output(): SongOutput {
    const { audio, performance } = this.#options;
    return {
      get currentTime() {
        return audio.clock.currentTime;
      },
      get sampleRate() {
        return audio.host.context.sampleRate;
      },
      get offline() {
        return audio.host.offline;
      },
      ready: () => this.#ready(),
      song: (bytes, time) => performance.song(bytes, time),
      cancelSong: (time) => performance.cancelSong(time),
      endSong: (time, ahead) => performance.endSong(time, ahead),
    };
  }

  #input(): RecorderInput {
    const { audio, performance, store } = this.#options;
    const tempo = (): number | null => {
      const { song } = this.#state;
      return song && song.tempo * song.speed;
    };
    return {
      now() {
        if (audio.host.offline) return audio.clock.currentTime;
        return toContextTime(audio.clock, globalThis.performance.now(), globalThis.performance.now());
      },
      ready: () => this.#ready(),
      tap: (player) => audio.tap(player),
      get moved() {
        return performance.moved;
      },
      get name() {
        return suggestedName(store.state);
      },
      get tempo() {
        return tempo();
      },
      get context() {
        return audio.host.context;
      },
      get output() {
        return audio.host.output;
      },
    };
  }
}
