/** Serves the jobs of a pool worker, as many at a time as its batch has items, in the browser and in Node. [worker] */
import { AlloyError, toErrorMessage } from '../../errors.js';
import type { Samples } from '../../units.js';
import { InferenceKernel } from './inference-kernel.js';
import type { FromWorker, GenerateRequest, Request, ToWorker } from './messages.js';

/** The worker's side of the line to the pool. */
export interface Port {
  post(message: FromWorker, transfer: ArrayBuffer[]): void;
  listen(handler: (message: ToWorker) => void): void;
  /** Resolves after the messages that have arrived were handled. */
  breathe(): Promise<void>;
}

/** A note that is being made. */
interface BatchItem {
  readonly kernel: InferenceKernel;
  readonly request: GenerateRequest;
  /** Samples that were posted, or that the pool has as history. */
  sent: Samples;
}

class Server {
  readonly #port: Port;
  #kernels: Promise<InferenceKernel[]> | undefined;
  readonly #items = new Map<number, BatchItem>();
  /** Items whose job is to end. A job may be aborted before it has begun. */
  readonly #aborted = new Set<number>();
  #running = false;

  constructor(port: Port) {
    this.#port = port;
  }

  async handle(message: ToWorker): Promise<void> {
    try {
      switch (message.kind) {
        case 'open':
          this.#kernels = InferenceKernel.createBatch(
            message.module,
            message.packed,
            message.batch ?? 1,
            message.shared,
          );
          await this.#kernels;
          return;
        case 'request':
          this.#aborted.delete(message.item);
          return await this.#begin(message.item, message.request);
        case 'abort':
          this.#aborted.add(message.item);
          return;
      }
    } catch (error) {
      this.#port.post({ kind: 'failed', error: toErrorMessage(memoryError(error)) }, []);
    }
  }

  async #begin(number: number, request: Request): Promise<void> {
    const kernel = (await this.#kernels!)[number]!;
    if (request.kind === 'logits') {
      const rows = kernel.logits(request.note, request.codes);
      this.#port.post({ kind: 'logits', item: number, rows }, [rows.buffer as ArrayBuffer]);
      return;
    }
    kernel.open(request.note, request.temperature);
    const sent = request.note.history?.length ?? 0;
    this.#items.set(number, { kernel, request, sent });
    if (!this.#running) await this.#run();
  }

  /** Advances the notes of all items side by side, until none is left; notes come and go between two chunks. */
  async #run(): Promise<void> {
    this.#running = true;
    for (;;) {
      for (const [number, { request, sent }] of this.#items) {
        if (!this.#aborted.has(number) && sent < request.note.length) continue;
        this.#items.delete(number);
        this.#port.post({ kind: 'done', item: number }, []);
      }
      if (this.#items.size === 0) break;
      const items = [...this.#items.values()];
      const samples = Math.min(...items.map(({ request }) => request.chunkSamples));
      InferenceKernel.advanceBatch(
        items.map(({ kernel }) => kernel),
        samples,
      );
      for (const [number, item] of this.#items) this.#send(number, item);
      await this.#port.breathe();
    }
    this.#running = false;
  }

  #send(number: number, item: BatchItem): void {
    const { kernel, sent } = item;
    if (kernel.made <= sent) return; // its history is still replayed
    const codes = kernel.codes(sent);
    item.sent = kernel.made;
    this.#port.post({ kind: 'chunk', item: number, start: sent, codes }, [codes.buffer as ArrayBuffer]);
  }
}

/** WebAssembly says RangeError when there is no memory. */
export function memoryError(error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  return new AlloyError(
    'out-of-memory',
    'wasm',
    `There is not enough memory to render with this model (${error.message}). Use fewer workers or a smaller model.`,
    { cause: error },
  );
}

export function serve(port: Port): void {
  const server = new Server(port);
  port.listen((message) => void server.handle(message));
}
