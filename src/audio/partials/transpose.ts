/** Moves tracks to another key by the rule: everything goes with the pitch, time stays. */
import { HarmonicBands, bandPlace, BandShift } from './envelope.js';
import { NOISE_BANDS, TOP_HERTZ, type ChannelTracks, type LiveTracks } from './tracks.js';

/** Partials of more harmonics than this are not added when a sound goes down. */
const MOST_HARMONICS = 464;

/**
 * The tracks at a key `semitones` away. Each partial keeps its index and its level, noise bands move with the pitch (the edges
 * held), the head is played faster or slower; harmonics that the source had no room for take the envelope's upper edge.
 */
export function transpose(tracks: LiveTracks, semitones: number): LiveTracks {
  if (semitones === 0) return tracks;
  const factor = 2 ** (semitones / 12);
  const added = missingHarmonics(tracks, factor);
  const { harmonics } = tracks;
  const ratios = Float64Array.from([
    ...tracks.ratios.subarray(0, harmonics),
    ...added,
    ...tracks.ratios.subarray(harmonics),
  ]);
  const shift = new BandShift(factor);
  return {
    ...tracks,
    hertz: tracks.hertz * factor,
    f0: tracks.f0.map((x) => x * factor),
    ratios,
    harmonics: harmonics + added.length,
    channels: tracks.channels.map((channel) => moved(channel, tracks, added, shift)),
    headRate: tracks.headRate * factor,
  };
}

/** Ratios of harmonics that fit below 20 kHz at the new pitch, and did not at the old. */
function missingHarmonics(tracks: LiveTracks, factor: number): Float64Array {
  const { harmonics, hertz, ratios } = tracks;
  if (harmonics === 0 || factor >= 1) return new Float64Array(0);
  const wanted = Math.min(MOST_HARMONICS, Math.floor(TOP_HERTZ / (hertz * factor)));
  const last = ratios[harmonics - 1]!;
  return Float64Array.from({ length: Math.max(0, wanted - harmonics) }, (_, i) => last + 1 + i);
}

function moved(
  channel: ChannelTracks,
  tracks: LiveTracks,
  added: Float64Array,
  shift: BandShift,
): ChannelTracks {
  const { frames, harmonics, hertz, ratios } = tracks;
  const [before, after] = [ratios.length, ratios.length + added.length];
  const levels = new Float32Array(frames * after);
  const noise = new Float32Array(channel.noise.length);
  const bands = new HarmonicBands(ratios, harmonics, hertz);
  const places = Array.from(added, (ratio) => bandPlace(Math.min(TOP_HERTZ, ratio * hertz)));
  const envelope = new Float64Array(NOISE_BANDS);
  for (let frame = 0; frame < frames; frame++) {
    const [from, to] = [frame * before, frame * after];
    levels.set(channel.levels.subarray(from, from + harmonics), to);
    levels.set(channel.levels.subarray(from + harmonics, from + before), to + harmonics + added.length);
    if (added.length > 0) bands.read(channel.levels, frame, envelope);
    places.forEach(({ low, high, share }, i) => {
      levels[to + harmonics + i] = envelope[low]! + share * (envelope[high]! - envelope[low]!);
    });
    shift.read(channel.noise, frame * NOISE_BANDS, noise, frame * NOISE_BANDS);
  }
  const phases = new Float32Array(after);
  phases.set(channel.phases.subarray(0, harmonics));
  phases.set(channel.phases.subarray(harmonics), harmonics + added.length);
  return { ...channel, levels, noise, phases };
}
