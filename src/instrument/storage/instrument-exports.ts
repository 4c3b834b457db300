/** Exports the rendered instrument in the formats of other samplers. [page] */
import {
  checkedOptions,
  exportNames,
  formatFacts,
  lossesIn,
  type ExportFormat,
} from '../../exports/formats.js';
import { conditionedKeyZones, exportInput, type ExportInput } from '../../exports/input.js';
import type { ExportFile } from '../../exports/job.js';
import { fileName } from '../../exports/names.js';
import { AlloyError, fromErrorMessage } from '../../errors.js';
import type { ExportLoss, InstrumentExportOptions, InstrumentExportsContract } from '../contract.js';
import type { Renderer } from '../render/renderer.js';
import type { Store } from '../state/store.js';
import { exportInWorker } from './export/client.js';
import type { StateTransfer } from './state-transfer.js';

const ZIP_TYPE = 'application/zip';
const OTHER_TYPE = 'application/octet-stream';

export interface InstrumentExportsOptions {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly transfer: StateTransfer;
  /** Renders what is not rendered yet; while something is, the promise of that. Never rejects. */
  readonly render: () => Promise<void>;
}

/** See InstrumentExportsContract. [page] */
export class InstrumentExports implements InstrumentExportsContract {
  readonly #options: InstrumentExportsOptions;

  constructor(options: InstrumentExportsOptions) {
    this.#options = options;
  }

  async exportAs(format: ExportFormat, options: InstrumentExportOptions = {}): Promise<File> {
    const { ending } = formatFacts(format);
    let packed: ExportFile | null = null;
    for await (const file of this.#files(
      await this.#input(format, options),
      format,
      options,
      ending === null,
    )) {
      if (ending === null || file.path.endsWith(ending)) packed = file;
    }
    const { path, bytes } = packed!;
    return new File([bytes], path, { type: ending === null ? ZIP_TYPE : OTHER_TYPE });
  }

  async exportInto(
    folder: FileSystemDirectoryHandle,
    format: ExportFormat,
    options: InstrumentExportOptions = {},
  ): Promise<string> {
    const input = await this.#input(format, options);
    const name = fileName(input.name);
    const free = await freeName(folder, format, name);
    const made = exportNames(format, { name: free });
    try {
      for await (const { path, bytes } of this.#files(input, format, options, false))
        await write(folder, free + path.slice(name.length), bytes);
    } catch (error) {
      for (const entry of made) await folder.removeEntry(entry, { recursive: true }).catch(() => undefined);
      throw error;
    }
    return made[0]!;
  }

  exportLosses(format: ExportFormat): Promise<readonly ExportLoss[]> {
    const { store, renderer } = this.#options;
    const keyZones = conditionedKeyZones(renderer.keyZones);
    return Promise.resolve(lossesIn(format, { parameters: store.state.parameters, keyZones }));
  }

  #files(
    input: ExportInput,
    format: ExportFormat,
    asked: InstrumentExportOptions,
    zip: boolean,
  ): AsyncGenerator<ExportFile> {
    const { signal, onProgress } = asked;
    return exportInWorker(input, {
      ...{ format, zip, signal },
      options: optionsOf(format, asked),
      onProgress: (done) => onProgress?.('write', done),
    });
  }

  /** The instrument with those of its keys that are to leave. */
  async #input(format: ExportFormat, asked: InstrumentExportOptions): Promise<ExportInput> {
    const { renderer, transfer } = this.#options;
    const { keys = 'all', name, signal, onProgress } = asked;
    optionsOf(format, asked); // what is wrong with them is said before anything is rendered
    if (keys === 'all') await this.#untilWhole(signal, onProgress);
    const document = await transfer.get({ live: false });
    signal?.throwIfAborted();
    if (keys === 'all' && !this.#whole) return this.#input(format, asked); // changed meanwhile
    const there = conditionedKeyZones(renderer.keyZones.filter((keyZone) => keyZone.done));
    return exportInput({ ...document, name: name?.trim() || document.name }, there);
  }

  /** All that a render would make is made. */
  get #whole(): boolean {
    const { store, renderer } = this.#options;
    const { keyZones } = renderer;
    return !store.state.stale && keyZones.length > 0 && keyZones.every((keyZone) => keyZone.done);
  }

  /** Renders what is missing, and waits for it. @throws AlloyError of the render, 'not-finished'; the signal's reason. */
  async #untilWhole(
    signal: AbortSignal | undefined,
    onProgress: InstrumentExportOptions['onProgress'],
  ): Promise<void> {
    const { store, render } = this.#options;
    const tell = (): void => {
      const { render: now } = store.state;
      if (now.phase === 'running') onProgress?.('render', now.progress);
    };
    store.addEventListener('change', tell);
    try {
      while (!this.#whole) {
        await unlessAborted(render(), signal);
        const { render: ended } = store.state;
        if (ended.phase === 'error') throw fromErrorMessage(ended.error);
        if (ended.phase !== 'done' || !this.#whole) throw stopped();
      }
    } finally {
      store.removeEventListener('change', tell);
    }
  }
}

function optionsOf(
  format: ExportFormat,
  { sampleRate = null, bits = 16 }: Pick<InstrumentExportOptions, 'sampleRate' | 'bits'>,
): ReturnType<typeof checkedOptions> {
  return checkedOptions(format, { sampleRate, bits });
}

function stopped(): AlloyError {
  return new AlloyError(
    'not-finished',
    'export',
    'The keys that are still missing were not rendered: the render was stopped. Export again, or export the keys that are there.',
  );
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** A name under which nothing of the folder's is replaced: "X", or "X (2)" and so on. */
async function freeName(
  folder: FileSystemDirectoryHandle,
  format: ExportFormat,
  name: string,
): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} (${number})`;
    const taken = exportNames(format, { name: candidate }).map((entry) => exists(folder, entry));
    if (!(await Promise.all(taken)).includes(true)) return candidate;
  }
}

async function exists(folder: FileSystemDirectoryHandle, entry: string): Promise<boolean> {
  try {
    await folder.getFileHandle(entry);
    return true;
  } catch (error) {
    const { name } = error as DOMException;
    if (name === 'NotFoundError') return false;
    if (name === 'TypeMismatchError') return true; // a folder
    throw error;
  }
}

async function write(
  folder: FileSystemDirectoryHandle,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const folders = path.split('/');
  const name = folders.pop()!;
  let parent = folder;
  for (const one of folders) parent = await parent.getDirectoryHandle(one, { create: true });
  const writable = await (await parent.getFileHandle(name, { create: true })).createWritable();
  try {
    await writable.write(bytes);
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
  await writable.close();
}
