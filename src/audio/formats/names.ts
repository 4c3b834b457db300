/** The one list of sound formats: what messages, help, documents and file choosers call them. `readers.ts` says what reads each. */

interface NamedFormat {
  readonly id: string;
  /** What people call it; where a container holds several sounds, their names. */
  readonly names: readonly string[];
  /** In small letters, with their dot. */
  readonly extensions: readonly string[];
  /** Read in page, worker and Node alike; else by browsers only, each what it can. */
  readonly everywhere: boolean;
}

/** In the order in which a file is tried. */
export const SOUND_FORMATS = [
  {
    id: 'wav',
    names: ['WAV'],
    extensions: ['.wav', '.wave', '.bwf', '.rf64', '.bw64', '.w64'],
    everywhere: true,
  },
  { id: 'aiff', names: ['AIFF'], extensions: ['.aiff', '.aif', '.aifc'], everywhere: true },
  { id: 'caf', names: ['CAF'], extensions: ['.caf'], everywhere: true },
  { id: 'au', names: ['AU'], extensions: ['.au', '.snd'], everywhere: true },
  { id: 'flac', names: ['FLAC'], extensions: ['.flac'], everywhere: true },
  { id: 'ogg', names: ['Ogg Vorbis', 'Opus'], extensions: ['.ogg', '.oga', '.opus'], everywhere: true },
  { id: 'mp3', names: ['MP3'], extensions: ['.mp3'], everywhere: true },
  { id: 'mp4', names: ['MP4'], extensions: ['.m4a', '.mp4'], everywhere: false },
  { id: 'webm', names: ['WebM'], extensions: ['.webm'], everywhere: false },
  { id: 'aac', names: ['AAC'], extensions: ['.aac'], everywhere: false },
] as const satisfies readonly NamedFormat[];

export type FormatId = (typeof SOUND_FORMATS)[number]['id'];

const READ_EVERYWHERE: readonly string[] = SOUND_FORMATS.filter((format) => format.everywhere).flatMap(
  ({ names }): readonly string[] => names,
);

/** What is read everywhere, as a sentence has it: “WAV, AIFF … or MP3”. */
export const FORMAT_NAMES = `${READ_EVERYWHERE.slice(0, -1).join(', ')} or ${READ_EVERYWHERE.at(-1)}`;

/** For a file chooser's `accept`. */
export const FILE_ACCEPT = [
  'audio/*,.sf2,.sfz,.multisample,.dspreset,.zip',
  ...SOUND_FORMATS.flatMap(({ extensions }): readonly string[] => extensions),
].join(',');
