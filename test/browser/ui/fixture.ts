/** Sounds, and states of an instrument made of them: what tests of the elements show. */
import type { BundledSource } from '../../../src/instrument/contract.js';
import type {
  EmbeddingPicture,
  InstrumentState,
  SlotState,
  Clip,
} from '../../../src/instrument/state/state.js';
import { initialState } from '../../../src/instrument/state/store.js';

const RATE = 16000;

export const emptyState: InstrumentState = {
  ...initialState(),
  models: [{ id: 'instruments', title: 'Instruments', description: 'Pitched instruments' }],
  model: { phase: 'ready', id: 'instruments', title: 'Instruments', description: 'Pitched instruments' },
  backend: {
    tensors: 'wasm',
    generator: 'wasm',
    description: 'WebAssembly SIMD, 2 workers, float16 weights',
    audioPerSecond: null,
    choosesFast: false,
  },
};

export const bundled: readonly BundledSource[] = [
  { id: 'guitar', title: 'Nylon guitar', url: '/guitar.flac', rootMidi: 60, family: 'guitar' },
  { id: 'flute', title: 'Flute', url: '/flute.flac', rootMidi: 72, family: 'pipe' },
  { id: 'choir', title: 'Choir aahs', url: '/choir.flac', rootMidi: 60, family: 'voice' },
  { id: 'kalimba', title: 'Kalimba', url: '/kalimba.flac', rootMidi: 72, family: 'plucked' },
];

/** A tone with harmonics that rises in `attack` and falls with `decay` (seconds). */
export function tone(midi: number, attack: number, decay: number, seconds = 4): Float32Array {
  const step = (2 * Math.PI * 440 * 2 ** ((midi - 69) / 12)) / RATE;
  const levels = new Float64Array(8);
  return Float32Array.from({ length: seconds * RATE }, (_, i) => {
    const t = i / RATE;
    // The spectrum changes slowly: powers are the most of the work.
    if (i % 64 === 0) for (let n = 1; n <= 7; n++) levels[n] = n ** -(1.2 + t * 0.3);
    const level = Math.min(1, t / attack) * Math.exp(-t / decay) * Math.min(1, (seconds - t) * 4);
    let sum = 0;
    for (let n = 1; n <= 7; n++) sum += Math.sin(step * n * i + n * n) * levels[n]!;
    return 0.55 * level * (1 + 0.08 * Math.sin(2 * Math.PI * 5 * t)) * sum;
  });
}

export function embedding(phase: number, frames = 125): EmbeddingPicture {
  const values = Float32Array.from({ length: frames * 16 }, (_, i) => {
    const [frame, channel] = [Math.floor(i / 16), i % 16];
    return (
      Math.sin(channel * 2.3 + phase) * Math.exp(-frame / (30 + channel * 9)) +
      0.2 * Math.cos(frame / 9 + channel)
    );
  });
  return { frames, channels: 16, values };
}

export function readySlot(name: string, rootMidi: number, samples: Float32Array): SlotState {
  return {
    phase: 'ready',
    name,
    incoming: null,
    embedded: false,
    live: true,
    problem: null,
    audio: { sampleRate: RATE, samples },
    original: { sampleRate: RATE, samples },
    trim: null,
    gain: 0,
    found: { midi: rootMidi, from: 'heard', confidence: 0.97 },
    pitched: true,
    chord: null,
    passages: [],
    rootOverride: null,
    rootMidi,
    notices: [],
    embedding: embedding(rootMidi),
  };
}

const EMPTY: SlotState = { phase: 'empty' };

/** The four slots: these, and empty ones. */
function slots(...used: SlotState[]): readonly SlotState[] {
  return [...used, EMPTY, EMPTY, EMPTY, EMPTY].slice(0, 4);
}

const guitar = tone(48, 0.004, 0.7);
const flute = tone(72, 0.12, 5);
const hybrid = tone(60, 0.03, 1.6);

function clip(
  kind: Clip['kind'],
  slot: number | null,
  title: string,
  samples: Float32Array,
  progress = 1,
): Clip {
  return {
    id: slot === null ? kind : `${kind}-${slot}`,
    kind,
    title,
    rootMidi: slot === null ? 66 : slot === 0 ? 60 : 72,
    audio: { sampleRate: RATE, samples: samples.subarray(0, Math.round(samples.length * progress)) },
    progress,
    embedding: embedding(slot ?? 3),
  };
}

function zones(progress: (index: number) => number): InstrumentState['zones'] {
  return Array.from({ length: 13 }, (_, i) => {
    const made = progress(Math.abs(i - 7));
    const phase = made >= 1 ? 'ready' : made > 0 ? 'rendering' : 'queued';
    return { id: i, rootMidi: 36 + 4 * i, x: 0.5, y: 0, progress: made, phase, looped: made >= 1 };
  });
}

/** 13 roots at each of these places; those nearest the middle are ready, then some are made, the rest wait. */
function grid(places: readonly { x: number; y: number }[], ready: number): InstrumentState['zones'] {
  return places.flatMap(({ x, y }, place) =>
    Array.from({ length: 13 }, (_, i) => {
      const far = Math.abs(i - 6) + 5 * Math.hypot(x - 0.5, places.length > 5 ? y - 0.5 : 0);
      const phase =
        far < ready ? 'ready' : far < ready + 1 ? 'conditioning' : far < ready + 2 ? 'rendering' : 'queued';
      const progress = { ready: 1, conditioning: 1, rendering: 0.6, queued: 0 }[phase];
      return { id: place * 13 + i, rootMidi: 36 + 4 * i, x, y, progress, phase, looped: phase === 'ready' };
    }),
  );
}

const LINE = [0, 0.25, 0.5, 0.75, 1].map((x) => ({ x, y: 0 }));
const PLANE = [0, 0.5, 1].flatMap((y) => [0, 0.5, 1].map((x) => ({ x, y })));

const originals = [clip('original', 0, 'Nylon guitar', guitar), clip('original', 1, 'Flute', flute)];
const loaded: InstrumentState = {
  ...emptyState,
  slots: slots(readySlot('Nylon guitar', 60, guitar), readySlot('Flute', 72.1, flute)),
  clips: originals,
};
const done: InstrumentState = {
  ...loaded,
  render: { phase: 'done', seconds: 18.4 },
  presets: {
    list: [{ id: 'a', name: 'A name that is far too long for its place in the head', program: 0 }],
    current: 'a',
    loading: null,
    edited: true,
    error: null,
  },
  zones: zones(() => 1),
  clips: [
    ...originals,
    clip('reconstruction', 0, 'Nylon guitar', tone(48, 0.006, 0.6)),
    clip('reconstruction', 1, 'Flute', tone(72, 0.14, 4)),
    clip('hybrid', null, 'Nylon guitar × Flute', hybrid),
  ],
};
const notASound = {
  code: 'not-a-sound',
  subject: 'notes.txt',
  message:
    '“notes.txt” is not a sound that Alloy can read. Use WAV, FLAC, Ogg, MP3 or what this browser decodes.',
} as const;

/** Every state that a page can be in, by name. */
const NSYNTH = {
  id: 'kept:nsynth-voices',
  title: 'NSynth Voices',
  description: 'From an archive',
  storedBytes: 119.6e6,
};

export const states = {
  empty: emptyState,
  loading: {
    ...emptyState,
    model: { phase: 'loading', id: 'instruments' },
    backend: null,
    slots: slots({ phase: 'loading', name: 'Nylon guitar' }),
  },
  recording: {
    ...emptyState,
    slots: slots(
      { phase: 'recording', seconds: 2.4, level: 0.4, replaces: null },
      readySlot('Flute', 72.1, flute),
    ),
    clips: [originals[1]!],
  },
  loaded,
  /** A large model that was added here, its weights rounded. */
  large: {
    ...loaded,
    models: [...emptyState.models, NSYNTH],
    model: { phase: 'ready', ...NSYNTH },
    backend: { ...emptyState.backend!, audioPerSecond: 0.05, choosesFast: true },
    fast: true,
  },
  /** The same once it is removed. */
  removed: {
    ...loaded,
    model: {
      phase: 'error',
      id: NSYNTH.id,
      error: { code: 'model-removed', subject: 'nsynth-voices', message: 'The model was removed.' },
    },
  },
  rendering: {
    ...loaded,
    mix: { x: 0.35, y: 0 },
    render: { phase: 'running', step: 'generate', progress: 0.42, realTimeFactor: 3.1, secondsLeft: 12 },
    zones: zones((distance) => (distance < 3 ? 1 : distance === 3 ? 0.4 : 0)),
    clips: [
      ...originals,
      clip('reconstruction', 0, 'Nylon guitar', tone(48, 0.006, 0.6), 0.6),
      { ...clip('reconstruction', 1, 'Flute', flute, 0), embedding: null },
      clip('hybrid', null, 'Nylon guitar × Flute', hybrid, 0.7),
    ],
    heldKeys: [64],
    voices: 1,
  },
  done,
  /** Five mixes of two sources, one of them trimmed and louder, half rendered. */
  morphing: {
    ...done,
    mix: { x: 0.62, y: 0 },
    plan: { ...done.plan, mixes: 5 },
    slots: slots(
      { ...readySlot('Nylon guitar', 60, guitar), trim: { start: 0.4, end: 2.9 }, gain: 3 } as SlotState,
      done.slots[1]!,
    ),
    render: { phase: 'running', step: 'generate', progress: 0.55, realTimeFactor: 2.2, secondsLeft: 95 },
    zones: grid(LINE, 5),
    history: { undo: 'trim', redo: null },
    heldKeys: [60, 64, 67],
    voices: 3,
  },
  /** Four sources. */
  four: {
    ...done,
    mix: { x: 0.3, y: 0.6 },
    plan: { ...done.plan, mixes: 3 },
    slots: slots(
      done.slots[0]!,
      done.slots[1]!,
      readySlot('Choir aahs', 60, tone(60, 0.3, 6)),
      readySlot('Kalimba', 72, tone(72, 0.002, 0.4)),
    ),
    zones: grid(PLANE, 7),
    clips: [
      ...originals,
      clip('original', 2, 'Choir aahs', tone(60, 0.3, 6)),
      clip('original', 3, 'Kalimba', tone(72, 0.002, 0.4)),
      clip('hybrid', null, 'Nylon guitar × Flute × Choir aahs × Kalimba', hybrid),
      { ...clip('hybrid', null, 'Choir aahs × Kalimba', hybrid), id: 'hybrid-2-3' },
    ],
    history: { undo: 'load', redo: 'mix' },
    heldKeys: [55, 62],
    voices: 2,
  },
  /** Three sources, one of them not encoded yet. */
  three: {
    ...done,
    mix: { x: 0.5, y: 0.4 },
    slots: slots(done.slots[0]!, done.slots[1]!, {
      ...readySlot('Choir aahs', 60, tone(60, 0.3, 6)),
      embedding: null,
    } as SlotState),
    stale: true,
  },
  stale: { ...done, mix: { x: 0.8, y: 0 }, stale: true },
  cancelled: {
    ...done,
    render: { phase: 'cancelled', progress: 0.42 },
    zones: zones((d) => (d < 3 ? 1 : 0)),
  },
  error: {
    ...done,
    slots: slots({ phase: 'error', name: 'notes.txt', error: notASound }, done.slots[1]!),
    render: {
      phase: 'error',
      error: {
        code: 'device-lost',
        subject: 'GPU',
        message: 'The graphics device was lost. Render again to go on.',
      },
    },
  },
  /** Roots that are in doubt or assumed, a chord, several notes in a row. */
  roots: {
    ...done,
    slots: slots(
      {
        ...done.slots[0]!,
        found: { midi: 57.1, from: 'heard', confidence: 0.4 },
        rootMidi: 57.1,
        passages: [57, 60, null, 64].map((midi, i) => ({ start: i, end: i + 0.8, midi })),
        trim: { start: 0, end: 0.8 },
      } as SlotState,
      { ...done.slots[1]!, chord: [57, 60, 64] } as SlotState,
      {
        ...readySlot('Choir aahs', 60, tone(60, 0.3, 6)),
        found: { midi: 60, from: 'assumed', confidence: 0 },
        pitched: false,
      } as SlotState,
      { ...readySlot('Kalimba', 72, tone(72, 0.002, 0.4)), rootOverride: 70, rootMidi: 70 } as SlotState,
    ),
  },
  /** A file that could not be read, beside the sound that stays; files for which there was no place. */
  left: {
    ...done,
    slots: slots(
      {
        ...done.slots[0]!,
        problem: { name: 'notes.txt', error: notASound },
      } as SlotState,
      { ...done.slots[1]!, incoming: 'Choir aahs' } as SlotState,
    ),
    leftOver: { sounds: ['notes.txt', 'Kalimba'], folders: ['Kalimba'] },
  },
  noModel: {
    ...emptyState,
    models: [],
    backend: null,
    model: {
      phase: 'error',
      id: 'x',
      error: {
        code: 'model-missing',
        subject: 'models/',
        message: 'No model was found at models/: HTTP 404.',
      },
    },
    midi: { phase: 'denied' },
  },
  /** A page whose policy keeps WebAssembly from it. */
  policy: {
    ...emptyState,
    policy: ["script-src 'wasm-unsafe-eval'"],
    backend: null,
    model: {
      phase: 'error',
      id: 'x',
      error: {
        code: 'no-backend',
        subject: 'wasm',
        message: 'TensorFlow.js could not start its wasm backend.',
      },
    },
  },
  /** The browser lets no sound out before a tap. */
  silenced: { ...done, audio: { phase: 'blocked' } },
} as const satisfies Record<string, InstrumentState>;

export type StateName = keyof typeof states;
