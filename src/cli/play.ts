/** Runs `alloy play`: a MIDI file through an instrument, into a WAV file. [Node] */
import { readFileSync } from 'node:fs';
import { AlloyError } from '../errors.js';
import { playSong } from '../instrument/play/song-player.js';
import { readSong, type Song } from '../midi/song.js';
import type { Hertz, Seconds } from '../units.js';
import { claimFile } from './one-file.js';
import { openInstrument, zonesOf } from './opened.js';
import type { InstrumentOptions } from './options.js';
import type { ProgressDisplay } from './progress.js';
import { longestWav, WavFile, type WavBits } from './wav-file.js';

export interface PlayOptions extends InstrumentOptions {
  readonly out: string;
  readonly rate: Hertz;
  readonly bits: WavBits;
  readonly seconds?: Seconds;
}

/** What `--json` prints. */
export interface PlayReport {
  readonly path: string;
  readonly instrument: string;
  /** Of the song, and of the file. */
  readonly events: number;
  readonly songSeconds: Seconds;
  /** What is to be known of the song, in sentences. */
  readonly notices: readonly string[];
  readonly seconds: Seconds;
  readonly sampleRate: Hertz;
  readonly bits: WavBits;
  /** Largest sample, linear. */
  readonly peak: number;
  /** Wall seconds that rendering took; seconds of one core. */
  readonly renderSeconds: Seconds;
  readonly cpuSeconds: Seconds;
  /** Seconds of sound a second of one core. */
  readonly realTimeFactor: number;
}

function songAt(path: string): Song {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const there = (cause as NodeJS.ErrnoException).code !== 'ENOENT';
    const reason = there ? 'it cannot be read' : 'there is no such file';
    throw new AlloyError('unreadable', path, `“${path}” cannot be played: ${reason}.`, { cause });
  }
  return readSong(bytes, path);
}

/**
 * Plays a song. [Node] The file is there whole, or not at all.
 * @throws AlloyError for bad input, before anything is rendered; DOMException 'AbortError'.
 */
export async function playFile(
  instrumentPath: string,
  songPath: string,
  options: PlayOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<PlayReport> {
  const song = songAt(songPath);
  const notices = song.cut ? [`“${songPath}” is cut: it is played as far as it goes.`] : [];
  for (const notice of notices) display.say(notice);
  const longest = longestWav(options.rate, options.bits);
  const asked = options.seconds ?? song.seconds;
  if (asked > longest) {
    const message = `The song is ${Math.round(asked)} s long, and a WAV file of this kind holds ${longest} s: choose --seconds, --bits 16 or a lower --rate.`;
    throw new AlloyError('bad-argument', songPath, message);
  }
  const { preset, force = false, backend, jobs, model } = options;
  const instrument = await openInstrument(instrumentPath, { ...(preset === undefined ? {} : { preset }) });
  const claimed = claimFile(options.out, [instrumentPath, songPath], force);
  try {
    const zones = await zonesOf(instrument, {
      ...{ backend, display, signal },
      ...(jobs === undefined ? {} : { jobs }),
      ...(model === undefined ? {} : { model }),
    });
    const written = await writeSong({ ...instrument, zones }, song, options, display, signal);
    const { name } = instrument.document;
    const { rate: sampleRate, bits, out: path } = options;
    const facts = { path, instrument: name, events: song.events.length, songSeconds: song.seconds, notices };
    return { ...facts, sampleRate, bits, ...written };
  } catch (error) {
    claimed.release();
    throw error;
  }
}

type Written = Pick<PlayReport, 'seconds' | 'peak' | 'renderSeconds' | 'cpuSeconds' | 'realTimeFactor'>;
type Playable = { document: Parameters<typeof playSong>[0]; zones: Parameters<typeof playSong>[1] };

async function writeSong(
  { document, zones }: Playable,
  song: Song,
  { out, rate, bits, seconds: wanted }: PlayOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<Written> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const seconds = wanted ?? null;
  const total = (seconds ?? Math.max(song.seconds, 1e-3)) * rate;
  const file = new WavFile(out, rate, bits);
  let [peak, told] = [0, 0];
  try {
    for (const { left, right } of playSong(document, zones, song, { sampleRate: rate, seconds })) {
      for (const channel of [left, right]) for (const x of channel) peak = Math.max(peak, Math.abs(x));
      file.append(left, right);
      if (file.frames - told < rate) continue;
      told = file.frames;
      const factor = told / rate / ((performance.now() - started) / 1000);
      const secondsLeft = Math.max(0, (total - told) / rate / factor);
      display.update({ progress: Math.min(1, told / total), realTimeFactor: factor, secondsLeft });
      await new Promise((resolve) => setImmediate(resolve)); // Ctrl-C is heard here
      signal.throwIfAborted();
    }
    file.finish();
  } catch (error) {
    file.drop();
    throw error;
  } finally {
    display.end();
  }
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1e6;
  const made = file.frames / rate;
  const renderSeconds = (performance.now() - started) / 1000;
  return { seconds: made, peak, renderSeconds, cpuSeconds, realTimeFactor: made / cpuSeconds };
}
