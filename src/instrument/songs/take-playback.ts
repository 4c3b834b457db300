/** Plays a recording's sound beside the player. [page] */
import type { Take } from './take.js';

/** Where it is played. */
export interface PlaybackHost {
  readonly context: BaseAudioContext;
  readonly output: AudioNode;
}

type Phase = 'stopped' | 'making' | 'playing';

/** Makes the sound of a take once, and plays it. [page] */
export class TakePlayback {
  readonly #host: PlaybackHost;
  readonly #onPhase: (phase: Phase) => void;
  #made: { readonly take: Take; readonly buffer: AudioBuffer } | null = null;
  #source: AudioBufferSourceNode | null = null;
  #making: AbortController | null = null;

  constructor(host: PlaybackHost, onPhase: (phase: Phase) => void) {
    this.#host = host;
    this.#onPhase = onPhase;
  }

  async play(take: Take): Promise<void> {
    this.stop();
    const buffer = this.#made?.take === take ? this.#made.buffer : await this.#make(take);
    if (!buffer) return;
    this.#made = { take, buffer };
    const source = this.#host.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#host.output);
    source.onended = () => {
      source.disconnect();
      if (this.#source !== source) return;
      this.#source = null;
      this.#onPhase('stopped');
    };
    source.start();
    this.#source = source;
    this.#onPhase('playing');
  }

  stop(): void {
    const playing = this.#source ?? this.#making;
    this.#making?.abort();
    this.#making = null;
    this.#source?.stop();
    this.#source = null;
    if (playing) this.#onPhase('stopped');
  }

  /** The take is none any more. */
  forget(): void {
    this.stop();
    this.#made = null;
  }

  /** Null: it was stopped. */
  async #make(take: Take): Promise<AudioBuffer | null> {
    const making = new AbortController();
    this.#making = making;
    this.#onPhase('making');
    try {
      const { takeWav } = await import('./take/client.js');
      const { context } = this.#host;
      const { signal } = making;
      const wav = await takeWav(take, { sampleRate: context.sampleRate, bits: 'float', signal });
      const buffer = await context.decodeAudioData(await wav.arrayBuffer());
      return signal.aborted ? null : buffer;
    } catch (error) {
      if (making.signal.aborted) return null;
      this.#onPhase('stopped');
      throw error;
    } finally {
      if (this.#making === making) this.#making = null;
    }
  }
}
