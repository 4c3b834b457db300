/** Strings of the player's controls in English: part of `en`. */

import { counter } from './plural.js';

const count = counter('en');
const VOICES = { one: 'voice', other: 'voices' };

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
