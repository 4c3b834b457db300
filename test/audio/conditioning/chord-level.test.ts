/** Tests that layers play at a gain at which chords leave the limiter idle, whatever makes their notes. */
import { describe, expect, it } from 'vitest';
import { chordGain, expectedChordGain, type LayerZone } from '../../../src/audio/conditioning/chord-level.js';
import { conditionZone } from '../../../src/audio/conditioning/condition-zone.js';
import { noteLoudness } from '../../../src/audio/k-weighting.js';
import { defaultParameters } from '../../../src/parameters.js';
import { midiToHertz } from '../../../src/units.js';
import { decibels, peak, RATE as PLAYER_RATE, Rig, rms } from '../../worklets/rig.js';
import { noise } from '../signals.js';
import { KALIMBA, MARIMBA, series, struck } from '../zoo.js';
import { RATE, tone } from './tones.js';

const ROOTS = [48, 56, 64, 72];
const KEYS = [50, 60, 69];
/** Level that one key of what is blown or bowed had at velocity 100, dBFS: from here to 3 dB above. */
const BEFORE = -29;

/** A key zone of one layer of each kind, as conditioning makes it. */
const kinds: Record<string, (midi: number) => Float32Array> = {
  blown: (midi) => tone({ midi, seconds: 2, hiss: 0.02 }),
  bowed: (midi) =>
    tone({
      midi,
      seconds: 2,
      harmonic: (k) => 1 / k ** 0.7,
      phase: (k) => k * k,
      level: (t) => Math.min(1, 4 * t),
    }),
  plucked: (midi) => struck(midiToHertz(midi), series(14, 0.6, 0.4), 2, RATE),
  struck: (midi) => struck(midiToHertz(midi), MARIMBA, 2, RATE),
  tines: (midi) =>
    struck(
      midiToHertz(midi),
      KALIMBA.map(([ratio, level, decay]) => [ratio, level, decay / 8]),
      1,
      RATE,
    ),
  hammered: (midi) => {
    const thud = noise(RATE / 50, 0.5, midi);
    return struck(midiToHertz(midi), series(10, 1.2, 1), 2, RATE).map((x, i) => x + (thud[i] ?? 0));
  },
};

function layer(kind: string): LayerZone[] {
  return ROOTS.map((rootMidi) => {
    const { layers, loop } = conditionZone([kinds[kind]!(rootMidi)], {
      rootMidi,
      sampleRate: RATE,
      pitched: true,
    });
    return { rootMidi, samples: layers[0]!, loop };
  });
}

/** Plays chords one after another at velocity 100, at a gain of the player's. */
function player(
  zones: readonly LayerZone[],
  gain: number,
  playerGain: number,
): (keys: readonly number[]) => Float32Array {
  const rig = new Rig().set('gain', playerGain);
  zones.forEach(({ rootMidi, samples, loop }, id) =>
    rig.layer(
      id,
      rootMidi,
      samples.map((x) => gain * x),
      { loop: loop && { ...loop, crossfade: 0 } },
    ),
  );
  rig.render(0.5);
  return (keys) => {
    rig.midi([0xb0, 120, 0]).render(0.05); // all sound off
    for (const key of keys) rig.midi([0x90, key, 100]);
    return rig.render(0.8);
  };
}

const FIRST = defaultParameters().gain;
const SOFT = FIRST - 40;
const layers = new Map(Object.keys(kinds).map((kind) => [kind, layer(kind)]));

const CHORDS = [
  [0, 4, 7, 11, 14],
  [0, 3, 7, 12, 15],
  [0, 7, 12, 16, 24],
  [0, 2, 5, 7, 9],
  [0, 12, 19, 24, 28],
];

describe.each(Object.keys(kinds))('%s notes', (kind) => {
  const zones = layers.get(kind)!;
  const gain = chordGain(zones, RATE);

  it('in chords leave the limiter idle, sample for sample, and are no softer for it than the chords ask for', () => {
    const soft = player(zones, gain, SOFT);
    const chords = CHORDS.flatMap((chord) =>
      [45, 50, 57].map((root) => chord.map((interval) => root + interval)),
    );
    const peaks = chords.map((keys) => decibels(peak(soft(keys))) + FIRST - SOFT);
    const loudest = Math.max(...peaks);
    expect(loudest).toBeLessThan(-0.1);
    if (gain < 1) expect(loudest).toBeGreaterThan(-3.5);

    const keys = chords[peaks.indexOf(loudest)]!;
    const [played, unlimited] = [player(zones, gain, FIRST)(keys), player(zones, gain, SOFT)(keys)];
    const scale = 10 ** ((FIRST - SOFT) / 20);
    let most = 0;
    played.forEach((sample, i) => (most = Math.max(most, Math.abs(sample - scale * unlimited[i]!))));
    expect(most).toBeLessThan(1e-5);
  });

  it('keep the balance of their keys', () => {
    const loudness = zones.map(({ samples, loop }) => noteLoudness(samples.subarray(0, loop?.end), RATE));
    expect(Math.max(...loudness) - Math.min(...loudness)).toBeLessThan(1.5);
  });
});

it.each(['blown', 'bowed'])('one key of what is %s is 6 dB louder than it was', (kind) => {
  const play = player(layers.get(kind)!, chordGain(layers.get(kind)!, RATE), FIRST);
  for (const key of KEYS) {
    const level = decibels(rms(play([key]).subarray(0.4 * PLAYER_RATE, 0.8 * PLAYER_RATE)));
    expect(level).toBeGreaterThan(BEFORE + 6);
  }
});

it('is expected of the peak alone, and not too loud then', () => {
  const off = [...layers].map(([, zones]) => {
    const mean = zones.reduce((sum, { samples }) => sum + peak(samples) / zones.length, 0);
    return decibels(expectedChordGain(mean)) - decibels(chordGain(zones, RATE));
  });
  expect(Math.max(...off)).toBeLessThan(1);
  expect(Math.min(...off)).toBeGreaterThan(-5.5);
});

it('leaves silence and a single zone alone', () => {
  const silence = { rootMidi: 60, samples: new Float32Array(RATE), loop: null };
  expect(chordGain([silence], RATE)).toBe(1);
  expect(chordGain([{ ...silence, samples: new Float32Array(RATE).fill(0.01) }], RATE)).toBe(1);
  expect(expectedChordGain(0)).toBe(1);
});
