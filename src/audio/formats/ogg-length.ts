/** Finds where the sound of an Ogg link begins and ends: its pages say it, and what was decoded must agree. */
import type { Samples } from '../../units.js';
import type { OggLink, OggMark } from './ogg.js';

/** A count of granules that differs by less says nothing: encoders round to packets. */
const TOLERANCE: Samples = 4096;

export interface OggRange {
  /** Samples to drop at the beginning: the stream says that it starts before 0. */
  readonly skip: Samples;
  /** Samples to keep after them. */
  readonly length: Samples;
  /** What the pages say, where that cannot be. */
  readonly wrong: Samples | null;
}

/** The marks that count samples: those after the headers. */
export function soundMarks({ marks }: OggLink, headers: number): readonly OggMark[] {
  return marks.filter((mark) => mark.packets > headers);
}

/**
 * @param decoded samples that all packets make. @param countAt samples that the packets up to a mark make.
 * @param delay samples at the beginning that belong to no sound, counted by the granules too (Opus's pre-skip).
 */
export function oggRange(
  link: OggLink,
  marks: readonly OggMark[],
  decoded: Samples,
  countAt: (mark: OggMark) => Samples,
  delay: Samples,
): OggRange {
  const [first, last] = [marks[0], marks.at(-1)];
  if (!first || !last) return { skip: delay, length: Math.max(0, decoded - delay), wrong: null };
  const origin = first.granule - countAt(first); // where the stream starts: not 0 in what was captured midway
  const startsBefore = origin < 0 && first !== last;
  const skip = startsBefore ? Math.max(delay, -origin) : delay;
  const said = last.granule - (startsBefore ? 0 : Math.max(0, origin)) - (startsBefore ? 0 : delay);
  const there = Math.max(0, decoded - skip);
  const before = marks.at(-2);
  const onLastPage = decoded - (before ? countAt(before) : 0);
  if (said <= there && there - said <= onLastPage) return { skip, length: Math.max(0, said), wrong: null };
  const damaged = link.gaps.size > 0 || !link.complete;
  return { skip, length: there, wrong: damaged || Math.abs(said - there) < TOLERANCE ? null : said };
}
