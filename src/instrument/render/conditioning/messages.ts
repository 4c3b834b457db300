/** Messages between the page and the worker that conditions zones. */
import type { KeyZoneOptions, ConditionedZone } from '../../../audio/conditioning/types.js';
import type { ErrorMessage } from '../../../errors.js';

export interface ConditioningRequest {
  readonly id: number;
  /** Raw notes of one root. */
  readonly layers: readonly Float32Array[];
  readonly options: KeyZoneOptions;
}

export type ConditioningReply =
  | { readonly kind: 'conditioned'; readonly id: number; readonly keyZone: ConditionedZone }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
