/** Plays and saves clips at levels that compare; the hybrid is played from its layers, so that the mix moves it. [page] */
import { Headroom, scaled } from '../../audio/headroom.js';
import { encodeWav } from '../../audio/wav.js';
import { AlloyError } from '../../errors.js';
import { placeWeights } from '../../timbre/heard-mix.js';
import { decibelsToGain } from '../../units.js';
import type { AudioOutput } from '../play/audio-output.js';
import type { Clip, MixPosition } from '../state/state.js';
import type { Store } from '../state/store.js';
import { HYBRID } from './clips.js';
import type { Layers } from '../../timbre/mix-layers.js';

const SLOT_OF_ORIGINAL = /^original-(\d)$/;

export interface ClipPlayerOptions {
  readonly store: Store;
  readonly audio: Pick<AudioOutput, 'play' | 'stop' | 'followLayers'>;
  /** The layers that the hybrid is mixed from; null: it is a single note. */
  readonly hybrid: () => Layers | null;
  /** The mix that results from position and gains. */
  readonly heardMix: () => MixPosition;
}

export class ClipPlayer {
  readonly #options: ClipPlayerOptions;
  /** Layers of the hybrid that plays, or played last, and their common gain below full scale, linear. */
  #playing: (Layers & { readonly level: number }) | null = null;

  constructor(options: ClipPlayerOptions) {
    this.#options = options;
  }

  /** Plays a clip in place of the one that plays; one that there is not, or that is empty, plays nothing. */
  async play(id: string): Promise<void> {
    const { store, audio, hybrid, heardMix } = this.#options;
    const clip = this.#find(id);
    if (!clip || clip.audio.samples.length === 0) return;
    store.update({ playing: id });
    const slot = store.state.slots[SLOT_OF_ORIGINAL.exec(id)?.[1] as unknown as number];
    const level = this.#gainOf(clip);
    const gain = level * decibelsToGain(slot?.phase === 'ready' ? slot.gain : 0);
    const { sampleRate, samples } = clip.audio;
    const layers = id === HYBRID ? hybrid() : null;
    this.#playing = layers && { ...layers, level };
    const played = layers
      ? { ...layers, gains: this.#gainsAt(heardMix()) }
      : { sampleRate, samples: [samples], gains: [gain] };
    await audio.play(played, () => {
      if (store.state.playing === id) store.update({ playing: null });
    });
  }

  stop(): void {
    this.#options.audio.stop();
    this.#options.store.update({ playing: null });
  }

  /** Moves the layers of the hybrid, where it plays, to a mix. */
  followMix(heard: MixPosition): void {
    const { store, audio } = this.#options;
    if (this.#playing && store.state.playing === HYBRID) audio.followLayers(this.#gainsAt(heard));
  }

  /** WAV bytes of a clip. @throws AlloyError 'bad-argument' where there is none of that id. */
  export(id: string): Blob {
    const clip = this.#find(id);
    if (!clip) throw new AlloyError('bad-argument', id, `There is no clip “${id}”.`);
    const samples = scaled(clip.audio.samples, this.#gainOf(clip));
    return new Blob([encodeWav(samples, clip.audio.sampleRate)], { type: 'audio/wav' });
  }

  #find(id: string): Clip | undefined {
    return this.#options.store.state.clips.find((candidate) => candidate.id === id);
  }

  #gainsAt(heard: MixPosition): number[] {
    const { places, level } = this.#playing!;
    return placeWeights(places, heard).map((weight) => level * weight);
  }

  /** Linear gain that keeps a clip below full scale: the same for all rendered clips, so that their levels compare. */
  #gainOf(clip: Clip): number {
    const headroom = new Headroom().take(clip.audio.samples);
    if (clip.kind === 'original') return headroom.gain;
    for (const { kind, audio } of this.#options.store.state.clips)
      if (kind !== 'original') headroom.take(audio.samples);
    return headroom.gain;
  }
}
