/** What the tests of the instrument share. */
import { afterAll, beforeAll } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import type { InstrumentOptions } from '../../../src/instrument/options.js';
import type { RenderRequest } from '../../../src/render/messages.js';
import type { PlayerCommand, ZoneLoop } from '../../../src/protocol.js';
import type { InstrumentState } from '../../../src/instrument/state/state.js';

export const assets = { modelsUrl: '/models/', sourcesUrl: '/presets/sources/' };

/** Resolves once the state is so. */
export function until(from: Instrument, condition: (state: InstrumentState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!condition(from.state)) return;
      from.removeEventListener('change', check);
      resolve();
    };
    from.addEventListener('change', check);
    check();
  });
}

export const bundledUrl = (from: Instrument, id: string): string =>
  from.bundledSources.find((source) => source.id.startsWith(id))!.url;

/** An instrument with its model open. */
export async function open(options: InstrumentOptions = {}): Promise<Instrument> {
  const instrument = new Instrument({ ...assets, ...options });
  await instrument.started;
  return instrument;
}

/**
 * Keeps an instrument open through a file of tests, as one that stays on its page: those that come join its engine and its
 * workers, notes that were made are there, and the next test does not start them anew. Not for tests that look at a
 * render while it is under way, or count what there is of a page.
 * @param begin what it does first: with sounds in it, the workers that prepare them and take them apart stay, too.
 */
export function keepEngine(begin: (kept: Instrument) => Promise<void> = () => Promise.resolve()): void {
  let kept: Instrument;
  beforeAll(async () => {
    kept = await open();
    await begin(kept);
  });
  afterAll(() => kept.close());
}

/** A guitar and a flute, ready, in short notes. */
export async function loadPair(into: Instrument, seconds = 0.3): Promise<void> {
  into.setSeconds(seconds);
  await Promise.all([
    into.loadSource(0, bundledUrl(into, 'nylon-guitar'), 'Guitar'),
    into.loadSource(1, bundledUrl(into, 'flute'), 'Flute'),
  ]);
}

/** Resolves once a slot's sound is encoded. */
export function encoded(from: Instrument, slot: number): Promise<void> {
  return until(from, ({ slots }) => {
    const state = slots[slot]!;
    return state.phase === 'ready' && state.embedding !== null;
  });
}

/** Writes down the notes that render workers are asked for, until `stop`. */
export function watchRequests(): { readonly notes: { rootMidi: number; weights: number[] }[]; stop(): void } {
  const original = Reflect.get(Worker.prototype, 'postMessage') as (...sent: unknown[]) => void;
  const notes: { rootMidi: number; weights: number[] }[] = [];
  Worker.prototype.postMessage = function (this: Worker, ...sent: unknown[]) {
    const { kind, notes: asked } = sent[0] as RenderRequest & { kind: 'render' };
    if (kind === 'render') {
      for (const { rootMidi, weights } of asked)
        notes.push({ rootMidi, weights: weights.map((w) => w.weight) });
    }
    original.apply(this, sent);
  };
  return { notes, stop: () => void (Worker.prototype.postMessage = original) };
}

/** A zone as the player has it, with the samples that it was given. */
interface SentZone {
  readonly id: number;
  readonly rootMidi: number;
  readonly sampleRate: number;
  readonly length: number;
  readonly x: number;
  readonly y: number;
  readonly loop: ZoneLoop | null;
  readonly samples: Float32Array;
}

/** Writes down the zones that the player is given, each time anew, until `stop`. */
export function watchPlayer(): { readonly zones: SentZone[]; stop(): void } {
  const original = Reflect.get(MessagePort.prototype, 'postMessage') as (...sent: unknown[]) => void;
  const zones: SentZone[] = [];
  MessagePort.prototype.postMessage = function (this: MessagePort, ...sent: unknown[]) {
    const command = sent[0] as PlayerCommand;
    if (command.kind === 'zone') {
      const { id, rootMidi, sampleRate, length, loop, x, y } = command;
      zones.push({ id, rootMidi, sampleRate, length, loop, x, y, samples: new Float32Array(length) });
    } else if (command.kind === 'samples') {
      zones.findLast(({ id }) => id === command.id)?.samples.set(command.samples, command.start);
    }
    original.apply(this, sent);
  };
  return { zones, stop: () => void (MessagePort.prototype.postMessage = original) };
}
