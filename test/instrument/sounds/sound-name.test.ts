/** Tests the names that files and addresses get. */
import { expect, it } from 'vitest';
import { soundName } from '../../../src/instrument/sounds/sound-name.js';

it.each([
  ['https://example.org/sounds/Low%20bell.wav?v=2#t=1', 'Low bell.wav'],
  ['/presets/sources/flute-c5.flac', 'flute-c5.flac'],
  ['https://example.org/%E9%92%9F.ogg', '钟.ogg'],
  ['https://example.org/100%.wav', '100%.wav'],
  ['https://example.org/', 'example.org'],
  ['bell.wav', 'bell.wav'],
  ['data:audio/wav;base64,UklGRg==', 'sound'],
  ['blob:https://example.org/0b1c', 'sound'],
  ['', 'sound'],
])('the sound at %s is called %s', (address, name) => {
  expect(soundName(address)).toBe(name);
});

it('a file has its own name, a blob has none', () => {
  expect(soundName(new File([], 'a b.wav'))).toBe('a b.wav');
  expect(soundName(new Blob([]))).toBe('sound');
});
