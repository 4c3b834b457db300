/** Vorbis I, after Xiph's specification: packets to samples. */
import FFT from 'fft.js';
import { LittleBitReader, OutOfBits } from './bits.js';
import { truncated, unreadable, type DecodedFile, type SoundFile } from './file.js';
import type { OggStream } from './ogg.js';
import { OutputChannels } from './output.js';
import { applyFloor, readFloorPoints } from './vorbis-floor.js';
import { addResidue } from './vorbis-residue.js';
import { BadVorbis, ilog, readSetup, type Mapping, type VorbisSetup } from './vorbis-setup.js';

/** @throws AlloyError 'truncated', 'unreadable'. */
export function decodeVorbis(file: SoundFile, stream: OggStream): DecodedFile {
  const [identification, , setupPacket, ...packets] = stream.packets;
  if (!identification || !setupPacket) throw truncated(file, 0, null);
  try {
    const setup = readSetup(identification, setupPacket);
    const { sampleRate } = setup;
    const total = stream.lastGranule;
    if (!stream.complete) throw truncated(file, total / sampleRate, null);
    const output = new OutputChannels(
      setup.channels,
      0,
      Math.min(total, Math.floor(file.maxSeconds * sampleRate)),
    );
    const decoder = new VorbisDecoder(setup);
    for (const packet of packets) {
      if (output.full) break;
      const block = decoder.decode(packet);
      if (block) output.append(block, block[0]!.length);
    }
    return { sampleRate, channels: output.take(), totalSeconds: total / sampleRate };
  } catch (error) {
    const damaged = error instanceof BadVorbis || error instanceof OutOfBits || error instanceof RangeError;
    throw damaged ? unreadable(file, 'it is damaged', error) : error;
  }
}

class VorbisDecoder {
  readonly #setup: VorbisSetup;
  readonly #transforms: readonly [InverseMdct, InverseMdct];
  /** Windowed output of the packet before, its second half still to be overlapped. */
  #previous: Float64Array[] | null = null;

  constructor(setup: VorbisSetup) {
    this.#setup = setup;
    this.#transforms = [new InverseMdct(setup.blockSizes[0]), new InverseMdct(setup.blockSizes[1])];
  }

  /** Samples that the packet completes, one array a channel; null for the first and for what isn't audio. */
  decode(packet: Uint8Array): Float32Array[] | null {
    const { modes, mappings, blockSizes } = this.#setup;
    const reader = new LittleBitReader(packet);
    if (packet.length === 0 || reader.bit() !== 0) return null;
    const mode = modes[reader.unsigned(ilog(modes.length - 1))];
    if (!mode) throw new BadVorbis('mode');
    const size = blockSizes[mode.long ? 1 : 0];
    const longBefore = mode.long && reader.bit() === 1;
    const longAfter = mode.long && reader.bit() === 1;
    const window = makeWindow(size, blockSizes[longBefore ? 1 : 0], blockSizes[longAfter ? 1 : 0]);
    const spectra = this.#spectra(reader, mappings[mode.mapping]!, size / 2);
    const blocks = spectra.map((spectrum) => {
      const block = this.#transforms[mode.long ? 1 : 0].run(spectrum);
      for (let i = 0; i < size; i++) block[i]! *= window[i]!;
      return block;
    });
    const previous = this.#previous;
    this.#previous = blocks;
    return previous && blocks.map((block, channel) => overlap(previous[channel]!, block));
  }

  /** Each channel's spectrum: residue, coupling undone, times the floor. */
  #spectra(reader: LittleBitReader, mapping: Mapping, length: number): Float64Array[] {
    const { channels, codebooks, floors, residues } = this.#setup;
    const floorOf = (channel: number) => floors[mapping.submaps[mapping.mux[channel]!]!.floor]!;
    const points = Array.from({ length: channels }, (_, c) => readFloorPoints(reader, floorOf(c), codebooks));
    const coded = points.map((p) => p !== null);
    for (const [a, b] of mapping.couplings) coded[a] = coded[b] = coded[a]! || coded[b]!;
    const spectra = points.map(() => new Float64Array(length));
    mapping.submaps.forEach((submap, index) => {
      const members = spectra.filter((_, c) => mapping.mux[c] === index);
      const flags = coded.filter((_, c) => mapping.mux[c] === index);
      const targets = members.map((spectrum, i) => (flags[i] ? spectrum : null));
      addResidue(reader, residues[submap.residue]!, codebooks, targets, length);
    });
    for (const [magnitude, angle] of [...mapping.couplings].reverse())
      uncouple(spectra[magnitude]!, spectra[angle]!);
    points.forEach((p, c) => (p ? applyFloor(floorOf(c), p, spectra[c]!, length) : spectra[c]!.fill(0)));
    return spectra;
  }
}

/** Square polar coupling back to two channels, in place (Vorbis I, section 4.3.5). */
function uncouple(magnitudes: Float64Array, angles: Float64Array): void {
  for (let i = 0; i < magnitudes.length; i++) {
    const [m, a] = [magnitudes[i]!, angles[i]!];
    if (a > 0) {
      angles[i] = m > 0 ? m - a : m + a;
    } else {
      angles[i] = m;
      magnitudes[i] = m > 0 ? m + a : m - a;
    }
  }
}

/** Vorbis's power-complementary slopes; a long block next to a short one has the short one's slope. */
function makeWindow(size: number, before: number, after: number): Float64Array {
  const left = Math.min(size, before) / 2;
  const right = Math.min(size, after) / 2;
  const window = new Float64Array(size);
  const slope = (x: number, length: number): number =>
    Math.sin((Math.PI / 2) * Math.sin(((x + 0.5) / length) * (Math.PI / 2)) ** 2);
  const rise = size / 4 - left / 2;
  const fall = (3 * size) / 4 - right / 2;
  window.fill(1, rise + left, fall);
  for (let i = 0; i < left; i++) window[rise + i] = slope(i, left);
  for (let i = 0; i < right; i++) window[fall + i] = slope(right - 1 - i, right);
  return window;
}

/** From the middle of the block before to the middle of this one. */
function overlap(before: Float64Array, block: Float64Array): Float32Array {
  const length = before.length / 4 + block.length / 4;
  const output = new Float32Array(length);
  const start = block.length / 4 - before.length / 4; // of `before`'s middle, in this block's time
  for (let i = 0; i < length; i++) {
    output[i] = (before[before.length / 2 + i] ?? 0) + (block[start + i] ?? 0);
  }
  return output;
}

/** y[n] = Σ X[k] cos(2π/N (n + 1/2 + N/4)(k + 1/2)), k below N/2, by one complex transform of N points. */
class InverseMdct {
  readonly #size: number;
  readonly #fft: FFT;
  readonly #input: Float64Array;
  readonly #output: Float64Array;
  /** cos and sin of 2π/N·(1/2 + N/4)·k, then of π/N·(n + 1/2 + N/4). */
  readonly #before: Float64Array;
  readonly #after: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#fft = new FFT(size);
    this.#input = new Float64Array(2 * size);
    this.#output = new Float64Array(2 * size);
    const shift = 0.5 + size / 4;
    this.#before = rotations(size / 2, (k) => (2 * Math.PI * shift * k) / size);
    this.#after = rotations(size, (n) => (Math.PI * (n + shift)) / size);
  }

  run(spectrum: Float64Array): Float64Array {
    const size = this.#size;
    const [input, output, before, after] = [this.#input, this.#output, this.#before, this.#after];
    // Conjugated throughout: the library's forward transform has exp(−i…).
    for (let k = 0; k < size / 2; k++) {
      input[2 * k] = spectrum[k]! * before[2 * k]!;
      input[2 * k + 1] = -spectrum[k]! * before[2 * k + 1]!;
    }
    this.#fft.transform(output, input);
    const block = new Float64Array(size);
    for (let n = 0; n < size; n++) {
      block[n] = output[2 * n]! * after[2 * n]! + output[2 * n + 1]! * after[2 * n + 1]!;
    }
    return block;
  }
}

function rotations(count: number, angle: (index: number) => number): Float64Array {
  const values = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    values[2 * i] = Math.cos(angle(i));
    values[2 * i + 1] = Math.sin(angle(i));
  }
  return values;
}
