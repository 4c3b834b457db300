/** Takes the audio contexts and nodes that a page hands over: native ones, standardized-audio-context's, Tone.js's. [page] */
import { AlloyError } from '../../errors.js';
import type { WrappedContext } from '../host.js';
import { isNativeContext } from './player-host.js';

/**
 * A context that was handed over. Those of standardized-audio-context have the methods of native ones, and their nodes connect
 * to each other: here they have the native types.
 */
export interface GivenContext {
  readonly context: BaseAudioContext;
  readonly kind: 'native' | 'standardized';
  readonly offline: boolean;
  /** The object that it was in; null where it was none. */
  readonly wrapper: WrappedContext | null;
}

/** @throws AlloyError 'bad-argument' where it is no context, or one that is closed. */
export function takeContext(given: unknown): GivenContext {
  const wrapper = isWrapped(given) ? given : null;
  const context: unknown = wrapper ? wrapper.rawContext : given;
  if (!isContext(context)) {
    throw new AlloyError(
      'bad-argument',
      'context',
      'The context is no audio context. Pass an AudioContext, an OfflineAudioContext, one of standardized-audio-context, or Tone.getContext().',
    );
  }
  if (context.state === 'closed') {
    throw new AlloyError('bad-argument', 'context', 'The audio context is closed: nothing can play in it.');
  }
  const kind = isNativeContext(context) ? 'native' : 'standardized';
  return { context, kind, offline: 'startRendering' in context, wrapper };
}

/** Finds the node behind what a page names as destination. @throws AlloyError 'bad-argument' where it is none of the context. */
export function takeNode(given: unknown, context: BaseAudioContext): AudioNode {
  let node: unknown = given;
  while (isObject(node) && 'input' in node) node = node.input;
  if (isObject(node) && 'context' in node && node.context === context && 'numberOfInputs' in node) {
    if ((node as unknown as AudioNode).numberOfInputs > 0) return node as unknown as AudioNode;
  }
  throw new AlloyError(
    'bad-argument',
    'destination',
    'The destination is no node of the instrument’s context that something can be connected to. Make it with `instrument.context`, or pass null and connect `instrument.output`.',
  );
}

/** Where sound goes to unless the page says otherwise: with Tone.js, its destination with its volume. */
export function defaultNode({ context, wrapper }: GivenContext): AudioNode {
  const destination: unknown = wrapper && 'destination' in wrapper ? wrapper.destination : null;
  return isObject(destination) ? takeNode(destination, context) : context.destination;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isWrapped(value: unknown): value is WrappedContext {
  return isObject(value) && 'rawContext' in value && 'createAudioWorkletNode' in value;
}

function isContext(value: unknown): value is BaseAudioContext {
  return isObject(value) && 'createGain' in value && 'sampleRate' in value && 'destination' in value;
}
