/** Plays a host's events on the player core, sample-accurately, for any render quantum. [audio; allocates with events] */
import { readTuningMessage } from '../../src/midi/tuning/mts.js';
import { clampParameter, denormalizeParameter, isParameter, type ParameterId } from '../../src/parameters.js';
import { heardMix } from '../../src/timbre/heard-mix.js';
import type { MixPosition } from '../../src/timbre/mix.js';
import type { Hertz, Samples } from '../../src/units.js';
import { KEYS } from '../core/constants.js';
import type { PlayerCore } from '../core/player-core.js';
import { EventHeap } from './event-heap.js';
import { HeldNotes } from './held-notes.js';
import type { HostEvent, HostValue, PlayedEvent } from './messages.js';
import { copyOf, readEvent, timeOf, type WamAction } from './read-event.js';

/** Value of the parameter `mpe` for a lower zone of all channels, what nearly every MPE controller sends. */
const LOWER_ZONE = 1;

interface Waiting {
  readonly action: WamAction;
  /** What the page is told once it was played: its own event's id, or a copy of another WAM's. */
  readonly told: number | PlayedEvent | null;
}

/** What is left out stays as it is. */
export interface MixChange extends Partial<MixPosition> {
  readonly gains?: readonly number[];
}

/** What was played since the last call of `takePlayed`. */
export interface Played {
  readonly played: readonly (number | PlayedEvent)[];
  readonly values: readonly (readonly [ParameterId, number])[];
}

/**
 * A host's events on a player core. Runs the same in Node. [audio] Events may come in any order and form: each is copied,
 * waits for its frame, and is played between two parts of a block. What has no time, or a past one, plays at the start of the
 * next block; past ones in the order of their times. Nothing that a host sends throws.
 */
export class WamPlayer {
  readonly #core: PlayerCore;
  readonly #rate: Hertz;
  readonly #queue = new EventHeap<Waiting>();
  readonly #held = new HeldNotes();
  #played: (number | PlayedEvent)[] = [];
  #values: [ParameterId, number][] = [];
  #mix: MixPosition = { x: 0.5, y: 0 };
  /** Linear, one a source. */
  #gains: readonly number[] = [];
  #tuning: Float64Array = Float64Array.from({ length: KEYS }, (_, key) => key);
  /** Whether the host's first MPE event may still open a zone. */
  #mpeOffered = true;

  constructor(core: PlayerCore, rate: Hertz) {
    this.#core = core;
    this.#rate = rate;
  }

  /** Events that wait for their time. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Schedules an event. `now`: first frame that is not rendered yet; `id`: the page's number for it, null: another WAM's. */
  schedule(event: HostEvent | null | undefined, now: Samples, id: number | null): void {
    const time = timeOf(event);
    const frame = time === null ? now : Math.round(time * this.#rate);
    this.#queue.push(frame, { action: readEvent(event), told: id ?? copyOf(event) });
  }

  /**
   * Drops all events that wait, whoever sent them, and plays at once those that end a note or lift a pedal that is down.
   * @returns ids of the page's events that are not played.
   */
  clear(): number[] {
    return this.#queue.drain().flatMap((waiting) => {
      const { action, told } = waiting;
      const ends = action.kind === 'midi' && this.#held.ends(action.status, action.first, action.second);
      if (ends) this.#play(waiting);
      return !ends && typeof told === 'number' ? told : [];
    });
  }

  /** Renders a block that begins at frame `start`; `left` and `right` may be one array. */
  render(left: Float32Array, right: Float32Array, start: Samples): void {
    const frames = left.length;
    for (let at = 0; at < frames;) {
      while (this.#queue.nextFrame <= start + at) this.#play(this.#queue.shift()!);
      const end = Math.min(frames, this.#queue.nextFrame - start);
      this.#renderPart(left, right, at, end, (start + at) / this.#rate);
      at = end;
    }
  }

  /** Sets a parameter as a host gives it: clamped, rounded; what is no parameter or no number is ignored. */
  setValue({ id, value, normalized }: HostValue): void {
    if (!isParameter(id) || typeof value !== 'number' || !Number.isFinite(value)) return;
    const next = clampParameter(id, normalized === true ? denormalizeParameter(id, value) : value);
    if (id === 'mix') this.setMix({ x: next / 100 });
    else if (id === 'mixY') this.setMix({ y: next / 100 });
    else this.#core.handle({ kind: 'parameter', id, value: next });
    if (id === 'mpe') this.#mpeOffered = false;
    this.#values.push([id, next]);
  }

  /** Moves the live mix, or one of its axes, which is heard through the linear gains of the sources. */
  setMix({ x, y, gains }: MixChange): void {
    this.#mix = { x: x ?? this.#mix.x, y: y ?? this.#mix.y };
    this.#gains = gains ?? this.#gains;
    const heard = heardMix(this.#gains, this.#mix);
    this.#core.handle({ kind: 'parameter', id: 'mix', value: 100 * heard.x });
    this.#core.handle({ kind: 'parameter', id: 'mixY', value: 100 * heard.y });
  }

  /** Follows the page's tuning, which messages of single keys change. */
  followTuning(semitones: Float64Array): void {
    this.#tuning = semitones;
  }

  /** The page has chosen an MPE zone, or none: events open none any more. */
  followMpe(): void {
    this.#mpeOffered = false;
  }

  /** What was played and set since the last call; null: nothing. */
  takePlayed(): Played | null {
    if (this.#played.length === 0 && this.#values.length === 0) return null;
    const taken = { played: this.#played, values: this.#values };
    this.#played = [];
    this.#values = [];
    return taken;
  }

  #renderPart(left: Float32Array, right: Float32Array, at: Samples, end: Samples, time: number): void {
    const whole = at === 0 && end === left.length;
    const part = whole ? left : left.subarray(at, end);
    const other = right === left ? part : whole ? right : right.subarray(at, end);
    this.#core.process(part, other, end - at, time);
  }

  #play({ action, told }: Waiting): void {
    switch (action.kind) {
      case 'midi':
        if (action.mpe) this.#openMpe();
        this.#midi(action.status, action.first, action.second);
        break;
      case 'value':
        this.setValue(action.value);
        break;
      case 'sysex':
        this.#tune(action.bytes);
        break;
      case 'transport':
        this.#core.handle(action);
    }
    if (told !== null) this.#played.push(told);
  }

  /** At once: the core plays what has no time at the start of its next part. */
  #midi(status: number, first: number, second: number): void {
    this.#held.play(status, first, second);
    this.#core.midi(status, first, second, 0);
  }

  /** A host that sends MPE means it: the first such event opens a zone, unless somebody has chosen already. */
  #openMpe(): void {
    if (!this.#mpeOffered) return;
    this.setValue({ id: 'mpe', value: LOWER_ZONE });
  }

  #tune(bytes: Uint8Array): void {
    const read = readTuningMessage(this.#tuning, bytes);
    if (read.kind !== 'tuned') return;
    this.#tuning = read.table;
    this.#core.handle({ kind: 'tuning', semitones: read.table });
  }
}
