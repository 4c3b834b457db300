/** Tests that exported WAV files say their loop, root and texts to readers of others, and hold the zone's samples. */
import { expect, it } from 'vitest';
import wavefile from 'wavefile';
import { decodeAudio } from '../../src/audio/decode.js';
import { collect } from './instruments.js';
import { instrument, LOOP, loopedHertz } from './known-instruments.js';
import { centsBetween, hertzOf, roughest } from './measure.js';

interface Smpl {
  dwSamplePeriod: number;
  dwMIDIUnityNote: number;
  dwNumSampleLoops: number;
  loops: { dwType: number; dwStart: number; dwEnd: number; dwPlayCount: number }[];
}

function read(bytes: Uint8Array): {
  wave: InstanceType<typeof wavefile.WaveFile>;
  smpl: Smpl;
  samples: Float64Array;
} {
  const wave = new wavefile.WaveFile(bytes);
  return {
    wave,
    smpl: wave.smpl as unknown as Smpl,
    samples: wave.getSamples(false, Float64Array) as Float64Array,
  };
}

it.each([
  { bits: 16, sampleRate: null },
  { bits: 16, sampleRate: 44100 },
  { bits: 24, sampleRate: 48000 },
] as const)('$bits bits at $sampleRate Hz: loop, root, keys, texts', async ({ bits, sampleRate }) => {
  const files = await collect(instrument(), { format: 'wav', options: { bits, sampleRate } });
  const waves = files.filter(({ path }) => path.endsWith('.wav'));
  expect(waves.map(({ path }) => path.split('/').at(-1))).toContain(
    'Guitar × Flute “test” 060_C4_mix050.wav',
  );
  expect(waves).toHaveLength(9);
  const { wave, smpl, samples } = read(waves.find(({ path }) => path.includes('060_C4_mix050'))!.bytes);
  const rate = sampleRate ?? 16000;
  const fmt = wave.fmt as { sampleRate: number; bitsPerSample: number; numChannels: number };
  expect([fmt.sampleRate, fmt.bitsPerSample, fmt.numChannels]).toEqual([rate, bits, 1]);
  const loopLength = Math.round(((LOOP.end - LOOP.start) * rate) / 16000);
  const [loop] = smpl.loops;
  expect(smpl.dwMIDIUnityNote).toBe(60);
  expect(smpl.dwSamplePeriod).toBe(Math.round(1e9 / rate));
  expect(loop!.dwEnd - loop!.dwStart + 1).toBe(loopLength);
  expect(Math.abs(loop!.dwStart - (LOOP.start * rate) / 16000)).toBeLessThanOrEqual(1);
  // unrolled as a player would: no click, and the pitch of the zone
  const scale = 2 ** (bits - 1);
  const unrolled = Float32Array.from({ length: 3 * rate }, (_, i) => {
    const at = i <= loop!.dwEnd ? i : loop!.dwStart + ((i - loop!.dwStart) % loopLength);
    return samples[at]! / scale;
  });
  const seam = loop!.dwEnd + 1;
  expect(roughest(unrolled, seam - 4, seam + 4)).toBeLessThanOrEqual(
    roughest(unrolled, loop!.dwStart, seam - 4) * 1.01 + 4 / scale,
  );
  const hertz = hertzOf(unrolled, loopedHertz(60), 0.1, 2.7, rate);
  expect(Math.abs(centsBetween(hertz, loopedHertz(60)))).toBeLessThan(0.05);
  // what Alloy itself reads of it
  const decoded = await decodeAudio(waves[0]!.bytes.buffer, 'zone.wav');
  expect([decoded.sampleRate, decoded.fileRoot]).toEqual([rate, 48]);
});

it('texts, keys and gaps: every key is covered once, the licence goes along', async () => {
  const files = await collect(instrument(), { format: 'wav' });
  const covered = new Array<number>(128).fill(0);
  for (const { path, bytes } of files.filter((file) => file.path.includes('mix000'))) {
    const view = Buffer.from(bytes);
    const at = view.lastIndexOf('inst');
    expect(view.readUInt8(at + 8)).toBe(Number(/ (\d{3})_/.exec(path)![1]));
    for (let key = view.readUInt8(at + 11); key <= view.readUInt8(at + 12); key++) covered[key]!++;
  }
  expect(covered.every((count) => count === 1)).toBe(true);
  const { wave } = read(files[0]!.bytes);
  expect(wave.getTag('INAM')).toBe('Guitar × Flute: “test”');
  expect(wave.getTag('ICOP')).toContain('CC0-1.0');
  const notice = new TextDecoder().decode(files.find(({ path }) => path.endsWith('LICENCE.txt'))!.bytes);
  for (const text of ['A. Player', 'plucked, blown', 'CC0-1.0: do as you like.'])
    expect(notice).toContain(text);
});

it('samples above full scale are brought below it, all by one gain', async () => {
  const files = await collect(instrument({ amplitude: 1.9 }), { format: 'wav', options: { bits: 24 } });
  const peaks = files
    .filter(({ path }) => path.endsWith('.wav'))
    .map(({ bytes }) => read(bytes).samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / 2 ** 23);
  for (const peak of peaks) expect(peak).toBeCloseTo(0.94, 2);
});

it('silence stays silence, and 16 bits fall away in noise, not in steps', async () => {
  const quiet = instrument({ amplitude: 0.3 / 32768 });
  const [file] = await collect(quiet, { format: 'wav' });
  const { samples } = read(file!.bytes);
  // a sine of less than half a step: undithered, nothing of it would be left
  const step = (2 * Math.PI * loopedHertz(48)) / 16000;
  const found = samples.reduce((sum, x, i) => sum + x * Math.sin(step * i), 0) / (samples.length / 2);
  expect(found).toBeGreaterThan(0.2);
  const silent = await collect(instrument({ amplitude: 0 }), { format: 'wav' });
  expect(read(silent[0]!.bytes).samples.every((x) => x === 0)).toBe(true);
});

it('is readable where only the standard is known: chunks are of even length and sizes add up', async () => {
  for (const { path, bytes } of await collect(instrument(), { format: 'wav', options: { bits: 24 } })) {
    if (!path.endsWith('.wav')) continue;
    const view = Buffer.from(bytes);
    expect(view.readUInt32LE(4)).toBe(bytes.length - 8);
    const tags: string[] = [];
    for (let at = 12; at < bytes.length;) {
      tags.push(view.toString('latin1', at, at + 4));
      const size = view.readUInt32LE(at + 4);
      if (tags.at(-1) !== 'inst') expect(size % 2).toBe(0);
      at += 8 + size + (size % 2);
    }
    expect(tags).toEqual(['fmt ', 'smpl', 'LIST', 'data', 'inst']);
  }
});
