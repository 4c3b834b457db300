/** Draws the picture of an instrument file where no page is. [Node] Some 0.3 s. */
import { rainbowgram } from '../../audio/rainbowgram.js';
import type { MixPosition } from '../../timbre/mix.js';
import type { FileZones } from './instrument-file.js';
import { paintPicture, PICTURE_SIZE, pictureSound } from './picture.js';

/** Bytes of a PNG; null where nothing is rendered. */
export async function drawPicture(zones: FileZones, mix: MixPosition): Promise<Uint8Array | null> {
  const sound = pictureSound(zones, mix);
  if (!sound) return null;
  return paintPicture(rainbowgram({ ...sound, start: 0, from: 0, to: PICTURE_SIZE }));
}
