/** Makes frames and what workers are told come late by chance, in their order, where tests are shaken; see shake.ts. */
export {};

/** Milliseconds by which a message to a worker may be late: several frames, and most of a block of a render. */
const LATEST_MESSAGE = 60;
/** Frames that a callback may wait. */
const LATEST_FRAME = 4;

let state = (Number(await (await fetch('/@alloy-shake')).text()) * 2654435761) >>> 0;

/** A number in [0, 1): xorshift. */
function chance(): number {
  state = (state || 1) ^ ((state || 1) << 13);
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

const frame = globalThis.requestAnimationFrame.bind(globalThis);
const cancel = globalThis.cancelAnimationFrame.bind(globalThis);
/** The frame that is really waited for, by the number that was handed out: the first of its row. */
const waiting = new Map<number, number>();

globalThis.requestAnimationFrame = (callback) => {
  let left = Math.floor(chance() * LATEST_FRAME);
  const again = (time: number): void => {
    if (left-- > 0) return void waiting.set(first, frame(again));
    waiting.delete(first);
    callback(time);
  };
  const first = frame(again);
  waiting.set(first, first);
  return first;
};
globalThis.cancelAnimationFrame = (handle) => {
  cancel(waiting.get(handle) ?? handle);
  waiting.delete(handle);
};

const post = Worker.prototype.postMessage as (
  this: Worker,
  message: unknown,
  transfer: Transferable[],
) => void;
const queues = new WeakMap<Worker, Promise<void>>();

/** Late, in order; what is transferred leaves at once, as it does without. */
function postLate(this: Worker, message: unknown, more?: Transferable[] | StructuredSerializeOptions): void {
  const transfer = Array.isArray(more) ? more : (more?.transfer ?? []);
  const copy: unknown = structuredClone(message, { transfer });
  const moved = transferred(copy);
  const late = (queues.get(this) ?? Promise.resolve()).then(
    () => new Promise<void>((resolve) => setTimeout(resolve, chance() * LATEST_MESSAGE)),
  );
  queues.set(
    this,
    late.then(() => post.call(this, copy, moved)),
  );
}
Worker.prototype.postMessage = postLate as Worker['postMessage'];

/** Ports in what was cloned: they can only be moved on. Buffers are copied. */
function transferred(value: unknown, found: Transferable[] = []): Transferable[] {
  if (value instanceof MessagePort) found.push(value);
  else if (Array.isArray(value)) for (const one of value) transferred(one, found);
  else if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    for (const one of Object.values(value)) transferred(one, found);
  return found;
}
