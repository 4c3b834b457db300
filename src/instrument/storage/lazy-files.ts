/** Loads the code of files and links with the first use of it. [page] */
import type { InstrumentFilesContract, InstrumentLink, OpenedFile } from '../contract.js';
import type { InstrumentFiles, InstrumentFilesOptions } from './instrument-files.js';

/** See InstrumentFilesContract. [page] */
export class LazyFiles implements InstrumentFilesContract {
  readonly #options: InstrumentFilesOptions;
  #loading: Promise<InstrumentFiles> | null = null;

  constructor(options: InstrumentFilesOptions) {
    this.#options = options;
  }

  async save(options?: { readonly notes?: boolean }): Promise<Blob> {
    return (await this.#files()).save(options);
  }

  async open(file: Blob, name?: string): Promise<OpenedFile> {
    return (await this.#files()).open(file, name);
  }

  async link(): Promise<InstrumentLink> {
    return (await this.#files()).link();
  }

  async openLink(link: string): Promise<void> {
    return (await this.#files()).openLink(link);
  }

  async savePresets(ids: readonly string[] | null): Promise<{ file: Blob; leftOut: readonly string[] }> {
    return (await this.#files()).savePresets(ids);
  }

  /** Loaded anew where it could not be: the page may have been offline. */
  #files(): Promise<InstrumentFiles> {
    this.#loading ??= import('./instrument-files.js').then(
      ({ InstrumentFiles }) => new InstrumentFiles(this.#options),
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }
}
