/** Sizes and times that the player's parts share. */
import type { Samples, Seconds } from '../../src/units.js';

/** Voices that can sound at once: the most that the `voices` parameter allows. */
export const POLYPHONY = 256;
/** Slots behind them: a stolen voice fades in its own slot while its successor already sounds. */
export const SLOTS = 2 * POLYPHONY;
/** Control step, in frames: envelopes, gains and pitch are computed once a step; gains are linear in between. */
export const CONTROL_FRAMES: Samples = 16;
/** Fade of a stolen, doubled, starved or silenced voice. */
export const FADE_SECONDS: Seconds = 0.004;
/** Crossfade from the samples that a note reads to those that replace them. */
export const SWAP_SECONDS: Seconds = 0.03;
/** The same from a recording to what was made of it: at other keys than its own the colour moves a little. */
export const HANDOVER_SECONDS: Seconds = 0.12;
/** Fade at the end of a zone's samples. */
export const END_FADE_SECONDS: Seconds = 0.05;
/** Lead of rendered samples that a starved voice waits for before it sounds again, so that it does not stutter. */
export const RESUME_SECONDS: Seconds = 0.1;
/** Rendered samples that a zone must have before a key may play it. */
export const PLAYABLE_SECONDS: Seconds = 0.03;
/** Highest playback rate, in zone samples a frame: five octaves up for 16 kHz samples at 48 kHz are 10.7. */
export const MAX_INCREMENT = 12;
/** Layers that a mix reads at a time: the corners of a cell. */
export const LAYERS = 4;
export const CHANNELS = 16;
export const KEYS = 128;
/** Messages that can wait for their time before the queue takes more memory. */
export const QUEUE_CAPACITY = 1024;
/** Messages that can wait at all: hours of dense music that a host sends ahead. */
export const QUEUE_MOST = 131072;
