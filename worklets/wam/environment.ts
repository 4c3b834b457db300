/** Types of what a WAM host puts into the audio thread's global scope. [audio] */
import type { HostEvent } from './messages.js';

/** A processor as other WAMs of its group see it. */
export interface GroupMember {
  readonly groupId: string;
  readonly moduleId: string;
  readonly instanceId: string;
  scheduleEvents(...events: HostEvent[]): void;
}

/** The parts of the sdk's WamEnv that are used. */
export interface WamEnvironment {
  addWam(wam: GroupMember): void;
  removeWam(wam: GroupMember): void;
  connectEvents(groupId: string, from: string, to: string, output?: number): void;
  disconnectEvents(groupId: string, from: string, to?: string, output?: number): void;
  emitEvents(from: GroupMember, ...events: HostEvent[]): void;
}

/** Null: no host has made one in this context. */
export function wamEnvironment(): WamEnvironment | null {
  return (globalThis as { webAudioModules?: WamEnvironment }).webAudioModules ?? null;
}
