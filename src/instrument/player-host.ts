import {
  addAudioWorkletModule,
  AudioWorkletNode as StandardizedWorkletNode,
  type IAudioContext,
  type IAudioNode,
  type IOfflineAudioContext,
} from 'standardized-audio-context';
import { AlloyError } from '../errors.js';

/** What the player needs of its node. */
export interface PlayerNode<Destination> {
  readonly port: MessagePort;
  connect(destination: Destination): void;
  disconnect(): void;
  /** Called when the processor threw: from then on it is silent. */
  onError(listener: () => void): void;
}

/**
 * Makes the player's node in its own world of Web Audio. There are two, and their nodes do not mix: pages
 * have standardized-audio-context, plugin hosts hand out a native context.
 */
export interface PlayerHost<Destination> {
  /** [page] Loads the module at `moduleUrl`, once per context, and makes a stereo source of processor `name`. */
  createNode(moduleUrl: string, name: string): Promise<PlayerNode<Destination>>;
}

const SOURCE = { numberOfInputs: 0, numberOfOutputs: 1, outputChannelCount: [2] };

function noWorklet(): AlloyError {
  return new AlloyError(
    'no-backend',
    'AudioWorklet',
    'This page has no AudioWorklet: it must be served over HTTPS (or from localhost).',
  );
}

export type StandardizedContext = IAudioContext | IOfflineAudioContext;

/**
 * A module that does nothing but import another. standardized-audio-context fetches a module's text and wraps
 * all but the imports at its very top into a function, and what it registers into a class that makes garbage
 * on every block; given this, it leaves the real module alone.
 */
function moduleThatImports(moduleUrl: string): string {
  return `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(moduleUrl)};`)}`;
}

/** For pages. */
export function standardizedHost<T extends StandardizedContext>(context: T): PlayerHost<IAudioNode<T>> {
  return {
    async createNode(moduleUrl, name) {
      if (addAudioWorkletModule === undefined || StandardizedWorkletNode === undefined) throw noWorklet();
      await addAudioWorkletModule(context, moduleThatImports(moduleUrl));
      const node = new StandardizedWorkletNode(context, name, SOURCE);
      return {
        port: node.port,
        connect: (destination) => void node.connect(destination),
        disconnect: () => node.disconnect(),
        onError: (listener) => (node.onprocessorerror = listener),
      };
    },
  };
}

/** For plugin hosts, which bring a native context. */
export function nativeHost(context: BaseAudioContext): PlayerHost<AudioNode> {
  return {
    async createNode(moduleUrl, name) {
      if (context.audioWorklet === undefined) throw noWorklet();
      await context.audioWorklet.addModule(moduleUrl);
      const node = new AudioWorkletNode(context, name, SOURCE);
      return {
        port: node.port,
        connect: (destination) => void node.connect(destination),
        disconnect: () => node.disconnect(),
        onError: (listener) => (node.onprocessorerror = listener),
      };
    },
  };
}
