/** What is used of opus-decoder: a file of its own in the package, without the part that makes workers. */
export { OpusDecoder } from 'opus-decoder';
