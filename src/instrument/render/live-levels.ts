/** Works out how loud live mixes may be, as rendered ones are: chords of them leave the limiter idle. [page] [Node] */
import type { ChordProfile } from '../../audio/partials/pack.js';
import { ZONE_LOUDNESS } from '../../audio/conditioning/zone-level.js';
import { zoneTarget } from '../../render/expected-chord.js';
import { blendLevels } from '../../timbre/blend.js';
import { mixWeights } from '../../timbre/mix.js';
import { decibelsToGain } from '../../units.js';

/** Places along each side of the table; the player is linear between them. */
export const LEVEL_PLACES = 5;
/** A level that counts as silence, dB. */
const SILENCE = -100;
/** What zoneTarget counts in: its rate cancels out. */
const RATE = 16_000;

/** [5][5] linear gains by mix position, y by y: of sources that have ZONE_LOUDNESS each. */
export function liveLevels(profiles: readonly ChordProfile[]): Float32Array {
  const frames = Math.max(0, ...profiles.map(({ levels }) => levels.length));
  const hop = Math.max(1, Math.round((profiles[0]?.hopSeconds ?? 1) * RATE));
  const tracks = profiles.map(({ levels }) =>
    Float32Array.from({ length: frames }, (_, i) => Math.max(SILENCE, levels[i] ?? SILENCE)),
  );
  const track = (levels: Float32Array) => ({ hop, levels, silence: SILENCE, unweighted: levels });
  return Float32Array.from({ length: LEVEL_PLACES ** 2 }, (_, place) => {
    const x = (place % LEVEL_PLACES) / (LEVEL_PLACES - 1);
    const y = Math.floor(place / LEVEL_PLACES) / (LEVEL_PLACES - 1);
    const weights = mixWeights(profiles.length, x, y);
    const shares = profiles
      .map(({ chordPeak }, k) => ({ chordPeak, track: track(tracks[k]!), weight: weights[k]! }))
      .filter(({ weight }) => weight > 0);
    const blended = blendLevels(
      shares.map((share) => share.track.levels),
      shares,
      SILENCE,
    );
    return decibelsToGain(zoneTarget(shares, track(blended), frames * hop, RATE) - ZONE_LOUDNESS);
  });
}
