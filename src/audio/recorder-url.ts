/**
 * Where the recorder's worklet module is: Vite bundles it to one file of its own. Imported when a recording
 * starts, never before, because only Vite and the build know such an import.
 */
import recorderUrl from '../../worklets/recorder.ts?worker&url';
import { locate } from '../platform/package-files.js';

export const recorderModuleUrl: string = new URL(locate(recorderUrl), document.baseURI).href;
