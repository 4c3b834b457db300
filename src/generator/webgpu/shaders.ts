/** Gives the text of a shader: bundled, or from its file where Node runs the source. */
import { fromSource, loadText } from '../../platform/assets.js';
import type { SHADERS } from './shader-texts.js';

/** Path of a shader in this folder. */
export type ShaderFile = keyof typeof SHADERS;

const HERE = import.meta.url;

export async function loadShader(file: ShaderFile): Promise<string> {
  if (fromSource) return loadText(new URL(file, HERE));
  return (await import('./shader-texts.js')).SHADERS[file];
}
