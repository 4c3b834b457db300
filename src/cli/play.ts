/** Runs `alloy play`: a MIDI file through an instrument, into a WAV file. [Node] */
import { longestWav } from '../audio/stereo-wav.js';
import { AlloyError } from '../errors.js';
import type { FileZones, InstrumentFile } from '../document/file/instrument-file.js';
import { playSong, type LiveSong } from '../instrument/play/song-player.js';
import { CONDITIONING } from '../instrument/render/key-zone.js';
import { checkNotes, readSong, type Song } from '../midi/song.js';
import type { Hertz, Seconds } from '../units.js';
import { fileBytes } from './file-bytes.js';
import { claimFile } from './one-file.js';
import { openInstrument, zonesOf } from './opened.js';
import type { InstrumentOptions } from './options.js';
import type { ProgressDisplay } from './progress.js';
import { WavFile, type WavBits } from './wav-file.js';

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
  const song = readSong(fileBytes(songPath, 'played'), songPath);
  checkNotes(song, songPath);
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
    const live = await liveOf(instrument);
    if (live === 'missing') display.say(NOT_LIVE);
    const rendered = (): Promise<FileZones> =>
      zonesOf(instrument, {
        ...{ backend, display, signal },
        ...(jobs === undefined ? {} : { jobs }),
        ...(model === undefined ? {} : { model }),
      });
    const isLive = live !== 'missing' && live !== 'off';
    const playable = isLive
      ? { ...instrument, zones: instrument.zones ?? NO_ZONES, live }
      : { ...instrument, zones: await rendered(), live: null };
    const written = await writeSong(playable, song, options, display, signal);
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
interface Playable extends Pick<InstrumentFile, 'document'> {
  readonly zones: FileZones;
  readonly live: LiveSong | null;
}

const NO_ZONES: FileZones = { conditioning: CONDITIONING, keyZones: [] };
const NOT_LIVE =
  'The instrument is set to play live, and its sounds did not come with it: its rendered notes are played.';

/** What keys play live; 'off': they are not set to; 'missing': neither sounds nor anything of them for it came with the instrument. */
async function liveOf(instrument: InstrumentFile): Promise<LiveSong | 'off' | 'missing'> {
  if (instrument.document.parameters.live !== 1) return 'off';
  const { liveSong } = await import('./live-song.js'); // which takes sounds apart: most songs need none of it
  return (await liveSong(instrument)) ?? 'missing';
}

async function writeSong(
  { document, zones, live }: Playable,
  song: Song,
  { out, rate, bits, seconds: wanted }: PlayOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<Written> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const seconds = wanted ?? null;
  const options = { sampleRate: rate, seconds };
  const total = (seconds ?? Math.max(song.seconds, 1e-3)) * rate;
  const file = new WavFile(out, rate, bits);
  let [peak, told] = [0, 0];
  try {
    for (const { left, right } of playSong(document, zones, song, options, live)) {
      peak = Math.max(peak, peakOf(left), peakOf(right));
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

/** Linear. A plain loop: a minute of sound has six million samples. */
function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) {
    const size = Math.abs(samples[i]!);
    if (size > peak) peak = size;
  }
  return peak;
}
