/** Holds the wasm engine, the sources it plays and its voices. [audio; allocates when it is made and when sources come or go] */
import type { Gain01, Hertz, MidiNote, Samples, Seconds } from '../../../src/units.js';
import {
  LIVE,
  LIVE_BALANCE,
  LIVE_BEYOND,
  LIVE_ENVELOPE,
  LIVE_FREEZE,
  LIVE_ONSET,
  LIVE_SPEED,
  LIVE_STRETCH,
  LIVE_TILT,
} from '../settings.js';

/** The functions of engine.wasm, documented in engine/assembly/index.ts. */
interface EngineExports {
  readonly memory: WebAssembly.Memory;
  prepare(rate: Hertz): Samples;
  hold(bytes: number): number;
  release(at: number): void;
  makeVoice(): number;
  shape(): number;
  voiceOut(voice: number): number;
  makeSet(count: number, a: number, b: number, c: number, d: number, products: number): number;
  start(voice: number, set: number, seed: number, seconds: Seconds, recorded: number): void;
  join(voice: number, recording: number): void;
  render(voice: number): number;
}

/** Voices at once: all of a player's, and some that fade out. */
const VOICES = 320;
const MOST_SOURCES = 4;
/** Rates at which the engine's tables make sense. */
const LOWEST_RATE: Hertz = 8000;
const HIGHEST_RATE: Hertz = 384_000;
/** Inbox of a voice, by double. */
const PITCH = 0;
const NATURAL = 1;
const WEIGHTS = 2;
const APART = 6;
const ONSET_WEIGHTS = 7;
const LEVEL_WEIGHTS = 11;
/** The live parameters, by double. */
const BALANCE = 0;
const TILT = 1;
const STRETCH = 2;
const SPEED = 3;

/** Places of levels along each side of the mix. */
const LEVEL_PLACES = 5;
const LAST_PLACE = LEVEL_PLACES - 1;

/** Sources that are morphed between, in the engine's memory. */
export class LiveSet {
  readonly sources: number;
  readonly pointer: number;
  /** Blocks of the engine's memory that it holds. */
  readonly blocks: readonly number[];
  /** Voices that play it. */
  users = 0;
  /** Its sources are recordings, until they are taken apart. */
  readonly recorded: boolean;
  /** Another took its place: it goes when nobody plays it. */
  retired = false;

  /** [5][5] linear gains by mix position, y by y; null: 1 everywhere. */
  readonly levels: Float32Array | null;

  constructor(
    sources: number,
    pointer: number,
    blocks: readonly number[],
    levels: Float32Array | null,
    recorded: boolean,
  ) {
    this.levels = levels;
    this.recorded = recorded;
    this.sources = sources;
    this.pointer = pointer;
    this.blocks = blocks;
  }
}

/** The engine: one for a player. [audio] `make`, `load` and `unload` allocate; nothing else does. */
export class LiveEngine {
  readonly segment: Samples;
  readonly #exports: EngineExports;
  readonly #free: number[] = [];
  readonly #retired: LiveSet[] = [];
  #samples: Float32Array;
  #doubles: Float64Array;
  /** The set that new notes play; null: there is none. */
  set: LiveSet | null = null;
  /** Incremented with every new set. */
  generation = 0;
  /** What the next `render` or `start` takes, in fields, because numbers that are passed may be boxed: weights, … */
  readonly weights = new Float64Array(MOST_SOURCES);
  /** … those of the onset and of the level, if they are others, … */
  readonly onsetWeights = new Float64Array(MOST_SOURCES);
  readonly levelWeights = new Float64Array(MOST_SOURCES);
  apart = false;
  /** … pitch, … */
  pitch: MidiNote = 60;
  /** … amount of natural decay, … */
  natural: Gain01 = 1;
  /** … and for how long the note has sounded already when it starts. */
  elapsed: Seconds = 0;
  /** It has sounded as a recording so far. */
  recorded = false;
  /** How far onset and level are moved from the mix, −1 to 1; by how much the mix goes beyond its ends. */
  onset = 0;
  envelope = 0;
  beyond: Gain01 = 0;
  readonly #shapeAt: number;
  /** Linear gain that `findLevel` found. */
  level = 1;

  constructor(module: WebAssembly.Module, rate: Hertz) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as EngineExports;
    this.segment = this.#exports.prepare(Math.min(HIGHEST_RATE, Math.max(LOWEST_RATE, rate)));
    this.#shapeAt = this.#exports.shape() >> 3;
    for (let i = 0; i < VOICES; i++) this.#free.push(this.#exports.makeVoice());
    this.#samples = new Float32Array(this.#exports.memory.buffer);
    this.#doubles = new Float64Array(this.#exports.memory.buffer);
  }

  /**
   * Takes the sources of new notes.
   * @param packed one to four, as src/audio/partials/pack.ts makes them.
   * @param products [4][4] of their heads. Sources that are too many or too large are not taken; then the set stays.
   * @param levels [5][5] linear gains by mix position; absent, or not as many: 1.
   * @param recorded they are recordings, until they are taken apart.
   */
  load(
    packed: readonly ArrayBuffer[],
    products: Float64Array,
    levels?: Float32Array,
    recorded = false,
  ): void {
    if (packed.length < 1 || packed.length > MOST_SOURCES) return;
    const blocks = packed.map((data) => this.#hold(new Uint8Array(data)));
    const shared = this.#hold(new Uint8Array(products.buffer, products.byteOffset, products.byteLength));
    const [a = 0, b = 0, c = 0, d = 0] = blocks;
    const pointer = this.#exports.makeSet(packed.length, a, b, c, d, shared);
    this.#look();
    const held = [...blocks, shared];
    if (pointer === 0) for (const block of held) this.#exports.release(block);
    else {
      const taken = levels?.length === LEVEL_PLACES ** 2 ? levels : null;
      this.#replace(new LiveSet(packed.length, pointer, [...held, pointer], taken, recorded));
    }
  }

  /** Has no sources for new notes any more; what sounds goes on. */
  unload(): void {
    this.#replace(null);
  }

  #replace(set: LiveSet | null): void {
    const old = this.set;
    this.set = set;
    this.generation++;
    if (old !== null) {
      old.retired = true;
      this.#retired.push(old);
    }
    this.#tidy();
  }

  #tidy(): void {
    for (let i = this.#retired.length - 1; i >= 0; i--) {
      const set = this.#retired[i]!;
      if (set.users > 0) continue;
      for (const block of set.blocks) this.#exports.release(block);
      this.#retired.splice(i, 1);
    }
  }

  #hold(bytes: Uint8Array): number {
    const at = this.#exports.hold(bytes.length);
    new Uint8Array(this.#exports.memory.buffer).set(bytes, at);
    return at;
  }

  #look(): void {
    this.#samples = new Float32Array(this.#exports.memory.buffer);
    this.#doubles = new Float64Array(this.#exports.memory.buffer);
  }

  /** A voice that begins the set; 0: none is free. */
  start(set: LiveSet, seed: number): number {
    const voice = this.#free.pop();
    if (voice === undefined) return 0;
    set.users++;
    this.#write(voice);
    this.#exports.start(voice, set.pointer, seed, this.elapsed, this.recorded ? 1 : 0);
    return voice;
  }

  /** Leads a voice that has just begun to the place of one that plays the same sounds as recordings. */
  join(voice: number, recording: number): void {
    this.#exports.join(voice, recording);
  }

  stop(voice: number, set: LiveSet): void {
    this.#free.push(voice);
    set.users--;
  }

  /** Makes a voice's next segment; returns whether its sound has ended. */
  render(voice: number): boolean {
    this.#write(voice);
    return this.#exports.render(voice) !== 0;
  }

  /** Index in `samples` of a voice's segment. */
  offset(voice: number): number {
    return this.#exports.voiceOut(voice) >> 2;
  }

  get samples(): Float32Array {
    return this.#samples;
  }

  /** Mix position that `locate` takes. */
  x: Gain01 = 0;
  y: Gain01 = 0;

  /** Sets `level` to the gain of the mix position. */
  findLevel({ levels, sources }: LiveSet): void {
    this.level = 1;
    if (levels === null) return;
    const across = sources > 1 ? this.x * LAST_PLACE : 0;
    const down = sources > 2 ? this.y * LAST_PLACE : 0;
    const column = Math.min(LAST_PLACE - 1, Math.floor(across)) | 0;
    const row = Math.min(LAST_PLACE - 1, Math.floor(down)) | 0;
    const at = (row * LEVEL_PLACES + column) | 0;
    const right = across - column;
    const below = down - row;
    const upper = levels[at]! + (levels[at + 1]! - levels[at]!) * right;
    const lower =
      levels[at + LEVEL_PLACES]! + (levels[at + LEVEL_PLACES + 1]! - levels[at + LEVEL_PLACES]!) * right;
    this.level = upper + (lower - upper) * below;
  }

  /** Takes the live parameters of the next segments, by index of Settings.smoothed. */
  follow(smoothed: Float64Array): void {
    const at = this.#shapeAt;
    const doubles = this.#doubles;
    doubles[at + BALANCE] = smoothed[LIVE + LIVE_BALANCE]!;
    doubles[at + TILT] = smoothed[LIVE + LIVE_TILT]!;
    doubles[at + STRETCH] = smoothed[LIVE + LIVE_STRETCH]!;
    doubles[at + SPEED] = smoothed[LIVE + LIVE_SPEED]! * (1 - smoothed[LIVE + LIVE_FREEZE]!);
    this.onset = smoothed[LIVE + LIVE_ONSET]!;
    this.envelope = smoothed[LIVE + LIVE_ENVELOPE]!;
    this.beyond = smoothed[LIVE + LIVE_BEYOND]!;
  }

  /** Sets `weights` to those of the mix position, and those of onset and level beside them. */
  locate(set: LiveSet): void {
    const { onset, envelope, x } = this;
    this.#weigh(set, this.weights);
    this.apart = onset !== 0 || envelope !== 0;
    if (!this.apart) return;
    this.x = Math.min(1, Math.max(0, x + onset));
    this.#weigh(set, this.onsetWeights);
    this.x = Math.min(1, Math.max(0, x + envelope));
    this.#weigh(set, this.levelWeights);
    this.x = x;
  }

  #weigh(set: LiveSet, weights: Float64Array): void {
    const { y, beyond } = this;
    const x = beyond === 0 ? this.x : 0.5 + (this.x - 0.5) * (1 + beyond);
    const down = set.sources > 2 ? y : 0;
    weights[0] = set.sources > 1 ? (1 - x) * (1 - down) : 1;
    weights[1] = set.sources > 1 ? x * (1 - down) : 0;
    weights[2] = set.sources === 3 ? down : set.sources === 4 ? (1 - x) * down : 0;
    weights[3] = set.sources === 4 ? x * down : 0;
  }

  #write(voice: number): void {
    const at = voice >> 3;
    const doubles = this.#doubles;
    doubles[at + PITCH] = this.pitch;
    doubles[at + NATURAL] = this.natural;
    for (let i = 0; i < MOST_SOURCES; i++) doubles[at + WEIGHTS + i] = this.weights[i]!;
    doubles[at + APART] = this.apart ? 1 : 0;
    if (!this.apart) return;
    for (let i = 0; i < MOST_SOURCES; i++) {
      doubles[at + ONSET_WEIGHTS + i] = this.onsetWeights[i]!;
      doubles[at + LEVEL_WEIGHTS + i] = this.levelWeights[i]!;
    }
  }
}
