/** What parameters do, and how the instrument is played, in English: words that come after the first face. */
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

/** Words that are read once somebody looks for them, and come later than the others. */
export const enMore = { explanations, help };

export type MoreStrings = typeof enMore;
