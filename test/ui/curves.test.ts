/** What the face draws is what the player plays: its pictures against the worklet's own parts. */
import { describe, expect, it } from 'vitest';
import { PARAMETERS, type ParameterId } from '../../src/parameters.js';
import {
  attackSegment,
  decaySegment,
  FILTER_TYPES,
  filterQ,
  filterResponse,
  LFO_SHAPES,
  lfoValue,
} from '../../ui/pictures/curves.js';
import { CONTROL_FRAMES } from '../../worklets/core/constants.js';
import { Envelope } from '../../worklets/core/envelope.js';
import { Filter } from '../../worklets/core/filter.js';
import { Lfo } from '../../worklets/core/lfo.js';
import { Settings } from '../../worklets/core/settings.js';

const RATE = 48000;
const STEP_SECONDS = CONTROL_FRAMES / RATE;

function settings(values: Partial<Record<ParameterId, number>>): Settings {
  const all = new Settings(RATE);
  for (const [id, value] of Object.entries(values)) all.set(id as ParameterId, value);
  all.jump();
  return all;
}

const choicesOf = (id: ParameterId) => {
  const one = PARAMETERS.find((candidate) => candidate.id === id)!;
  return 'choices' in one ? one.choices : [];
};

describe('the envelope', () => {
  it.each([-100, -40, 0, 20, 100])('rises as it is drawn, at a curve of %i %%', (curve) => {
    const { shape } = settings({ attack: 0.5, attackCurve: curve });
    const envelope = new Envelope(shape);
    envelope.start();
    for (let step = 1; step * STEP_SECONDS < 0.5; step++) {
      envelope.advance();
      expect(attackSegment(curve, (step * STEP_SECONDS) / 0.5)).toBeCloseTo(envelope.value, 2);
    }
  });

  it.each([-100, 0, 60, 100])('falls as it is drawn, at a curve of %i %%', (curve) => {
    const { shape } = settings({ attack: 0.001, decay: 0.5, sustain: 30, releaseCurve: curve });
    const envelope = new Envelope(shape);
    envelope.start();
    while (envelope.value < 1) envelope.advance();
    for (let step = 1; step * STEP_SECONDS < 0.5; step++) {
      envelope.advance();
      const drawn = 1 - 0.7 * decaySegment(curve, (step * STEP_SECONDS) / 0.5);
      expect(drawn).toBeCloseTo(envelope.value, 2);
    }
  });
});

describe('the filter', () => {
  it('has the types of the table', () => {
    expect(choicesOf('filterType')).toEqual(FILTER_TYPES);
  });

  /** Response to an impulse, then its level at a frequency. */
  function measured(type: number, cutoff: number, resonance: number): (hertz: number) => number {
    const { filterGains } = settings({ filterType: type });
    const filter = new Filter(RATE);
    filter.cutoffOctaves = Math.log2(cutoff);
    filter.resonanceOctaves = Math.log2(filterQ(resonance));
    const out = new Float64Array(16384);
    for (let start = 0; start < out.length; start += CONTROL_FRAMES) {
      const block = new Float64Array(CONTROL_FRAMES);
      if (start === 0) block[0] = 1;
      filter.process(block, filterGains.values);
      out.set(block, start);
    }
    return (hertz) => {
      let [re, im] = [0, 0];
      out.forEach((sample, i) => {
        re += sample * Math.cos((2 * Math.PI * hertz * i) / RATE);
        im -= sample * Math.sin((2 * Math.PI * hertz * i) / RATE);
      });
      return 20 * Math.log10(Math.hypot(re, im));
    };
  }

  it.each([
    [1, 800, 0],
    [1, 800, 70],
    [2, 500, 40],
    [3, 300, 20],
    [4, 1000, 10],
  ])('of type %i at %i Hz with %i %% sounds as it is drawn', (type, cutoff, resonance) => {
    const level = measured(type, cutoff, resonance);
    for (const hertz of [60, 200, 440, 780, 1300, 3000]) {
      const drawn = filterResponse(FILTER_TYPES[type]!, cutoff, filterQ(resonance), hertz);
      expect(Math.abs(drawn - level(hertz)), `${hertz} Hz`).toBeLessThan(0.5);
    }
  });

  it('has the resonance that is drawn', () => {
    for (const resonance of [0, 35, 100]) {
      const all = settings({ filterResonance: resonance });
      expect(
        [...all.smoothed.values].some((value) => Math.abs(value - Math.log2(filterQ(resonance))) < 1e-6),
      ).toBe(true);
    }
  });
});

describe('an LFO', () => {
  it('has the shapes of the table', () => {
    expect(choicesOf('lfo1Shape')).toEqual(LFO_SHAPES);
  });

  it.each(['sine', 'triangle', 'saw', 'square'] as const)('moves as it is drawn: %s', (shape) => {
    const { lfos } = settings({ lfo1Rate: 3, lfo1Delay: 0.4, lfo1Shape: LFO_SHAPES.indexOf(shape) });
    const lfo = new Lfo(lfos[0], RATE);
    lfo.start(1);
    let apart = 0;
    for (let step = 1; step * STEP_SECONDS < 1.2; step++) {
      lfo.advance();
      if (Math.abs(lfo.value - lfoValue(shape, 3, 0.4, step * STEP_SECONDS)) > 0.02) apart++;
    }
    // a jump takes the player a few milliseconds, eight times in this stretch
    expect(apart * STEP_SECONDS).toBeLessThan(0.1);
  });
});
