/**
 * Plans and fills a kernel's memory: first the weights, which are read-only and may be shared by workers, then the
 * kernel's own state. The structs here and in assembly/net.ts are the same: same fields, same order, four bytes each.
 */
import { DECODE_TABLE } from '../../audio/mulaw.js';
import { driftFactor } from '../drift-correction.js';
import { LAG_POINTS, tapCount } from '../lag.js';
import type { Samples } from '../../units.js';
import { BLOCK, matrixBytes, paddedInputs, roundUp, rowBytes } from './matrices.js';
import type { DecoderLayout, PackedDecoder, WeightRoom, WeightSizes } from './pack.js';

const PAGE = 65536;
/** Nothing lies at address 0. */
const FIRST = 64;
const NET_FIELDS = [
  'width',
  'skip',
  'filter',
  'startFilter',
  'lagTaps',
  'startInputs',
  'layerCount',
  'storage',
  'inputs',
  'rowBytes',
  'weights',
  'biases',
  'outputBiases',
  'scales',
  'present',
  'layers',
  'taps',
  'decodeTable',
  'lagDelays',
  'lagWeights',
  'start',
  'l',
  'hidden',
  'gates',
  'relu',
  'logits',
  'row',
  'rows',
  'sums',
  'codes',
  'seed',
  'stream',
  'inverseTemperature',
  'driftFactor',
] as const;
type NetField = (typeof NET_FIELDS)[number];
/** Words of a Layer: ring, depth, position. */
const LAYER_WORDS = 3;
const LAYER_POSITION = 2;
/** Words of a Tap: weights, sums, now, distance, left. */
const TAP_WORDS = 5;
const TAP_LEFT = 4;
/** Words of a BatchItem: net, at, offset. */
const ITEM_WORDS = 3;
/** The most notes that are advanced side by side. */
export const LARGEST_BATCH = 8;
/** The most samples ahead that a tap is applied. */
const AHEAD = 16;

const STORAGES = { float32: 0, int16: 1, int8: 2 } as const;

/** Weights in a memory, at their addresses. Kernels that share it get this, and may get a decoder without its weights. */
export interface SharedWeights {
  readonly memory: WebAssembly.Memory;
  readonly weights: number;
  readonly present: number;
  readonly past: number;
  readonly scales: number;
}

/** Addresses of the weights, each array on a cache line's border. */
function weightPlan({ weights, present, past, scales }: WeightSizes): {
  offsets: [number, number, number, number];
  end: number;
} {
  const presentAt = roundUp(FIRST + 4 * weights, 64);
  const pastAt = roundUp(presentAt + present, 64);
  const scalesAt = roundUp(pastAt + past, 64);
  return { offsets: [FIRST, presentAt, pastAt, scalesAt], end: roundUp(scalesAt + 4 * scales, 64) };
}

function sizesOf({ weights, present, past, scales }: PackedDecoder): WeightSizes {
  return { weights: weights.length, present: present.length, past: past.length, scales: scales.length };
}

function writeWeights(memory: WebAssembly.Memory, packed: PackedDecoder): SharedWeights {
  const [weights, present, past, scales] = weightPlan(sizesOf(packed)).offsets;
  new Float32Array(memory.buffer, weights, packed.weights.length).set(packed.weights);
  new Uint8Array(memory.buffer, present, packed.present.length).set(packed.present);
  new Uint8Array(memory.buffer, past, packed.past.length).set(packed.past);
  new Float32Array(memory.buffer, scales, packed.scales.length).set(packed.scales);
  return { memory, weights, present, past, scales };
}

/** The largest memory that WebAssembly can address. */
const MOST_PAGES = 65536;
/** Room for a note's codes and a kernel's growth, bytes: an hour of codes at 16 kHz. */
const ROOM: number = 64 * 1024 * 1024;

/** A memory for one copy of the weights of several kernels. Weights are packed into it: nowhere else are they whole. */
export class SharedRoom {
  #shared: SharedWeights | null = null;
  readonly #kernels: number;

  constructor(kernels: number) {
    this.#kernels = kernels;
  }

  /** For packDecoder. @throws RangeError when there is no memory. */
  readonly room: WeightRoom = (sizes, layout) => {
    const { offsets, end } = weightPlan(sizes);
    const most = end + this.#kernels * (new NetPlan(layout, 0).end + ROOM);
    const maximum = Math.min(MOST_PAGES, Math.ceil(most / PAGE));
    const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE), maximum, shared: true });
    const [weights, present, past, scales] = offsets;
    this.#shared = { memory, weights, present, past, scales };
    return {
      weights: new Float32Array(memory.buffer, weights, sizes.weights),
      present: new Uint8Array(memory.buffer, present, sizes.present),
      past: new Uint8Array(memory.buffer, past, sizes.past),
      scales: new Float32Array(memory.buffer, scales, sizes.scales),
    };
  };

  /** Once weights were packed into it. */
  get weights(): SharedWeights {
    if (!this.#shared) throw new Error('Nothing was packed into the shared memory.');
    return this.#shared;
  }
}

/** Samples that each tap of a layer looks back, the oldest first. */
function distances(filter: number, dilation: number): number[] {
  return Array.from({ length: filter - 1 }, (_, tap) => (filter - 1 - tap) * dilation);
}

/** Addresses of a kernel's own state, from a first address on. */
class NetPlan {
  readonly net: number;
  readonly items: number;
  readonly addresses = new Map<NetField, number>();
  readonly rings: readonly number[];
  /** Sums of each tap of each layer in turn. */
  readonly sums: readonly number[];
  /** Bytes of the rings: from, to. */
  readonly ringBytes: readonly [number, number];
  readonly end: number;
  #next: number;

  constructor({ config, storage, biases }: DecoderLayout, from: number) {
    const { dilations, filter } = config;
    const width = roundUp(config.width, 4);
    const skip = roundUp(config.skip, 4);
    const taps = tapCount(config.pitchLag);
    const row = rowBytes(storage, paddedInputs(storage, width)) / 4;
    const hidden = roundUp(2 * width, BLOCK);
    this.#next = from;
    this.net = this.#reserve(NET_FIELDS.length);
    this.items = this.#reserve(ITEM_WORDS * LARGEST_BATCH);
    this.#place('biases', biases.length);
    this.#place('decodeTable', config.levels);
    this.#place('lagDelays', taps * LAG_POINTS);
    this.#place('lagWeights', taps * LAG_POINTS);
    this.#place('start', config.startFilter + roundUp(taps, 4) + 1);
    this.#place('l', width + skip + BLOCK);
    this.#place('hidden', hidden);
    this.#place('gates', width);
    this.#place('relu', skip);
    this.#place('logits', config.levels);
    this.#place('row', row);
    this.#place('rows', AHEAD * row);
    this.#place('sums', BLOCK);
    this.#place('layers', LAYER_WORDS * dilations.length);
    this.#place('taps', TAP_WORDS * (filter - 1) * dilations.length);
    this.sums = dilations.flatMap((dilation) =>
      distances(filter, dilation).map((distance) => this.#reserve(Math.min(distance, AHEAD) * hidden)),
    );
    const rings = this.#next;
    this.rings = dilations.map((d) => this.#reserve(Math.max(1, (filter - 1) * d) * row));
    this.ringBytes = [rings, this.#next];
    this.end = roundUp(this.#next, 64);
  }

  /** Room for `count` words, on a cache line's border. */
  #reserve(count: number): number {
    const address = roundUp(this.#next, 64);
    this.#next = address + 4 * count;
    return address;
  }

  #place(field: NetField, count: number): void {
    this.addresses.set(field, this.#reserve(count));
  }
}

/** Memory of one kernel, with a decoder's weights. */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Where the weights are, for further kernels in this memory. */
  readonly weights: SharedWeights;
  readonly #packed: PackedDecoder;
  readonly #plan: NetPlan;
  /** Codes and logits go there: as many bytes as there are, more when a note asks for them. */
  #free: number;
  #freeEnd: number;

  /**
   * @param shared weights that are in a memory already; otherwise the memory is the kernel's alone.
   * @throws RangeError when there is no memory.
   */
  constructor(packed: PackedDecoder, shared?: SharedWeights) {
    this.#packed = packed;
    let weights = shared;
    if (!weights) {
      const bytes = new NetPlan(packed, weightPlan(sizesOf(packed)).end).end;
      weights = writeWeights(new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) }), packed);
    }
    this.weights = weights;
    this.memory = weights.memory;
    const own = shared ? this.#claim(new NetPlan(packed, 0).end) : weightPlan(sizesOf(packed)).end;
    this.#plan = new NetPlan(packed, own);
    this.#free = this.#plan.end;
    this.#freeEnd = shared ? this.#free : this.memory.buffer.byteLength;
    for (const field of ['weights', 'present', 'scales'] as const)
      this.#plan.addresses.set(field, weights[field]);
    this.#writeNet();
    this.#writeLayers(weights.past);
  }

  /** Address of the Net struct. */
  get net(): number {
    return this.#plan.net;
  }

  /**
   * Lists kernels of this memory to be advanced side by side, each from its sample on.
   * @returns the address of the list.
   */
  list(kernels: readonly { readonly memory: KernelMemory; readonly at: Samples }[]): number {
    const words = this.words(this.#plan.items, ITEM_WORDS * kernels.length);
    for (const [n, { memory, at }] of kernels.entries()) words.set([memory.net, at, 0], ITEM_WORDS * n);
    return this.#plan.items;
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
    return this.#plan.addresses.get(field)!;
  }

  /** Clears the queues to their state before a note's start. */
  clear(): void {
    const [from, to] = this.#plan.ringBytes;
    this.bytes(from, to - from).fill(0);
    const { dilations } = this.#packed.config;
    const layers = this.words(this.address('layers'), LAYER_WORDS * dilations.length);
    for (let n = 0; n < dilations.length; n++) layers[n * LAYER_WORDS + LAYER_POSITION] = 0;
    const taps = this.#plan.sums.length;
    const words = this.words(this.address('taps'), TAP_WORDS * taps);
    for (let n = 0; n < taps; n++) words[n * TAP_WORDS + TAP_LEFT] = 0;
  }

  /**
   * Sets up for a note: room for its codes, and `extra` bytes beside them.
   * @returns the address of the extra bytes.
   * @throws RangeError when there is no memory.
   */
  open(note: { length: number; seed: number; stream: number }, temperature: number, extra = 0): number {
    const bytes = roundUp(note.length, 64) + extra;
    if (this.#free + bytes > this.#freeEnd) {
      // In a memory of one's own, what grows lies behind what there is; in a shared one it may lie anywhere.
      const at = this.#claim(bytes);
      if (at !== this.#freeEnd) this.#free = at;
      this.#freeEnd = at + roundUp(bytes, PAGE);
    }
    this.#plan.addresses.set('codes', this.#free);
    this.#set('codes', this.#free);
    this.#set('driftFactor', driftFactor(this.#packed.config.centring));
    this.#set('seed', note.seed);
    this.#set('stream', note.stream);
    const at = this.net + 4 * NET_FIELDS.indexOf('inverseTemperature');
    this.floats(at, 1)[0] = temperature > 0 ? 1 / temperature : 0;
    return this.#free + roundUp(note.length, 64);
  }

  /** New memory for `bytes`. Returns its address; no one else gets it. */
  #claim(bytes: number): number {
    return this.memory.grow(Math.ceil(bytes / PAGE)) * PAGE;
  }

  #writeNet(): void {
    const { config, biases, outputBiases, storage } = this.#packed;
    const taps = tapCount(config.pitchLag);
    const width = roundUp(config.width, 4);
    this.#set('width', width);
    this.#set('skip', roundUp(config.skip, 4));
    this.#set('filter', config.filter);
    this.#set('startFilter', config.startFilter);
    this.#set('lagTaps', taps);
    this.#set('startInputs', roundUp(config.startFilter + taps, 2));
    this.#set('layerCount', config.dilations.length);
    this.#set('storage', STORAGES[storage]);
    const inputs = paddedInputs(storage, width);
    this.#set('inputs', inputs);
    this.#set('rowBytes', rowBytes(storage, inputs));
    for (const [field, address] of this.#plan.addresses) this.#set(field, address);
    this.#set('outputBiases', this.address('biases') + 4 * outputBiases);
    this.floats(this.address('biases'), biases.length).set(biases);
    this.floats(this.address('decodeTable'), DECODE_TABLE.length).set(DECODE_TABLE);
  }

  /** @param past where the taps that look back lie. */
  #writeLayers(past: number): void {
    const { config, storage } = this.#packed;
    const { sums, rings } = this.#plan;
    const width = roundUp(config.width, 4);
    const bytes = matrixBytes(storage, paddedInputs(storage, width), roundUp(2 * width, BLOCK));
    let tap = 0;
    for (const [n, dilation] of config.dilations.entries()) {
      const depth = Math.max(1, (config.filter - 1) * dilation);
      const at = this.address('layers') + 4 * LAYER_WORDS * n;
      this.words(at, LAYER_WORDS).set([rings[n]!, depth, 0]);
      for (const distance of distances(config.filter, dilation)) {
        const words = this.words(this.address('taps') + 4 * TAP_WORDS * tap, TAP_WORDS);
        words.set([past + tap * bytes, sums[tap]!, sums[tap]!, distance, 0]);
        tap++;
      }
    }
  }

  #set(field: NetField, value: number): void {
    this.words(this.net + 4 * NET_FIELDS.indexOf(field), 1)[0] = value;
  }
}
