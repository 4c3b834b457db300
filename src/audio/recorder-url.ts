/**
 * Where the recorder's worklet module is: Vite bundles it to one file of its own. Imported when a recording
 * starts, never before, because only Vite's output knows such an import.
 */
import recorderUrl from '../../worklets/recorder.ts?worker&url';

export const recorderModuleUrl: string = new URL(recorderUrl, import.meta.url).href;
