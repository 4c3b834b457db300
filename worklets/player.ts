/** The module that an AudioWorklet loads: it only gives the player its name. [audio] */
import { PlayerProcessor } from './processor.js';

registerProcessor('alloy-player', PlayerProcessor);
