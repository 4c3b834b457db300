/** Tests the player against random commands. */
import { THRESHOLD } from '../../worklets/core/limiter.js';
import { describe, expect, it } from 'vitest';
import { POLYPHONY, SLOTS } from '../../worklets/core/constants.js';
import { PlayerCore } from '../../worklets/core/player-core.js';
import { MidiStreamParser } from '../../src/midi/parse.js';
import { PARAMETERS } from '../../src/parameters.js';
import { sine } from './rig.js';

const BYTES = 1_000_000;

/** Marsaglia's xorshift: the same bytes each time. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Any value of any parameter, now and then beyond its range. */
function turn(core: PlayerCore, random: (below: number) => number): void {
  const { id, min, max } = PARAMETERS[random(PARAMETERS.length)]!;
  const value = min + ((max - min) * (random(1400) - 200)) / 1000;
  // Glides, LFOs and releases may be wild; what makes every voice cost more is tried less.
  core.handle({ kind: 'parameter', id, value: id === 'unison' ? 1 + random(3) : value });
}

/** A zone, new or in place of another, with a loop or without, whole or not. */
function load(core: PlayerCore, random: (below: number) => number, samples: Float32Array): void {
  const id = random(12);
  const length = 2000 + 2000 * random(6);
  const start = 100 + random(1000);
  const loop = random(2) === 0 ? null : { start, end: start + 20 + random(length), crossfade: random(2000) };
  const place = { rootMidi: 40 + 20 * random(3), x: random(4) / 3, y: random(2) };
  core.handle({ kind: 'zone', id, sampleRate: 16000, length, ...place, loop });
  core.handle({ kind: 'samples', id, start: 0, samples });
  if (random(9) === 0) core.handle({ kind: 'removeZone', id: random(12) });
  if (random(40) === 0) core.handle({ kind: 'clear' });
  if (random(9) === 0) core.handle({ kind: 'channel', channel: random(3) === 0 ? random(16) : null });
  if (random(9) === 0) {
    const semitones = Float64Array.from({ length: 128 }, (_, key) => key + random(100) / 100);
    core.handle({ kind: 'tuning', semitones });
  }
}

describe('random MIDI', () => {
  it('a million bytes: nothing throws, nothing sticks, every sample is a sound one', async () => {
    const random = makeRandom(20201);
    const core = new PlayerCore(48000);
    const [left, right] = [new Float32Array(64), new Float32Array(64)];
    const positions = new Float32Array(4 * POLYPHONY);
    const samples = sine(300, 1, 0.5);
    let time = 0;
    let loudest = 0;
    let most = 0;
    let messages = 0;
    let longest = 24;
    const render = () => {
      const frames = 1 + random(longest);
      core.process(left, right, frames, time);
      time += frames / 48000;
      for (const side of [left, right]) {
        for (let frame = 0; frame < frames; frame++) {
          const size = Math.abs(side[frame]!);
          // Written so that NaN counts as too loud.
          loudest = size <= loudest ? loudest : size;
        }
      }
      most = Math.max(most, core.voices);
      if (core.sounding > SLOTS) expect.fail(`${core.sounding} voices sound`);
    };
    const parser = new MidiStreamParser((_message, [status, first = 0, second = 0]) => {
      messages++;
      core.midi(status, first, second, random(4) === 0 ? time + random(2000) / 48000 : 0);
    });
    core.handle({ kind: 'parameter', id: 'voices', value: 32 });
    for (let zone = 0; zone < 4; zone++) load(core, random, samples);
    const byte = new Uint8Array(1);
    for (let sent = 0; sent < BYTES; sent++) {
      // Every byte is as likely as any other for a while; then more like music, so that much of it sounds.
      byte[0] = sent % 4 === 0 && sent % 100_000 > 10_000 ? 0x80 | random(112) : random(256);
      parser.push(byte);
      if (random(20) === 0) core.midi(0x90 | random(16), random(128), random(128), 0);
      if (random(150) === 0) render();
      if (random(3000) === 0) load(core, random, samples);
      if (random(3000) === 0) turn(core, random);
      // The test's runner waits for news.
      if (sent % 10_000 === 0) await new Promise(setImmediate);
      if (sent % 100_000 === 99_999) {
        core.handle({ kind: 'panic' });
        longest = 64;
        for (let block = 0; block < 40; block++) render();
        longest = 24;
        if (core.sounding !== 0) expect.fail(`${core.sounding} voices are stuck after a panic`);
        expect(core.writePositions(positions)).toBe(0);
      }
    }
    expect(messages).toBeGreaterThan(BYTES / 10);
    expect(most).toBeGreaterThan(31);
    expect(most).toBeLessThanOrEqual(POLYPHONY);
    expect(loudest).toBeGreaterThan(0.1);
    expect(loudest).toBeLessThanOrEqual(Math.fround(THRESHOLD));
  });

  it('all keys are let go by all notes off on all channels, pedals up', () => {
    const random = makeRandom(7);
    const core = new PlayerCore(48000);
    const block = new Float32Array(128);
    core.handle({
      kind: 'zone',
      id: 0,
      rootMidi: 60,
      sampleRate: 16000,
      length: 160000,
      x: 0,
      y: 0,
      loop: null,
    });
    core.handle({ kind: 'samples', id: 0, start: 0, samples: sine(300, 10) });
    core.handle({ kind: 'parameter', id: 'release', value: 0.005 });
    for (let sent = 0; sent < 2000; sent++) {
      core.midi([0x80, 0x90, 0xb0, 0xe0][random(4)]! | random(16), random(128), random(128), 0);
    }
    for (let channel = 0; channel < 16; channel++) {
      core.midi(0xb0 | channel, 123, 0, 0);
      core.midi(0xb0 | channel, 64, 0, 0);
    }
    for (let at = 0; at < 20; at++) core.process(block, block, 128, (at * 128) / 48000);
    expect(core.sounding).toBe(0);
  });
});
