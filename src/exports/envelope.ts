/** Converts the player's envelope and velocity response to what samplers have: times in straight decibels, one exponent. */
import type { ParameterValues } from '../parameters.js';
import { gainToDecibels, type DecibelsPerSecond, type Gain01, type Seconds } from '../units.js';

/** An envelope whose decay and release are straight in decibels, as samplers have it. */
export interface ExportEnvelope {
  /** A straight line in level. */
  readonly attack: Seconds;
  /** Fall to the sustain level; 0: none. */
  readonly decayRate: DecibelsPerSecond;
  readonly sustain: Gain01;
  /** To −60 dB. */
  readonly release: Seconds;
}

/** As in worklets/core/envelope.ts: time constants in a segment of full curve. */
const DECAY_CONSTANTS = Math.log(1000);
const ATTACK_CONSTANTS = 8;
/** Curves nearer to 0 than this are straight lines. */
const STRAIGHT = 0.01;
const SIXTY_DECIBELS = 60;

/**
 * The envelope of the parameters. The attack reaches half its level when the player's does; the decay has the slope of the player's first
 * time constant; the release reaches −60 dB when the player's does.
 */
export function exportEnvelope(parameters: ParameterValues): ExportEnvelope {
  const { attack, decay, sustain, release, attackCurve, releaseCurve } = parameters;
  const rise = ATTACK_CONSTANTS * (attackCurve / 100);
  const fall = DECAY_CONSTANTS * (releaseCurve / 100);
  const level = sustain / 100;
  const part = 1 - Math.exp(-1);
  const fallen = -gainToDecibels(1 + (level - 1) * part);
  return {
    attack: 2 * attack * timeOf(0.5, rise, false),
    decayRate: level >= 1 ? 0 : fallen / (decay * timeOf(part, fall, releaseCurve >= 100)),
    sustain: level,
    release: release * timeOf(1 - 10 ** (-SIXTY_DECIBELS / 20), fall, releaseCurve >= 100),
  };
}

/** When a segment of so many time constants has gone a part of its way, as a share of its time. */
function timeOf(part: number, constants: number, endless: boolean): number {
  if (Math.abs(constants) < STRAIGHT) return part;
  const aim = endless ? 1 : 1 / (1 - Math.exp(-constants));
  return -Math.log(1 - part / aim) / constants;
}

/**
 * Time to −60 dB of a release during which a natural decay goes on, as it does in the player.
 * @param decayRate 0: none.
 */
export function releaseWith(release: Seconds, decayRate: DecibelsPerSecond): Seconds {
  return SIXTY_DECIBELS / (SIXTY_DECIBELS / release + decayRate);
}

/** The exponent of the velocity's gain: (velocity / 127) ^ exponent. */
export function velocityExponent({ velocityAmount, velocityCurve }: ParameterValues): number {
  return (2 * velocityAmount * 4 ** (-velocityCurve / 100)) / 100;
}
