/**
 * Where the player's worklet module is: Vite bundles it to one file of its own, in development, in tests and in the build;
 * `new URL(…, import.meta.url)` would leave it as TypeScript. Imported when a player is made, never before, because only
 * Vite and the build know such an import.
 */
import playerUrl from '../../../worklets/player.ts?worker&url';
import { locate } from '../../platform/package-files.js';

export const playerModuleUrl: string = new URL(locate(playerUrl), document.baseURI).href;
