/** Makes encoded sources for tests: shaped as the instruments' model makes them, of fixed numbers. */
import type { EncodedSource } from '../../src/render/notes.js';

/** Smooth and wandering, a number from −1 to 1 a frame and channel. */
function wander(frame: number, channel: number, seed: number): number {
  return Math.sin(frame * 0.07 * (1 + (channel % 5)) + channel * 1.7 + seed) * Math.cos(frame * 0.013 + seed);
}

function track(frames: number, width: number, of: (frame: number, channel: number) => number): Float32Array {
  return Float32Array.from({ length: frames * width }, (_, i) => of(Math.floor(i / width), i % width));
}

/** @param seconds at 16 kHz. @param harmonics 0: a sound without pitch. */
export function encodedSource(seconds: number, harmonics: number, seed: number): EncodedSource {
  const frames = Math.ceil((seconds * 16_000) / 512);
  const decay = (frame: number, hop: number): number => -18 - (frame * hop * 8) / 16_000;
  const silent = Math.floor(frames * 4 * 0.8);
  const levels = track(frames * 4, 1, (frame) =>
    frame > silent ? -100 : decay(frame, 128) + wander(frame, 0, seed),
  );
  const rootMidi = 60.013;
  return {
    rootMidi,
    level: {
      loudness: -19.37,
      weightings: Array.from({ length: 33 }, (_, i) => Math.sin(i / 9) * 3),
      chordPeak: 4.11,
    },
    embedding: {
      timbre: {
        frames,
        channels: 16,
        hop: 512,
        values: track(frames, 16, (frame, channel) => 0.3 * wander(frame, channel, seed)),
      },
      loudness: {
        hop: 128,
        silence: -100,
        levels,
        unweighted: levels.map((level) => (level <= -100 ? -100 : level + 3)),
        unweightedWindow: 1024,
      },
      pitch:
        harmonics > 0
          ? { rootMidi, hop: 512, deviation: track(frames, 1, (frame) => 0.2 * wander(frame, 1, seed)) }
          : null,
      bandEnvelope: {
        frames,
        width: 48,
        hop: 512,
        values: track(
          frames,
          48,
          (frame, channel) => -20 - (channel % 24) * 2 + 6 * wander(frame, channel, seed),
        ),
      },
      ...(harmonics > 0
        ? {
            harmonics: {
              frames: 2 * frames,
              count: harmonics,
              hop: 256,
              levels: track(2 * frames, harmonics, (frame, k) => -k - 5 * wander(frame, k, seed) - 5),
              rests: track(2 * frames, harmonics, (frame, k) => -40 - k + 8 * wander(frame, k, seed + 1)),
              phases: track(2 * frames, harmonics, (frame, k) => {
                const turn = k * 0.37 + 0.2 * wander(frame, k, seed);
                return turn - Math.floor(turn);
              }),
              hold: 1,
            },
          }
        : {}),
    },
  };
}
