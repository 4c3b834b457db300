/** Asks for files, opens, saves and shares: what FilesController does, loaded when it is first used. [page] */
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { AlloyError, toErrorMessage } from '../../src/errors.js';
import { saveBlob } from '../elements/save.js';
import { errorText, type Strings } from '../strings.js';

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

const ENDING = '.alloy';
/** Of the sounds in a hybrid's title: “guitar.wav × flute.flac”. */
const SOUND_ENDINGS = /\.[a-z0-9]{2,4}(?= ×|$)/gi;
const TYPE = 'application/vnd.alloy.instrument+zip';

/** The File System Access API, where the browser has it. */
interface Pickers {
  showOpenFilePicker?(options: unknown): Promise<readonly { getFile(): Promise<File> }[]>;
  showSaveFilePicker?(options: unknown): Promise<Writable>;
}

interface Writable {
  readonly name: string;
  createWritable(): Promise<{
    write(blob: Blob): Promise<void>;
    close(): Promise<void>;
    abort(): Promise<void>;
  }>;
}

const pickers = globalThis as unknown as Pickers;

/** Null where nothing was chosen. */
export async function chooseFile(use: FileUse): Promise<FileOutcome | null> {
  const file = await guarded(use.strings, () => pickFile(use.strings));
  if (file === null || 'kind' in file) return file;
  return openFile(use, file);
}

export function openFile({ instrument, strings }: FileUse, file: File): Promise<FileOutcome | null> {
  return guarded(strings, async () => {
    const { kind, names } = await instrument.files.open(file, file.name);
    const text =
      kind === 'bank'
        ? strings.more!.files.openedBank(names.length)
        : strings.more!.files.opened(names[0] || withoutEnding(file.name));
    return { kind: 'done', text };
  });
}

/** What is here and was never kept under a name becomes a preset: a link may be opened without a thought. */
export function openLink({ instrument, strings }: FileUse, link: string): Promise<FileOutcome | null> {
  return guarded(strings, async () => {
    const { presets, slots } = instrument.state;
    const precious = slots.some(({ phase }) => phase !== 'empty') && (!presets?.current || presets.edited);
    const time = new Date().toLocaleString(strings.tag, { dateStyle: 'short', timeStyle: 'medium' });
    const aside = precious && presets ? strings.more!.files.asideName(time) : null;
    if (aside !== null) await instrument.savePreset(aside, { asNew: true });
    await instrument.files.openLink(link);
    const { opened, setAside, unnamed } = strings.more!.files;
    const { name } = await instrument.getState();
    const said = [opened(name || unnamed), ...(aside === null ? [] : [setAside(aside)])];
    return { kind: 'done', text: said.join(' ') };
  });
}

export function saveFile({ instrument, strings }: FileUse, notes: boolean): Promise<FileOutcome | null> {
  const { presets, clips } = instrument.state;
  const preset = presets?.list.find(({ id }) => id === presets.current)?.name;
  const sounds = clips.find(({ id }) => id === 'hybrid')?.title.replace(SOUND_ENDINGS, '');
  const name = preset ?? sounds ?? strings.more!.files.unnamed;
  return guarded(strings, () => saveAs(strings, name, () => instrument.files.save({ notes }).then(noNotice)));
}

export function savePresets(
  { instrument, strings }: FileUse,
  ids: readonly string[] | null,
): Promise<FileOutcome | null> {
  const one =
    ids?.length === 1 ? instrument.state.presets?.list.find(({ id }) => id === ids[0])?.name : undefined;
  return guarded(strings, () =>
    saveAs(strings, one ?? strings.more!.files.bankName, async () => {
      const { file, leftOut } = await instrument.files.savePresets(ids);
      return { blob: file, notice: leftOut.length > 0 ? strings.more!.files.notSaved(leftOut) : '' };
    }),
  );
}

export function copyLink({ instrument, strings }: FileUse): Promise<FileOutcome | null> {
  const { copied, coarser, tooLong, copyByHand } = strings.more!.files;
  return guarded(strings, async () => {
    const made = await instrument.files.link();
    const link = `${location.href.replace(/#.*$/s, '')}#${made.fragment}`;
    const more = [...(made.coarser ? [coarser] : []), ...(made.fits ? [] : [tooLong])];
    try {
      await navigator.clipboard.writeText(link);
      return { kind: 'done', text: [copied, ...more].join(' ') };
    } catch {
      return { kind: 'done', text: [...more, copyByHand].join(' '), link };
    }
  });
}

const noNotice = (blob: Blob): { blob: Blob; notice: string } => ({ blob, notice: '' });

/** The file that was chosen; null: none was. */
async function pickFile({ more }: Strings): Promise<File | null> {
  const { files } = more!;
  const types = [{ description: files.kind, accept: { [TYPE]: [ENDING] } }];
  if (pickers.showOpenFilePicker) {
    const [handle] = await pickers.showOpenFilePicker({ types, id: 'alloy' });
    return handle ? handle.getFile() : null;
  }
  const input = Object.assign(document.createElement('input'), { type: 'file', accept: ENDING });
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

/** The place is asked for first, while the gesture counts; what was there stays until the file is whole. */
async function saveAs(
  { more }: Strings,
  name: string,
  make: () => Promise<{ blob: Blob; notice: string }>,
): Promise<FileOutcome> {
  const { files } = more!;
  const suggestedName = `${safeName(name) || files.unnamed}${ENDING}`;
  const said = (as: string, notice: string): FileOutcome => ({
    kind: 'done',
    text: [files.saved(as), notice].join(' ').trim(),
  });
  if (!pickers.showSaveFilePicker) {
    const { blob, notice } = await make();
    saveBlob(blob, suggestedName);
    return said(suggestedName, notice);
  }
  const types = [{ description: files.kind, accept: { [TYPE]: [ENDING] } }];
  const handle = await pickers.showSaveFilePicker({ suggestedName, types, id: 'alloy' });
  const { blob, notice } = await make();
  const writable = await handle.createWritable();
  try {
    await writable.write(blob);
  } catch (error) {
    await writable.abort();
    throw error;
  }
  await writable.close();
  return said(handle.name, notice);
}

/** What fails becomes words; a dialog that was closed, nothing. */
async function guarded<T>(strings: Strings, work: () => Promise<T>): Promise<T | FileOutcome | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    const known = error instanceof AlloyError;
    const text = known ? errorText(strings, toErrorMessage(error)) : strings.more!.files.failed;
    return { kind: 'failed', text };
  }
}

/** A name that every disk takes. */
function safeName(name: string): string {
  const plain = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} ×._-]+/gu, '_');
  return [...plain.replace(/^[. _]+|[. _]+$/g, '')].slice(0, 80).join('');
}

function withoutEnding(name: string): string {
  return name.replace(/\.alloy$/i, '');
}
