/** Gathers the rendered notes of the instrument as a file has them, and draws its picture. [page] */
import type { FileZones } from '../../document/file/instrument-file.js';
import { paintPicture, PICTURE_SIZE, pictureSound } from '../../document/file/picture.js';
import { CONDITIONING } from '../render/key-zone.js';
import type { Renderer } from '../render/renderer.js';
import { pictures } from '../sounds/pictures/client.js';
import type { Store } from '../state/store.js';

export interface RenderedInstrument {
  readonly store: Store;
  readonly renderer: Pick<Renderer, 'keyZones'>;
}

/** The rendered notes; null unless all are made, and are those of the instrument as it is. */
export function renderedZones({ store, renderer }: RenderedInstrument): FileZones | null {
  const { keyZones } = renderer;
  if (store.state.stale || keyZones.length === 0 || !keyZones.every((keyZone) => keyZone.done)) return null;
  const made = keyZones.map(({ rootMidi, conditioned, zones }) => {
    const { sampleRate, loop, layers, decayRates, targets } = conditioned!;
    const of = zones.map(({ x, y, recipe }) => {
      const target = targets?.get(recipe) ?? null;
      return { x, y, samples: layers.get(recipe)!, decayRate: decayRates.get(recipe)!, target };
    });
    return { rootMidi, sampleRate, loop, layers: of };
  });
  return { conditioning: CONDITIONING, keyZones: made.sort((a, b) => a.rootMidi - b.rootMidi) };
}

/** The picture of what is rendered, bytes of a PNG; null where it is not, or the worker of pictures cannot be had. */
export async function drawnPicture(instrument: RenderedInstrument): Promise<Uint8Array | null> {
  const zones = renderedZones(instrument);
  const sound = zones && pictureSound(zones, instrument.store.state.mix);
  if (!sound) return null;
  const { samples, sampleRate, step } = sound;
  try {
    return await paintPicture(
      await pictures.rainbowgram(samples, sampleRate, { from: 0, to: PICTURE_SIZE, step }),
    );
  } catch {
    return null; // everything else of the instrument is kept without it
  }
}
