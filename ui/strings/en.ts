/** Every word that the interface says, in English. Other languages have the same shape: see `Strings`. */
import type { EditName, SourceRoot } from '../../src/instrument/state/state.js';
import type { AlloyErrorCode, ErrorMessage } from '../../src/errors.js';
import { PARAMETERS } from '../../src/parameters.js';
import { ENGLISH_UNITS, inMegabytes } from '../format.js';
import { counter } from './plural.js';
import { macros, screen, views } from './en-explain.js';
import type { FactoryStrings } from './en-factory.js';
import type { MoreStrings } from './en-more.js';
import { midi, play } from './en-play.js';

/** What is heard with this confidence is simply said; with less of it, in doubt. */
export const SURE = 0.8;
export const FAIR = 0.55;

const count = counter('en');
const NOTES = { one: 'note', other: 'notes' };
const list = new Intl.ListFormat('en');
export const quoted = (names: readonly string[]): string => list.format(names.map((name) => `“${name}”`));

const SOURCE_NAMES = ['A', 'B', 'C', 'D'] as const;

/** "A" for slot 0. */
export function slotLetter(slot: number): string {
  return SOURCE_NAMES[slot] ?? String(slot + 1);
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A language whose words are names: what has none keeps the name that it came with. */
type Names = Readonly<Partial<Record<string, string>>>;

export const en = {
  /** For the `lang` attribute. */
  tag: 'en',
  /** The language in its own words. */
  language: 'English',
  name: 'Alloy',
  tagline: 'Melt two sounds into one instrument',

  /** "8 s", "2 min 5 s", "3 h 20 min". */
  duration,
  percent: (percent: number) => `${percent} %`,
  /** "120 MB", "0.3 MB". */
  megabytes: (bytes: number) => `${inMegabytes(bytes)} MB`,
  /** How units of parameters are written. */
  units: ENGLISH_UNITS,

  /** Names of parameters by id; of bundled sounds, their families and models by id; of sounds that were made here by their own. */
  parameters: Object.fromEntries(PARAMETERS.map(({ id, title }) => [id, title])) as Names,
  sounds: {} as Names,
  families: {
    'chromatic percussion': 'Mallets',
    piano: 'Piano',
    organ: 'Organ',
    guitar: 'Guitar',
    strings: 'Strings',
    voice: 'Voice',
    brass: 'Brass',
    reed: 'Reed',
    pipe: 'Pipe',
    plucked: 'Plucked',
    bass: 'Basses',
    bell: 'Bells',
    bowed: 'Bowed',
    drum: 'Drums',
    noise: 'Noises',
  } as Names,
  models: {} as Names,
  /** What models are for, by id. */
  modelNotes: {} as Names,

  /** What an error says: its own message, which names the thing and the way out. */
  errors: {} as Readonly<Partial<Record<AlloyErrorCode, (error: ErrorMessage) => string>>>,

  welcome: {
    title: 'Two sounds in. One you can play.',
    text: 'Drop a sound into each side, set the mix and render: a small neural network melts them into one timbre, and you play it from the keys below.',
    try: 'New here? Start with a pair',
    pair: (a: string, b: string) => `Try ${a} × ${b}`,
    pairLabel: (a: string, b: string) => `Try ${a} × ${b}: loads both sounds and renders the hybrid`,
  },

  /** What undo and redo say. */
  history: {
    label: 'Changes',
    undo: 'Undo',
    redo: 'Redo',
    undoOf: (edit: string) => `Undo: ${edit}`,
    redoOf: (edit: string) => `Redo: ${edit}`,
    undone: (edit: string) => `Undone: ${edit}`,
    redone: (edit: string) => `Done again: ${edit}`,
    edits: {
      preset: 'load a preset',
      presetReplaced: 'replace a preset',
      presetRenamed: 'rename a preset',
      presetAdded: 'add presets',
      presetMarked: 'mark a preset',
      presetRemoved: 'remove a preset',
      load: 'load a sound',
      clear: 'clear a source',
      root: 'root note',
      trim: 'trim',
      slotGain: 'gain of a source',
      mix: 'mix',
      plan: 'keys and mixes',
      seconds: 'length',
      seed: 'seed',
      temperature: 'temperature',
      fast: 'exact or fast',
      model: 'model',
      parameter: 'sound setting',
      binding: 'MIDI binding',
      channel: 'MIDI channel',
      tuning: 'tuning',
      state: 'opened instrument',
    } as Readonly<Record<EditName, string>>,
  },

  model: {
    label: 'Model',
    none: 'No model yet',
    loading: 'Loading the model …',
    error: 'No model',
    hint: 'Check the connection and load the page again, or choose another model.',
    add: 'Add a model',
    stop: 'Stop adding the model',
    remove: (title: string) => `Remove ${title}`,
    sure: (title: string) => `Remove ${title} from this browser?`,
    frees: (room: string) =>
      `That frees ${room}. Instruments and presets that use it stay; to render with them again, add its archive again.`,
    keep: 'Keep it',
    addHint: 'Add a model: the archive of a published NSynth checkpoint (.tar, .tar.gz). Or drop it here.',
    adding: (name: string, percent: number) => `Reading ${name} · ${percent} %`,
  },

  backend: {
    waiting: 'Getting ready …',
    failed: 'Not ready',
    offline: 'Offline: everything works on',
    restored: 'Welcome back: your instrument is as you left it.',
    dismiss: 'Close this message',
    label: 'Runs on',
    /** What runs the numbers, as it describes itself. */
    runs: (description: string) => description,
  },

  /** Whether sound comes out: the browser stopped it, and a tap brings it back. */
  audio: {
    blocked: 'Tap to hear',
    hint: 'The browser has paused the sound.',
  },
  /** What the page's Content-Security-Policy lacks. */
  policy: (add: string) =>
    `This page’s Content-Security-Policy blocks a part of Alloy. Whoever runs the page should add to it: ${add}`,
  /** What a page over plain http has, and what it lacks. */
  insecure:
    'This page came over plain http. Sounds can be loaded, rendered, listened to and saved; the keys, MIDI, the microphone, ' +
    'offline use and the graphics card need https or localhost.',

  /** An instrument that is open in two tabs. */
  tabs: {
    elsewhere:
      'This instrument is open in another tab, which keeps it. What is changed here is not kept from now on.',
    keepHere: 'Keep it here',
  },

  /** What is said of a source, in the reader's words where there are any. */
  notice: (notice: string) => notice,

  slot: {
    label: (slot: number) => `Source ${slotLetter(slot)}`,
    emptyTitle: 'Drop a sound or pick one',
    emptyHint: 'WAV, AIFF, FLAC, Ogg, MP3 … One note works best.',
    dropHere: 'Let go to load it here',
    browse: 'Browse',
    browseLabel: (slot: number) => `Browse for a file for source ${slotLetter(slot)}`,
    pick: 'Pick a sound',
    pickLabel: (slot: number) => `Pick a bundled sound for source ${slotLetter(slot)}`,
    record: 'Record',
    recordLabel: (slot: number) => `Record source ${slotLetter(slot)} from the microphone`,
    stopRecording: 'Stop recording',
    recording: (seconds: number) => `Recording · ${seconds.toFixed(1)} s`,
    recordingHint: 'Play one note and let it ring, then stop.',
    levelLabel: 'Microphone level',
    loading: (name: string) => `Reading ${name} …`,
    encoding: 'Listening to its timbre …',
    embedded:
      'Its embedding alone is here, without the recording: it plays, but there is no original to hear or to trim.',
    embeddedPicture: (name: string) => `Embedding of ${name}`,
    listen: (name: string) => `Listen to ${name}`,
    stop: (name: string) => `Stop ${name}`,
    clear: (name: string) => `Clear ${name}`,
    errorHint: 'Drop or pick another sound.',
    kept: (name: string) => `“${name}” stays. Drop or pick another sound to replace it.`,
    dismiss: 'Close this message',
    waveform: (name: string) => `Waveform of ${name}`,
    gain: 'Gain',
    gainLabel: (slot: number) => `Gain of source ${slotLetter(slot)}`,
    gainValue: (decibels: number) =>
      `${decibels > 0 ? '+' : decibels < 0 ? '−' : ''}${Math.abs(decibels).toFixed(1)} dB`,
    gainHint: 'How strongly it counts in the mix; double-click for 0 dB',
    add: (slot: number) => `Add source ${slotLetter(slot)}`,
    remove: (slot: number) => `Take source ${slotLetter(slot)} away`,
  },

  trim: {
    label: (name: string) => `Part of ${name} that is used`,
    start: 'Start',
    end: 'End',
    value: (seconds: number) => `${seconds.toFixed(2)} s`,
    used: (seconds: number) => `${seconds.toFixed(2)} s used`,
    all: 'From its onset on',
    reset: 'Use it from its onset on again',
    hint: 'Drag the ends; double-click to undo the trim',
  },

  root: {
    label: (slot: number) => `Root note of source ${slotLetter(slot)}`,
    title: 'Root',
    lower: 'A semitone lower',
    higher: 'A semitone higher',
    auto: 'Auto',
    autoLabel: 'Follow the pitch that was found',
    /** Where it comes from; confidence from 0 to 1 is said in words where it is low. */
    from: {
      heard: (note: string, confidence: number) =>
        confidence >= SURE
          ? `heard ${note}`
          : confidence >= FAIR
            ? `probably ${note}`
            : `perhaps ${note}: please check`,
      file: (note: string) => `${note} says the file`,
      name: (note: string) => `${note} says its name`,
      user: (note: string) => `${note}, set by you`,
      assumed: (note: string) => `no pitch heard, ${note} is assumed`,
    } as Readonly<Record<SourceRoot['from'], (note: string, confidence: number) => string>>,
    chord: (notes: readonly string[]) => `a chord of ${notes.join(' ')}: its bass note is the root`,
    overridden: (where: string) => `set by you (${where})`,
  },

  mix: {
    label: 'Mix',
    hint: 'Double-click for half and half',
    padLabel: 'Mix of the sources',
    across: 'Mix, left to right',
    down: 'Mix, top to bottom',
    padHint: 'Drag, or press arrow keys; double-click for the middle',
    share: (percent: number, name: string) => `${percent} % ${name}`,
    shares: (shares: readonly string[]) => shares.join(', '),
  },

  grid: {
    label: 'Keys and mixes',
    low: 'Lowest key',
    high: 'Highest key',
    range: 'Keys',
    step: 'Every',
    stepLabel: 'Semitones between two rendered keys',
    stepValue: (semitones: number) =>
      semitones === 1 ? 'semitone' : count(semitones, { one: 'semitone', other: 'semitones' }),
    mixes: 'Mixes',
    mixesLabel: 'Mixes rendered between the sources',
    mixesValue: (across: number, plane: boolean) =>
      across === 1 ? 'this one' : plane ? `${across} × ${across}` : String(across),
    size: (roots: number, mixes: number) =>
      `${count(roots, { one: 'key', other: 'keys' })} × ${count(mixes, { one: 'mix', other: 'mixes' })} = ${count(roots * mixes, NOTES)}`,
    picture: (from: string, to: string, said: string) => `Notes from ${from} to ${to}: ${said}`,
    planned: (count: number) => `${count} to render`,
    ready: (count: number, all: number) => `${count} of ${all} ready`,
    rendering: (count: number) => `${count} being made`,
    conditioning: (count: number) => `${count} being tuned and looped`,
  },

  render: {
    label: 'Render',
    start: 'Render',
    again: 'Render again',
    resume: 'Go on rendering',
    retry: 'Try again',
    cancel: 'Cancel',
    needSource: 'Load a sound first.',
    needModel: 'Waiting for the model.',
    ready: 'Ready to render.',
    silent: 'Keys are silent until their first notes are rendered: this instrument came without its sounds.',
    stale: 'The rendered notes are from before the last changes: render again.',
    steps: {
      model: 'Loading the model',
      encode: 'Encoding the sources',
      generate: 'Generating',
      condition: 'Tuning and looping',
    },
    percent: (percent: number) => `${percent} %`,
    speed: (factor: number) => `${factor >= 10 ? factor.toFixed(0) : factor.toFixed(1)}× real time`,
    left: (time: string) => `${time} left`,
    /** How many notes are still to be made or conditioned. */
    notesLeft: (left: number, all: number) => `${left} of ${count(all, NOTES)} to go`,
    progressLabel: 'Rendering',
    cancelled: (percent: number) => `Stopped at ${percent} %. What was made is kept and plays.`,
    done: (time: string) => `Rendered in ${time}. Play the keys.`,
    failed: 'The render stopped.',
    /** Before a long render. */
    estimate: (time: string) => `With this model it takes about ${time}.`,
    shorter: (length: string, time: string) => `Make notes of ${length}: ${time}`,
    settings: 'Settings',
    note: 'Note',
    seconds: 'Length',
    secondsValue: (seconds: number) => `${seconds.toFixed(1)} s`,
    seed: 'Seed',
    newSeed: 'Another seed',
    temperature: 'Temperature',
    temperatureAuto: 'Auto',
    temperatureAutoLabel: 'Use the temperature that the model’s makers recommend',
    recommended: 'as the model recommends',
    weights: 'Weights',
    exact: 'Exact',
    fast: 'Fast',
  },

  clips: {
    label: 'Sounds',
    views: { waveform: 'Waveform', rainbowgram: 'Rainbowgram', embedding: 'Embedding' },
    kinds: { original: 'Original', reconstruction: 'Reconstruction', hybrid: 'Hybrid' },
    empty: 'Nothing to hear yet',
    emptyHint: 'Your sources appear here as soon as they are loaded; the hybrid after a render.',
  },

  /** What one plays: see en-play.ts. */
  play,
  midi,
  /** What controls do, and the views: see en-explain.ts. */
  views,
  macros,
  screen,
  /** The button of the sheet of shortcuts. */
  help: 'How to play, shortcuts (?)',
  file: 'File',
  presets: { label: 'Presets', previous: 'Previous preset', next: 'Next preset' },
  /** Part of the instrument's code could not be loaded. */
  parts: {
    failed: 'A part of Alloy could not be loaded. Check the connection; if it is there, load the page again.',
    retry: 'Try again',
  },
  /** What parameters do, and how it is played: see en-more.ts. Null until it has come. */
  more: null as MoreStrings | null,
  /** Of the factory's list; English ones come with it: see en-factory.ts. */
  factory: null as FactoryStrings | null,
};

/** Every word of one language. A language that lacks one does not compile. */
export type Strings = typeof en;
