/** What the tests of the plugin share: a host of nothing but the sdk, a tone on the keys, samples. */
import { initializeWamHost } from '@webaudiomodules/sdk';
import Alloy from '../../../src/wam/index.js';
import type { AlloyNode } from '../../../src/wam/node.js';
import type { PlayerCommand } from '../../../src/protocol.js';

export const RATE = 48000;
const ZONE_RATE = 16000;

export interface Plugin {
  readonly module: InstanceType<typeof Alloy>;
  readonly node: AlloyNode;
}

/** The group of a host in a context. */
export async function groupIn(context: BaseAudioContext): Promise<string> {
  const [group] = await initializeWamHost(context);
  return group;
}

/** An instance in a context, connected to its destination. */
export async function plugIn(context: BaseAudioContext, state?: unknown): Promise<Plugin> {
  const module = await Alloy.createInstance(await groupIn(context), context, state);
  const node = module.audioNode as unknown as AlloyNode;
  node.connect(context.destination);
  return { module: module as Plugin['module'], node };
}

/** A tone of 440 Hz on all keys, without what a render takes. */
export async function giveTone(node: AlloyNode): Promise<void> {
  const length = 2 * ZONE_RATE;
  const samples = Float32Array.from(
    { length },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / ZONE_RATE),
  );
  const commands: PlayerCommand[] = [
    { kind: 'zone', id: 1e6, rootMidi: 69, sampleRate: ZONE_RATE, length, x: 0, y: 0, loop: null },
    { kind: 'samples', id: 1e6, start: 0, samples },
  ];
  for (const command of commands) node.port.postMessage(command);
  await node.getParameterValues(); // all that was sent is handled
}

export function offline(seconds: number, rate = RATE, options: object = {}): OfflineAudioContext {
  return new OfflineAudioContext({
    numberOfChannels: 2,
    length: Math.round(seconds * rate),
    sampleRate: rate,
    ...options,
  });
}

/** The left channel of an offline context. */
export async function rendered(context: OfflineAudioContext): Promise<Float32Array> {
  return (await context.startRendering()).getChannelData(0);
}

/** The first frame that is not silent; −1: none is. */
export function begins(samples: Float32Array): number {
  return samples.findIndex((sample) => sample !== 0);
}

export const note = (time?: number, key = 69, velocity = 100, status = 0x90) => ({
  type: 'wam-midi' as const,
  data: { bytes: [status, key, velocity] as [number, number, number] },
  ...(time === undefined ? {} : { time }),
});
