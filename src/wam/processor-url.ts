/** Where the WAM's worklet module is; see instrument/play/player-url.ts. Imported when a node is made, never before. */
import wamUrl from '../../worklets/wam.ts?worker&url';
import { locate } from '../platform/package-files.js';

export const wamModuleUrl: string = new URL(locate(wamUrl), document.baseURI).href;
