/** The table of synthesised sounds, by the names that files have them under. */
import { AlloyError } from '../../errors.js';
import type { Hertz, MidiNote } from '../../units.js';
import { bottle, harmonium, horn, panPipe, throat, voiceAh, voiceOo } from './breath.js';
import { ladderBass, rain, stringMachine, surf, tine, whistlingWind } from './machines.js';
import {
  bamboo,
  clayDrum,
  glassBell,
  kettledrum,
  singingBowl,
  steelPan,
  tongueDrum,
  towerBell,
  vibraphone,
} from './mallets.js';
import { finished, RATE, type Synthesised } from './signal.js';
import { bowedBass, bowedGlass, fretlessBass, harp, harpsichord, silkZither, viola } from './strings.js';

const SOUNDS: Readonly<Record<string, () => Synthesised>> = {
  vibraphone,
  'tongue-drum': tongueDrum,
  'steel-pan': steelPan,
  bamboo,
  'glass-bell': glassBell,
  'singing-bowl': singingBowl,
  'tower-bell': towerBell,
  kettledrum,
  'clay-drum': clayDrum,
  harp,
  harpsichord,
  'silk-zither': silkZither,
  tine,
  'fretless-bass': fretlessBass,
  'bowed-bass': bowedBass,
  'ladder-bass': ladderBass,
  viola,
  'bowed-glass': bowedGlass,
  'pan-pipe': panPipe,
  bottle,
  harmonium,
  horn,
  'voice-oo': voiceOo,
  'voice-ah': voiceAh,
  throat,
  'string-machine': stringMachine,
  'whistling-wind': whistlingWind,
  surf,
  rain,
};

/** All names. */
export const SYNTHESISED: readonly string[] = Object.keys(SOUNDS);

/**
 * A sound: mono, −3 dB at its peak, the same samples each time. Takes about a tenth of a second. [worker] [Node]
 * @param subject what errors call it.
 * @throws AlloyError 'unreadable' where there is no sound of that name.
 */
export function synthesise(
  name: string,
  subject: string,
): { readonly samples: Float32Array; readonly sampleRate: Hertz; readonly root: MidiNote | null } {
  const make = Object.hasOwn(SOUNDS, name) ? SOUNDS[name] : undefined;
  if (!make) {
    const message = `“${subject}” names the sound “${name}”, which this Alloy does not have. Update Alloy, or choose another sound.`;
    throw new AlloyError('unreadable', subject, message);
  }
  const { root, signal } = make();
  return { samples: finished(signal), sampleRate: RATE, root };
}
