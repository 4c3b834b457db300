/** Messages between the page and the worker that conditions zones. */
import type { NoteAir } from '../../../audio/air/full-band.js';
import type { KeyZoneOptions, ConditionedZone } from '../../../audio/conditioning/types.js';
import type { ErrorMessage } from '../../../errors.js';

export type ConditioningRequest =
  | {
      readonly kind: 'condition';
      readonly id: number;
      /** Raw notes of one root. */
      readonly layers: readonly Float32Array[];
      readonly options: KeyZoneOptions;
    }
  /** A raw note that is listened to by itself, with its air. */
  | { readonly kind: 'fullBand'; readonly id: number; readonly samples: Float32Array; readonly air: NoteAir };

export type ConditioningReply =
  | { readonly kind: 'conditioned'; readonly id: number; readonly keyZone: ConditionedZone }
  | { readonly kind: 'fullBand'; readonly id: number; readonly samples: Float32Array }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
