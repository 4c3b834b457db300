/** Creates the player's AudioWorkletNode in a native context or in one of standardized-audio-context. [page] */
import { AlloyError } from '../../errors.js';
import { isInsecurePage } from '../../platform/secure.js';
import type { PlayerCommand, PlayerReport } from '../../protocol.js';

/** The parts of a MessagePort that the player uses: a plugin's node has one port for the player and its host. */
export interface PlayerPort {
  onmessage: ((event: MessageEvent<PlayerReport>) => void) | null;
  postMessage(command: PlayerCommand, transfer: Transferable[]): void;
}

/** The parts of an AudioWorkletNode that the player uses. */
export interface PlayerNode<Destination> {
  readonly port: PlayerPort;
  connect(destination: Destination): void;
  disconnect(): void;
  /** Called when the processor threw: from then on it is silent. */
  onError(listener: () => void): void;
}

/**
 * Creates the player's node in one of two Web Audio implementations, whose nodes cannot be connected to each other:
 * native contexts, of pages and plugin hosts, and those of standardized-audio-context, of Tone.js for example. [page]
 */
export interface PlayerHost<Destination> {
  /** [page] Loads the module at `moduleUrl`, once per context, and makes a stereo source of processor `name`. */
  createNode(moduleUrl: string, name: string): Promise<PlayerNode<Destination>>;
}

/** A stereo source. */
export const SOURCE = { numberOfInputs: 0, numberOfOutputs: 1, outputChannelCount: [2] };

export function noWorklet(): AlloyError {
  return isInsecurePage()
    ? new AlloyError(
        'insecure-page',
        'AudioWorklet',
        'The keys are silent: browsers let only pages of https or localhost have an AudioWorklet, and this one is served ' +
          'over plain http. What is rendered can be listened to and saved.',
      )
    : new AlloyError(
        'audio-output',
        'AudioWorklet',
        'The keys are silent: this browser has no AudioWorklet. Update it, or use another one.',
      );
}

/** Error for a module that does not load, which the browser reports as a DOMException named AbortError, like a cancel. */
export function notLoaded(moduleUrl: string, cause: unknown): AlloyError {
  const message =
    `The keys are silent: the player’s module ${moduleUrl} cannot be loaded. Look whether the server has it, and ` +
    "whether the page’s Content-Security-Policy lets it (script-src 'self').";
  return new AlloyError('audio-output', 'AudioWorklet', message, { cause });
}

/** Whether a context is the browser's own, of whichever window. */
export function isNativeContext(context: object): context is BaseAudioContext {
  return Object.prototype.toString.call(context).endsWith('AudioContext]');
}

/** For every page and host that has native contexts. */
export function nativeHost(context: BaseAudioContext): PlayerHost<AudioNode> {
  return {
    async createNode(moduleUrl, name) {
      // Not in pages that are served over plain HTTP, whatever the types say.
      const worklet = context.audioWorklet as AudioWorklet | undefined;
      if (worklet === undefined) throw noWorklet();
      await worklet.addModule(moduleUrl).catch((cause: unknown) => {
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
