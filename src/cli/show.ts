/** Runs `alloy show` and `alloy link`: what an instrument is, and its link. [Node] */
import { noteName } from '../audio/note-names.js';
import type { InstrumentBank, InstrumentFile } from '../document/file/instrument-file.js';
import { openBankFile } from '../document/file/open.js';
import { encodeLink, LINK_CHARACTERS } from '../document/encode-link.js';
import { withoutDefaults } from '../document/link.js';
import type { InstrumentStateDocument } from '../document/schema.js';
import { withUnknown } from '../document/unknown.js';
import { PARAMETERS, type ParameterUnit } from '../parameters.js';
import { openInstrument } from './opened.js';

/** An instrument as `alloy show --json` prints it. */
export interface ShownInstrument {
  readonly document: InstrumentStateDocument;
  /** Roots that are rendered, MIDI notes; and how many notes. */
  readonly rendered: { readonly roots: readonly number[]; readonly notes: number } | null;
  /** Sounds that are in the file, by slot from 0. */
  readonly sounds: readonly { readonly slot: number; readonly name: string; readonly bytes: number }[];
  readonly picture: boolean;
  /** Names of what this version does not know. */
  readonly others: readonly string[];
}

export interface ShowReport {
  readonly path: string;
  readonly bank: boolean;
  readonly instruments: readonly ShownInstrument[];
}

/** @throws AlloyError as openInstrument does. */
export async function showFile(path: string, preset?: string): Promise<ShowReport> {
  const isFile = /\.alloy$/i.test(path) && preset === undefined;
  const { instruments, isBank }: Pick<InstrumentBank, 'instruments' | 'isBank'> = isFile
    ? await openBankFile(path)
    : {
        instruments: [await openInstrument(path, preset === undefined ? {} : { preset })],
        isBank: false,
      };
  return { path, bank: isBank, instruments: instruments.map(shown) };
}

function shown({ document, unknown, zones, sources, picture, others }: InstrumentFile): ShownInstrument {
  return {
    document: withUnknown(document, unknown),
    rendered: zones && {
      roots: zones.keyZones.map(({ rootMidi }) => rootMidi),
      notes: zones.keyZones.reduce((sum, { layers }) => sum + layers.length, 0),
    },
    sounds: sources.map(({ slot, name, bytes }) => ({ slot, name, bytes: bytes.length })),
    picture: picture !== null,
    others: [...others.keys()],
  };
}

/** The same for people, a line a fact. */
export function showLines({ path, instruments }: ShowReport): string[] {
  return instruments.flatMap((instrument, i) => [
    ...(i > 0 ? [''] : []),
    ...linesOf(instrument, instrument.document.name || path),
  ]);
}

const UNITS: Readonly<Record<ParameterUnit, string>> = {
  none: '',
  seconds: ' s',
  decibels: ' dB',
  semitones: ' semitones',
  cents: ' cents',
  hertz: ' Hz',
  percent: ' %',
  octaves: ' octaves',
};

/** Texts of a document are anybody's: what a terminal would obey is left out. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

function linesOf({ document, rendered, sounds, others }: ShownInstrument, title: string): string[] {
  const { author, tags, licence, model, sources, mix, plan, seconds, seed, tuning } = document;
  const fact = (label: string, text: string): string[] =>
    text === '' ? [] : [`  ${`${label}:`.padEnd(11)}${plain(text)}`];
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const changed = PARAMETERS.filter(({ id, default: first }) => document.parameters[id] !== first);
  return [
    plain(title),
    ...fact('author', author),
    ...fact('tags', tags.join(', ')),
    ...fact('licence', licence),
    ...fact('model', model ? `${model.id}${model.fingerprint ? ` (${model.fingerprint})` : ''}` : 'any'),
    ...sources.flatMap((source, slot) => {
      if (!source) return [];
      const root = noteName(source.rootOverride ?? source.root.midi);
      const { trim } = source;
      const part = trim ? `, from ${number(trim.start)} to ${number(trim.end)} s` : '';
      const sound = sounds.find((one) => one.slot === slot) ? ', with its sound' : '';
      return fact(`sound ${slot + 1}`, `${source.name} (${root}${part}${sound})`);
    }),
    ...fact(
      'mix',
      sources.filter(Boolean).length > 2 ? `${percent(mix.x)}, ${percent(mix.y)}` : percent(mix.x),
    ),
    ...fact(
      'keys',
      `${noteName(plan.low)} to ${noteName(plan.high)}, every ${plan.step} semitones, ${plan.mixes} mixes, ${seconds} s`,
    ),
    ...fact('seed', String(seed)),
    ...fact('tuning', tuning?.name ?? ''),
    ...fact(
      'settings',
      changed.map(({ id, unit }) => `${id} ${number(document.parameters[id])}${UNITS[unit]}`).join(', '),
    ),
    ...fact('rendered', rendered ? `${rendered.roots.length} keys, ${rendered.notes} notes` : 'nothing'),
    ...fact('also', others.join(', ')),
  ];
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** What `alloy link --json` prints. */
export interface LinkReport {
  readonly link: string;
  readonly characters: number;
  /** Whether its sources are rounded more coarsely than the document's. */
  readonly coarser: boolean;
  /** What of its sources can be played before they are rendered: as in the file, rounded more coarsely, or left out. */
  readonly live: 'same' | 'coarser' | 'left-out';
  /** False: it is longer than LINK_CHARACTERS, which some programs cut. */
  readonly fits: boolean;
  /** What of the file is not in the link. */
  readonly leftOut: readonly ('notes' | 'sounds' | 'picture' | 'others')[];
}

/** @param page the address that the link opens. @throws AlloyError as openInstrument does. */
export async function linkOf(path: string, page: string, preset?: string): Promise<LinkReport> {
  const file = await openInstrument(path, preset === undefined ? {} : { preset });
  const { fragment, coarser, live, fits } = encodeLink(
    withoutDefaults(withUnknown(file.document, file.unknown)),
  );
  const leftOut = [
    ...(file.zones ? (['notes'] as const) : []),
    ...(file.sources.length > 0 ? (['sounds'] as const) : []),
    ...(file.picture ? (['picture'] as const) : []),
    ...(file.others.size > 0 ? (['others'] as const) : []),
  ];
  return { link: `${page}#${fragment}`, characters: fragment.length, coarser, live, fits, leftOut };
}

/** What is to be said beside a link, a sentence each. */
export function linkNotices({ coarser, live, fits, characters, leftOut }: LinkReport): string[] {
  const words = {
    notes: 'rendered notes',
    sounds: 'sounds',
    picture: 'picture',
    others: 'what is not known',
  };
  return [
    ...(coarser
      ? ['The sounds are rounded more coarsely than in the file, so that the link is short enough.']
      : []),
    ...(live === 'coarser'
      ? ['Until it is rendered, the instrument of the link plays more roughly than that of the file.']
      : []),
    ...(live === 'left-out'
      ? [
          'Until it is rendered, the instrument of the link is silent: there was no room for what plays before.',
        ]
      : []),
    ...(fits
      ? []
      : [
          `The link has ${characters} characters, more than ${LINK_CHARACTERS}: some programs cut it. Send the file instead, or leave a sound out.`,
        ]),
    ...(leftOut.length > 0
      ? [
          `Not in the link: ${leftOut.map((one) => words[one]).join(', ')}. Whoever opens it renders the instrument again.`,
        ]
      : []),
  ];
}
