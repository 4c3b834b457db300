/** Makes a recording's sound with the player's core: what was played, as it was played. [Node or worker] */
import { PlayerCore } from '../../../worklets/core/player-core.js';
import type { Hertz, Samples } from '../../units.js';
import { fadeOut, LONGEST_TAIL, TAIL_FADE, type SongBlock } from '../play/song-player.js';
import type { Take } from './take.js';

/** Frames of a block in the page: commands are handled between two of these. */
const BLOCK: Samples = 128;
/** Frames that are handed out at a time. */
const STRETCH: Samples = 4096;

/** The take as sound, stretch by stretch, each overwritten by the next: until its last note has died away. */
export function* soundOfTake({ entries, start, end }: Take, sampleRate: Hertz): Generator<SongBlock> {
  const core = new PlayerCore(sampleRate);
  const [left, right] = [new Float32Array(STRETCH), new Float32Array(STRETCH)];
  const first = Math.round(start * sampleRate);
  const last = Math.ceil(end * sampleRate);
  const longest = last + LONGEST_TAIL * sampleRate;
  const aligned = first - (first % BLOCK); // blocks of the page begin at whole ones: its commands count from there
  core.process(left, right, 0, aligned / sampleRate); // it is that late
  let [next, filled, ended, skipped] = [0, 0, false, first - aligned];
  for (let frame = aligned; frame < longest; frame += BLOCK) {
    const time = frame / sampleRate;
    while (next < entries.length && entries[next]!.at <= Math.min(time, end))
      core.handle(entries[next++]!.command);
    if (!ended && frame + BLOCK > last) {
      // what was sent ahead of the end is not of the take
      for (const song of [true, false]) core.handle({ kind: 'cancel', time: end, song });
      core.handle({ kind: 'release', time: end });
      for (let channel = 0; channel < 16; channel++)
        core.handle({ kind: 'midi', bytes: [0xb0 | channel, 64, 0], time: end });
      ended = true;
    }
    core.process(left.subarray(filled), right.subarray(filled), BLOCK, time);
    filled += BLOCK;
    if (filled < STRETCH) continue;
    fadeOut([left, right], longest - (frame + BLOCK - STRETCH), TAIL_FADE * sampleRate, STRETCH);
    yield { left: left.subarray(skipped), right: right.subarray(skipped) };
    [filled, skipped] = [0, 0];
    if (ended && frame > last && !core.audible) return;
  }
}
