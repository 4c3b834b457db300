/** What a page needs to show a plan and a mix: pure functions of the state. */
export { planRoots } from '../render/plan.js';
export { gainedWeights, mixesAlong, mixGrid, mixWeights } from '../timbre/mix.js';
