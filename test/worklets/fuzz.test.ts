import { describe, expect, it } from 'vitest';
import { POLYPHONY, SLOTS } from '../../worklets/core/constants.js';
import { PlayerCore } from '../../worklets/core/player-core.js';
import { PARAMETERS } from '../../src/parameters.js';
import { sine } from './rig.js';

const MESSAGES = 250_000;

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

describe('random MIDI', () => {
  it('never throws, never leaves the range, and nothing sticks', () => {
    const random = makeRandom(20201);
    const core = new PlayerCore(48000);
    const [left, right] = [new Float32Array(64), new Float32Array(64)];
    const samples = sine(300, 1, 0.5);
    let time = 0;
    let loudest = 0;
    let most = 0;
    const render = () => {
      const frames = 1 + random(64);
      core.process(left, right, frames, time);
      time += frames / 48000;
      for (let frame = 0; frame < frames; frame++) {
        const size = Math.abs(left[frame]!);
        // Written so that NaN counts as too loud.
        loudest = size <= loudest ? loudest : size;
      }
      most = Math.max(most, core.voices);
      expect(core.sounding).toBeLessThanOrEqual(SLOTS);
    };
    for (let sent = 0; sent < MESSAGES; sent++) {
      const status = random(8) === 0 ? random(256) : 0x80 | random(128);
      const when = random(4) === 0 ? time + random(2000) / 48000 : 0;
      const bytes = [status, random(140), random(140)] as const;
      core.handle({ kind: 'midi', bytes, time: when });
      if (random(40) === 0) render();
      if (random(2000) === 0) {
        const id = random(8);
        const length = 4000 * random(8);
        const at = { x: random(3) / 2, y: random(2) };
        core.handle({
          kind: 'zone',
          id,
          rootMidi: random(128),
          sampleRate: 16000,
          length,
          ...at,
          loop: null,
        });
        core.handle({ kind: 'samples', id, start: 0, samples });
        if (random(9) === 0) core.handle({ kind: 'clear' });
        const parameter = PARAMETERS[random(PARAMETERS.length)]!;
        core.handle({ kind: 'parameter', id: parameter.id, value: random(1000) / 50 - 5 });
      }
      if (sent % 50_000 === 49_999) {
        core.handle({ kind: 'panic' });
        for (let block = 0; block < 40; block++) render();
        if (core.sounding !== 0) expect.fail(`${core.sounding} voices are stuck after a panic`);
      }
    }
    expect(most).toBe(POLYPHONY);
    expect(loudest).toBeGreaterThan(0.1);
    expect(loudest).toBeLessThanOrEqual(0.8913);
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
