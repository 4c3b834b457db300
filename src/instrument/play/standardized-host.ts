/** Makes the player's node in a context of standardized-audio-context, as Tone.js and pages with its nodes have. [page] */
import {
  addAudioWorkletModule,
  AudioWorkletNode,
  type IAudioContext,
  type IAudioNode,
  type IOfflineAudioContext,
} from 'standardized-audio-context';
import { noWorklet, notLoaded, SOURCE, type PlayerHost } from './player-host.js';

export type StandardizedContext = IAudioContext | IOfflineAudioContext;

/**
 * A module that does nothing but import another. standardized-audio-context fetches a module's text and wraps
 * all but the imports at its very top into a function, and what it registers into a class that makes garbage
 * on every block; given this, it leaves the real module alone.
 */
function moduleThatImports(moduleUrl: string): string {
  return `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(moduleUrl)};`)}`;
}

/** Its worklets come from `data:` and `blob:`, which a page's Content-Security-Policy must let: see docs/csp.md. */
export function standardizedHost<T extends StandardizedContext>(context: T): PlayerHost<IAudioNode<T>> {
  return {
    async createNode(moduleUrl, name) {
      if (addAudioWorkletModule === undefined || AudioWorkletNode === undefined) throw noWorklet();
      await addAudioWorkletModule(context, moduleThatImports(moduleUrl)).catch((cause: unknown) => {
        throw notLoaded(moduleUrl, cause);
      });
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
