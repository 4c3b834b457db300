/** Makes the plugin's face: `<alloy-instrument>`, compact, for an instrument that is there. [page] */
import '../../ui/define.js';
import type { AlloyInstrument } from '../../ui/elements/instrument.js';
import type { InstrumentContract } from '../instrument/contract.js';

/** What a host that says nothing of sizes shows; it may make it smaller, down to the least at which keys and mix are seen. */
const WIDTH = '720px';
const HEIGHT = '400px';
const LEAST_WIDTH = '420px';
const LEAST_HEIGHT = '300px';

/** A face of its own for each call; the instrument stays its giver's to close. */
export function createFace(instrument: InstrumentContract): AlloyInstrument {
  const face = document.createElement('alloy-instrument') as AlloyInstrument;
  face.setAttribute('compact', '');
  face.setAttribute('storage-key', 'none');
  face.instrument = instrument;
  const { style } = face;
  style.width = WIDTH;
  style.height = HEIGHT;
  style.minWidth = LEAST_WIDTH;
  style.minHeight = LEAST_HEIGHT;
  style.resize = 'both';
  style.overflow = 'hidden';
  return face;
}
