/** Names the points of the morph curve: apart from the table, as no page needs them before it shows the curve. */
import { PARAMETERS, type ParameterId } from './parameters.js';

/** From a note's beginning on. */
export const MIX_CURVE_POINTS: readonly ParameterId[] = PARAMETERS.filter(
  ({ group, unit }) => group === 'mixCurve' && unit === 'percent',
).map(({ id }) => id);
