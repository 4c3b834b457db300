/** Loads the whole sound of a file, a blob or an URL, decoded in the worker or else by the browser. [page] */
import { AlloyError } from '../../../errors.js';
import { whereMoved } from '../../../platform/package-files.js';
import type { PrepareClient } from './client.js';
import type { LoadedSound } from './messages.js';

/** What only the browser decodes (AAC, WebM, …): channels at the file's or the context's rate. */
async function decodeNatively(bytes: ArrayBuffer): Promise<{ channels: Float32Array[]; sampleRate: number }> {
  const context = new OfflineAudioContext({ length: 1, sampleRate: 48000 });
  const buffer = await context.decodeAudioData(bytes);
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, c) => buffer.getChannelData(c));
  return { channels, sampleRate: buffer.sampleRate };
}

const JSON_ADDRESS = 'data:application/json,';

/** The text of an address that has it in itself, as those of Alloy's own sounds: a strict policy refuses to fetch it. */
function textIn(address: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(decodeURIComponent(address.slice(JSON_ADDRESS.length)));
}

async function readBytes(source: Blob | string, name: string): Promise<ArrayBuffer> {
  try {
    if (typeof source !== 'string') return await source.arrayBuffer();
    if (source.startsWith(JSON_ADDRESS)) return textIn(source).buffer;
    const response = await fetch(whereMoved(source));
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.arrayBuffer();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const way =
      typeof source === 'string'
        ? 'Check its address and the connection'
        : 'See whether it is still there, and choose it again';
    throw new AlloyError('unreadable', name, `“${name}” cannot be read (${reason}). ${way}.`, {
      cause: error,
    });
  }
}

/**
 * The whole sound of a file, a blob or an URL: decoded in the worker, or else by the browser. [page]
 * @throws AlloyError that names the sound and the reason.
 */
export async function loadSound(
  prepare: PrepareClient,
  source: Blob | string,
  name: string,
): Promise<LoadedSound> {
  const bytes = await readBytes(source, name);
  try {
    return await prepare.load(bytes.slice(0), name);
  } catch (error) {
    // 'unreadable': a format that is known, but that only a browser decodes
    if (!(error instanceof AlloyError) || !['not-a-sound', 'unreadable'].includes(error.code)) throw error;
    const native = await decodeNatively(bytes.slice(0)).catch(() => null);
    if (!native) throw error;
    return prepare.loadSamples(native.channels, native.sampleRate, name);
  }
}
