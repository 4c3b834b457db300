/** The plugin as a host loads it: Web Audio Modules 2. [page] */
import { WebAudioModule } from './sdk.js';
import { AlloyError } from '../errors.js';
import { Instrument } from '../instrument/instrument.js';
import { isNativeContext } from '../instrument/play/player-host.js';
import { newId } from '../platform/id.js';
import descriptor from './descriptor.json' with { type: 'json' };
import { AlloyNode } from './node.js';

/** Address of the module that a host imports: the descriptor is beside it. */
let here: string = import.meta.url;

/** Bundles put this file elsewhere: the module that a host imports says where it is itself. */
export function setModuleUrl(url: string): void {
  here = url;
}

/**
 * Alloy as a Web Audio Module: `createInstance(groupId, audioContext, initialState?)`. [page]
 * Each instance has an instrument of its own in the host's context; it keeps nothing in the browser: a host keeps its state.
 */
export class AlloyModule extends WebAudioModule {
  /** Null before `initialize`. */
  #instrument: Instrument | null = null;
  readonly #guis = new Set<Element>();

  constructor(groupId: string, audioContext: BaseAudioContext) {
    super(groupId, audioContext);
    Object.assign(this._descriptor, descriptor);
    this._descriptorUrl = new URL('descriptor.json', here).href;
    // The sdk makes it from the clock, and several that are made at once share it.
    const instanceId = `${descriptor.identifier}.${newId()}`;
    Object.defineProperty(this, 'instanceId', { value: instanceId, enumerable: true });
  }

  /** The instrument behind the plugin; null before `initialize`. */
  get instrument(): Instrument | null {
    return this.#instrument;
  }

  /** Resolves once the plugin runs, with its state in place; offline, once all of it is rendered. */
  override async initialize(state?: unknown): Promise<this> {
    if (!this._audioNode) this.audioNode = await this.createAudioNode(state);
    this.initialized = true;
    return this;
  }

  /** Makes the instrument and its node: `initialize` does. @throws AlloyError as `createInstance` rejects. */
  override async createAudioNode(state?: unknown): Promise<typeof this._audioNode> {
    if (typeof this.groupId !== 'string') {
      const message = 'Pass the group’s id that initializeWamHost gave.';
      throw new AlloyError('bad-argument', 'groupId', message);
    }
    if (typeof this.audioContext !== 'object' || !isNativeContext(this.audioContext ?? {})) throw noContext();
    const node = await AlloyNode.open(this);
    try {
      this.#instrument = new Instrument({
        context: this.audioContext,
        destination: null,
        storageKey: null,
        playerHost: node.playerHost,
      });
      node.attach(this.#instrument);
      await node.begin(state);
    } catch (error) {
      node.destroy();
      throw error;
    }
    return node as unknown as typeof this._audioNode;
  }

  /** The instrument's face, compact; each call makes one. */
  override async createGui(): Promise<Element> {
    const node = this._audioNode as unknown as AlloyNode | undefined;
    if (!node) {
      const message = 'Initialise the plugin before its face is made.';
      throw new AlloyError('bad-argument', 'createGui', message);
    }
    const { createFace } = await import('./gui.js');
    const gui = createFace(node.living());
    this.#guis.add(gui);
    return gui;
  }

  /** Takes a face away that `createGui` made; also after `destroy()`. */
  override destroyGui(gui?: Element): void {
    if (!gui || !this.#guis.delete(gui)) return;
    gui.remove();
  }

  /** Some hosts destroy the module, others its node: the same. */
  destroy(): void {
    this._audioNode?.destroy();
  }
}

function noContext(): AlloyError {
  const message =
    'Pass the browser’s own AudioContext or OfflineAudioContext; with Tone.js, call Tone.setContext(new AudioContext()) first.';
  return new AlloyError('bad-argument', 'audioContext', message);
}
