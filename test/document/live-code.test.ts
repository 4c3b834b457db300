/** Tests what documents hold of sounds for the live engine: little is lost in the room that there is, and what is damaged is told. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { soundDistance } from '../../src/audio/partials/distance.js';
import { codedSource, keptSource, type KeptSource } from '../../src/audio/partials/live-source.js';
import { synthesise } from '../../src/audio/partials/synthesis.js';
import { NOISE_BANDS, SILENT_DB, type LiveTracks } from '../../src/audio/partials/tracks.js';
import { decodeLiveCode, liveBytes, LiveCoder } from '../../src/document/live-code.js';
import { encodeLink } from '../../src/document/encode-link.js';
import { decodeLink, withoutDefaults } from '../../src/document/link.js';
import { readStateDocument } from '../../src/document/read.js';
import type { InstrumentStateDocument } from '../../src/document/schema.js';
import { AlloyError } from '../../src/errors.js';
import { added, harmonicPartials, RATE, softNoise, sumOf } from '../audio/partials/sounds.js';

/** A note of 146.8 Hz with breath in it that falls, 4 s. */
const note = added(
  sumOf(
    harmonicPartials(146.83, 60).map((partial, k) => ({ ...partial, decay: 3 + 0.2 * k })),
    4,
  ),
  softNoise(0.01, 4000, 4),
);
const kept = keptSource(note, { sampleRate: RATE, root: 50, seconds: 4 });

function soundOf({ tracks }: KeptSource): Float32Array {
  return synthesise(tracks, { sampleRate: RATE })[0]!;
}

function bytesOf(code: string): number {
  return Buffer.from(code, 'base64').length;
}

describe('what a document holds of a sound for the live engine', () => {
  const whole = new LiveCoder(kept).within(liveBytes(4))!;

  it('is as near to the sound as its tracks, to 0.3 dB, and two take less than 48 KB of text', () => {
    const from = note.subarray(0, soundOf(kept).length);
    const before = soundDistance(soundOf(kept), from, RATE);
    const after = soundDistance(soundOf(decodeLiveCode(whole)), from, RATE);
    expect(after.all - before.all).toBeLessThan(0.3);
    expect(after.attack - before.attack).toBeLessThan(0.3);
    expect(2 * whole.length).toBeLessThan(48_000);
  });

  it('has its places, its pitch and its gains', () => {
    const { tracks, gains, chords, root } = decodeLiveCode(whole);
    const { frames, harmonics, attackFrame, sustain, headHold, pitched } = kept.tracks;
    expect(tracks).toMatchObject({ frames, attackFrame, headHold, pitched });
    expect([tracks.sustain.from, tracks.sustain.to]).toEqual([sustain.from, sustain.to]);
    expect(tracks.harmonics).toBeLessThanOrEqual(harmonics);
    tracks.ratios.subarray(0, 40).forEach((ratio, k) => {
      expect(Math.abs(ratio - kept.tracks.ratios[k]!)).toBeLessThan(1e-5);
    });
    expect(Math.abs(1200 * Math.log2(tracks.f0[300]! / kept.tracks.f0[300]!))).toBeLessThan(1);
    expect(root).toBe(50);
    expect(gains.gain).toBeCloseTo(kept.gains.gain, 1);
    expect(Math.abs(gains.keys[3]! - kept.gains.keys[3]!)).toBeLessThan(0.5);
    expect(chords.levels.length).toBe(kept.chords.levels.length);
    expect(chords.chordPeak).toBeCloseTo(kept.chords.chordPeak, 1);
  });

  it('takes no more room than there is, and is the rougher the less there is', () => {
    const from = note.subarray(0, soundOf(kept).length);
    const coder = new LiveCoder(kept);
    const distances = [16_000, 6000, 2400, 1200].map((room) => {
      const code = coder.within(room)!;
      expect(bytesOf(code)).toBeLessThanOrEqual(room);
      return soundDistance(soundOf(decodeLiveCode(code)), from, RATE).all;
    });
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances.at(-1)).toBeLessThan(6);
    expect(coder.within(40)).toBe(null);
  });

  it('plays at another root as it is, at that key', () => {
    const parts = decodeLiveCode(whole);
    const [own, higher] = [codedSource(parts, 50), codedSource(parts, 62)];
    const root = ({ data }: { readonly data: ArrayBuffer }): number => new Float64Array(data)[4]!;
    expect(root(higher) - root(own)).toBeCloseTo(12, 5);
  });

  it('may be of nothing: a frame of silence without a partial', () => {
    const silence: LiveTracks = {
      ...kept.tracks,
      frames: 1,
      f0: new Float32Array([261.6]),
      ratios: new Float64Array(0),
      harmonics: 0,
      attackFrame: 0,
      sustain: { from: 0, to: 0, slope: 0 },
      headHold: 0,
      channels: [
        {
          levels: new Float32Array(0),
          phases: new Float32Array(0),
          noise: new Float32Array(NOISE_BANDS).fill(SILENT_DB),
          head: new Float32Array(0),
        },
      ],
    };
    const { tracks } = decodeLiveCode(new LiveCoder({ ...kept, tracks: silence }).within(2000)!);
    expect(tracks.frames).toBe(1);
    expect(Math.max(...tracks.channels[0]!.noise)).toBeLessThan(-100);
  });

  it('that is damaged is an error, or a sound that is finite', () => {
    const small = new LiveCoder(kept).within(900)!;
    let seed = 9;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 150; round++) {
      const at = random(small.length);
      const changed = `${small.slice(0, at)}${'AZaz09+/'[random(8)]!}${small.slice(at + 1)}`;
      try {
        const source = codedSource(decodeLiveCode(changed), 50);
        expect(new Float64Array(source.data, 0, 10).every((x) => Number.isFinite(x))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AlloyError);
      }
    }
  });
});

describe('a document with live tracks', () => {
  const golden = readStateDocument(
    JSON.parse(readFileSync(new URL('../golden/documents/guitar-flute.json', import.meta.url), 'utf8')),
  ).state;
  const live = new LiveCoder(kept).within(liveBytes(4))!;
  const document: InstrumentStateDocument = {
    ...golden,
    sources: golden.sources.map((source) => source && { ...source, live }),
  };

  it('is read with them, has 64 KB at most, and is refused where they are damaged', () => {
    expect(readStateDocument(document).state).toEqual(document);
    expect(JSON.stringify(document).length).toBeLessThan(64_000);
    const damaged = { ...document, sources: [{ ...document.sources[0]!, live: 'AAAA' }] };
    expect(() => readStateDocument(damaged)).toThrow(
      expect.objectContaining({ code: 'document-damaged', subject: 'live' }) as Error,
    );
  });

  it('is a link of 8 KB with rougher ones, which says so, and one without them where there is no room', () => {
    const link = encodeLink(withoutDefaults(document));
    expect(link).toMatchObject({ fits: true, live: 'coarser' });
    const { state } = decodeLink(link.fragment);
    for (const source of state.sources) decodeLiveCode(source!.live!);
    expect(encodeLink(withoutDefaults(state))).toMatchObject({
      fragment: link.fragment,
      live: 'same',
      coarser: false,
    });
    const short = encodeLink(withoutDefaults(document), 4200);
    expect(short.live).toBe('left-out');
    expect(decodeLink(short.fragment).state.sources.every((source) => source!.live === undefined)).toBe(true);
  });
});
