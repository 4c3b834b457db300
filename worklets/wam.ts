/**
 * Registers the WAM's processor under the name that the page wrote behind the # of this file's address: a name of its own for
 * each copy of Alloy, because the processors of all plugins of a context share their names. [audio, once]
 */
import { WamProcessor } from './wam/wam-processor.js';

declare global {
  interface ImportMeta {
    readonly url: string;
  }
}

const [address = '', name] = import.meta.url.split('#');
registerProcessor(name ? decodeURIComponent(name) : address, WamProcessor);
