/** Serves the jobs of a pool worker, one at a time, in the browser and in Node. [worker] */
import { AlloyError, toErrorMessage } from '../../errors.js';
import { InferenceKernel } from './inference-kernel.js';
import type { FromWorker, GenerateRequest, Request, ToWorker } from './messages.js';

/** The worker's side of the line to the pool. */
export interface Port {
  post(message: FromWorker, transfer: ArrayBuffer[]): void;
  listen(handler: (message: ToWorker) => void): void;
  /** Resolves after the messages that have arrived were handled. */
  breathe(): Promise<void>;
}

class Server {
  readonly #port: Port;
  #kernel: Promise<InferenceKernel> | undefined;
  #aborted = false;

  constructor(port: Port) {
    this.#port = port;
  }

  async handle(message: ToWorker): Promise<void> {
    try {
      switch (message.kind) {
        case 'open':
          this.#kernel = InferenceKernel.create(message.module, message.packed, message.shared);
          await this.#kernel;
          this.#port.post({ kind: 'opened' }, []);
          return;
        case 'request':
          this.#aborted = false;
          return await this.#work(await this.#kernel!, message.request);
        case 'abort':
          this.#aborted = true;
          return;
      }
    } catch (error) {
      this.#port.post({ kind: 'failed', error: toErrorMessage(memoryError(error)) }, []);
    }
  }

  async #work(kernel: InferenceKernel, request: Request): Promise<void> {
    if (request.kind === 'generate') return this.#generate(kernel, request);
    const rows = kernel.logits(request.note, request.codes);
    this.#port.post({ kind: 'logits', rows }, [rows.buffer as ArrayBuffer]);
  }

  async #generate(
    kernel: InferenceKernel,
    { note, temperature, chunkSamples }: GenerateRequest,
  ): Promise<void> {
    let sent = note.history?.length ?? 0;
    kernel.open(note, temperature);
    while (sent < note.length && !this.#aborted) {
      kernel.advance(chunkSamples);
      if (kernel.made > sent) {
        const codes = kernel.codes(sent);
        this.#port.post({ kind: 'chunk', start: sent, codes }, [codes.buffer as ArrayBuffer]);
        sent = kernel.made;
      }
      await this.#port.breathe();
    }
    this.#port.post({ kind: 'done' }, []);
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
