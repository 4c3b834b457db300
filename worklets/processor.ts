/** Wraps the player core in an AudioWorkletProcessor: messages in, reports out. [audio] */
import { POSITION_FIELDS, type PlayerCommand, type PlayerReport } from '../src/protocol.js';
import { POLYPHONY } from './core/constants.js';
import { PlayerCore } from './core/player-core.js';

const DEFAULT_REPORT_BLOCKS = 16;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Runs the player core on the browser's audio thread: receives commands, posts reports, renders blocks. [audio] */
export class PlayerProcessor extends AudioWorkletProcessor {
  protected readonly core = new PlayerCore(sampleRate);
  /** Reused for every report: only the copy that postMessage makes is allocated. */
  readonly #status: Mutable<Extract<PlayerReport, { kind: 'status' }>> = {
    kind: 'status',
    voices: 0,
    peak: 0,
    underruns: 0,
    positions: new Float32Array(0),
  };
  readonly #positions = new Float32Array(POSITION_FIELDS * POLYPHONY);
  #reportBlocks = DEFAULT_REPORT_BLOCKS;
  #blocksLeft = DEFAULT_REPORT_BLOCKS;
  #closed = false;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<PlayerCommand>) => this.handle(event.data);
    this.#report({ kind: 'ready' });
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const left = outputs[0]?.[0];
    if (left !== undefined) this.render(left, outputs[0]![1] ?? left);
    const program = this.core.takeProgram();
    if (program >= 0) this.#report({ kind: 'program', program });
    const zone = this.core.takeMpe();
    if (zone !== null) this.#report({ kind: 'mpe', zone });
    if (this.#reportBlocks > 0 && --this.#blocksLeft <= 0) this.#reportStatus();
    return !this.#closed;
  }

  /** Renders the block that begins at `currentFrame`; `left` and `right` may be one array. */
  protected render(left: Float32Array, right: Float32Array): void {
    this.core.process(left, right, left.length, currentTime);
  }

  protected handle(command: PlayerCommand): void {
    switch (command.kind) {
      case 'reportEvery':
        this.#reportBlocks = command.blocks;
        this.#blocksLeft = command.blocks;
        break;
      case 'sync':
        this.#report({ kind: 'synced', id: command.id });
        break;
      case 'close':
        this.core.handle({ kind: 'panic' });
        this.core.handle({ kind: 'clear' });
        this.#closed = true;
        this.port.close(); // a port that is open holds both sides
        break;
      default:
        this.core.handle(command);
    }
  }

  #reportStatus(): void {
    this.#blocksLeft = this.#reportBlocks;
    this.#status.voices = this.core.voices;
    this.#status.peak = this.core.takePeak();
    this.#status.underruns = this.core.underruns;
    const count = this.core.writePositions(this.#positions);
    this.#status.positions = this.#positions.slice(0, POSITION_FIELDS * count);
    this.#report(this.#status);
  }

  #report(report: PlayerReport): void {
    this.port.postMessage(report);
  }
}
