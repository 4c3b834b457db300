/** Sends the mix that results from its position and the gains of the sources to whatever sounds. [page] */
import { heardMix } from '../../timbre/heard-mix.js';
import type { AudioOutput } from '../play/audio-output.js';
import type { ClipPlayer } from '../render/clip-player.js';
import type { Renderer } from '../render/renderer.js';
import type { Sources } from '../sounds/sources.js';
import type { MixPosition } from '../state/state.js';
import type { Store } from '../state/store.js';

export interface MixFollowerOptions {
  readonly store: Store;
  readonly audio: Pick<AudioOutput, 'setParameter'>;
  readonly sources: Pick<Sources, 'gains'>;
  readonly renderer: Pick<Renderer, 'followMix'>;
  readonly clipPlayer: Pick<ClipPlayer, 'followMix'>;
}

/** Keeps the player, the hybrid, and the hybrid's layers that play at the mix that is heard. [page] */
export class MixFollower {
  readonly #options: MixFollowerOptions;
  /** What was sent to the player last. */
  #sent: MixPosition | null = null;

  constructor(options: MixFollowerOptions) {
    this.#options = options;
  }

  /** The mix that is heard now. */
  get heard(): MixPosition {
    const { sources, store } = this.#options;
    return heardMix(sources.gains, store.state.mix);
  }

  /** Sends it, where it is another one than was sent last. */
  follow(): void {
    const { heard } = this;
    if (heard.x === this.#sent?.x && heard.y === this.#sent.y) return;
    this.#options.audio.setParameter('mix', 100 * heard.x);
    this.#options.audio.setParameter('mixY', 100 * heard.y);
    this.show(heard);
  }

  /** The player plays this mix now. */
  show(heard: MixPosition): void {
    this.#sent = heard;
    this.#options.renderer.followMix(heard);
    this.#options.clipPlayer.followMix(heard);
  }
}
