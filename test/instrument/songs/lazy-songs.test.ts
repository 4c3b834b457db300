/** Tests what is asked of songs before their code is there: it is done in its order, once the code is. */
import { expect, it } from 'vitest';
import { LazySongs, type LoadedSongs } from '../../../src/instrument/songs/lazy-songs.js';

/** Songs that write down what they are asked, and when their code is there. */
function slowSongs() {
  const calls: string[] = [];
  const target = new EventTarget();
  const loaded = new Proxy(target, {
    get: (_, name) => {
      if (name === 'then') return undefined; // it is no promise
      return name === 'addEventListener'
        ? target.addEventListener.bind(target)
        : (...rest: unknown[]) => {
            calls.push([String(name), ...rest.map(String)].join(' '));
            return Promise.resolve(String(name));
          };
    },
  });
  const loads: ((there: boolean) => void)[] = [];
  const songs = new LazySongs(
    () =>
      new Promise((resolve, reject) =>
        loads.push((there) =>
          there ? resolve(loaded as unknown as LoadedSongs) : reject(new Error('offline')),
        ),
      ),
  );
  return { songs, calls, loads };
}

it.each([
  ['stopRecording', (songs: LoadedSongs) => songs.record(), (songs: LoadedSongs) => songs.stopRecording()],
  ['stop', (songs: LoadedSongs) => songs.play(), (songs: LoadedSongs) => songs.stop()],
  ['stopTake', (songs: LoadedSongs) => songs.playTake(), (songs: LoadedSongs) => songs.stopTake()],
  ['close', (songs: LoadedSongs) => songs.play(), (songs: LoadedSongs) => songs.close()],
])('%s comes behind what it ends', async (name, begin, end) => {
  const { songs, calls, loads } = slowSongs();
  const begun = begin(songs);
  end(songs);
  expect([calls, loads.length]).toEqual([[], 1]);
  loads[0]!(true);
  await begun;
  await Promise.resolve();
  expect(calls.length).toBe(2);
  expect(calls[1]).toBe(name);
});

it('what ends something loads nothing; what cannot be loaded is told to who began it, and loaded anew', async () => {
  const { songs, calls, loads } = slowSongs();
  songs.stop();
  songs.close();
  expect(loads.length).toBe(0);
  const begun = songs.record();
  songs.stopRecording();
  loads[0]!(false);
  await expect(begun).rejects.toThrow('offline');
  const again = songs.play();
  loads[1]!(true);
  await again;
  expect(calls).toEqual(['play']);
});
