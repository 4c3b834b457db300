/** What parameters do, how the instrument is played, and what comes of files, in English: words that come after the first face. */
import { quoted } from './en.js';
import type { ExportFormat, ExportLoss } from '../../src/instrument/contract.js';
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
  label: 'File',
  hint: 'Open, save and share this instrument',
  open: 'Open …',
  openHint: 'An instrument or a bank of them (.alloy)',
  save: 'Save …',
  saveHint: 'With its rendered notes: plays at once, wherever it is opened',
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
  some: (there: number, all: number) => `${there} of ${all} keys are rendered.`,
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
    modulation: 'what velocity, key, slide and pressure do to the mix',
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
  label: 'Presets',
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
  previous: 'Previous preset',
  next: 'Next preset',
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

/** Words that are read once somebody looks for them, and come later than the others. */
export const enMore = { explanations, help, files, exports, pack, presets, tips, viewTips, clips };

export type MoreStrings = typeof enMore;
