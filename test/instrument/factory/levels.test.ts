/** Plays a chord of every factory instrument through the player: each is as loud as the others, and does something with hands. */
import { describe, expect, it } from 'vitest';
import { PARAMETERS } from '../../../src/parameters.js';
import type { FactoryInstrument } from '../../../src/document/factory.js';
import { brightnessOf, chordOf, factoryBank, loudnessOf, peakOf, soundEntries } from './chords.js';

/** Of a chord of three at velocity 100, both channels. */
const LOUDNESS = -20;

const { instruments, author, licence } = await factoryBank();
const defaults = new Map(PARAMETERS.map(({ id, default: initial }) => [id, initial]));
const turned = (one: FactoryInstrument): string[] =>
  PARAMETERS.filter(({ id }) => id !== 'gain' && one.parameters[id] !== defaults.get(id)).map(({ id }) => id);

describe('the factory', () => {
  it('has at least 40 instruments, each with a name of its own, a family, tags, and sounds that ship', () => {
    expect(instruments.length).toBeGreaterThanOrEqual(40);
    expect([author, licence].every((text) => text !== '')).toBe(true);
    expect(new Set(instruments.map(({ name }) => name)).size).toBe(instruments.length);
    const shipped = new Set(soundEntries.map(({ id }) => id));
    for (const { id, tags, sources } of instruments) {
      expect(tags.length, id).toBeGreaterThan(1);
      expect(
        sources.filter(({ sound }) => !shipped.has(sound)),
        id,
      ).toEqual([]);
    }
  });

  it('uses every sound that ships', () => {
    const used = new Set(instruments.flatMap(({ sources }) => sources.map(({ sound }) => sound)));
    expect(soundEntries.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
  });

  it('is no template: no two instruments turn the same parameters to the same values', () => {
    const settings = instruments.map((one) =>
      JSON.stringify(turned(one).map((id) => [id, one.parameters[id as 'mix']])),
    );
    expect(new Set(settings).size).toBe(instruments.length);
  });

  it.each(instruments)('$id answers wheel, slide and a harder touch', (one) => {
    const { mixWheel, mixSlide, mixVelocity, filterVelocity, velocityAmount } = one.parameters;
    expect(mixWheel).not.toBe(0);
    expect(mixSlide).not.toBe(0);
    expect(Math.abs(mixVelocity) + Math.abs(filterVelocity) + velocityAmount).toBeGreaterThan(15);
  });
});

describe('a chord of each', () => {
  it.each(instruments)('$id is as loud as the others, and does not reach the limiter', async (one) => {
    const chord = await chordOf(one);
    expect(chord.every((channel) => channel.every(Number.isFinite))).toBe(true);
    expect(Math.abs(loudnessOf(chord) - LOUDNESS)).toBeLessThan(1);
    expect(20 * Math.log10(peakOf(chord))).toBeLessThan(-0.5);
  });

  it('never clips, whatever hands do', async () => {
    // those whose peaks stand highest above their loudness
    for (const id of ['thumb-nebula', 'kettle-story', 'bamboo-clock', 'tine-and-tide', 'four-gongs']) {
      const one = instruments.find((instrument) => instrument.id === id)!;
      const chord = await chordOf(one, { velocity: 127, wheel: 127, pressure: 127, slide: 127 });
      expect(peakOf(chord), id).toBeLessThanOrEqual(1);
    }
  });

  it('is heard to change with the wheel and with velocity', async () => {
    for (const id of ['felt-harbour', 'nylon-flute', 'ladder-growl', 'vowel-walk', 'slow-aurora']) {
      const one = instruments.find((instrument) => instrument.id === id)!;
      const [plain, wheel, soft] = await Promise.all(
        [{}, { wheel: 127 }, { velocity: 40 }].map((gesture) => chordOf(one, gesture)),
      );
      expect(Math.abs(Math.log2(brightnessOf(wheel!) / brightnessOf(plain!))), id).toBeGreaterThan(0.05);
      expect(loudnessOf(plain!) - loudnessOf(soft!), id).toBeGreaterThan(0.5);
    }
  });
});
