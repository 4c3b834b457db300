/** Strings of the player's controls in English: part of `en`. */

import { counter } from './plural.js';

const count = counter('en');
const VOICES = { one: 'voice', other: 'voices' };

/** Words by an id; what has none keeps the name that it came with. */
type Names = Readonly<Partial<Record<string, string>>>;

/** Names of parameters where what surrounds them says the rest: "Attack" below "Filter envelope". */
export const shortParameters = {
  velocityAmount: 'Velocity',
  velocityCurve: 'Vel. curve',
  attackCurve: 'Att. curve',
  releaseCurve: 'Rel. curve',
  ownDecay: 'Natural decay',
  bendRange: 'Bend',
  unisonDetune: 'Detune',
  unisonSpread: 'Spread',
  mix: 'Mix',
  mixY: 'Downward',
  mixWheel: 'Wheel',
  mixSlide: 'Slide',
  mixPressure: 'Pressure',
  mixVelocity: 'Velocity',
  mixKey: 'Key',
  filterType: 'Type',
  filterKeyTracking: 'Key',
  filterEnvelope: 'Envelope',
  filterVelocity: 'Velocity',
  filterAttack: 'Attack',
  filterDecay: 'Decay',
  filterSustain: 'Sustain',
  filterRelease: 'Release',
  lfo1Rate: 'Rate',
  lfo1Shape: 'Shape',
  lfo1Delay: 'Delay',
  lfo1Pitch: 'Pitch',
  lfo1Mix: 'Mix',
  lfo1Cutoff: 'Cutoff',
  lfo1Level: 'Level',
  lfo1Sync: 'Sync',
  lfo2Rate: 'Rate',
  lfo2Shape: 'Shape',
  lfo2Delay: 'Delay',
  lfo2Pitch: 'Pitch',
  lfo2Mix: 'Mix',
  lfo2Cutoff: 'Cutoff',
  lfo2Level: 'Level',
  lfo2Sync: 'Sync',
  mpe: 'MPE',
  mpeBendRange: 'MPE bend',
} as Names;

/** Choices of parameters, by "parameter.choice"; LFOs share "lfo". */
export const choices = {
  'mode.poly': 'Poly',
  'mode.mono': 'Mono',
  'mode.legato': 'Legato',
  'live.rendered': 'Rendered',
  'live.live': 'Live',
  liveBalance: 'Noise',
  liveOnset: 'Onset',
  liveEnvelope: 'Envelope',
  liveBeyond: 'Beyond',
  'liveFreeze.off': 'Off',
  'liveFreeze.on': 'On',
  'filterType.off': 'Off',
  'filterType.lowpass': 'Low-pass',
  'filterType.bandpass': 'Band-pass',
  'filterType.highpass': 'High-pass',
  'filterType.notch': 'Notch',
  'lfo.off': 'Off',
  'lfo.sine': 'Sine',
  'lfo.triangle': 'Triangle',
  'lfo.saw': 'Saw',
  'lfo.square': 'Square',
  'lfo.random': 'Random',
  'mpe.off': 'Off',
  'mpe.lower': 'Lower zone',
  'mpe.upper': 'Upper zone',
} as Names;

export const play = {
  label: 'Play',
  keyboard: 'Keyboard',
  computerKeys: 'Computer keys',
  computerKeysHint: 'Play with the letters of the computer’s keyboard',
  computerOctave: (note: string) => `A plays ${note}`,
  computerDown: 'Letters play an octave lower (Z)',
  computerUp: 'Letters play an octave higher (X)',
  computerVelocity: (velocity: number) => `Velocity ${velocity}`,
  computerSofter: 'Letters play softer (C)',
  computerLouder: 'Letters play louder (V)',
  octaveDown: 'Show an octave lower',
  octaveUp: 'Show an octave higher',
  sustain: 'Sustain',
  panic: 'Panic',
  panicLabel: 'Panic: silence every note',
  bend: 'Pitch bend',
  bendShort: 'Bend',
  modulation: 'Modulation',
  modulationShort: 'Mod',
  wheelValue: (amount: number) => `${Math.round(amount * 100)} %`,
  meter: 'Output level',
  voices: (voices: number) => count(voices, VOICES),
  voicesOf: (voices: number, limit: number) => `${voices} / ${count(limit, VOICES)}`,
  zonesEmpty: 'Keys sound once a hybrid is rendered',
  zonesUnheard: 'Keys are silent over plain http: they need https or localhost',
  zonesSome: (ready: number, all: number) =>
    `${ready} of ${count(all, { one: 'zone', other: 'zones' })} rendered`,
  zonesReady: 'All keys rendered',
  zonesSpan: (said: string, low: string, high: string) => `${said}, ${low} to ${high}`,
  knobEdit: (title: string) => `${title}, typed`,
  knobHint: 'Drag, scroll or type; double-click to reset; right-click to learn MIDI',
};

export const panel = {
  label: 'Sound',
  envelope: 'Envelope',
  filter: 'Filter',
  filterEnvelope: 'Filter envelope',
  output: 'Output',
  moreLabel: 'More controls by group',
  all: 'Show all',
  none: 'Hide all',
  changed: 'changed',
  groups: {
    level: 'Level',
    envelope: 'Curves',
    filter: 'Filter envelope',
    mix: 'Morph',
    live: 'Live',
    pitch: 'Pitch',
    voices: 'Voices',
    lfo1: 'LFO 1',
    lfo2: 'LFO 2',
    midi: 'MIDI',
  },
  hints: {
    mix: 'How far the wheel, a finger’s slide up or down its key, pressure, velocity and the key move a note from the first source to the second.',
    live: 'Heard of keys that play live; rendered notes stay as they are.',
    midi: 'Right-click any control, or choose it here, then move a controller.',
  },
  /** Handles of the pictures. */
  attack: 'Attack',
  decaySustain: 'Decay and sustain',
  release: 'Release',
  cutoffResonance: 'Cutoff and resonance',
  point: (name: string) => `${name}, point`,
  pair: (first: string, second: string) => `${first}, ${second}`,
  picture: (title: string, values: string) => `${title}: ${values}`,
  response: (type: string, cutoff: string, resonance: string) =>
    `${type} at ${cutoff}, resonance ${resonance}`,
  lfo: (shape: string, rate: string) => `${shape}, ${rate}`,
};

export const midi = {
  label: 'MIDI',
  enable: 'Enable MIDI',
  denied: 'MIDI was refused. Allow it in the site settings.',
  unsupported: 'This browser has no Web MIDI',
  insecure: 'Web MIDI needs https or localhost: this page came over plain http',
  all: 'All MIDI inputs',
  none: 'No MIDI input connected',
  input: 'MIDI input',
  channel: 'MIDI channel',
  channelName: (channel: number) => `Channel ${channel}`,
  allChannels: 'All channels',
};

export const bridge = {
  open: 'MIDI bridge',
  hint: 'For browsers without Web MIDI, and to play from a DAW: run “alloy bridge” on this machine, and paste the address that it prints.',
  address: 'Address of the MIDI bridge',
  connect: 'Connect',
  cancel: 'Cancel',
  disconnect: 'Leave the bridge',
  other: 'Another address',
  wrong:
    'That is no address of a bridge. Run “alloy bridge” and paste the whole line that it prints: ws://127.0.0.1:8643/?token=…',
  phases: {
    connecting: 'Connecting to the bridge …',
    on: 'MIDI bridge connected',
    waiting: 'The MIDI bridge is not running. Start “alloy bridge”; it is found by itself.',
    'wrong-token': 'The bridge has another token. Paste the address that it prints now.',
    'wrong-version': 'The bridge is of another version of Alloy. Update the command or this page.',
    blocked:
      'The browser lets no page of https connect to this machine. Open Alloy from localhost: npm start.',
  },
};

export const tuning = {
  label: 'Tuning',
  equal: 'Equal temperament',
  load: 'Load a scale',
  loadHint: 'Load a Scala scale (.scl), with its keyboard mapping (.kbm) if there is one',
  clear: 'Back to equal temperament',
  alone: 'A keyboard mapping needs its scale: choose the .scl and the .kbm together.',
  failed: (name: string, message: string) => `“${name}” cannot be used. ${message}`,
  enableMessages: 'Hear tuning messages',
  enableMessagesHint:
    'Lets MIDI devices tune the keys (MTS); the browser asks whether this page may use SysEx',
  heard: 'MIDI devices can tune the keys',
  broken: (reason: string) => `A tuning message was left alone: ${reason}. Send it again.`,
  refused:
    'The browser does not let this page hear tuning messages (SysEx). Allow MIDI device control in the site settings, then try again. Notes and controllers play as before.',
};

export const learn = {
  menu: (title: string) => `Menu of ${title}`,
  start: 'Learn MIDI controller',
  stop: 'Stop learning',
  clear: (controller: string) => `Forget ${controller}`,
  reset: (value: string) => `Reset to ${value}`,
  controller: (controller: number) => `CC ${controller}`,
  controllerOn: (controller: number, channel: number) => `CC ${controller}, channel ${channel}`,
  /** Said by a control, after its value. */
  bound: (controller: string) => `turned by ${controller}`,
  armed: 'waits for a controller',
  waiting: (title: string) => `Move a controller to turn ${title}`,
  waitingHint: 'Escape stops',
  parameter: 'Control to learn',
  bindings: 'Learned controllers',
  noBindings: 'No controller learned yet',
  forget: (title: string, controller: string) => `Forget ${controller} for ${title}`,
};
