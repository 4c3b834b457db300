/** The plugin’s module: a host imports it and calls `default.createInstance(groupId, audioContext, initialState?)`. [page] */
export { AlloyModule as default } from './module.js';
