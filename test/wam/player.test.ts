/** Tests a host's events on the player core, in Node: order, times, forms, quanta, what is dropped. */
import { describe, expect, it } from 'vitest';
import { LFO_SYNCS, PARAMETERS } from '../../src/parameters.js';
import { PlayerCore } from '../../worklets/core/player-core.js';
import type { HostEvent } from '../../worklets/wam/messages.js';
import { WamPlayer } from '../../worklets/wam/wam-player.js';
import { sine, ZONE_RATE } from '../worklets/rig.js';

const RATES = [44100, 48000, 96000];
const QUANTA = [64, 128, 256, 480];
const SECONDS = 0.5;

const midi = (bytes: ArrayLike<number>, time?: number): HostEvent => ({
  type: 'wam-midi',
  data: { bytes },
  ...(time === undefined ? {} : { time }),
});
const automation = (id: string, value: number, time?: number, normalized?: boolean): HostEvent => ({
  type: 'wam-automation',
  data: { id, value, ...(normalized === undefined ? {} : { normalized }) },
  ...(time === undefined ? {} : { time }),
});

/** A core with a tone on every key, and what plays a host's events on it. */
class Host {
  readonly core: PlayerCore;
  readonly player: WamPlayer;
  #frame = 0;

  constructor(readonly rate = 48000) {
    this.core = new PlayerCore(rate);
    this.player = new WamPlayer(this.core, rate);
    const samples = sine(440, 2);
    this.core.handle({
      ...{ kind: 'zone', id: 1, rootMidi: 69, sampleRate: ZONE_RATE, length: samples.length },
      ...{ x: 0, y: 0, loop: null },
    });
    this.core.handle({ kind: 'samples', id: 1, start: 0, samples });
    for (const [id, value] of [
      ['attack', 0.001],
      ['release', 0.005],
      ['velocityAmount', 0],
    ] as const)
      this.core.handle({ kind: 'parameter', id, value });
  }

  send(...events: (HostEvent | null | undefined)[]): this {
    for (const event of events) this.player.schedule(event, this.#frame, 1);
    return this;
  }

  /** The left channel. */
  render(seconds = SECONDS, quantum = 128): Float32Array {
    const frames = Math.round(seconds * this.rate);
    const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
    for (let at = 0; at < frames; at += quantum) {
      const end = Math.min(frames, at + quantum);
      this.player.render(left.subarray(at, end), right.subarray(at, end), this.#frame + at);
    }
    this.#frame += frames;
    return left;
  }
}

/** The first frame that is not silent; −1: none is. */
const begins = (samples: Float32Array): number => samples.findIndex((sample) => sample !== 0);
const sounds = (samples: Float32Array): boolean => begins(samples) >= 0;
const tail = (samples: Float32Array): Float32Array => samples.subarray(samples.length >> 1);

describe('a note that is sent with a time', () => {
  it.each(RATES.flatMap((rate) => QUANTA.map((quantum) => [rate, quantum] as const)))(
    'begins at its very sample at %d Hz in blocks of %d',
    (rate, quantum) => {
      const first = begins(new Host(rate).send(midi([0x90, 69, 100])).render(SECONDS, quantum));
      for (const frame of [1, 63, 64, 127, 128, 1000, 5003]) {
        const samples = new Host(rate).send(midi([0x90, 69, 100], frame / rate)).render(SECONDS, quantum);
        expect(begins(samples) - first).toBe(frame);
      }
    },
  );

  it('sounds the same in blocks of every length, with automation in their midst', () => {
    const song = [
      midi([0x90, 60, 100], 0.01),
      midi([0x90, 67, 80], 0.1234),
      automation('tune', 30, 0.15),
      midi([0xe0, 30, 90], 0.2),
      automation('pan', -50, 0.2001),
      midi([0x80, 60, 0], 0.3),
    ];
    const [reference, ...others] = [128, ...QUANTA, 1000].map((quantum) =>
      new Host().send(...song).render(SECONDS, quantum),
    );
    expect(sounds(reference!)).toBe(true);
    for (const other of others) expect(other).toEqual(reference);
  });
});

describe('the order of events', () => {
  const on = midi([0x90, 69, 100], 0.1);
  const off = midi([0x80, 69, 0], 0.2);

  it('is that of their times, not of their coming', () => {
    const inOrder = new Host().send(on, off).render();
    expect(sounds(tail(inOrder))).toBe(false);
    expect(new Host().send(off, on).render()).toEqual(inOrder);
  });

  it('is that of their coming where they have one time', () => {
    const at = 0.1;
    const pair = [midi([0x90, 69, 100], at), midi([0x90, 69, 0], at)];
    expect(sounds(tail(new Host().send(...pair).render()))).toBe(false);
    expect(sounds(tail(new Host().send(...pair.reverse()).render()))).toBe(true);
  });

  it('holds for times that are past: by their time, before what has none', () => {
    const host = new Host();
    host.render(1);
    expect(sounds(tail(host.send(midi([0x80, 69, 0], 0.9), midi([0x90, 69, 100], 0.8)).render()))).toBe(
      false,
    );
    expect(sounds(tail(host.send(midi([0x80, 69, 0]), midi([0x90, 69, 100], 0.5)).render()))).toBe(false);
  });

  it('is kept of thousands that come at once', () => {
    const host = new Host();
    const times = Array.from({ length: 4000 }, (_, i) => ((i * 1733) % 4000) / 10000);
    host.send(...times.map((time) => automation('tune', 100 * time, time)));
    host.render();
    const values = host.player.takePlayed()!.values.map(([, value]) => value);
    expect(values).toHaveLength(4000);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  });

  it('lets what has no time play at once, whatever else waits', () => {
    const host = new Host().send(midi([0x90, 60, 100], 0.4), midi([0x90, 69, 100]));
    expect(begins(host.render(0.1))).toBeLessThan(48);
    for (const time of [NaN, Infinity, null, 'soon', {}])
      expect(
        sounds(new Host().send({ type: 'wam-midi', time, data: { bytes: [0x90, 69, 100] } }).render(0.1)),
      ).toBe(true);
  });
});

describe('the form of events', () => {
  it.each([
    ['an array', [0x90, 69, 100]],
    ['bytes', Uint8Array.of(0x90, 69, 100)],
    ['floats', Float32Array.of(0x90, 69, 100)],
    ['more bits than MIDI has', [0x190, 69 + 128, 100 + 256]],
  ])('may have their bytes as %s', (_, bytes) => {
    expect(sounds(new Host().send(midi(bytes)).render())).toBe(true);
  });

  it.each([
    ['without a message', {}],
    ['of no kind', { type: 7, data: { bytes: [0x90, 69, 100] } }],
    ['without data', { type: 'wam-midi' }],
    ['without bytes', { type: 'wam-midi', data: {} }],
    ['of no bytes', midi([])],
    ['of a status alone', midi([0x90])],
    ['of real time', midi([0xf8])],
    ['of data bytes', midi([69, 100])],
    ['of far too many bytes', midi(new Uint8Array(5000))],
    ['of texts', { type: 'wam-midi', data: { bytes: ['a', 'b'] } }],
    ['for a parameter that there is not', automation('nothing', 1)],
    ['for a property of every object', automation('constructor', 1)],
    ['for a parameter without a value', { type: 'wam-automation', data: { id: 'mix' } }],
    ['with a value that is none', automation('mix', NaN)],
    ['of transport', { type: 'wam-transport', data: { tempo: 120 } }],
    ['of OSC', { type: 'wam-osc', data: { bytes: Uint8Array.of(1) } }],
    ['that are null', null],
    ['that are nothing', undefined],
  ])('%s plays nothing and breaks nothing', (_, event) => {
    const host = new Host();
    const silent = host.send(event as HostEvent).render(0.1);
    expect(sounds(silent)).toBe(false);
    expect(sounds(host.send(midi([0x90, 69, 100])).render(0.1))).toBe(true);
  });

  it('may have two bytes: program and pressure', () => {
    const host = new Host().send(midi([0xc0, 7]), midi([0xd0, 100]));
    host.render(0.1);
    expect(host.core.takeProgram()).toBe(7);
  });

  it('is never written to, nor read again: others have the same object', () => {
    const bytes = [0x90, 69, 100];
    const frozen = Object.freeze({
      type: 'wam-midi',
      time: 0.1,
      data: Object.freeze({ bytes: Object.freeze(bytes) }),
    });
    const reference = new Host().send(frozen).render();
    const data = { bytes: Uint8Array.of(0x90, 69, 100) };
    const shared = { type: 'wam-midi', time: 0.1, data };
    const host = new Host().send(shared);
    data.bytes.fill(0);
    shared.time = 0;
    expect(host.render()).toEqual(reference);
  });

  it('may end a note twice, by both of MIDI’s ways', () => {
    const host = new Host().send(midi([0x90, 69, 100], 0.1));
    host.send(midi([0x90, 69, 0], 0.2), midi([0x80, 69, 64], 0.2), midi([0x90, 69, 100], 0.3));
    expect(sounds(tail(host.render()))).toBe(true);
  });
});

describe('dropping events', () => {
  it('drops all that wait', () => {
    const host = new Host().send(midi([0x90, 69, 100], 0.1));
    expect(host.player.clear()).toEqual([1]);
    expect(sounds(host.render())).toBe(false);
    expect(host.player.waiting).toBe(0);
    expect(host.player.takePlayed()).toBeNull();
  });

  it('ends what has lost its end, and nothing else', () => {
    const host = new Host().send(midi([0x90, 69, 100]), midi([0x91, 60, 100]), midi([0x80, 69, 0], 2));
    host.render(0.1);
    expect(host.core.voices).toBe(2);
    host.player.clear();
    host.render(0.1);
    expect(host.core.voices).toBe(1); // the other is somebody's finger
    host.send(midi([0x81, 60, 0])).render(0.1);
    expect(host.core.voices).toBe(0);
  });

  it.each([
    ['a note-on without velocity', [0x90, 69, 0]],
    ['all notes off', [0xb0, 123, 0]],
    ['all sound off', [0xb0, 120, 0]],
  ])('counts %s as an end', (_, bytes) => {
    const host = new Host().send(midi([0x90, 69, 100]), midi(bytes, 2));
    host.render(0.1);
    host.player.clear();
    host.render(0.1);
    expect(host.core.voices).toBe(0);
  });

  it('lifts a pedal that would have been lifted', () => {
    const host = new Host().send(midi([0xb0, 64, 127]), midi([0x90, 69, 100]), midi([0x80, 69, 0], 0.05));
    host.send(midi([0xb0, 64, 0], 2)).render(0.1);
    expect(host.core.voices).toBe(1);
    host.player.clear();
    host.render(0.1);
    expect(host.core.voices).toBe(0);
  });
});

describe('parameters', () => {
  const played = (...events: HostEvent[]) => {
    const host = new Host().send(...events);
    host.render(0.1);
    return host.player.takePlayed()!.values;
  };

  it('are clamped and rounded', () => {
    expect(played(automation('tune', 1e9), automation('tune', -1e9))).toEqual([
      ['tune', 100],
      ['tune', -100],
    ]);
    expect(played(automation('transpose', 2.6), automation('filterType', 99))).toEqual([
      ['transpose', 3],
      ['filterType', 4],
    ]);
  });

  it('may be normalised or not; said nothing, they are not', () => {
    expect(played(automation('tune', 0.5))).toEqual([['tune', 0.5]]);
    expect(played(automation('tune', 0.5, undefined, false))).toEqual([['tune', 0.5]]);
    expect(played(automation('tune', 0.5, undefined, true))).toEqual([['tune', 0]]);
    expect(played(automation('tune', 7, undefined, true))).toEqual([['tune', 100]]);
    expect(played(automation('filterType', 0.3, undefined, true))).toEqual([['filterType', 1]]);
    for (const { id, min, max } of PARAMETERS)
      expect(played(automation(id, 0, undefined, true), automation(id, 1, undefined, true))).toEqual([
        [id, min],
        [id, max],
      ]);
  });

  it('move the mix through the gains of the sources', () => {
    const mixed = (gains: readonly number[], x: number): Float32Array => {
      const host = new Host();
      host.core.handle({ kind: 'clear' });
      [sine(440, 1), sine(440, 1, 0.1)].forEach((samples, id) => {
        const zone = {
          kind: 'zone',
          id,
          rootMidi: 69,
          sampleRate: ZONE_RATE,
          length: samples.length,
        } as const;
        host.core.handle({ ...zone, x: id, y: 0, loop: null });
        host.core.handle({ kind: 'samples', id, start: 0, samples });
      });
      host.player.setMix({ gains });
      return host.send(automation('mix', x), midi([0x90, 69, 100], 0.1)).render();
    };
    // A source that counts three times as much at 25 % is heard as at 50 %.
    expect(mixed([1, 3], 25)).toEqual(mixed([1, 1], 50));
    expect(mixed([1, 3], 25)).not.toEqual(mixed([1, 1], 25));
  });
});

describe('system exclusive messages', () => {
  /** A bulk dump in which every key is a quarter tone sharp, as the MIDI Tuning Standard has it: 408 bytes. */
  function dump(): number[] {
    const keys = Array.from({ length: 128 }, (_, key) => [key, 0x40, 0]).flat();
    const body = [0x7e, 0, 8, 1, 0, ...Array.from('quarter tone    ', (c) => c.charCodeAt(0)), ...keys];
    return [0xf0, ...body, body.reduce((sum, byte) => sum ^ byte, 0), 0xf7];
  }

  /** Crossings of zero upwards: the pitch. */
  const crossings = (samples: Float32Array): number =>
    samples.reduce((sum, sample, i) => sum + (i > 0 && samples[i - 1]! < 0 && sample >= 0 ? 1 : 0), 0);

  it.each(['wam-sysex', 'wam-midi'])('tune the keys, 408 bytes long, as %s', (type) => {
    const bytes = Uint8Array.from(dump());
    expect(bytes).toHaveLength(408);
    const host = new Host().send({ type, time: 0.1, data: { bytes } }, midi([0x90, 69, 100], 0.1));
    const tuned = crossings(host.render(1));
    const even = crossings(new Host().send(midi([0x90, 69, 100], 0.1)).render(1));
    expect(tuned / even).toBeCloseTo(2 ** (0.5 / 12), 2);
  });

  it('that are not whole, or somebody else’s, change nothing', () => {
    const reference = new Host().send(midi([0x90, 69, 100])).render();
    for (const bytes of [dump().slice(0, -1), [0xf0, 0x43, 1, 0xf7], [0xf0]])
      expect(new Host().send({ type: 'wam-sysex', data: { bytes } }, midi([0x90, 69, 100])).render()).toEqual(
        reference,
      );
  });
});

describe('MPE', () => {
  const mpe = (bytes: readonly number[], time?: number): HostEvent => ({
    ...midi(bytes, time),
    type: 'wam-mpe',
  });

  it('opens a zone with the first of its events: a bend of one note is 48 semitones wide', () => {
    const host = new Host().send(mpe([0xe1, 0, 96]), mpe([0x91, 69, 100]));
    host.render(0.1);
    expect(host.player.takePlayed()!.values).toEqual([['mpe', 1]]);
    expect(sounds(host.send(mpe([0x81, 69, 0])).render())).toBe(true);
  });

  it('opens none where somebody has chosen one, or none', () => {
    const chosen = new Host();
    chosen.player.followMpe();
    chosen.send(mpe([0x91, 69, 100])).render(0.1);
    expect(chosen.player.takePlayed()!.values).toEqual([]);
    const off = new Host().send(automation('mpe', 0), mpe([0x91, 69, 100]));
    off.render(0.1);
    expect(off.player.takePlayed()!.values).toEqual([['mpe', 0]]);
  });
});

describe('a host’s transport', () => {
  const SAW = 2;
  const synced = (): Host => {
    const host = new Host();
    for (const [id, value] of [
      ['lfo1Sync', LFO_SYNCS.indexOf('1/4')],
      ['lfo1Shape', SAW],
      ['lfo1Level', 24],
    ] as const)
      host.core.handle({ kind: 'parameter', id, value });
    return host;
  };
  const bar = (data: object, time?: number): HostEvent => ({
    type: 'wam-transport',
    data: { tempo: 120, playing: true, currentBar: 0, currentBarStarted: 0, ...SIGNATURE, ...data },
    ...(time === undefined ? {} : { time }),
  });
  const SIGNATURE = { timeSigNumerator: 4, timeSigDenominator: 4 };
  /** Where the level is least, in seconds: half a cycle after its place in the song. */
  const leastAt = (samples: Float32Array): number => {
    const levels = Array.from({ length: samples.length / 480 }, (_, i) =>
      Math.max(...samples.subarray(480 * i, 480 * (i + 1)).map(Math.abs)),
    );
    return levels.indexOf(Math.min(...levels)) / 100;
  };

  it('places oscillators in its bars', () => {
    const onBeat = synced()
      .send(bar({}), midi([0x90, 69, 100]))
      .render(0.5);
    expect(leastAt(onBeat)).toBeCloseTo(0.25, 1);
    // Bar 3 of 3/8 began 0.1 s ago: 4.5 quarter notes and 0.2 more.
    const waltz = { currentBar: 3, timeSigNumerator: 3, timeSigDenominator: 8, currentBarStarted: -0.1 };
    const offBeat = synced()
      .send(bar(waltz), midi([0x90, 69, 100]))
      .render(0.5);
    expect(leastAt(offBeat)).toBeCloseTo(0.4, 1);
  });

  it('counts from the moment of its event on', () => {
    const host = synced().send(midi([0x90, 69, 100]), bar({ currentBarStarted: 0.5, tempo: 60 }, 0.5));
    host.render(0.5);
    expect(leastAt(host.render(1))).toBeCloseTo(0.5, 1);
  });

  it('that makes no sense changes nothing', () => {
    const plain = synced()
      .send(midi([0x90, 69, 100]))
      .render();
    const odd = [{ tempo: 0 }, { tempo: '90' }, { tempo: NaN }, { tempo: Infinity }, { tempo: undefined }];
    const host = synced().send(...odd.map((data) => bar(data)), { type: 'wam-transport', data: 3 as never });
    expect(host.send(midi([0x90, 69, 100])).render()).toEqual(plain);
  });
});
