/** Tests pressure, slide and wheels on held keys. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AudioOutput } from '../../../src/instrument/play/audio-output.js';
import { Instrument } from '../../../src/instrument/instrument.js';
import { assets } from './rig.js';

let instrument: Instrument;
let sent: number[][];

beforeEach(() => {
  sent = [];
  vi.spyOn(AudioOutput.prototype, 'midi').mockImplementation((bytes) => {
    sent.push([...bytes] as number[]);
  });
  instrument = new Instrument(assets);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await instrument.close();
});

it('the wheel and pressure on a key say what MIDI says', () => {
  instrument.modulation(0.5);
  instrument.modulation(7); // no further than all the way
  instrument.keyPressure(60, 1);
  instrument.keyPressure(60, 0);
  expect(sent).toEqual([
    [0xb0, 1, 64],
    [0xb0, 1, 127],
    [0xa0, 60, 127],
    [0xa0, 60, 0],
  ]);
  expect(instrument.state.heldKeys).toEqual([]); // nothing was played
});

it('a finger that slides moves its note on the channel that the page plays on', () => {
  const slide = vi.spyOn(AudioOutput.prototype, 'slide');
  instrument.keySlide(60, 0.5);
  instrument.selectMidiChannel(5);
  instrument.keySlide(62, -1);
  expect(slide.mock.calls).toEqual([
    [0, 60, 0.5],
    [5, 62, -1],
  ]);
});
