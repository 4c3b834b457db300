/** Runs an export: asks where it goes, tells how far it is, ends it. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  ExportFormat,
  InstrumentContract,
  InstrumentExportOptions,
} from '../../src/instrument/contract.js';
import type { Gain01 } from '../../src/units.js';
import { pickers, safeName, saveAs } from './saving.js';

export type ExportState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly name: string }
  | { readonly phase: 'failed'; readonly error: unknown };

export interface ExportRequest extends Pick<InstrumentExportOptions, 'sampleRate' | 'bits' | 'keys'> {
  readonly format: ExportFormat;
  /** Empty: as the instrument is called. */
  readonly name: string;
  /** Of the format, for the browser's dialog. */
  readonly description: string;
}

const ENDINGS: Readonly<Partial<Record<ExportFormat, string>>> = {
  sf2: '.sf2',
  multisample: '.multisample',
};
const UNNAMED = 'Alloy instrument';

/** One export at a time; nothing is left of one that is cancelled, or whose host goes. [page] */
export class ExportRun implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #abort = new AbortController();
  state: ExportState = { phase: 'idle' };
  progress: { readonly step: 'render' | 'write'; readonly done: Gain01 } = { step: 'write', done: 0 };

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.cancel();
  }

  /** Call from a gesture. @param folder into one that is asked for; otherwise one file. */
  async start(instrument: InstrumentContract, folder: boolean, request: ExportRequest): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const name = await this.#write(instrument, folder, request, abort.signal);
      this.#become(abort, { phase: 'done', name });
    } catch (error) {
      const closed = error instanceof DOMException && error.name === 'AbortError';
      this.#become(abort, closed ? { phase: 'idle' } : { phase: 'failed', error });
    }
  }

  cancel(): void {
    this.#abort.abort();
    if (this.state.phase === 'running') this.reset();
  }

  reset(): void {
    this.state = { phase: 'idle' };
    this.#host.requestUpdate();
  }

  async #write(
    { files }: InstrumentContract,
    folder: boolean,
    { format, description, name, ...request }: ExportRequest,
    signal: AbortSignal,
  ): Promise<string> {
    const named = name.trim() === '' ? {} : { name: name.trim() };
    const options = {
      ...request,
      ...named,
      signal,
      onProgress: (step: 'render' | 'write', done: Gain01) => this.#tell(signal, { step, done }),
    };
    if (folder) {
      const chosen = await pickers.showDirectoryPicker!({ mode: 'readwrite', id: 'alloy' });
      this.#tell(signal, { step: 'write', done: 0 });
      return files.exportInto(chosen, format, options);
    }
    const ending = ENDINGS[format] ?? '.zip';
    const suffix = ENDINGS[format] ?? `.${format}.zip`;
    const type = ENDINGS[format] ? 'application/octet-stream' : 'application/zip';
    const saved = await saveAs(
      `${safeName(name) || UNNAMED}${suffix}`,
      { description, type, ending },
      async () => {
        this.#tell(signal, { step: 'write', done: 0 });
        return { blob: await files.exportAs(format, options) };
      },
    );
    return saved.name;
  }

  #tell(signal: AbortSignal, progress: ExportRun['progress']): void {
    if (signal.aborted) return;
    this.progress = progress;
    this.state = { phase: 'running' };
    this.#host.requestUpdate();
  }

  #become(abort: AbortController, state: ExportState): void {
    if (abort !== this.#abort || abort.signal.aborted) return;
    this.state = state;
    this.#host.requestUpdate();
  }
}
