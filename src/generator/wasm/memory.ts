/**
 * The plan of a kernel's memory. The structs here and in assembly/net.ts are the same: same fields, same order, four
 * bytes each.
 */
import { DECODE_TABLE } from '../../audio/mulaw.js';
import { LAG_POINTS, tapCount } from '../lag.js';
import { BLOCK, roundUp, type PackedDecoder } from './pack.js';

const PAGE = 65536;
/** Byte address of the Net struct. */
const NET = 64;
const NET_FIELDS = [
  'width',
  'skip',
  'filter',
  'startFilter',
  'lagTaps',
  'startInputs',
  'layerCount',
  'weights',
  'biases',
  'outputBiases',
  'layers',
  'decodeTable',
  'lagDelays',
  'lagWeights',
  'start',
  'rows',
  'hidden',
  'gates',
  'relu',
  'logits',
  'codes',
  'seed',
  'stream',
  'inverseTemperature',
] as const;
type NetField = (typeof NET_FIELDS)[number];
/** Words of a Layer: ring, depth, dilation, position. */
const LAYER_WORDS = 4;
const LAYER_POSITION = 3;

/** A kernel's memory with a decoder in it. */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  readonly #packed: PackedDecoder;
  readonly #addresses = new Map<NetField, number>();
  /** Bytes of the rings: from, to. */
  readonly #rings: readonly [number, number];
  /** First byte after the decoder; codes and logits go there. */
  readonly #free: number;
  #next = NET + 4 * NET_FIELDS.length;

  /** @throws RangeError when there is no memory. */
  constructor(packed: PackedDecoder) {
    this.#packed = packed;
    const { config, weights, biases } = packed;
    const width = roundUp(config.width, 4);
    const skip = roundUp(config.skip, 4);
    const taps = tapCount(config.pitchLag);
    const rows = width * config.filter + skip + BLOCK;
    this.#place('weights', weights.length);
    this.#place('biases', biases.length);
    this.#place('decodeTable', config.levels);
    this.#place('lagDelays', taps * LAG_POINTS);
    this.#place('lagWeights', taps * LAG_POINTS);
    this.#place('start', config.startFilter + roundUp(taps, 4) + 1);
    this.#place('rows', rows);
    this.#place('hidden', roundUp(2 * width, BLOCK));
    this.#place('gates', width);
    this.#place('relu', skip);
    this.#place('logits', config.levels);
    const layers = this.#place('layers', LAYER_WORDS * config.dilations.length);
    const from = this.#next;
    const rings = config.dilations.map((d) => this.#reserve(Math.max(1, (config.filter - 1) * d) * width));
    this.#rings = [from, this.#next];
    this.#free = this.#next;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(this.#next / PAGE) });
    this.#writeNet(width, skip, taps);
    for (const [n, dilation] of config.dilations.entries()) {
      const depth = Math.max(1, (config.filter - 1) * dilation);
      this.words(layers + 4 * LAYER_WORDS * n, LAYER_WORDS).set([rings[n]!, depth, dilation, 0]);
    }
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  words(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  address(field: NetField): number {
    return this.#addresses.get(field)!;
  }

  /** Forgets the past: the queues are as before a note's start. */
  clear(): void {
    const [from, to] = this.#rings;
    this.bytes(from, to - from).fill(0);
    const { dilations } = this.#packed.config;
    const layers = this.words(this.address('layers'), LAYER_WORDS * dilations.length);
    for (let n = 0; n < dilations.length; n++) layers[n * LAYER_WORDS + LAYER_POSITION] = 0;
  }

  /**
   * Sets up for a note: room for its codes, and `extra` bytes beside them.
   * @returns the address of the extra bytes.
   * @throws RangeError when there is no memory.
   */
  open(note: { length: number; seed: number; stream: number }, temperature: number, extra = 0): number {
    const beside = roundUp(this.#free + note.length, 64);
    const missing = beside + extra - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    this.#addresses.set('codes', this.#free);
    this.#set('codes', this.#free);
    this.#set('seed', note.seed);
    this.#set('stream', note.stream);
    const at = NET + 4 * NET_FIELDS.indexOf('inverseTemperature');
    this.floats(at, 1)[0] = temperature > 0 ? 1 / temperature : 0;
    return beside;
  }

  #writeNet(width: number, skip: number, taps: number): void {
    const { config, weights, biases, outputBiases } = this.#packed;
    this.#set('width', width);
    this.#set('skip', skip);
    this.#set('filter', config.filter);
    this.#set('startFilter', config.startFilter);
    this.#set('lagTaps', taps);
    this.#set('startInputs', roundUp(config.startFilter + taps, 2));
    this.#set('layerCount', config.dilations.length);
    for (const [field, address] of this.#addresses) this.#set(field, address);
    this.#set('outputBiases', this.address('biases') + 4 * outputBiases);
    this.floats(this.address('weights'), weights.length).set(weights);
    this.floats(this.address('biases'), biases.length).set(biases);
    this.floats(this.address('decodeTable'), DECODE_TABLE.length).set(DECODE_TABLE);
  }

  #set(field: NetField, value: number): void {
    this.words(NET + 4 * NET_FIELDS.indexOf(field), 1)[0] = value;
  }

  /** Room for `count` words, on a cache line's border. */
  #reserve(count: number): number {
    const address = roundUp(this.#next, 64);
    this.#next = address + 4 * count;
    return address;
  }

  #place(field: NetField, count: number): number {
    const address = this.#reserve(count);
    this.#addresses.set(field, address);
    return address;
  }
}
