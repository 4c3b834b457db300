/** Decides which of the tabs that have an instrument open under one key owns and saves it. [page] */
import { newId } from '../../platform/id.js';

/** How long to wait for a key or an answer: the page before a reload may still be letting go of it. */
const PATIENCE_MILLISECONDS = 1500;
/** After giving the key up: when nobody has taken it by then, it stays here. */
const HANDOVER_MILLISECONDS = 5000;

export interface OwnershipOptions {
  readonly key: string;
  /** Keeps what is left to keep; resolves when it is kept. */
  readonly flush: () => Promise<void>;
  /** The key is ours after it was another tab's: that one has gone, or has given it up. */
  readonly gained: () => void;
  /** Another tab has the key from here on, or is about to have it. */
  readonly lost: () => void;
}

type Message =
  /** A tab has come: the owner keeps all that it has, and says that it is here. */
  | { readonly kind: 'ask' | 'give'; readonly from: string }
  /** The owner's answer. 'given': it keeps nothing any more. */
  | { readonly kind: 'here' | 'given'; readonly to: string };

/**
 * One owner a key among all tabs and instruments of the origin: whoever holds the key's Web Lock, which ends with its tab,
 * crashed or closed. Others wait in line, and can ask for it. Where there are no locks (pages on plain http), tabs settle it by
 * messages alone. [page]
 */
export class Ownership {
  readonly #options: OwnershipOptions;
  /** Of the lock and of the channel. */
  readonly #lockName: string;
  readonly #id = newId();
  readonly #channel: BroadcastChannel;
  readonly #locks = globalThis.navigator.locks as LockManager | undefined;
  /** Told whether the owner answered. */
  readonly #waiting = new Map<Message['kind'], (answered: boolean) => void>();
  #release: () => void = () => undefined;
  /** Tells a claim in line that it was closed. */
  #leftLine: () => void = () => undefined;
  /** Ends the place in line. */
  #queue: AbortController | null = null;
  #state: 'waiting' | 'owner' | 'giving' | 'closed' = 'waiting';

  constructor(options: OwnershipOptions) {
    this.#options = options;
    this.#lockName = `alloy-instrument ${options.key}`;
    this.#channel = new BroadcastChannel(this.#lockName);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => void this.#receive(data);
  }

  /** @returns true when the key is ours; otherwise its owner has kept all that it has, and we wait in line, or were closed. */
  async claim(): Promise<boolean> {
    if (this.#state === 'closed') return false;
    const answered = this.#ask('ask', 'here');
    if (!this.#locks) {
      const free = !(await answered) && this.#state === 'waiting';
      if (free) this.#state = 'owner';
      return free;
    }
    let open = true;
    const granted = new Promise<boolean>((resolve) => {
      this.#line(false, () => (open ? resolve(true) : this.#options.gained()));
      this.#leftLine = () => resolve(false);
    });
    // An owner that does not answer is stopped, or on its way out: its lock tells. Where nobody has the lock it comes to us,
    // however long a busy machine takes.
    const told = answered.then(async (heard) => (heard || (await this.#isHeld()) ? this.#isOwner : granted));
    const ours = await Promise.race([granted, told]);
    open = false;
    return ours;
  }

  get #isOwner(): boolean {
    return this.#state === 'owner';
  }

  /** Whether the lock is anybody's. */
  async #isHeld(): Promise<boolean> {
    const { held = [] } = await this.#locks!.query();
    return held.some(({ name }) => name === this.#lockName);
  }

  /** Takes over the key from its owner, who saves and releases it first, or does not answer. */
  async takeOver(): Promise<void> {
    if (this.#state !== 'waiting') return;
    await this.#ask('give', 'given');
    if ((this.#state as string) !== 'waiting') return; // ours meanwhile, or closed
    if (this.#locks) await new Promise<void>((resolve) => this.#line(true, resolve));
    else this.#state = 'owner';
  }

  /** Answers nobody any more; the key is let go of by `close`. */
  leave(): void {
    this.#channel.onmessage = null;
  }

  close(): void {
    this.leave();
    this.#state = 'closed';
    this.#queue?.abort();
    this.#leftLine();
    for (const settle of this.#waiting.values()) settle(false); // whoever asks is let go on at once
    this.#channel.close();
    this.#release();
  }

  /** Waits in line for the lock, or takes it at once. */
  #line(steal: boolean, granted: () => void): void {
    this.#queue?.abort();
    const queue = new AbortController();
    this.#queue = queue;
    const held = (): Promise<void> => {
      this.#queue = null;
      if (this.#state === 'closed') return Promise.resolve();
      this.#state = 'owner';
      granted();
      return new Promise<void>((release) => (this.#release = release));
    };
    const options = steal ? { steal } : { signal: queue.signal };
    this.#locks!.request(this.#lockName, options, held).catch(() => {
      // stolen, or out of the line by our own will
      if (this.#queue === null && this.#state !== 'closed') this.#lose();
    });
  }

  /** The lock is another tab's: back in line behind it. */
  #lose(): void {
    if (this.#state === 'owner') this.#options.lost();
    this.#state = 'waiting';
    this.#line(false, () => this.#options.gained());
  }

  async #receive(message: Message): Promise<void> {
    if ('to' in message) {
      if (message.to === this.#id) this.#waiting.get(message.kind)?.(true);
      return;
    }
    if (this.#state !== 'owner') return;
    const { kind, from } = message;
    if (kind === 'give') this.#state = 'giving';
    await this.#options.flush();
    if ((this.#state as string) === 'closed') return;
    if (kind === 'give') this.#options.lost(); // what changes from here on is not kept here
    this.#channel.postMessage({ kind: kind === 'give' ? 'given' : 'here', to: from } satisfies Message);
    if (kind === 'ask') return;
    if (this.#locks) setTimeout(() => this.#keepOn(), HANDOVER_MILLISECONDS);
    else this.#state = 'waiting';
  }

  /** Whoever asked for the key did not take it. */
  #keepOn(): void {
    if (this.#state !== 'giving') return;
    this.#state = 'owner';
    this.#options.gained();
  }

  /** @returns whether the owner answered in time. */
  #ask(kind: 'ask' | 'give', answer: 'here' | 'given'): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (answered: boolean): void => {
        clearTimeout(timer);
        resolve(answered);
      };
      const timer = setTimeout(() => settle(false), PATIENCE_MILLISECONDS);
      this.#waiting.set(answer, settle);
      this.#channel.postMessage({ kind, from: this.#id } satisfies Message);
    });
  }
}
