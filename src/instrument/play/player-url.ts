/**
 * Where the player's worklet module is. Vite bundles it to one file of its own, in development and in a
 * build; `new URL(…, import.meta.url)` would leave it as TypeScript. Imported when a player is made, never
 * before, because only Vite's output knows such an import: Node must be able to load the rest.
 */
import playerUrl from '../../../worklets/player.ts?worker&url';

export const playerModuleUrl: string = new URL(playerUrl, import.meta.url).href;
