/** Makes the player's node in a context of standardized-audio-context, as Tone.js and pages with its nodes have. [page] */
import { AlloyError } from '../../errors.js';
import type { WorkletNodeClass } from '../host.js';
import type { GivenContext } from './host-context.js';
import { noWorklet, notLoaded, SOURCE, type PlayerHost } from './player-host.js';

type MakeNode = (name: string, options: object) => object;

/**
 * A module that does nothing but import another. standardized-audio-context fetches a module's text and wraps
 * all but the imports at its very top into a function, and what it registers into a class that makes garbage
 * on every block; given this, it leaves the real module alone.
 */
function moduleThatImports(moduleUrl: string): string {
  return `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(moduleUrl)};`)}`;
}

/** A context knows only nodes of its own copy of the library: the wrapper's, the page's, or that which Alloy imports. */
async function nodeMaker(
  { context, wrapper }: GivenContext,
  own: WorkletNodeClass | undefined,
): Promise<MakeNode> {
  if (wrapper) return (name, options) => wrapper.createAudioWorkletNode(name, options);
  const imported = async () => (await import('standardized-audio-context')).AudioWorkletNode;
  const Node = (own ?? (await imported())) as (new (...args: unknown[]) => object) | undefined;
  if (Node === undefined) throw noWorklet();
  return (name, options) => new Node(context, name, options);
}

function foreignCopy(cause: unknown): AlloyError {
  const message =
    'The audio context is of another copy of standardized-audio-context than the one that Alloy imports. With Tone.js, pass ' +
    'Tone.getContext() as `context`; else pass the AudioWorkletNode of that copy as `audioWorkletNode`.';
  return new AlloyError('bad-argument', 'context', message, { cause });
}

/** Its worklets come from `data:` and `blob:`, which a page's Content-Security-Policy must let: see docs/csp.md. */
export function standardizedHost(given: GivenContext, own?: WorkletNodeClass): PlayerHost<AudioNode> {
  const { context } = given;
  return {
    async createNode(moduleUrl, name) {
      const makeNode = await nodeMaker(given, own);
      const worklet = context.audioWorklet as AudioWorklet | undefined; // not over plain http
      if (worklet === undefined) throw noWorklet();
      await worklet.addModule(moduleThatImports(moduleUrl)).catch((cause: unknown) => {
        throw notLoaded(moduleUrl, cause);
      });
      const node = made(() => makeNode(name, SOURCE));
      return {
        port: node.port,
        connect: (destination) => void node.connect(destination),
        disconnect: () => node.disconnect(),
        onError: (listener) => (node.onprocessorerror = listener),
      };
    },
  };
}

/** Its methods are those of a native node, for nodes of the same context. */
function made(make: () => object): AudioWorkletNode {
  try {
    return make() as AudioWorkletNode;
  } catch (cause) {
    throw foreignCopy(cause);
  }
}
