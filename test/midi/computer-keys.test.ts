/** Tests the computer's keyboard as a piano. */
import { describe, expect, it } from 'vitest';
import { ComputerKeys, keyOffset, PLAYING_CODES } from '../../src/midi/computer-keys.js';

function makeKeys(lowestKey?: number) {
  const log: string[] = [];
  const keys = new ComputerKeys({
    ...(lowestKey === undefined ? {} : { lowestKey }),
    onNoteOn: (key) => log.push(`on ${key}`),
    onNoteOff: (key) => log.push(`off ${key}`),
  });
  return { keys, log };
}

describe('the computer keyboard', () => {
  it('is a piano from A upwards, black keys above', () => {
    const scale = 'AWSEDFTGYHUJK';
    expect([...scale].map((letter) => keyOffset(`Key${letter}`))).toEqual(
      [...scale].map((_, index) => index),
    );
    expect(PLAYING_CODES.map((code) => keyOffset(code))).toEqual(PLAYING_CODES.map((_, index) => index));
    for (const code of ['KeyQ', 'KeyR', 'Space', 'toString', '']) expect(keyOffset(code)).toBeNull();
  });

  it('plays and lets go, once however often a key repeats', () => {
    const { keys, log } = makeKeys();
    expect(keys.down({ code: 'KeyA' })).toBe(true);
    expect(keys.down({ code: 'KeyA', repeat: true })).toBe(true);
    expect(keys.down({ code: 'KeyA' })).toBe(true);
    keys.down({ code: 'KeyG' });
    expect(keys.up({ code: 'KeyA' })).toBe(true);
    expect(keys.up({ code: 'KeyA' })).toBe(false);
    expect(log).toEqual(['on 60', 'on 67', 'off 60']);
  });

  it('lets go what it began, though the octave moved', () => {
    const { keys, log } = makeKeys();
    keys.down({ code: 'KeyK' });
    keys.down({ code: 'KeyX' });
    keys.down({ code: 'KeyA' });
    keys.up({ code: 'KeyK' });
    keys.up({ code: 'KeyA' });
    expect(log).toEqual(['on 72', 'on 72', 'off 72']);
    expect(keys.lowestKey).toBe(72);
  });

  it('plays softer and louder by C and V, as far as MIDI goes', () => {
    const velocities: number[] = [];
    const keys = new ComputerKeys({
      onNoteOn: (_, velocity) => velocities.push(velocity),
      onNoteOff: () => undefined,
    });
    const play = (): void => {
      keys.down({ code: 'KeyA' });
      keys.up({ code: 'KeyA' });
    };
    play();
    for (const code of ['KeyV', 'KeyV', 'KeyV', 'KeyC', 'KeyC']) {
      expect(keys.down({ code })).toBe(true);
      keys.down({ code, repeat: true });
      play();
    }
    for (let press = 0; press < 9; press++) keys.down({ code: 'KeyC' });
    play();
    keys.down({ code: 'KeyV' });
    play();
    expect(velocities).toEqual([100, 120, 127, 127, 120, 100, 1, 20]);
  });

  it('stays in the range of MIDI', () => {
    const { keys, log } = makeKeys(48);
    for (let press = 0; press < 20; press++) keys.down({ code: 'KeyZ' });
    keys.down({ code: 'KeyA' });
    for (let press = 0; press < 20; press++) keys.down({ code: 'KeyX' });
    for (const code of PLAYING_CODES) keys.down({ code });
    expect(keys.lowestKey).toBe(108);
    expect(log[0]).toBe('on 0');
    expect(log.every((line) => Number(line.split(' ')[1]) <= 127)).toBe(true);
    expect(makeKeys(500).keys.lowestKey).toBe(108);
  });

  it('leaves shortcuts and other keys to the page', () => {
    const { keys, log } = makeKeys();
    expect(keys.down({ code: 'KeyA', ctrlKey: true })).toBe(false);
    expect(keys.down({ code: 'KeyS', metaKey: true })).toBe(false);
    expect(keys.down({ code: 'KeyZ', altKey: true })).toBe(false);
    expect(keys.down({ code: 'Enter' })).toBe(false);
    expect(log).toEqual([]);
  });

  it('lets everything go when the page loses the keyboard', () => {
    const { keys, log } = makeKeys();
    keys.down({ code: 'KeyA' });
    keys.down({ code: 'KeyD' });
    keys.releaseAll();
    expect(log).toEqual(['on 60', 'on 64', 'off 60', 'off 64']);
    expect(keys.up({ code: 'KeyA' })).toBe(false);
  });
});
