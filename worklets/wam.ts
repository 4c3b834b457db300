/** Registers the WAM's processor under its file's name, which has the build's hash: two versions live in one context. [audio, once] */
import { WamProcessor } from './wam/wam-processor.js';

declare global {
  interface ImportMeta {
    readonly url: string;
  }
}

registerProcessor(import.meta.url.slice(import.meta.url.lastIndexOf('/') + 1), WamProcessor);
