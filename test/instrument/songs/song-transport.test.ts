/** Tests how songs play: each message at its frame; nothing hangs, whatever is done while they do. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { header, midiFile, tempo, track } from '../../midi/song-writer.js';
import { RATE, songRig, stillHeld, type SongRig } from './rig.js';

type Event = [number, ...number[]];

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function blobOf(bytes: Uint8Array): Blob {
  return new Blob([bytes as Uint8Array<ArrayBuffer>]);
}

/** Notes of half a beat at each beat, on a channel; pedal, modulation and bend now and then. */
function part(channel: number, beats: number, first = 48): Event[] {
  return Array.from({ length: beats }, (_, beat): Event[] => {
    const key = first + ((beat * 5) % 24);
    return [
      [beat === 0 ? 0 : 240, 0x90 | channel, key, 80],
      ...(beat % 3 === 0 ? [[0, 0xb0 | channel, 64, beat % 2 === 0 ? 127 : 0] as Event] : []),
      ...(beat % 4 === 1 ? [[0, 0xe0 | channel, 0, 64 + (beat % 8)] as Event] : []),
      [240, 0x80 | channel, key, 0],
    ];
  }).flat();
}

async function opened(rig: SongRig, bytes: Uint8Array): Promise<void> {
  await rig.transport.open(blobOf(bytes), 'song.mid');
}

const notesOn = ({ thread }: SongRig): number[][] =>
  thread.heard.flatMap(({ frame, bytes }) =>
    (bytes[0]! & 0xf0) === 0x90 && bytes[2]! > 0 ? [[frame, bytes[1]!]] : [],
  );

describe('a song', () => {
  it.each([
    ['in sight', false, 0.016],
    ['in a tab behind others, whose timers come once a second', true, 1.1],
  ])('plays each note at its frame by its own tempi, %s', async (_, hidden, step) => {
    const rig = songRig();
    rig.hidden = hidden;
    await opened(
      rig,
      midiFile(header(1, 2), track([tempo(0, 500_000), tempo(960, 300_000)]), track(part(0, 12))),
    );
    await rig.transport.play();
    const start = rig.thread.currentTime + 0.05;
    await rig.pass(8, step);
    const beats = Array.from({ length: 12 }, (_, beat) => (beat < 2 ? beat * 0.5 : 1 + (beat - 2) * 0.3));
    expect(notesOn(rig).map(([frame]) => frame)).toEqual(
      beats.map((seconds) => Math.round((start + seconds) * RATE)),
    );
    expect(rig.ended()).toBe(1);
    expect(rig.transport.state?.playing).toBe(false);
    expect(stillHeld(rig.thread.heard)).toEqual([]);
    expect(rig.thread.core.sounding).toBe(0);
  });

  it('goes on from where it was at another speed, without a note twice or missing', async () => {
    const rig = songRig();
    await opened(rig, midiFile(header(0, 1), track(part(0, 40))));
    await rig.transport.play();
    for (const speed of [2, 0.5, 1.7, 4, 1]) {
      await rig.pass(1.03);
      rig.transport.setSpeed(speed);
    }
    await rig.pass(20);
    expect(notesOn(rig).map(([, key]) => key)).toEqual(
      Array.from({ length: 40 }, (_, beat) => 48 + ((beat * 5) % 24)),
    );
    expect(stillHeld(rig.thread.heard)).toEqual([]);
  });

  it('repeats what lies between two points to the frame, and releases what is held there', async () => {
    const rig = songRig();
    // one long note from beat 1 to beat 3, beyond the loop's end, its pedal down
    const events: Event[] = [
      [480, 0x90, 60, 100],
      [0, 0xb0, 64, 127],
      [960, 0x80, 60, 0],
      [0, 0xb0, 64, 0],
      [480, 0x90, 72, 100],
      [100, 0x80, 72, 0],
    ];
    await opened(rig, midiFile(header(0, 1), track(events)));
    rig.transport.setLoop({ start: 0.25, end: 0.75 });
    await rig.transport.play();
    const start = rig.thread.currentTime + 0.05;
    await rig.pass(2.25);
    const ons = notesOn(rig);
    expect(ons.map(([, key]) => key)).toEqual(ons.map(() => 60));
    expect(ons.map(([frame]) => frame)).toEqual(
      [0.5, 1, 1.5, 2].map((seconds) => Math.round((start + seconds) * RATE)),
    );
    const offs = rig.thread.heard.filter(({ bytes }) => bytes[0] === 0x80).map(({ frame }) => frame);
    expect(offs).toEqual([0.75, 1.25, 1.75].map((seconds) => Math.round((start + seconds) * RATE)));
    rig.transport.setLoop(null);
    await rig.pass(3);
    expect(rig.ended()).toBe(1);
    expect(notesOn(rig).at(-1)![1]).toBe(72);
    expect(stillHeld(rig.thread.heard)).toEqual([]);
  });

  it('brings controllers to where they belong when it is entered in the middle', async () => {
    const rig = songRig();
    const events: Event[] = [
      [0, 0xb0, 7, 100],
      [0, 0xb0, 101, 0],
      [0, 0xb0, 100, 0],
      [0, 0xb0, 6, 12],
      [0, 0xe0, 0, 70],
      [0, 0xb0, 1, 30],
      [480, 0xb0, 1, 90],
      [0, 0x90, 60, 100],
      [480, 0x80, 60, 0],
      [0, 0x90, 64, 100],
      [480, 0x80, 64, 0],
    ];
    await opened(rig, midiFile(header(0, 1), track(events)));
    rig.transport.seek(0.75);
    await rig.transport.play();
    await rig.pass(0.4);
    const heard = rig.thread.heard.map(({ bytes }) => [...bytes]);
    expect(heard).toEqual([
      [0xb0, 7, 100],
      [0xb0, 101, 0],
      [0xb0, 100, 0],
      [0xb0, 6, 12],
      [0xe0, 0, 70],
      [0xb0, 1, 90],
      [0x80, 60, 0],
      [0x90, 64, 100],
    ]);
    rig.transport.stop();
    await rig.pass(0.2);
    expect(rig.transport.position).toBeCloseTo(1.1, 1);
    // the wheel, the bend and the volume are back at rest
    const rest = rig.thread.heard.map(({ bytes }) => bytes.join());
    expect(rest).toEqual(expect.arrayContaining(['176,1,0', '224,0,64', '176,7,127']));
  });

  it('plays the parts that are chosen, drums at first not among them', async () => {
    const rig = songRig();
    await opened(
      rig,
      midiFile(header(1, 3), track(part(0, 8)), track(part(1, 8, 84)), track(part(9, 8, 36))),
    );
    expect(rig.transport.state?.parts.map(({ on }) => on)).toEqual([true, true, false]);
    rig.transport.setPart(1, false);
    await rig.transport.play();
    await rig.pass(1.2);
    const channels = (from: number): Set<number> =>
      new Set(
        rig.thread.heard
          .slice(from)
          .flatMap(({ bytes }) => ((bytes[0]! & 0xf0) === 0x90 ? [bytes[0]! & 15] : [])),
      );
    expect(channels(0)).toEqual(new Set([0]));
    rig.transport.setPart(2, true);
    rig.transport.setPart(0, false);
    await rig.pass(0.1);
    const from = rig.thread.heard.length;
    await rig.pass(1.2);
    expect(channels(from)).toEqual(new Set([9]));
    await rig.pass(4);
    expect(stillHeld(rig.thread.heard)).toEqual([]);
  });

  it('plays on the channel that is listened to, and goes on when that is changed', async () => {
    const rig = songRig();
    rig.performance.setChannel(4);
    await opened(rig, midiFile(header(0, 1), track(part(2, 20))));
    await rig.transport.play();
    await rig.pass(2.1);
    rig.performance.setChannel(6);
    await rig.pass(2);
    const channels = rig.thread.heard.flatMap(({ bytes }) =>
      (bytes[0]! & 0xf0) === 0x90 ? [bytes[0]! & 15] : [],
    );
    expect([...new Set(channels)]).toEqual([4, 6]);
    expect(rig.transport.state?.playing).toBe(true);
    rig.performance.panic(); // silence is asked for
    expect(rig.transport.state?.playing).toBe(false);
    await rig.pass(1);
    expect(rig.thread.core.sounding).toBe(0);
  });

  it('turns what its controllers are bound to when they come, and not when it has been stopped before', async () => {
    const rig = songRig();
    const { performance, transport } = rig;
    const turned: number[] = [];
    performance.onControl((bytes) => turned.push(bytes[2]!));
    performance.setBindings([{ controller: 21, channel: 0, parameter: 'filterCutoff' }]);
    await opened(
      rig,
      midiFile(
        header(0, 1),
        track([
          [48, 0xb0, 21, 10],
          [96, 0xb0, 21, 20], // 100 ms later: sent ahead
          [480, 0xb0, 21, 30],
          [0, 0x90, 60, 100],
          [10, 0x80, 60, 0],
        ]),
      ),
    );
    await transport.play();
    await rig.pass(0.112);
    expect(turned).toEqual([10]);
    transport.stop();
    await rig.pass(1);
    expect(turned).toEqual([10]);
    await transport.play();
    await rig.pass(2);
    expect(turned.slice(-2)).toEqual([20, 30]);
  });

  it('leaves a key alone that somebody else holds', async () => {
    const rig = songRig();
    await opened(
      rig,
      midiFile(
        header(0, 1),
        track([
          [0, 0x90, 60, 100],
          [960, 0x80, 60, 0],
        ]),
      ),
    );
    rig.performance.noteOn(60, 90);
    await rig.transport.play();
    await rig.pass(0.3);
    rig.transport.stop();
    await rig.pass(0.3);
    expect(rig.thread.heard.filter(({ bytes }) => (bytes[0]! & 0xf0) === 0x80)).toEqual([]);
  });

  it('leaves nothing behind, whatever is done with it, and however late the audio thread hears of it', async () => {
    let seed = 11;
    const random = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    for (let round = 0; round < 4; round++) {
      const rig = songRig();
      rig.thread.lag = [0, 0.01, 0.03, 0.12][round % 4]!;
      await opened(rig, midiFile(header(1, 2), track(part(0, 60)), track(part(3, 60, 50))));
      const acts = [
        () => void rig.transport.play(),
        () => rig.transport.stop(),
        () => rig.transport.seek(30 * random()),
        () => rig.transport.setSpeed(0.25 + 3 * random()),
        () =>
          rig.transport.setLoop(random() < 0.3 ? null : { start: 10 * random(), end: 10.1 + 10 * random() }),
        () => rig.transport.setPart(Math.floor(2 * random()), random() < 0.7),
        () => (rig.hidden = random() < 0.3),
      ];
      for (let act = 0; act < 24; act++) {
        acts[Math.floor(acts.length * random())]!();
        await rig.pass(0.35 * random());
      }
      if (round % 2 === 0) rig.transport.close();
      else rig.transport.stop();
      await rig.pass(1);
      if (rig.transport.state?.playing) rig.transport.stop();
      await rig.pass(1);
      expect(stillHeld(rig.thread.heard), `round ${round}`).toEqual([]);
      expect(rig.thread.core.sounding).toBe(0);
      vi.useRealTimers();
    }
  });

  it('that is none leaves the one that is open; without a note, it says so', async () => {
    const rig = songRig();
    await opened(rig, midiFile(header(0, 1), track(part(0, 4))));
    const refused = expect.objectContaining({ code: 'unreadable', subject: 'bad.mid' }) as Error;
    await expect(rig.transport.open(new Blob(['no song']), 'bad.mid')).rejects.toEqual(refused);
    await expect(
      rig.transport.open(blobOf(midiFile(header(0, 1), track([[0, 0xb0, 1, 1]]))), 'bad.mid'),
    ).rejects.toEqual(refused);
    expect(rig.transport.state?.name).toBe('song');
    expect(() => rig.transport.setLoop({ start: 1, end: 1 })).toThrow(
      expect.objectContaining({ code: 'bad-argument' }) as Error,
    );
  });
});
