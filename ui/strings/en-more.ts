/** What parameters do, how the instrument is played, and what comes of files, in English: words that come after the first face. */
import { quoted } from './en.js';
import type { StorageNotice } from '../../src/instrument/state/state.js';
import { bridge, choices, fastHint, learn, panel, shortParameters, tuning } from './en-panels.js';
import { songs } from './en-songs.js';
import type { ExportFormat, ExportLoss } from '../../src/instrument/contract.js';
import type { ExportCount } from '../controllers/export-keys.js';
import type { ParameterId } from '../../src/parameters.js';

/** What each parameter does, in a sentence or two for a musician. */
const explanations: Readonly<Record<ParameterId, string>> = {
  gain: 'How loud the instrument is, behind everything else.',
  pan: 'Where it stands between left and right.',
  velocityAmount: 'How much softer a soft touch is. At 0 % every note is as loud as the next.',
  velocityCurve: 'To the right, a light touch is louder already; to the left, only a firm one.',
  attack: 'Time from the touch of a key to full level. Long ones swell in.',
  decay: 'Time from full level down to the sustain level.',
  sustain: 'Level of a held key after the decay.',
  release: 'Time that a note takes to fade once its key is let go.',
  attackCurve: 'To the right the attack rises early, to the left late.',
  releaseCurve: 'To the right decay and release fall early, as strings and bells do; to the left late.',
  ownDecay: 'How much a plucked or struck sound dies away while its key is held. At 0 % it is held level.',
  bendRange: 'How far the bend wheel goes, up and down.',
  tune: 'Tunes the whole instrument, finely.',
  transpose: 'Moves the keys by semitones. Notes that sound stay.',
  glide: 'Time to slide from the last note to the next.',
  mode: 'Chords, one note at a time, or one note whose envelope goes on as fingers change.',
  voices: 'How many notes may sound at once. Beyond it, the least heard ends first.',
  unison: 'How many voices play each note together.',
  live: 'What keys play: rendered notes, or the live engine at once and full band. Keys that are not rendered yet are live.',
  liveBalance:
    'Live keys: to the left the tone alone, to the right the breath, the bow and the strike alone.',
  liveTilt: 'Live keys: darker to the left, brighter to the right, as loud as before.',
  liveStretch: 'Live keys: spreads the partials as in a bell, or draws them together. The fundamental stays.',
  liveOnset:
    'Live keys: moves the mix of the attack alone, towards one source or the other; the body keeps its mix.',
  liveEnvelope: 'Live keys: moves the mix of the level over time alone: how it swells, holds and dies away.',
  liveBeyond:
    'Live keys: lets the ends of the mix go on beyond the sources, into what is more one than the other.',
  liveSpeed: 'Live keys: how fast the sound goes by, at the same pitch. To the left of the middle backwards.',
  liveFreeze: 'Live keys: holds the sound at the moment that it is at.',
  unisonDetune: 'How far the voices of a note are tuned apart.',
  unisonSpread: 'How far the voices of a note stand apart, left and right.',
  mix: 'Where the sound is between the sources. Held notes follow.',
  mixY: 'Where the sound is from the upper sources to the lower ones. Held notes follow.',
  mixWheel: 'How far the modulation wheel moves the mix; to the left of the middle it moves it back.',
  mixSlide: 'How far a finger that slides up or down its key moves that note’s mix.',
  mixPressure: 'How far pressure on the keys (aftertouch) moves the mix.',
  mixVelocity: 'How far a hard touch moves its note’s mix.',
  mixKey: 'How far the mix moves with pitch: low keys one way, high keys the other.',
  mixCurve1: 'How far the mix is moved at point 1 of 8 of the morph curve.',
  mixCurve2: 'How far the mix is moved at point 2 of 8 of the morph curve.',
  mixCurve3: 'How far the mix is moved at point 3 of 8 of the morph curve.',
  mixCurve4: 'How far the mix is moved at point 4 of 8 of the morph curve.',
  mixCurve5: 'How far the mix is moved at point 5 of 8 of the morph curve.',
  mixCurve6: 'How far the mix is moved at point 6 of 8 of the morph curve.',
  mixCurve7: 'How far the mix is moved at point 7 of 8 of the morph curve.',
  mixCurve8: 'How far the mix is moved at point 8 of 8 of the morph curve.',
  mixCurveTime: 'From the first point of the morph curve to the last.',
  mixCurveEnd: 'What comes behind the last point: it stays, the curve begins again, or goes back.',
  filterType: 'What the filter lets through: below its cutoff, around it, above it, or all but it.',
  filterCutoff: 'The frequency that the filter works at.',
  filterResonance: 'How much the filter rings at its cutoff.',
  filterKeyTracking: 'How far the cutoff follows the keys. At 100 % high notes are as bright as low ones.',
  filterEnvelope: 'How far the filter’s own envelope moves the cutoff, up or down.',
  filterVelocity: 'How far a hard touch moves the cutoff.',
  filterAttack: 'Time that the filter’s envelope takes to its top.',
  filterDecay: 'Time from its top down to its sustain.',
  filterSustain: 'Where the filter’s envelope stays while the key is held.',
  filterRelease: 'Time that it takes back to nothing once the key is let go.',
  lfo1Rate: 'How fast LFO 1 swings, where it follows no tempo.',
  lfo1Sync:
    'A swing lasts so long at the host’s tempo; while the host plays, it has its place in the bar. “.” is dotted, “T” a triplet.',
  lfo1Shape: 'The form of its swing.',
  lfo1Delay: 'Time from the touch of a key until it swings fully.',
  lfo1Pitch: 'How far it moves pitch: vibrato.',
  lfo1Mix: 'How far it moves the mix: the timbre goes from one source to another and back.',
  lfo1Cutoff: 'How far it moves the filter’s cutoff.',
  lfo1Level: 'How far it moves the level: tremolo.',
  lfo2Rate: 'How fast LFO 2 swings, where it follows no tempo.',
  lfo2Sync:
    'A swing lasts so long at the host’s tempo; while the host plays, it has its place in the bar. “.” is dotted, “T” a triplet.',
  lfo2Shape: 'The form of its swing.',
  lfo2Delay: 'Time from the touch of a key until it swings fully.',
  lfo2Pitch: 'How far it moves pitch: vibrato.',
  lfo2Mix: 'How far it moves the mix: the timbre goes from one source to another and back.',
  lfo2Cutoff: 'How far it moves the filter’s cutoff.',
  lfo2Level: 'How far it moves the level: tremolo.',
  mpe: 'For keyboards that bend and press each note on its own: which channels play.',
  mpeBendRange: 'How far one note of an MPE keyboard bends. Set it as on the keyboard.',
  drive: 'How hard the sound is driven into a soft clipper: from warm to torn, as loud as before.',
  driveWarmth: 'Adds even harmonics to the drive, as valves do.',
  driveTone: 'Takes from the drive what is above this frequency.',
  eqLow: 'Raises or lowers the low end.',
  eqLowFrequency: 'Below this frequency the low band works.',
  eqMid: 'Raises or lowers what is around the middle frequency.',
  eqMidFrequency: 'The frequency that the middle band works around.',
  eqMidQ: 'How narrow the middle band is: high ones touch little beside its frequency.',
  eqHigh: 'Raises or lowers the top.',
  eqHighFrequency: 'Above this frequency the high band works.',
  chorusMix: 'Doubles the sound by copies that drift: wider, and a little out of tune. At 0 % it is off.',
  chorusRate: 'How fast the copies drift.',
  chorusDepth: 'How far the copies drift in pitch.',
  delayMix: 'How loud the echoes are. Up to 50 % the sound itself stays as it is; at 0 % they are off.',
  delayTime: 'Time between two echoes, where they follow no tempo.',
  delaySync:
    'Echoes follow each other by this note at the host’s tempo, 120 without one. “.” is dotted, “T” a triplet.',
  delayFeedback: 'How much of each echo is repeated by the next.',
  delayTone: 'Takes from each echo what is above this frequency, so that they grow darker.',
  delayPingPong: 'Echoes go from side to side.',
  reverbMix: 'How much of the room is heard. Up to 50 % the sound itself stays as it is; at 0 % it is off.',
  reverbSize: 'How large the room is, from a chamber to a hall.',
  reverbDecay: 'Time that the room takes to fall silent.',
  reverbDamping: 'At this frequency the room falls silent twice as fast: low ones are dark.',
  reverbPreDelay: 'Time until the room answers.',
};

/** The sheet of shortcuts. */
const help = {
  label: 'How to play',
  close: 'Close',
  keyboard: 'Computer keyboard',
  keys: {
    notes: 'Play notes: white keys from A on, black keys in the row above',
    octave: 'An octave lower, higher',
    velocity: 'Softer, louder',
    sustain: 'Sustain while it is held',
    undo: 'Undo, redo',
    presets: 'Preset before, preset after',
    views: 'On the tabs: the next view; anywhere: back to playing',
    turn: 'Turn the control that has the focus',
    reset: 'Reset it',
    type: 'Type its value',
    menu: 'Its menu: learn a MIDI controller, reset',
    screen: 'Full screen',
    help: 'This sheet',
  },
  hands: 'Mouse and fingers',
  byHand: {
    keys: 'Further down a key is louder. Slide along a key to morph that note, across the keys to run over them.',
    knobs: 'Drag a knob up and down, with Shift finely; double-click to reset it.',
    mix: 'Drag the drop between the sources while notes sound: they follow.',
    learn: 'Right-click a control, or press it long, to have a MIDI controller turn it.',
    tips: 'Rest on a control, bring the focus to it or touch it: what it does is said beside it.',
  },
};

const list = new Intl.ListFormat('en');

/** What came of opening, saving and sharing. */
const files = {
  hint: 'Open, save and share this instrument',
  open: 'Open …',
  openHint: 'An instrument or a bank of them (.alloy)',
  save: 'Save …',
  saveHint: 'With its rendered notes: plays at once, wherever it is opened',
  saveSounds: 'Save with sounds …',
  saveSoundsHint: 'The recordings too: to trim them, and to render with other models',
  saveSmall: 'Save without notes …',
  saveSmallHint: 'A few kilobytes: rendered again where it is opened',
  export: 'Export …',
  exportHint: 'For another sampler: SFZ, SF2, WAV …',
  link: 'Copy link',
  linkHint: 'All of the instrument is in the link; nothing is uploaded',
  kind: 'Alloy instruments',
  unnamed: 'Instrument',
  bankName: 'Alloy presets',
  packs: 'Sampler instruments, zips of sounds',
  /** Of files that were dropped together. */
  sounds: 'Sounds',
  opened: (name: string) => `“${name}” is open. Undo brings back what was there.`,
  openedBank: (count: number) =>
    count === 1 ? 'One preset was added.' : `${count} presets were added. Undo takes them away.`,
  setAside: (name: string) => `What was there is kept as the preset “${name}”.`,
  /** The name of a preset that keeps what was there before a link was opened. */
  asideName: (time: string) => `Before a link, ${time}`,
  saved: (name: string) => `Saved as ${name}.`,
  copied: 'The link is copied. Rendered notes and sounds are not in it: whoever opens it renders them again.',
  coarser: 'The sounds are a little coarser in it than here, so that it is short enough.',
  liveCoarser: 'Until it is rendered there, it plays more roughly than here.',
  liveLeftOut: 'Until it is rendered there, it is silent: there was no room for what is played before.',
  tooLong: 'The link is longer than some programs take: a file is safer.',
  copyByHand: 'The browser does not let this page copy. Copy the link from here:',
  notSaved: (names: readonly string[]) =>
    `Not in the file: ${quoted(names)}. Load each once, so that its sounds are encoded, and save again.`,
  failed: 'That did not work.',
};

/** The sheet that an instrument leaves by for another sampler. */
const exports = {
  title: 'Export',
  close: 'Close',
  name: 'Name',
  format: 'Format',
  formats: {
    sfz: 'SFZ',
    sf2: 'SoundFont 2',
    dspreset: 'Decent Sampler',
    multisample: 'Bitwig multisample',
    smplr: 'smplr',
    wav: 'WAV files',
  } as Readonly<Record<ExportFormat, string>>,
  opens: {
    sfz: 'sforzando, sfizz, Bitwig, Renoise and many others',
    sf2: 'FluidSynth, MuseScore, Logic, FL Studio, hardware',
    dspreset: 'a free sampler for macOS, Windows, Linux, iOS',
    multisample: 'Bitwig Studio, Studio One',
    smplr: 'web pages',
    wav: 'any sampler: a file a key and mix, with loop and root',
  } as Readonly<Record<ExportFormat, string>>,
  rate: 'Sample rate',
  ownRate: 'As rendered',
  kilohertz: (rate: number) => `${rate / 1000} kHz`,
  depth: 'Depth',
  bits: (bits: number) => `${bits} bit`,
  keys: 'Keys',
  some: ({ keys, allKeys, notes, allNotes }: ExportCount) =>
    allKeys === allNotes
      ? `${keys} of ${allKeys} keys are rendered.`
      : `${keys} of ${allKeys} keys have all their mixes: ${notes} of ${allNotes} notes (keys × mixes) are rendered.`,
  stale: 'The keys were rendered before the last change.',
  none: 'No key is rendered yet: they are rendered first.',
  noSounds: 'Load a sound first: there is nothing to export yet.',
  wait: 'Render the rest first',
  anew: 'Render them anew first',
  there: 'Export what is there',
  losses: {
    plane: 'all mixes but one line of them',
    envelope: 'the envelope',
    velocity: 'the response to velocity',
    decay: 'the natural decay',
    lowPass: 'the filter',
    filter: 'the filter',
    lfo: 'the LFOs',
    unison: 'the unison',
    glide: 'the glide',
    mono: 'the monophonic mode',
    pan: 'the pan',
    bend: 'the bend range',
    effects: 'the effects',
    modulation: 'what velocity, key, slide, pressure and the morph curve do to the mix',
  } as Readonly<Record<ExportLoss, string>>,
  lost: (losses: readonly string[]) => `Not in this format: ${list.format(losses)}.`,
  whole: 'All of the sound goes along.',
  save: 'Export',
  folder: 'Into a folder …',
  rendering: (percent: number) => `Rendering · ${percent} %`,
  writing: (percent: number) => `Writing · ${percent} %`,
  cancel: 'Cancel',
  done: (name: string) => `Exported as ${name}.`,
  again: 'Export another',
};

/** The sheet that sounds of a pack are chosen with. */
const pack = {
  into: 'Into',
  slot: (letter: string, name: string) => (name === '' ? `${letter} (empty)` : `${letter}: ${name}`),
  search: 'Search names',
  sounds: 'Sounds',
  root: (note: string) => `root ${note}`,
  keys: (low: string, high: string) => (low === high ? low : `${low}–${high}`),
  loaded: (letter: string) => `in ${letter}`,
  more: (count: number) => `… and ${count} more: search for them.`,
  nothing: 'No sound has these words.',
  loops: 'Loops are left out: Alloy makes its own.',
  missing: (count: number) =>
    count === 1 ? 'A sample that it names is not there.' : `${count} samples that it names are not there.`,
  done: 'Done',
};

/** Instruments that are kept in the browser. */
const presets = {
  hint: 'Instruments that come with Alloy, and those that you saved',
  none: 'No presets yet. Give this instrument a name to save it.',
  name: 'Name of the preset',
  save: 'Save',
  /** Asks before it does so. */
  replace: 'Replace …',
  sureReplace: (name: string) => `Replace “${name}” with this instrument?`,
  yesReplace: 'Replace',
  remove: (name: string) => `Remove ${name}`,
  sure: (name: string) => `Remove “${name}”?`,
  yes: 'Remove',
  no: 'Keep',
  rename: (name: string) => `Rename ${name}`,
  newName: (name: string) => `New name of ${name}`,
  renameYes: 'Rename',
  edited: 'edited since it was saved',
  now: (name: string) => `Preset ${name}`,
  saved: (name: string) => `Saved as ${name}`,
  replaced: (name: string) => `${name} was replaced. Undo brings the old one back.`,
  removed: (name: string) => `${name} was removed. Undo brings it back.`,
  /** What a tab had that did not keep. */
  rescued: (time: string) => `Other tab, ${time}`,
  programs: 'The numbers are MIDI programs: a program change chooses a preset.',
  search: 'Search names and tags',
  nothingFound: 'No preset has these words.',
  favourite: (name: string) => `${name} is a favourite`,
  more: (name: string) => `More for ${name}`,
  tags: (name: string) => `Tags of ${name}`,
  tagsHint: 'Tags, with commas between',
  done: 'Done',
  duplicate: 'Duplicate',
  saveFile: 'Save as file …',
  import: 'Add from file …',
  saveAll: 'Save all as file …',
};

/** What controls do that are no parameters. */
const tips = {
  meter: 'The level that goes out, its latest peak, and the notes that sound.',
  sustain: 'Notes sound on after their keys are let go. Or hold Shift.',
  bend: 'Bends the notes; springs back when it is let go.',
  modulation: 'Moves the mix, as far as “Wheel” under Morph says. It stays where it is left.',
  range: 'The keys that notes are rendered for. Those outside play the nearest.',
  step: 'How far apart rendered keys are. The keys between play their neighbour, pitched: closer sounds better and takes longer.',
  mixes:
    'How many places between the sources are rendered. With more than one, notes morph while they sound.',
  seconds: 'How much of each note is rendered. What rings is looped, so that keys can be held longer.',
  seed: 'The throw of the dice that a render begins with. The same seed gives the same notes.',
  temperature: 'How freely the model plays: low is plain and steady, high is lively and noisy.',
};

/** What the views of the face are. */
const viewTips = {
  play: 'Mix, macros and keys',
  sources: 'The sounds that are blended, and how they are rendered',
  sound: 'Envelope, filter, LFOs, tuning, MIDI',
  listen: 'The sources and hybrids as sounds and pictures',
};

/** Sounds that are played and seen. */
const clips = {
  viewLabel: 'Picture',
  waiting: 'Waiting for its turn …',
  noEmbedding: 'Not encoded yet',
  blend: 'Blend',
  blendTitle: (first: string, second: string) => `${first} → ${second}`,
  blendPicture: (first: string, second: string, percent: number) =>
    `How the embedding changes from ${first} to ${second}; the mix is at ${percent} %`,
  play: (kind: string, title: string) => `Play ${kind}: ${title}`,
  stop: (kind: string, title: string) => `Stop ${kind}: ${title}`,
  save: (kind: string, title: string) => `Save ${kind} as WAV: ${title}`,
  saveShort: 'WAV',
  picture: (view: string, kind: string, title: string) => `${view} of ${kind}: ${title}`,
  progress: (kind: string, title: string) => `Progress of ${kind}: ${title}`,
};

/** What went wrong with keeping the instrument from one visit to the next. */
const storage = {
  discarded: 'Something that the last visit kept could not be read and is gone.',
  full: 'The browser has no more room: the latest changes may not come back after a reload.',
  blocked:
    'This browser lets this page keep nothing (a private window, or its settings for this site): changes do not come back after a reload.',
  newer:
    'What this browser keeps is of a newer Alloy, and stays as it is. Close its other tabs and load this page again, without its cache.',
  unavailable: 'The storage of this browser does not work: changes do not come back after a reload.',
  rescued: 'This instrument was changed in two tabs. What the other one had is among the presets now.',
} as Readonly<Record<StorageNotice, string>>;

const passages = {
  label: (name: string) => `Notes in ${name}`,
  title: 'Several notes, one is used:',
  use: (note: string, index: number, all: number) => `Use ${note}, note ${index} of ${all}`,
  unpitched: (index: number) => `No. ${index}`,
};

const drop = {
  leftOver: (names: readonly string[]) =>
    `No source is free for ${quoted(names)}. Clear a source, or drop a sound on the one that it shall replace.`,
  folders: (names: readonly string[]) =>
    names.length === 1
      ? `${quoted(names)} is a folder. Open it and drop the sounds in it.`
      : `${quoted(names)} are folders. Open one and drop the sounds in it.`,
};

/** Words that are read once somebody looks for them, and come later than the others. */
export const enMore = {
  ...{ explanations, help, files, exports, pack, presets, tips, viewTips, clips },
  ...{ panel, bridge, tuning, learn, fastHint, songs, shortParameters, choices, storage, passages, drop },
};

export type MoreStrings = typeof enMore;
