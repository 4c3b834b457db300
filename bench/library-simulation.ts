/**
 * Simulates a cluster that renders a library: workers take shards of an array in turn and are lost at random; a lost worker's shard is
 * queued again and goes on behind the notes that are there. No thread, no clock: a list of events.
 */
import { randomWord } from '../src/generator/sampler.js';
import type { Seconds } from '../src/units.js';

export interface Cluster {
  readonly workers: number;
  readonly notes: number;
  readonly shards: number;
  /** What a note takes a worker. */
  readonly note: Seconds;
  /** What a note that is begun loses at most when its worker is lost: all of it, or the time since its last checkpoint. */
  readonly checkpoint: Seconds;
  /** From a task's start to its first note: the process, the model, the plan up to the shard. */
  readonly start: Seconds;
  /** Looking at a note that is there. */
  readonly skip: Seconds;
  /** Share of the workers that is lost in an hour. */
  readonly lossAnHour: number;
  /** From a loss until the scheduler has queued the shard again. */
  readonly notice: Seconds;
  /** From a loss until another worker is there in its place. */
  readonly replace: Seconds;
  readonly seed: number;
}

export interface Makespan {
  readonly seconds: Seconds;
  /** All notes, shared evenly by workers that are never lost, start at once and look at nothing. */
  readonly ideal: Seconds;
  readonly lost: number;
}

/** A heap of times, the earliest first. */
class Times<T> {
  readonly #items: { at: Seconds; what: T }[] = [];

  get size(): number {
    return this.#items.length;
  }

  get first(): Seconds | undefined {
    return this.#items[0]?.at;
  }

  push(at: Seconds, what: T): void {
    const items = this.#items;
    items.push({ at, what });
    for (let i = items.length - 1; i > 0;) {
      const above = (i - 1) >> 1;
      if (items[above]!.at <= items[i]!.at) return;
      [items[above], items[i]] = [items[i]!, items[above]!];
      i = above;
    }
  }

  pop(): { at: Seconds; what: T } | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (items.length === 0 || !last) return first;
    items[0] = last;
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const least = [left, right].reduce(
        (best, k) => (k < items.length && items[k]!.at < items[best]!.at ? k : best),
        i,
      );
      if (least === i) return first;
      [items[least], items[i]] = [items[i]!, items[least]!];
      i = least;
    }
  }
}

/** A shard that waits: how many of its notes are there, and what of the next one is. */
interface Waiting {
  readonly shard: number;
  readonly done: number;
  readonly partly: Seconds;
}

export function simulate(cluster: Cluster): Makespan {
  const { workers, notes, shards, note, start, skip, notice, replace, seed } = cluster;
  const ideal = (notes * note) / workers;
  const rate = -Math.log(1 - cluster.lossAnHour) / 3600;
  let draws = 0;
  const untilLoss = (): Seconds =>
    rate > 0 ? -Math.log((randomWord(seed, 1, draws++) + 1) / 2 ** 32) / rate : Infinity;
  const sizeOf = (shard: number): number =>
    Math.floor(((shard + 1) * notes) / shards) - Math.floor((shard * notes) / shards);
  const free = new Times<null>();
  for (let worker = 0; worker < workers; worker++) free.push(0, null);
  let fresh = 0;
  const again = new Times<Waiting>();
  let [makespan, lost] = [0, 0];
  while (fresh < shards || again.size > 0) {
    const { at: idle } = free.pop()!;
    // what is queued again goes before what was not begun, once the scheduler knows of it
    const first = again.first;
    const isAgain = first !== undefined && (first <= idle || fresh === shards);
    const { at: queued, what: waiting } = isAgain
      ? again.pop()!
      : { at: 0, what: { shard: fresh++, done: 0, partly: 0 } };
    const begin = Math.max(queued, idle);
    const ready = begin + start + waiting.done * skip;
    const left = sizeOf(waiting.shard) - waiting.done;
    const end = ready + left * note - waiting.partly;
    const loss = begin + untilLoss();
    if (loss >= end) {
      makespan = Math.max(makespan, end);
      free.push(end, null);
      continue;
    }
    lost++;
    const worked = Math.max(0, loss - ready) + waiting.partly;
    const whole = Math.min(left - 1, Math.floor(worked / note));
    const begun = worked - whole * note;
    again.push(loss + notice, {
      shard: waiting.shard,
      done: waiting.done + whole,
      partly: Math.floor(begun / cluster.checkpoint) * cluster.checkpoint,
    });
    free.push(loss + replace, null);
  }
  return { seconds: makespan, ideal, lost };
}
