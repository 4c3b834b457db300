/** The plugin’s module: a host imports it and calls `default.createInstance(groupId, audioContext, initialState?)`. [page] */
import { AlloyModule, setModuleUrl } from './module.js';

setModuleUrl(import.meta.url);

export { AlloyModule as default };
