/**
 * An instrument that holds whatever state a test gives it and writes down what it is asked: for tests of the
 * elements, which know an instrument only by its contract.
 */
import type { BundledSource, InstrumentContract, MeterReading } from '../../../src/instrument/contract.js';
import type {
  EmbeddingPicture,
  InstrumentState,
  Plan,
  SlotState,
  Take,
  Trim,
} from '../../../src/instrument/state.js';
import { initialState } from '../../../src/instrument/store.js';
import type { ParameterId } from '../../../src/parameters.js';

const RATE = 16000;

export const emptyState: InstrumentState = {
  ...initialState(),
  models: [{ id: 'instruments', title: 'Instruments', description: 'Pitched instruments' }],
  model: { phase: 'ready', id: 'instruments', title: 'Instruments', description: 'Pitched instruments' },
  backend: { tensors: 'wasm', generator: 'wasm', description: 'WASM · 2 workers', audioPerSecond: null },
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
  return Float32Array.from({ length: seconds * RATE }, (_, i) => {
    const t = i / RATE;
    const level = Math.min(1, t / attack) * Math.exp(-t / decay) * Math.min(1, (seconds - t) * 4);
    let sum = 0;
    for (let n = 1; n <= 7; n++) sum += Math.sin(step * n * i + n * n) / n ** (1.2 + t * 0.3);
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
    clip: { sampleRate: RATE, samples },
    original: { sampleRate: RATE, samples },
    trim: null,
    gain: 0,
    found: { midi: rootMidi, confidence: 0.97 },
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

function take(
  kind: Take['kind'],
  slot: number | null,
  title: string,
  samples: Float32Array,
  progress = 1,
): Take {
  return {
    id: slot === null ? kind : `${kind}-${slot}`,
    kind,
    title,
    rootMidi: slot === null ? 66 : slot === 0 ? 60 : 72,
    clip: { sampleRate: RATE, samples: samples.subarray(0, Math.round(samples.length * progress)) },
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
        far < ready ? 'ready' : far < ready + 1 ? 'finishing' : far < ready + 2 ? 'rendering' : 'queued';
      const progress = { ready: 1, finishing: 1, rendering: 0.6, queued: 0 }[phase];
      return { id: place * 13 + i, rootMidi: 36 + 4 * i, x, y, progress, phase, looped: phase === 'ready' };
    }),
  );
}

const LINE = [0, 0.25, 0.5, 0.75, 1].map((x) => ({ x, y: 0 }));
const PLANE = [0, 0.5, 1].flatMap((y) => [0, 0.5, 1].map((x) => ({ x, y })));

const originals = [take('original', 0, 'Nylon guitar', guitar), take('original', 1, 'Flute', flute)];
const loaded: InstrumentState = {
  ...emptyState,
  slots: slots(readySlot('Nylon guitar', 60, guitar), readySlot('Flute', 72.1, flute)),
  takes: originals,
};
const done: InstrumentState = {
  ...loaded,
  render: { phase: 'done', seconds: 18.4 },
  presets: {
    list: [{ id: 'a', name: 'A name that is far too long for its place in the head', program: 0 }],
    current: 'a',
    error: null,
  },
  zones: zones(() => 1),
  takes: [
    ...originals,
    take('reconstruction', 0, 'Nylon guitar', tone(48, 0.006, 0.6)),
    take('reconstruction', 1, 'Flute', tone(72, 0.14, 4)),
    take('hybrid', null, 'Nylon guitar × Flute', hybrid),
  ],
};
const notASound = {
  code: 'not-a-sound',
  subject: 'notes.txt',
  message:
    '“notes.txt” is not a sound that Alloy can read. Use WAV, FLAC, Ogg, MP3 or what this browser decodes.',
} as const;

/** Every state that a page can be in, by name. */
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
    slots: slots({ phase: 'recording', seconds: 2.4, level: 0.4 }, readySlot('Flute', 72.1, flute)),
    takes: [originals[1]!],
  },
  loaded,
  rendering: {
    ...loaded,
    mix: { x: 0.35, y: 0 },
    render: { phase: 'running', step: 'generate', progress: 0.42, realTimeFactor: 3.1, secondsLeft: 12 },
    zones: zones((distance) => (distance < 3 ? 1 : distance === 3 ? 0.4 : 0)),
    takes: [
      ...originals,
      take('reconstruction', 0, 'Nylon guitar', tone(48, 0.006, 0.6), 0.6),
      { ...take('reconstruction', 1, 'Flute', flute, 0), embedding: null },
      take('hybrid', null, 'Nylon guitar × Flute', hybrid, 0.7),
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
    takes: [
      ...originals,
      take('original', 2, 'Choir aahs', tone(60, 0.3, 6)),
      take('original', 3, 'Kalimba', tone(72, 0.002, 0.4)),
      take('hybrid', null, 'Nylon guitar × Flute × Choir aahs × Kalimba', hybrid),
      { ...take('hybrid', null, 'Choir aahs × Kalimba', hybrid), id: 'hybrid-2-3' },
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
} as const satisfies Record<string, InstrumentState>;

export type StateName = keyof typeof states;

export class ScriptedInstrument extends EventTarget implements InstrumentContract {
  state: InstrumentState;
  bundledSources = bundled;
  /** What was asked for: method and arguments. */
  readonly calls: [string, ...unknown[]][] = [];

  constructor(state: InstrumentState = emptyState) {
    super();
    this.state = state;
  }

  /** Shows another state. */
  show(state: Partial<InstrumentState>): void {
    this.state = { ...this.state, ...state };
    this.dispatchEvent(new Event('change'));
  }

  /** The arguments of each call of a method. */
  asked(method: string): unknown[][] {
    return this.calls.filter(([name]) => name === method).map(([, ...rest]) => rest);
  }

  selectModel(id: string): Promise<void> {
    return this.#later('selectModel', id);
  }
  addModel(file: File): Promise<void> {
    return this.#later('addModel', file);
  }
  loadSource(slot: number, source: File | Blob | string, name?: string): Promise<void> {
    return this.#later('loadSource', slot, source, name);
  }
  savePreset(name: string): Promise<void> {
    return this.#later('savePreset', name);
  }
  loadPreset(id: string): Promise<void> {
    return this.#later('loadPreset', id);
  }
  removePreset(id: string): Promise<void> {
    return this.#later('removePreset', id);
  }
  clearSource(slot: number): void {
    this.#note('clearSource', slot);
  }
  setRoot(slot: number, midi: number | null): void {
    this.#note('setRoot', slot, midi);
  }
  startRecording(slot: number): Promise<void> {
    return this.#later('startRecording', slot);
  }
  stopRecording(slot: number): Promise<void> {
    return this.#later('stopRecording', slot);
  }
  setSlotGain(slot: number, gain: number): void {
    this.#note('setSlotGain', slot, gain);
  }
  setTrim(slot: number, trim: Trim | null): void {
    this.#note('setTrim', slot, trim);
  }
  setMix(x: number, y = this.state.mix.y): void {
    this.#note('setMix', x, y);
    this.show({ mix: { x, y } });
  }
  setPlan(plan: Partial<Plan>): void {
    this.#note('setPlan', plan);
    this.show({ plan: { ...this.state.plan, ...plan } });
  }
  undo(): void {
    this.#note('undo');
  }
  redo(): void {
    this.#note('redo');
  }
  setSeconds(seconds: number): void {
    this.#note('setSeconds', seconds);
  }
  setSeed(seed: number): void {
    this.#note('setSeed', seed);
  }
  setTemperature(temperature: number | null): void {
    this.#note('setTemperature', temperature);
    this.show({ temperature });
  }
  render(): Promise<void> {
    return this.#later('render');
  }
  cancel(): void {
    this.#note('cancel');
  }
  resumeAudio(): Promise<void> {
    return this.#later('resumeAudio');
  }
  playTake(id: string): Promise<void> {
    this.show({ playing: id });
    return this.#later('playTake', id);
  }
  stopTake(): void {
    this.#note('stopTake');
    this.show({ playing: null });
  }
  noteOn(key: number, velocity: number): void {
    this.#note('noteOn', key, velocity);
    this.show({ heldKeys: [...this.state.heldKeys, key] });
  }
  noteOff(key: number): void {
    this.#note('noteOff', key);
    this.show({ heldKeys: this.state.heldKeys.filter((held) => held !== key) });
  }
  sustain(down: boolean): void {
    this.#note('sustain', down);
  }
  pitchBend(amount: number): void {
    this.#note('pitchBend', amount);
  }
  modulation(amount: number): void {
    this.#note('modulation', amount);
  }
  keyPressure(key: number, amount: number): void {
    this.#note('keyPressure', key, amount);
  }
  panic(): void {
    this.#note('panic');
    this.show({ heldKeys: [] });
  }
  setParameter(id: ParameterId, value: number): void {
    this.#note('setParameter', id, value);
    this.show({ parameters: { ...this.state.parameters, [id]: value } });
  }
  enableMidi(): Promise<void> {
    this.show({ midi: { phase: 'on', inputs: [], selected: 'all' } });
    return this.#later('enableMidi');
  }
  hearTuningMessages(): Promise<void> {
    this.show({ tuningMessages: 'refused' });
    return this.#later('hearTuningMessages');
  }
  selectMidiInput(id: string): void {
    this.#note('selectMidiInput', id);
  }
  selectMidiChannel(channel: number | null): void {
    this.#note('selectMidiChannel', channel);
    this.show({ midiChannel: channel });
  }
  startLearn(id: ParameterId): void {
    this.#note('startLearn', id);
    this.show({ learn: { ...this.state.learn, armed: id } });
  }
  stopLearn(): void {
    this.#note('stopLearn');
    this.show({ learn: { ...this.state.learn, armed: null } });
  }
  clearLearn(id: ParameterId): void {
    this.#note('clearLearn', id);
    const { learn } = this.state;
    this.show({ learn: { ...learn, bindings: learn.bindings.filter((one) => one.parameter !== id) } });
  }
  loadTuning(scl: string, kbm?: string, name?: string): void {
    this.#note('loadTuning', scl, kbm, name);
    if (scl === 'no scale') throw new Error('This is no scale.');
    this.show({ tuning: { name: name ?? 'Scale' } });
  }
  clearTuning(): void {
    this.#note('clearTuning');
    this.show({ tuning: null });
  }
  readMeter(): MeterReading {
    const { voices, heldKeys, mix } = this.state;
    const positions = heldKeys.map((key) => ({ key, x: mix.x, y: mix.y, level: 0.4 }));
    return { peak: voices > 0 ? 0.4 : 0, voices, positions };
  }
  exportTake(id: string): Blob {
    this.#note('exportTake', id);
    return new Blob([id]);
  }
  close(): Promise<void> {
    return this.#later('close');
  }

  #note(name: string, ...rest: unknown[]): void {
    this.calls.push([name, ...rest]);
  }

  #later(name: string, ...rest: unknown[]): Promise<void> {
    this.#note(name, ...rest);
    return Promise.resolve();
  }
}
