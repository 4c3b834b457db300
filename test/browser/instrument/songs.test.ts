/** Songs and recordings of a real instrument in a real context: what comes out, what is recorded, what is left behind. */
import { afterEach, describe, expect, it } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import type { SongsState } from '../../../src/instrument/songs-contract.js';
import { readSong } from '../../../src/midi/song.js';
import { fourVoices, header, midiFile, track } from '../../midi/song-writer.js';
import { makePlayable, peak } from './host-rig.js';
import { assets } from './rig.js';

let instrument: Instrument | null = null;
let context: AudioContext | null = null;

afterEach(async () => {
  await instrument?.close();
  await context?.close();
  instrument = context = null;
});

async function playable(): Promise<Instrument> {
  context = new AudioContext();
  await context.resume();
  instrument = new Instrument({ ...assets, context });
  await instrument.ready;
  await makePlayable(instrument);
  return instrument;
}

/** Looks once a frame. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(requestAnimationFrame);
}

const fileOf = (bytes: Uint8Array, name = 'tune.mid'): File =>
  new File([bytes as Uint8Array<ArrayBuffer>], name);
const takeOf = ({ songs }: Instrument): Extract<SongsState['take'], { phase: 'recorded' }> => {
  const { take } = songs.state;
  if (take.phase !== 'recorded') throw new Error(`It is ${take.phase}.`);
  return take;
};

describe('a song', () => {
  it('plays through edits, tells where it is, is recorded on the way, and leaves nothing at its end', async () => {
    const one = await playable();
    const { songs } = one;
    await songs.open(fileOf(fourVoices(1.5)));
    expect(songs.state.song).toMatchObject({ name: 'tune', tempo: 120, speed: 1, playing: false });
    await songs.record();
    let ended = 0;
    songs.addEventListener('ended', () => ended++);
    await songs.play();
    await until(() => songs.state.take.phase === 'recording' && one.state.heldKeys.length === 4);
    one.setParameter('filterCutoff', 3000); // an edit
    one.undo();
    expect(songs.state.song?.playing).toBe(true);
    await until(() => songs.position > 0); // the page's clock is told of later than the player's keys, where the machine is busy
    await until(() => ended === 1);
    expect(songs.state.song?.playing).toBe(false);
    await until(() => one.state.heldKeys.length === 0 && one.state.voices === 0);
    songs.stopRecording();
    const { seconds, notes, name, notices } = takeOf(one);
    expect([notes, notices]).toEqual([12, []]);
    expect(name).toMatch(/ \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d$/);

    const wav = await songs.takeSound({ bits: 'float' });
    const sound = await context!.decodeAudioData(await wav.arrayBuffer());
    expect(sound.sampleRate).toBe(context!.sampleRate);
    expect(sound.duration).toBeGreaterThanOrEqual(seconds);
    expect(peak(sound.getChannelData(0))).toBeGreaterThan(0.01);
    expect(peak(sound.getChannelData(0).subarray(0, 1500))).toBeGreaterThan(0); // from the first note on

    const song = readSong(new Uint8Array(await (await songs.takeSong()).arrayBuffer()), 'x.mid');
    const ons = song.events.filter(({ bytes }) => (bytes[0]! & 0xf0) === 0x90);
    const played = readSong(fourVoices(1.5), 'y.mid').events.filter(
      ({ bytes }) => (bytes[0]! & 0xf0) === 0x90,
    );
    expect(ons.map(({ bytes }) => [...bytes])).toEqual(played.map(({ bytes }) => [...bytes]));

    await songs.playTake();
    expect(takeOf(one).playback).toBe('playing');
    songs.stopTake();
    expect(takeOf(one).playback).toBe('stopped');
    songs.discardTake();
    await expect(songs.takeSong()).rejects.toMatchObject({ code: 'empty' });
  });

  it('ends with the instrument, and a broken one says so', async () => {
    const one = await playable();
    await expect(one.songs.open(fileOf(new Uint8Array(40), 'broken.mid'))).rejects.toMatchObject({
      code: 'unreadable',
      subject: 'broken.mid',
    });
    await expect(one.songs.play()).rejects.toMatchObject({ code: 'empty' });
    await one.songs.open(
      fileOf(
        midiFile(
          header(0, 1),
          track([
            [0, 0x90, 60, 100],
            [4800, 0x80, 60, 0],
          ]),
        ),
      ),
    );
    await one.songs.play();
    await until(() => one.state.heldKeys.length === 1);
    one.songs.stop();
    await until(() => one.state.heldKeys.length === 0 && one.state.voices === 0);
    await one.songs.play();
    await one.close();
    expect(one.songs.state.song?.playing ?? false).toBe(false);
  });

  it('that is stopped leaves in the recording the notes that were heard, and no others', async () => {
    const one = await playable();
    const { songs } = one;
    await songs.open(fileOf(fourVoices(8)));
    await songs.record();
    await songs.play();
    await until(() => songs.state.take.phase === 'recording' && one.state.heldKeys.length > 0);
    songs.stop(); // notes of the next moments were sent ahead
    await until(() => one.state.heldKeys.length === 0);
    songs.stopRecording();
    const song = readSong(new Uint8Array(await (await songs.takeSong()).arrayBuffer()), 'x.mid');
    const ons = song.events.filter(({ bytes }) => (bytes[0]! & 0xf0) === 0x90);
    expect(takeOf(one).notes).toBe(ons.length);
  });

  it('a recording has what is played by hand, says that the preset changed, and none without a note is one', async () => {
    const one = await playable();
    const { songs } = one;
    await songs.record();
    expect(songs.state.take.phase).toBe('armed');
    songs.stopRecording();
    expect(songs.state.take.phase).toBe('none');
    await songs.record();
    one.noteOn(60, 100);
    await until(() => songs.state.take.phase === 'recording');
    one.pitchBend(0.5);
    one.keySlide(60, 0.5);
    one.setParameter('gain', -3);
    await until(() => songs.recorded > 0.05);
    songs.stopRecording(); // the key is still down
    one.noteOff(60);
    const song = readSong(new Uint8Array(await (await songs.takeSong()).arrayBuffer()), 'x.mid');
    expect(song.events.map(({ bytes }) => bytes[0])).toEqual([0x90, 0xe0, 0x80]);
    expect(takeOf(one).notes).toBe(1);
    const wav = await songs.takeSound({ sampleRate: 44_100, bits: 16 });
    expect(new DataView(await wav.arrayBuffer()).getUint32(24, true)).toBe(44_100);
  });
});
