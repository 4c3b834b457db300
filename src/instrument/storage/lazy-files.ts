/** Loads the code of files, links and exports with the first use of it. [page] */
import type { ExportFormat } from '../../exports/formats.js';
import type {
  ExportLoss,
  InstrumentExportOptions,
  InstrumentFilesContract,
  InstrumentLink,
  OpenedFile,
  SaveOptions,
} from '../contract.js';
import type { InstrumentExports, InstrumentExportsOptions } from './instrument-exports.js';
import type { LatestRequest } from '../state/latest-request.js';
import type { InstrumentFiles, InstrumentFilesOptions } from './instrument-files.js';

/** See InstrumentFilesContract. [page] */
export class LazyFiles implements InstrumentFilesContract {
  readonly #files: () => Promise<InstrumentFiles>;
  readonly #exports: () => Promise<InstrumentExports>;
  readonly #requests: LatestRequest;

  constructor(options: InstrumentFilesOptions & InstrumentExportsOptions) {
    this.#requests = options.requests;
    this.#files = once(async () => new (await import('./instrument-files.js')).InstrumentFiles(options));
    this.#exports = once(
      async () => new (await import('./instrument-exports.js')).InstrumentExports(options),
    );
  }

  async save(options?: SaveOptions): Promise<Blob> {
    return (await this.#files()).save(options);
  }

  async open(file: Blob, name?: string): Promise<OpenedFile> {
    const request = this.#requests.begin(); // now, not once the code for it is here
    return (await this.#files()).open(file, name, request);
  }

  async link(): Promise<InstrumentLink> {
    return (await this.#files()).link();
  }

  async openLink(link: string, before?: () => Promise<unknown>): Promise<void> {
    const request = this.#requests.begin();
    return (await this.#files()).openLink(link, before, request);
  }

  async savePresets(ids: readonly string[] | null): Promise<{ file: Blob; leftOut: readonly string[] }> {
    return (await this.#files()).savePresets(ids);
  }

  async exportAs(format: ExportFormat, options?: InstrumentExportOptions): Promise<File> {
    return (await this.#exports()).exportAs(format, options);
  }

  async exportInto(
    folder: FileSystemDirectoryHandle,
    format: ExportFormat,
    options?: InstrumentExportOptions,
  ): Promise<string> {
    return (await this.#exports()).exportInto(folder, format, options);
  }

  async exportLosses(format: ExportFormat): Promise<readonly ExportLoss[]> {
    return (await this.#exports()).exportLosses(format);
  }
}

/** Loaded anew where it could not be: the page may have been offline. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null;
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    }));
}
