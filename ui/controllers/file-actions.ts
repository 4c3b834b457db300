/** Asks for files, opens, saves and shares: what FilesController does, loaded when it is first used. [page] */
import type { InstrumentContract, SaveOptions } from '../../src/instrument/contract.js';
import { isSongName, SONG_ENDINGS } from '../../src/instrument/song-names.js';
import { AlloyError, toErrorMessage } from '../../src/errors.js';
import { suggestedName } from '../../src/instrument/state/suggested-name.js';
import { loadPart } from '../parts.js';
import { errorText, loadMoreStrings, stringsFor, type Strings } from '../strings.js';
import type { MoreStrings } from '../strings/en-more.js';
import { deckOf } from './deck.js';
import type { Dropped } from './dropped.js';
import { packFiles } from './pack-files.js';
import { acceptedTypes, pickers, safeName, saveAs, type FileKind } from './saving.js';

/** What came of it, in words; `link`: to be copied by hand. */
export interface FileOutcome {
  readonly kind: 'done' | 'failed';
  readonly text: string;
  readonly link?: string;
}

export interface FileUse {
  readonly instrument: InstrumentContract;
  readonly strings: Strings;
}

type Words = MoreStrings['files'];

const ENDING = '.alloy';
/** Packs of sounds that are one file. */
const PACKS = ['.sf2', '.sf3', '.multisample', '.dslibrary', '.zip'];
const TYPE = 'application/vnd.alloy.instrument+zip';

/** What came of it, in the reader's words, which come with the first of them that is needed. */
async function wordsOf({ strings }: FileUse): Promise<Words> {
  await loadMoreStrings();
  return stringsFor(strings.tag)!.more!.files;
}

/** Null where nothing was chosen. */
export async function chooseFile(use: FileUse, face: HTMLElement): Promise<FileOutcome | null> {
  const file = await guarded(use.strings, async () => pickFile(await wordsOf(use)));
  if (file === null || 'kind' in file) return file;
  if (isSongName(file.name)) return openSong(use, file);
  return PACKS.some((ending) => file.name.toLowerCase().endsWith(ending))
    ? openPack(use, face, { sounds: [file], folders: [] }, null)
    : openFile(use, file);
}

export function openFile(use: FileUse, file: File): Promise<FileOutcome | null> {
  const { instrument, strings } = use;
  return guarded(strings, async () => {
    const { openedBank, opened } = await wordsOf(use);
    const { kind, names } = await instrument.files.open(file, file.name);
    const text = kind === 'bank' ? openedBank(names.length) : opened(names[0] || withoutEnding(file.name));
    return { kind: 'done', text };
  });
}

/** Opens a MIDI file; what comes of it is said above the keys. */
export async function openSong({ instrument }: FileUse, file: File): Promise<null> {
  await loadPart('songs');
  await deckOf(instrument).open(file);
  return null;
}

/** What is here and was never kept under a name becomes a preset: a link may be opened without a thought. */
export function openLink(use: FileUse, link: string): Promise<FileOutcome | null> {
  const { instrument, strings } = use;
  return guarded(strings, async () => {
    const { opened, setAside, unnamed, asideName } = await wordsOf(use);
    const { presets, slots } = instrument.state;
    const precious = slots.some(({ phase }) => phase !== 'empty') && (!presets?.current || presets.edited);
    const time = new Date().toLocaleString(strings.tag, { dateStyle: 'short', timeStyle: 'medium' });
    const aside = precious && presets ? asideName(time) : null;
    await instrument.files.openLink(
      link,
      aside === null ? undefined : () => instrument.savePreset(aside, { asNew: true }),
    );
    const { name } = await instrument.getState({ live: false });
    const said = [opened(name || unnamed), ...(aside === null ? [] : [setAside(aside)])];
    return { kind: 'done', text: said.join(' ') };
  });
}

export function saveFile(use: FileUse, what: SaveOptions): Promise<FileOutcome | null> {
  const { instrument, strings } = use;
  return guarded(strings, async () =>
    saved(await wordsOf(use), suggestedName(instrument.state), () =>
      instrument.files.save(what).then(noNotice),
    ),
  );
}

export function savePresets(use: FileUse, ids: readonly string[] | null): Promise<FileOutcome | null> {
  const { instrument, strings } = use;
  const one =
    ids?.length === 1 ? instrument.state.presets?.list.find(({ id }) => id === ids[0])?.name : undefined;
  return guarded(strings, async () => {
    const words = await wordsOf(use);
    return saved(words, one ?? words.bankName, async () => {
      const { file, leftOut } = await instrument.files.savePresets(ids);
      return { blob: file, notice: leftOut.length > 0 ? words.notSaved(leftOut) : '' };
    });
  });
}

export function copyLink(use: FileUse): Promise<FileOutcome | null> {
  const { instrument, strings } = use;
  return guarded(strings, async () => {
    const { copied, coarser, liveCoarser, liveLeftOut, tooLong, copyByHand } = await wordsOf(use);
    const made = await instrument.files.link();
    const link = `${location.href.replace(/#.*$/s, '')}#${made.fragment}`;
    const more = [
      ...(made.coarser ? [coarser] : []),
      ...(made.live === 'coarser' ? [liveCoarser] : made.live === 'left-out' ? [liveLeftOut] : []),
      ...(made.fits ? [] : [tooLong]),
    ];
    try {
      await navigator.clipboard.writeText(link);
      return { kind: 'done', text: [copied, ...more].join(' ') };
    } catch {
      return { kind: 'done', text: [...more, copyByHand].join(' '), link };
    }
  });
}

/** Opens the sheet that exports the instrument, on a face. */
export async function openExport({ instrument }: FileUse, face: HTMLElement): Promise<null> {
  await Promise.all([loadPart('sheets'), loadMoreStrings()]);
  const sheet = document.createElement('alloy-export');
  sheet.instrument = instrument;
  sheet.suggested = suggestedName(instrument.state);
  await showSheet(sheet, face, 'export');
  return null;
}

/** A sheet on a face, which goes by itself once it is closed. */
async function showSheet(
  sheet: HTMLElement & { show(): Promise<void> },
  face: HTMLElement,
  part: string,
): Promise<void> {
  sheet.setAttribute('part', part);
  sheet.setAttribute('exportparts', `sheet: ${part}-sheet`);
  face.shadowRoot!.prepend(sheet); // what lit draws stands behind it
  await sheet.show();
}

/**
 * Opens what was dropped or chosen as a pack of sounds. Of a map, one sound is loaded, or the choice of them opened; sounds of a folder fill the
 * slots, and the choice offers the rest.
 * @param slot where the first goes; null: where there is room.
 */
export function openPack(
  use: FileUse,
  face: HTMLElement,
  dropped: Dropped,
  slot: number | null,
): Promise<FileOutcome | null> {
  const { instrument, strings } = use;
  return guarded(strings, async () => {
    const words = await wordsOf(use);
    const { files, title } = await packFiles(dropped);
    const pack = await instrument.openPack(files, title || words.sounds);
    const { slots } = instrument.state;
    const free = slots.filter(({ phase }, index) => phase === 'empty' || index === slot).length;
    const folder = pack.kind === 'folder';
    // one sound has a place where none is free, too: undo brings back what was there
    const place = slot ?? (free === 0 && !folder ? 0 : null);
    const count = folder ? free : Number(pack.sounds.length === 1);
    const ids = pack.sounds.slice(0, count).map(({ id }) => id);
    if (ids.length > 0) await instrument.loadFromPack(place, pack, ids);
    if (ids.length === pack.sounds.length) return null;
    await loadPart('sheets');
    const sheet = document.createElement('alloy-pack');
    sheet.instrument = instrument;
    sheet.pack = pack;
    sheet.slotIndex = ids.length > 0 ? null : slot;
    await showSheet(sheet, face, 'pack');
    return null;
  });
}

const noNotice = (blob: Blob): { blob: Blob; notice: string } => ({ blob, notice: '' });

/** The file that was chosen; null: none was. */
async function pickFile(words: Words): Promise<File | null> {
  if (pickers.showOpenFilePicker) {
    const packs = { description: words.packs, accept: { 'application/octet-stream': PACKS } };
    const songs = { description: 'MIDI', accept: { 'audio/midi': [...SONG_ENDINGS] } };
    const types = [...acceptedTypes(kindOf(words)), packs, songs];
    const [handle] = await pickers.showOpenFilePicker({ types, id: 'alloy' });
    return handle ? handle.getFile() : null;
  }
  const input = Object.assign(document.createElement('input'), {
    type: 'file',
    accept: [ENDING, ...PACKS, ...SONG_ENDINGS].join(','),
  });
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

const kindOf = ({ kind }: Words): FileKind => ({ description: kind, type: TYPE, ending: ENDING });

async function saved(
  words: Words,
  name: string,
  make: () => Promise<{ blob: Blob; notice: string }>,
): Promise<FileOutcome> {
  const { name: as, made } = await saveAs(`${safeName(name) || words.unnamed}${ENDING}`, kindOf(words), make);
  return { kind: 'done', text: [words.saved(as), made.notice].join(' ').trim() };
}

/** What fails becomes words; a dialog that was closed, nothing. */
async function guarded<T>(strings: Strings, work: () => Promise<T>): Promise<T | FileOutcome | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    const known = error instanceof AlloyError;
    const text = known
      ? errorText(strings, toErrorMessage(error))
      : (strings.more?.files.failed ?? strings.parts.failed);
    return { kind: 'failed', text };
  }
}

function withoutEnding(name: string): string {
  return name.replace(/\.alloy$/i, '');
}
