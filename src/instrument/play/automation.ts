/** Sets parameters at times of the audio context's clock: heard exactly then, shown about then. [page] */
import { clampParameter, type ParameterId } from '../../parameters.js';
import type { Seconds } from '../../units.js';
import type { MixPosition } from '../state/state.js';
import type { Store } from '../state/store.js';
import type { AudioOutput } from './audio-output.js';
import type { Later } from './later.js';

export interface AutomationOptions {
  readonly store: Store;
  readonly audio: Pick<AudioOutput, 'setParameter'>;
  readonly later: Later;
  /** The mix that results from a position and the gains of the sources. */
  readonly heardMix: (mix: MixPosition) => MixPosition;
  /** A parameter was moved, which what is on its way is to keep. */
  readonly onTurned: (id: ParameterId) => void;
  /** The player has come to a mix that it was told of ahead. */
  readonly onMix: (heard: MixPosition) => void;
}

/** What a host does with parameters, which is its to take back: none of it is a step of undo. [page] */
export class Automation {
  readonly #options: AutomationOptions;
  /** Where the mix will be once all is played that was sent; null: where it is. */
  #aim: MixPosition | null = null;

  constructor(options: AutomationOptions) {
    this.#options = options;
  }

  /** The live mix is two of them. */
  set(id: ParameterId, value: number, time: Seconds): void {
    const { store, audio, later, onTurned } = this.#options;
    const next = clampParameter(id, value);
    onTurned(id);
    if (id === 'mix' || id === 'mixY') return this.#setMix(id, next / 100, time);
    audio.setParameter(id, next, time);
    later.at(time, () => store.update({ parameters: { ...store.state.parameters, [id]: next } }));
  }

  /** What waits was forgotten. */
  forget(): void {
    this.#aim = null;
  }

  #setMix(id: 'mix' | 'mixY', share: number, time: Seconds): void {
    const { store, audio, later, heardMix, onMix } = this.#options;
    const before = this.#aim ?? store.state.mix;
    const mix = id === 'mix' ? { x: share, y: before.y } : { x: before.x, y: share };
    this.#aim = mix;
    const heard = heardMix(mix);
    audio.setParameter('mix', 100 * heard.x, time);
    audio.setParameter('mixY', 100 * heard.y, time);
    later.at(time, () => {
      if (this.#aim === mix) this.#aim = null;
      const parameters = { ...store.state.parameters, mix: 100 * mix.x, mixY: 100 * mix.y };
      store.update({ mix, parameters });
      onMix(heard);
    });
  }
}
