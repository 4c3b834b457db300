/** Wraps player core and host events in a WAM's AudioWorkletProcessor. [audio] */
import type { PlayerCommand } from '../../src/protocol.js';
import { PlayerProcessor } from '../processor.js';
import { wamEnvironment, type GroupMember } from './environment.js';
import type { HostEvent, WamCommand, WamProcessorOptions, WamReport } from './messages.js';
import { WamPlayer } from './wam-player.js';

/** Input that the instrument's own clips come by; the first is a host's, and is not listened to. */
const CLIPS = 1;

/**
 * A WAM's processor: what the page's player sends, what a host sends, and what other WAMs of the group send. [audio]
 * Its constructor cannot throw: a host would wait for it for ever. Does not inherit the sdk's processor, which renders blocks
 * of 128 frames only.
 */
export class WamProcessor extends PlayerProcessor implements GroupMember {
  readonly groupId: string;
  readonly moduleId: string;
  readonly instanceId: string;
  readonly #player = new WamPlayer(this.core, sampleRate);
  #joined = false;

  constructor(options: { readonly processorOptions: WamProcessorOptions }) {
    super();
    const { groupId, moduleId, instanceId } = options.processorOptions;
    this.groupId = groupId;
    this.moduleId = moduleId;
    this.instanceId = instanceId;
    this.#tell({ kind: 'wam-ready', problem: this.#join() });
  }

  /** Seconds by the sdk, samples by the api's types: there is none. */
  getCompensationDelay(): number {
    return 0;
  }

  /** Other WAMs call this in the audio thread; their events are shared with others, and not written to. */
  scheduleEvents(...events: HostEvent[]): void {
    for (const event of events) this.#player.schedule(event, currentFrame, null);
  }

  /** To the WAMs that are connected behind this one. One that fails, or is gone, must not stop this one. */
  emitEvents(...events: HostEvent[]): void {
    try {
      wamEnvironment()?.emitEvents(this, ...events);
    } catch {
      // Its own business: the sdk's group passes on what a receiver throws.
    }
  }

  clearEvents(): void {
    this.#player.clear();
  }

  /** Silences it and takes it out of its group. */
  destroy(): void {
    this.handle({ kind: 'close' });
  }

  override process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const alive = super.process(inputs, outputs);
    addClips(inputs[CLIPS], outputs[0]);
    this.#tellPlayed();
    return alive;
  }

  protected override render(left: Float32Array, right: Float32Array): void {
    this.#player.render(left, right, currentFrame);
  }

  protected override handle(command: PlayerCommand | WamCommand): void {
    switch (command.kind) {
      case 'wam-events':
        command.events.forEach((event, i) => this.#player.schedule(event, currentFrame, command.ids[i]!));
        return;
      case 'wam-clear':
        return this.#answer(command.id, this.#player.clear());
      case 'wam-set':
        for (const value of command.values) this.#player.setValue(value);
        return this.#answer(command.id);
      case 'wam-sync':
        return this.#answer(command.id);
      case 'wam-mix':
        return this.#player.setMix(command);
      case 'wam-connect':
        return this.#wire((env) =>
          env.connectEvents(this.groupId, this.instanceId, command.to, command.output),
        );
      case 'wam-disconnect':
        return this.#wire((env) =>
          env.disconnectEvents(
            this.groupId,
            this.instanceId,
            command.to ?? undefined,
            command.output ?? undefined,
          ),
        );
      case 'wam-emit':
        return this.emitEvents(...command.events);
      case 'close':
        this.#leave();
        return super.handle(command);
      case 'parameter':
        if ((command.id === 'mix' || command.id === 'mixY') && !((command.time ?? 0) > 0)) return; // by 'wam-mix'
        if (command.id === 'mpe' && command.value !== 0) this.#player.followMpe();
        return super.handle(command);
      case 'tuning':
        this.#player.followTuning(command.semitones);
        return super.handle(command);
      default:
        super.handle(command);
    }
  }

  /** @returns why it could not; null: it is in its group. */
  #join(): string | null {
    try {
      const environment = wamEnvironment();
      if (!environment) return 'no-host';
      environment.addWam(this);
      this.#joined = true;
      return null;
    } catch (error) {
      return String(error);
    }
  }

  #leave(): void {
    if (!this.#joined) return;
    this.#joined = false;
    this.#wire((environment) => environment.removeWam(this));
  }

  #wire(use: (environment: NonNullable<ReturnType<typeof wamEnvironment>>) => void): void {
    try {
      const environment = wamEnvironment();
      if (environment) use(environment);
    } catch {
      // A group that is gone, or a receiver that it does not know: there is nothing to wire.
    }
  }

  #answer(id: number, cleared: readonly number[] = []): void {
    this.#tellPlayed();
    this.#tell({ kind: 'wam-answer', id, cleared });
  }

  #tellPlayed(): void {
    const played = this.#player.takePlayed();
    if (played) this.#tell({ kind: 'wam-played', ...played });
  }

  #tell(report: WamReport): void {
    this.port.postMessage(report);
  }
}

/** Adds the instrument's clips, mono or stereo, to what the keys play. */
function addClips(clips: readonly Float32Array[] | undefined, output: Float32Array[] | undefined): void {
  if (!clips || clips.length === 0 || !output) return;
  output.forEach((channel, i) => {
    const clip = clips[Math.min(i, clips.length - 1)]!;
    for (let frame = 0; frame < channel.length; frame++) channel[frame]! += clip[frame]!;
  });
}
