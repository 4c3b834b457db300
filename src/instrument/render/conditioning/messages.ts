/** Messages between the page and the worker that conditions zones. */
import type { LayerZone } from '../../../audio/conditioning/chord-level.js';
import type { KeyZoneOptions, ConditionedZone } from '../../../audio/conditioning/types.js';
import type { ErrorMessage } from '../../../errors.js';
import type { Gain01, Hertz } from '../../../units.js';

/** Page → worker; each is answered by a reply of the same id, in order. */
export type ConditioningRequest =
  | {
      readonly kind: 'condition';
      readonly id: number;
      /** Raw notes of one root. */
      readonly layers: readonly Float32Array[];
      readonly options: KeyZoneOptions;
    }
  | {
      readonly kind: 'chordGain';
      readonly id: number;
      /** Conditioned zones of one place of the mix. */
      readonly zones: readonly LayerZone[];
      readonly rate: Hertz;
    };

/** Worker → page. */
export type ConditioningReply =
  | { readonly kind: 'conditioned'; readonly id: number; readonly keyZone: ConditionedZone }
  | { readonly kind: 'chordGain'; readonly id: number; readonly gain: Gain01 }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
