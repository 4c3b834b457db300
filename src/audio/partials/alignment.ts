/** Aligns sounds in time: attack, sustain and end of one fall together with those of the others. */
import type { LiveTracks } from './tracks.js';

/** Frames at which the phases of a sound begin and end: its beginning, attack, sustain's beginning and end, and its end. */
export function anchorsOf({
  attackFrame,
  sustain,
  frames,
}: Pick<LiveTracks, 'attackFrame' | 'sustain' | 'frames'>): readonly number[] {
  const end = Math.max(1, frames - 1);
  const anchors = [0, attackFrame, sustain.from, sustain.to, end];
  for (let i = 1; i < anchors.length; i++) anchors[i] = Math.min(end, Math.max(anchors[i]!, anchors[i - 1]!));
  return anchors;
}

export interface Alignment {
  /** Of what is made; each phase is as long as the weighted mean of the sources'. */
  readonly frames: number;
  readonly attackFrame: number;
  readonly sustainFrom: number;
  readonly sustainTo: number;
  /** By source, [frames] where it is read. */
  readonly positions: readonly Float64Array[];
}

/** @param weights not negative, their sum 1. A source that has all the weight is read frame by frame. */
export function align(sources: readonly LiveTracks[], weights: readonly number[]): Alignment {
  const anchors = sources.map(anchorsOf);
  const mean = anchors[0]!.map((_, i) => anchors.reduce((sum, own, s) => sum + weights[s]! * own[i]!, 0));
  const frames = Math.max(1, Math.round(mean.at(-1)!) + 1);
  const positions = anchors.map((own) =>
    Float64Array.from({ length: frames }, (_, i) => mapped(mean, own, i)),
  );
  const whole = (i: number): number => Math.min(frames - 1, Math.round(mean[i]!));
  return { frames, attackFrame: whole(1), sustainFrom: whole(2), sustainTo: whole(3), positions };
}

/** The point of `to` that is as far between its anchors as `x` is between those of `from`. */
function mapped(from: readonly number[], to: readonly number[], x: number): number {
  for (let i = 1; i < from.length; i++) {
    if (x > from[i]! && i + 1 < from.length) continue;
    const length = from[i]! - from[i - 1]!;
    const share = length > 0 ? Math.min(1, (x - from[i - 1]!) / length) : 1;
    return to[i - 1]! + share * (to[i]! - to[i - 1]!);
  }
  return to.at(-1)!;
}
