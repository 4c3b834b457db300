/** Prepares what an instrument plays live: of the sounds that came with it, else of what its document holds of them, as in a page. [Node] */
import { partOf } from '../audio/part.js';
import { headProducts } from '../audio/partials/head-products.js';
import { codedSource, makeLiveSource } from '../audio/partials/live-source.js';
import type { LiveSource } from '../audio/partials/pack.js';
import type { InstrumentFile } from '../document/file/instrument-file.js';
import { decodeLiveCode } from '../document/live-code.js';
import type { DocumentSource } from '../document/schema.js';
import type { LiveSong } from '../instrument/play/song-player.js';
import { liveLevels } from '../instrument/render/live-levels.js';
import { loadBytes } from '../platform/assets.js';
import type { Seconds } from '../units.js';
import { soundOfSource } from './file-sounds.js';

/**
 * What keys play; null where neither a sound came with the instrument nor its document holds what plays live of it.
 * @throws AlloyError of a sound that cannot be read; 'document-damaged'.
 */
export async function liveSong(file: Pick<InstrumentFile, 'document' | 'sources'>): Promise<LiveSong | null> {
  const sources: LiveSource[] = [];
  for (const [slot, source] of file.document.sources.entries()) {
    if (!source) continue;
    const live = await liveSource(source, slot, file);
    if (!live) return null;
    sources.push(live);
  }
  if (sources.length === 0) return null;
  return {
    wasm: await loadBytes(new URL('../../engine/engine.wasm', import.meta.url)),
    sources: sources.map(({ data }) => data),
    products: headProducts(sources),
    levels: liveLevels(sources.map(({ chords }) => chords)),
  };
}

async function liveSource(
  source: DocumentSource,
  slot: number,
  { document, sources }: Pick<InstrumentFile, 'document' | 'sources'>,
): Promise<LiveSource | null> {
  const { trim = null, root, rootOverride, pitched, live } = source;
  const played = rootOverride ?? (pitched ? root.midi : null);
  const file = sources.find((one) => one.slot === slot);
  if (!file) return live === undefined ? null : codedSource(decodeLiveCode(live), played);
  const { samples, sampleRate } = await soundOfSource(source, file);
  const { seconds }: { readonly seconds: Seconds } = document;
  return makeLiveSource(partOf(samples, sampleRate, trim), { sampleRate, root: played, seconds });
}
