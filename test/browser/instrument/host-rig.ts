/** What the tests of an instrument in somebody else's context share. */
import type { Instrument } from '../../../src/instrument/instrument.js';
import type { PlayerCommand } from '../../../src/protocol.js';
import { PlayerCore } from '../../../worklets/core/player-core.js';
import { loadPair } from './rig.js';

/** Counts the audio contexts that are made, live and offline, until `stop`. */
export function countContexts(): { made: number; stop(): void } {
  const { AudioContext, OfflineAudioContext } = globalThis;
  const count = {
    made: 0,
    stop: () => void Object.assign(globalThis, { AudioContext, OfflineAudioContext }),
  };
  const counting = <T extends typeof AudioContext | typeof OfflineAudioContext>(Context: T): T =>
    new Proxy(Context, {
      construct(target, args, newTarget) {
        count.made++;
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
  Object.assign(globalThis, {
    AudioContext: counting(AudioContext),
    OfflineAudioContext: counting(OfflineAudioContext),
  });
  return count;
}

/** Gives an instrument one short rendered note, which all keys play. */
export async function makePlayable(instrument: Instrument): Promise<void> {
  await loadPair(instrument, 0.2);
  instrument.setPlan({ low: 60, high: 60, mixes: 1 });
  instrument.setParameter('release', 0.01);
  await instrument.render();
  if (instrument.state.render.phase !== 'done') throw new Error(JSON.stringify(instrument.state.render));
}

/** Writes down what players are told, until `stop`. */
export function watchCommands(): { readonly commands: PlayerCommand[]; stop(): void } {
  const original = Reflect.get(MessagePort.prototype, 'postMessage') as (...sent: unknown[]) => void;
  const commands: PlayerCommand[] = [];
  MessagePort.prototype.postMessage = function (this: MessagePort, ...sent: unknown[]) {
    const command = sent[0] as PlayerCommand;
    commands.push(command.kind === 'samples' ? { ...command, samples: command.samples.slice() } : command);
    original.apply(this, sent);
  };
  return { commands, stop: () => void (MessagePort.prototype.postMessage = original) };
}

/** What the player's core makes of commands without any Web Audio: left and right. */
export function coreOutput(
  commands: readonly PlayerCommand[],
  rate: number,
  frames: number,
): [Float32Array, Float32Array] {
  const core = new PlayerCore(rate);
  for (const command of commands) core.handle(command);
  const out: [Float32Array, Float32Array] = [new Float32Array(frames), new Float32Array(frames)];
  for (let at = 0; at < frames; at += 128) {
    const [left, right] = out.map((channel) => channel.subarray(at, at + 128)) as typeof out;
    core.process(left, right, left.length, at / rate);
  }
  return out;
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} samples are not ${b.length}.`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

export const peak = (samples: Float32Array): number =>
  samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
