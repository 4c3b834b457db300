/** Tests meters: each reader has the highest level since its own last reading, whoever else reads. */
import { expect, it, vi } from 'vitest';
import type { AudioOutput } from '../../../src/instrument/play/audio-output.js';
import { Later } from '../../../src/instrument/play/later.js';
import { Performance } from '../../../src/instrument/play/performance.js';
import type { PlayerStatus } from '../../../src/instrument/play/player.js';
import { Store } from '../../../src/instrument/state/store.js';

it('one reader takes no peak from another', () => {
  vi.stubGlobal('navigator', {}); // without MIDI
  let report: (status: PlayerStatus) => void = () => undefined;
  const clock = { currentTime: 0 };
  const audio = { clock, onStatus: (listener: typeof report) => (report = listener) };
  const performance = new Performance({
    ...{ store: new Store(), audio: audio as unknown as AudioOutput },
    later: new Later({ clock, offline: false }),
    onNote: () => undefined,
    onKeyPlayed: () => undefined,
    onBind: () => undefined,
    onSysex: () => undefined,
    onParameter: () => undefined,
    mixAt: (mix) => mix,
  });
  const peak = (level: number): void =>
    report({ voices: 1, peak: level, positions: new Float32Array(0) } as unknown as PlayerStatus);
  const [face, page] = [{}, {}];
  peak(0.3);
  expect(performance.readMeter(page)).toMatchObject({ peak: 0.3, voices: 1 }); // its first: what sounds now
  expect(performance.readMeter(face).peak).toBe(0.3);
  peak(0.8);
  expect(performance.readMeter(face).peak).toBe(0.8);
  peak(0.2);
  expect(performance.readMeter(face).peak).toBe(0.2);
  expect(performance.readMeter(face).peak).toBe(0);
  expect(performance.readMeter(page).peak).toBe(0.8);
  expect(performance.readMeter(page).peak).toBe(0);
  vi.unstubAllGlobals();
});
