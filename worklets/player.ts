/** Registers the player's processor under its name: the module that an AudioWorklet loads. [audio, once] */
import { PlayerProcessor } from './processor.js';

registerProcessor('alloy-player', PlayerProcessor);
