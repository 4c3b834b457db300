/** Opens, saves and shares an instrument, and says what came of it. [page] The code that does it is loaded when it is first used. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { InstrumentContract, SaveOptions } from '../../src/instrument/contract.js';
import { isSongName } from '../../src/instrument/song-names.js';
import type { Strings } from '../strings.js';
import type { Dropped } from './dropped.js';
import type * as actions from './file-actions.js';
import type { FileOutcome } from './file-actions.js';

/** What it works on, as that is at the time. */
interface FilesContext {
  readonly instrument: InstrumentContract | null;
  readonly strings: Strings;
}

type Actions = typeof actions;
type Job = (
  actions: Actions,
  use: { instrument: InstrumentContract; strings: Strings },
) => Promise<FileOutcome | null>;

/** Whether a file is an instrument by its name. */
export function isInstrumentFile(file: unknown): file is File {
  return file instanceof File && /\.alloy$/i.test(file.name);
}

/** Whether it is, by its name, samples of an instrument, or an archive of sounds. */
export function isPackFile(file: unknown): boolean {
  return file instanceof File && /\.(sf[23z]|multisample|dspreset|dslibrary|zip)$/i.test(file.name);
}

/** Whether it is a MIDI file by its name. */
export function isSongFile(file: unknown): file is File {
  return file instanceof File && isSongName(file.name);
}

/** What the head's menu, drops, links and the presets do with files. [page] */
export class FilesController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #context: () => FilesContext;
  /** What came of the last thing that was done; null: nothing, or it was read. */
  outcome: FileOutcome | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, context: () => FilesContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  hostConnected(): void {
    // nothing to begin
  }

  /** Asks for a file and opens it. Call from a gesture. */
  choose(): Promise<void> {
    return this.#do((actions, use) => actions.chooseFile(use, this.#host));
  }

  open(file: File): Promise<void> {
    return this.#do((actions, use) => actions.openFile(use, file));
  }

  /** Opens a MIDI file, to be played. */
  openSong(file: File): Promise<void> {
    return this.#do((actions, use) => actions.openSong(use, file));
  }

  /** Opens a folder or a pack of sounds. @param slot where the first of them goes; null: where there is room. */
  openPack(dropped: Dropped, slot: number | null): Promise<void> {
    return this.#do((actions, use) => actions.openPack(use, this.#host, dropped, slot));
  }

  /** Opens an instrument, a song or a pack of sounds that was dropped or chosen among sounds. @returns false: there is none. */
  take(dropped: Dropped, slot: number | null = null): boolean {
    const { sounds, entries } = dropped;
    const file = sounds.find(isInstrumentFile);
    const song = sounds.find(isSongFile);
    if (song) void this.openSong(song);
    const pack = !file && (entries?.length || sounds.some(isPackFile));
    if (file) void this.open(file);
    if (pack) void this.openPack(dropped, slot);
    return Boolean(file ?? song ?? pack);
  }

  /** Opens a link; what is here and nowhere kept becomes a preset before. */
  openLink(link: string): Promise<void> {
    return this.#do((actions, use) => actions.openLink(use, link));
  }

  /** Call from a gesture. */
  save(what: SaveOptions): Promise<void> {
    return this.#do((actions, use) => actions.saveFile(use, what));
  }

  /** Null: all of them. Call from a gesture. */
  savePresets(ids: readonly string[] | null): Promise<void> {
    return this.#do((actions, use) => actions.savePresets(use, ids));
  }

  /** Opens the sheet that exports it. */
  export(): Promise<void> {
    return this.#do((actions, use) => actions.openExport(use, this.#host));
  }

  /** Call from a gesture. */
  copyLink(): Promise<void> {
    return this.#do((actions, use) => actions.copyLink(use));
  }

  dismiss(): void {
    this.outcome = null;
    this.#host.requestUpdate();
  }

  async #do(job: Job): Promise<void> {
    const { instrument, strings } = this.#context();
    if (!instrument) return;
    let outcome: FileOutcome | null;
    try {
      outcome = await job(await import('./file-actions.js'), { instrument, strings });
    } catch {
      outcome = { kind: 'failed', text: strings.parts.failed }; // the code could not be loaded
    }
    this.outcome = outcome ?? this.outcome;
    this.#host.requestUpdate();
  }
}
