/** Tests live voices in the player: beside zones, in their place, and with everything else that a voice does. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseTracks } from '../../src/audio/partials/analyse.js';
import { headProducts } from '../../src/audio/partials/head-products.js';
import { makeLiveSource, recordedSource } from '../../src/audio/partials/live-source.js';
import { packSource, type PackedSource } from '../../src/audio/partials/pack.js';
import type { LiveTracks } from '../../src/audio/partials/tracks.js';
import { PARAMETERS } from '../../src/parameters.js';
import { midiToHertz } from '../../src/units.js';
import { added, harmonicPartials, softNoise, sumOf } from '../audio/partials/sounds.js';
import { energyDecibels, hertzNear } from '../engine/rig.js';
import { RATE, Rig, sine, ZONE_RATE } from './rig.js';

const file = readFileSync(new URL('../../engine/engine.wasm', import.meta.url));
const wasm = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
let dark: LiveTracks, bright: LiveTracks;

beforeAll(() => {
  dark = analyseTracks([sumOf(harmonicPartials(220, 3), 1)], RATE, { root: 57, start: 0 });
  bright = analyseTracks([sumOf(harmonicPartials(330, 20, true), 1)], RATE, { root: 64, start: 0 });
});

function send(rig: Rig, sources: readonly LiveTracks[]): Rig {
  return sendPacked(
    rig,
    sources.map((tracks) => packSource(tracks)),
    false,
  );
}

function sendPacked(rig: Rig, packed: readonly PackedSource[], recorded: boolean): Rig {
  const products = packed.length > 0 ? headProducts(packed) : new Float64Array(16);
  rig.core.handle({ kind: 'live', sources: packed.map(({ data }) => data), products, recorded });
  return rig;
}

/** A rig whose parameters hide nothing, with live sources. */
function liveRig(sources: readonly LiveTracks[] = [dark, bright], rate = RATE): Rig {
  const rig = new Rig(rate);
  rig.core.handle({ kind: 'engine', wasm });
  for (const [id, value] of [
    ['velocityAmount', 0],
    ['mix', 0],
    ['release', 0.05],
  ] as const)
    rig.set(id, value);
  return send(rig, sources);
}

const loop = { start: 4000, end: 12_000, crossfade: 1000 };
/** A whole zone at a key: a sine, which no live source is. */
const zone = (rig: Rig, id: number, key: number): Rig =>
  rig.layer(id, key, sine(midiToHertz(key), 1, 0.2), { loop });

/** How much of a sound is its second harmonic: 0 for a zone's sine. */
function secondHarmonic(samples: Float32Array, hertz: number): number {
  const at = (h: number): number => {
    let [re, im] = [0, 0];
    samples.forEach((x, n) => {
      const weight = 1 - Math.cos((2 * Math.PI * n) / samples.length);
      re += weight * x * Math.cos((2 * Math.PI * h * n) / RATE);
      im += weight * x * Math.sin((2 * Math.PI * h * n) / RATE);
    });
    return Math.hypot(re, im);
  };
  return at(2 * hertz) / at(hertz);
}
const isLive = (samples: Float32Array, key: number): boolean =>
  secondHarmonic(samples, midiToHertz(key)) > 0.1;

function largestStep(samples: Float32Array): number {
  let most = 0;
  for (let n = 1; n < samples.length; n++) most = Math.max(most, Math.abs(samples[n]! - samples[n - 1]!));
  return most;
}

describe('a player with live sources', () => {
  it('is silent without them, and sounds with the next block once they are there', () => {
    const rig = new Rig();
    rig.core.handle({ kind: 'engine', wasm });
    rig.midi([0x90, 60, 100]);
    expect(rig.render(0.1).every((x) => x === 0)).toBe(true);
    send(rig, [dark]);
    rig.midi([0x90, 60, 100], rig.time);
    const sound = rig.render(0.3);
    expect(sound.subarray(0, 128).some((x) => x !== 0)).toBe(true);
    expect(Math.abs(1200 * Math.log2(hertzNear(sound.subarray(4000), 261.6) / midiToHertz(60)))).toBeLessThan(
      1,
    );
  });

  it('renders the same samples in blocks of every size', () => {
    const play = (block: number): Float32Array => {
      const rig = liveRig();
      rig.set('lfo1Mix', 60).set('lfo1Pitch', 30).set('filterType', 1).set('filterCutoff', 3000);
      rig.midi([0x90, 52, 100], 0.0101).midi([0x90, 64, 90], 0.0502).midi([0x80, 52], 0.2003);
      return rig.render(0.4, block);
    };
    const whole = play(128);
    for (const block of [1, 77, 1000]) expect(play(block)).toEqual(whole);
  });

  it('bends, mixes and releases as samples do', () => {
    const rig = liveRig();
    rig.midi([0x90, 57, 100]);
    rig.render(0.2);
    rig.midi([0xe0, 0x7f, 0x7f], rig.time).set('mix', 100);
    const bent = rig.render(0.4).subarray(0.1 * RATE);
    const hertz = midiToHertz(59);
    expect(Math.abs(1200 * Math.log2(hertzNear(bent, hertz) / hertz))).toBeLessThan(3);
    expect(secondHarmonic(bent, hertz)).toBeGreaterThan(0.8);
    rig.midi([0x80, 57], rig.time);
    rig.render(0.2);
    expect(rig.render(0.1).every((x) => x === 0)).toBe(true);
    expect(rig.core.voices).toBe(0);
  });

  it('plays a zone where one is near and whole, and is live elsewhere', () => {
    const rig = liveRig();
    rig.core.handle({ kind: 'reach', semitones: 2 });
    zone(rig, 1, 57);
    rig.midi([0x90, 57, 100]);
    expect(isLive(rig.render(0.3).subarray(4800), 57)).toBe(false);
    rig.midi([0x80, 57], rig.time);
    rig.render(0.3);
    rig.midi([0x90, 64, 100], rig.time);
    expect(isLive(rig.render(0.3).subarray(4800), 64)).toBe(true);
  });

  it('does not play a zone whose samples are still coming', () => {
    const rig = liveRig();
    rig.begin(1, 57, ZONE_RATE).append(1, 0, sine(220, 0.5, 0.2));
    rig.midi([0x90, 57, 100]);
    expect(isLive(rig.render(0.3).subarray(4800), 57)).toBe(true);
  });

  it('goes over to a zone that arrives under a finger, without a step or a hole', () => {
    const rig = liveRig([dark]);
    rig.midi([0x90, 57, 100]);
    const before = rig.render(0.5);
    zone(rig, 1, 57);
    const over = rig.render(0.2);
    const after = rig.render(0.3);
    expect(isLive(before.subarray(4800), 57)).toBe(true);
    expect(isLive(after, 57)).toBe(false);
    expect(largestStep(over)).toBeLessThan(1.1 * Math.max(largestStep(before), largestStep(after)));
    for (let at = 0; at < over.length - 960; at += 480)
      expect(energyDecibels(over.subarray(at, at + 960))).toBeGreaterThan(
        Math.min(energyDecibels(before.subarray(9600, 10_560)), energyDecibels(after.subarray(0, 960))) - 7,
      );
  });

  it('changes between live and rendered under a held chord', () => {
    const rig = liveRig([dark]);
    zone(rig, 1, 57);
    zone(rig, 2, 64);
    rig.midi([0x90, 57, 100]).midi([0x90, 64, 100]);
    const rendered = rig.render(0.4);
    rig.set('live', 1);
    const change = rig.render(0.1);
    const live = rig.render(0.4);
    rig.set('live', 0);
    rig.render(0.1);
    const again = rig.render(0.3);
    expect([rendered.subarray(4800), live, again].map((sound) => isLive(sound, 57))).toEqual([
      false,
      true,
      false,
    ]);
    expect(largestStep(change)).toBeLessThan(1.2 * Math.max(largestStep(rendered), largestStep(live)));
    expect(rig.core.voices).toBe(2);
  });

  it('goes over to other sources under a finger, and gives the old ones back', () => {
    const rig = liveRig([dark]);
    rig.midi([0x90, 57, 100]);
    rig.render(0.4);
    send(rig, [bright]);
    const change = rig.render(0.1);
    const after = rig.render(0.3);
    expect(secondHarmonic(after, 220)).toBeGreaterThan(0.8);
    // phases that cancel each other are made good for
    expect(largestStep(change)).toBeLessThan(1.35 * largestStep(after));
    send(rig, []);
    expect(rig.core.live).toBe(false);
    expect(energyDecibels(rig.render(0.1))).toBeGreaterThan(energyDecibels(after) - 30); // what sounds goes on
  });

  it('steals, legato and unison work', () => {
    const rig = liveRig().set('voices', 4).set('unison', 2);
    for (let key = 40; key < 60; key++) rig.midi([0x90, key, 100], 0.01 * (key - 40));
    const sound = rig.render(0.4);
    expect(rig.core.voices).toBe(4);
    expect(sound.every((x) => Math.abs(x) <= 1)).toBe(true);
    rig.midi([0xb0, 123, 0], rig.time).set('mode', 2);
    rig.render(0.5);
    rig.midi([0x90, 57, 100], rig.time);
    rig.render(0.2);
    rig.midi([0x90, 64, 100], rig.time);
    const legato = rig.render(0.3).subarray(4800);
    expect(Math.abs(hertzNear(legato, midiToHertz(64)) / midiToHertz(64) - 1)).toBeLessThan(0.02);
  });
});

describe('whatever is sent', () => {
  const odd: readonly [string, (tracks: LiveTracks) => LiveTracks][] = [
    [
      'no frames',
      (t) => ({
        ...t,
        frames: 0,
        f0: new Float32Array(0),
        channels: t.channels.map((c) => ({
          ...c,
          levels: new Float32Array(0),
          noise: new Float32Array(0),
          head: new Float32Array(0),
        })),
      }),
    ],
    ['no channels', (t) => ({ ...t, channels: [] })],
    [
      'NaN',
      (t) => ({
        ...t,
        hertz: NaN,
        f0: t.f0.map(() => NaN),
        ratios: t.ratios.map(() => NaN),
        channels: t.channels.map((c) => ({
          levels: c.levels.map(() => NaN),
          noise: c.noise.map(() => NaN),
          phases: c.phases.map(() => NaN),
          head: c.head.map(() => NaN),
        })),
      }),
    ],
    [
      'levels without end',
      (t) => ({
        ...t,
        channels: t.channels.map((c) => ({
          ...c,
          levels: c.levels.map(() => Infinity),
          noise: c.noise.map(() => 1e30),
        })),
      }),
    ],
    [
      'a sustain that lies elsewhere',
      (t) => ({ ...t, attackFrame: 1e9, sustain: { from: -5, to: 1e12, slope: -1e9 } }),
    ],
  ];

  it.each(odd)('%s is finite', (_, change) => {
    const rig = liveRig([change(dark), bright]).set('mix', 50);
    for (const key of [0, 60, 127]) rig.midi([0x90, key, 100]);
    expect(rig.render(0.5).every((x) => Math.abs(x) <= 1)).toBe(true);
  });

  it('a million partials are none too many for a source: the loudest are kept', () => {
    const count = 1_000_000;
    const partials = { ...bright, frames: 1, harmonics: 0, f0: bright.f0.slice(0, 1) };
    const many = {
      ...partials,
      ratios: Float64Array.from({ length: count }, (_, k) => 1 + k / 1000),
      channels: [
        {
          ...bright.channels[0]!,
          levels: new Float32Array(count).fill(-30),
          noise: new Float32Array(40).fill(-100),
          phases: new Float32Array(count),
        },
      ],
    };
    const rig = liveRig([many]);
    rig.midi([0x90, 60, 100]);
    expect(rig.render(0.2).every((x) => Math.abs(x) <= 1)).toBe(true);
  });

  it.each([8000, 22_050, 192_000, 384_000])('plays at %i Hz', (rate) => {
    const rig = liveRig([dark], rate);
    rig.midi([0x90, 57, 100]);
    const sound = rig.render(0.2);
    expect(sound.every(Number.isFinite)).toBe(true);
    expect(Math.abs(hertzNear(sound.subarray(0.1 * rate), 220, rate) / 220 - 1)).toBeLessThan(0.001);
  });

  it('random MIDI, parameters, zones and sources: finite, bounded, nothing sticks', () => {
    let state = 991;
    const random = (below: number): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % below;
    };
    const rig = liveRig();
    let loudest = 0;
    for (let round = 0; round < 1500; round++) {
      for (let i = 0; i < 12; i++) rig.midi([0x80 + random(0x70), random(128), random(128)], rig.time);
      const { id, min, max } = PARAMETERS[random(PARAMETERS.length)]!;
      rig.set(
        id,
        id === 'unison' ? 1 : id === 'voices' ? 1 + random(12) : min + ((max - min) * random(1001)) / 1000,
      );
      if (round % 50 === 0) send(rig, [[dark], [bright, dark], [dark, bright, dark, bright], []][random(4)]!);
      if (round % 70 === 0) zone(rig, random(3), 50 + random(20));
      if (round % 90 === 0) rig.core.handle({ kind: 'removeZone', id: random(3) });
      loudest = rig.render(0.004).reduce((most, x) => Math.max(most, Math.abs(x)), loudest);
    }
    expect(loudest).toBeLessThanOrEqual(1);
    rig.core.handle({ kind: 'panic' });
    rig.render(0.2);
    expect(rig.core.sounding).toBe(0);
  });
});

describe('a note that begins as it was recorded', () => {
  /** A plucked A3 that dies away, and a blown E4 with breath. */
  const plucked = sumOf(harmonicPartials(220, 12), 2).map((x, n) => x * Math.exp(-n / 40_000));
  const blown = added(sumOf(harmonicPartials(330, 8), 2), softNoise(0.03, 3000, 2)).map(
    (x, n) => x * Math.min(1, n / 4000),
  );
  const made = [plucked, blown].map((sound, i) => {
    const options = { sampleRate: RATE, root: [57, 64][i]!, seconds: 2 };
    const recording = recordedSource(sound, options);
    return { sound, recording, tracks: makeLiveSource(sound, options, recording) };
  });
  const recordings = made.map(({ recording }) => recording);
  const tracks = made.map(({ tracks: one }) => one);
  const window = Math.round(0.02 * RATE);
  const levelAt = (sound: Float32Array, seconds: number): number =>
    energyDecibels(sound.subarray(Math.round(seconds * RATE)).subarray(0, window));

  it('is the recording, at its own key to the sample, and an octave up twice as fast', () => {
    const rig = sendPacked(liveRig([]), recordings.slice(0, 1), true);
    rig.midi([0x90, 57, 127]);
    const home = rig.render(0.5);
    const scale = Math.sqrt(
      10 ** ((energyDecibels(home) - energyDecibels(plucked.subarray(0, home.length))) / 10),
    );
    const apart = home.map((x, n) => x - scale * plucked[n]!).subarray(0, 20_000);
    expect(energyDecibels(apart) - energyDecibels(home)).toBeLessThan(-30);
    rig.midi([0x80, 57, 0], rig.time);
    rig.render(0.5);
    rig.midi([0x90, 69, 127], rig.time);
    const octave = rig.render(0.5);
    expect(hertzNear(octave.subarray(4000), 440)).toBeCloseTo(440, 0);
    expect(levelAt(octave, 0.4) - levelAt(octave, 0.05)).toBeCloseTo(
      levelAt(plucked, 0.8) - levelAt(plucked, 0.1),
      0,
    );
  });

  it.each([
    ['at home, plucked', [0], 57, 0],
    ['an octave up, plucked', [0], 69, 0],
    ['an octave down, plucked', [0], 45, 0],
    ['a fifth up, blown', [1], 71, 0],
    ['between both', [0, 1], 60, 50],
  ] as const)('goes over to its tracks without a click or a jump, %s', (_, which, key, mix) => {
    for (const at of [0.05, 0.3, 0.6]) {
      const rig = sendPacked(
        liveRig([]),
        which.map((i) => recordings[i]!),
        true,
      ).set('mix', mix);
      rig.midi([0x90, key, 127]);
      const before = rig.render(at);
      sendPacked(
        rig,
        which.map((i) => tracks[i]!),
        false,
      );
      const after = rig.render(0.4);
      const sound = new Float32Array([...before, ...after]);
      // no window differs from the line between those on both sides by more than a swell would
      const [from, to] = [levelAt(sound, at - 0.025), levelAt(sound, at + 0.15)];
      for (let t = 0; t < 0.15; t += 0.01) {
        expect(levelAt(sound, at + t)).toBeLessThan(Math.max(from, to) + 2);
        expect(levelAt(sound, at + t)).toBeGreaterThan(Math.min(from, to) - 3);
      }
      expect(largestStep(after.subarray(0, 8000))).toBeLessThan(1.5 * largestStep(before));
      if (key === 57)
        expect(
          Math.abs(to - from - (levelAt(plucked, at + 0.15) - levelAt(plucked, at - 0.025))),
        ).toBeLessThan(1);
    }
  });

  it('does not go back: a note that is held stays when another recording comes, and new notes play it', () => {
    const rig = liveRig([dark]);
    rig.midi([0x90, 57, 127]);
    rig.render(3);
    const held = rig.render(0.1);
    sendPacked(rig, recordings.slice(0, 1), true);
    const then = rig.render(0.2);
    expect(energyDecibels(then) - energyDecibels(held)).toBeGreaterThan(-3);
    rig.midi([0x80, 57, 0], rig.time);
    rig.render(0.5);
    rig.midi([0x90, 57, 127], rig.time);
    expect(energyDecibels(rig.render(0.2))).toBeGreaterThan(-40);
  });
});
