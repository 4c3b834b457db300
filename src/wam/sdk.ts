/** The one class of the sdk that is extended, by its own file: its index has classes that only browsers can load. [page] */
import SdkModule from '@webaudiomodules/sdk/src/WebAudioModule.js';

export const WebAudioModule = SdkModule;
