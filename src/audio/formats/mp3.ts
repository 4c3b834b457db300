import { isNode, loadBytes } from '../../platform/assets.js';
import { truncated, unreadable, type DecodedFile, type SoundFile } from './file.js';
import { readMp3, type Mp3Stream } from './mp3-frames.js';
import { OutputChannels } from './output.js';

const SECONDS_A_CALL = 10;

/** What minimp3-wasm's module exports. */
interface MiniMp3 {
  readonly memory: WebAssembly.Memory;
  decoder_init(): void;
  decoder_set_mp3_data_size(bytes: number): void;
  decoder_mp3_data_offset(): number;
  decoder_decode(seconds: number): void;
  decoder_pcm_data_offset(): number;
  decode_results_num_samples(): number;
  decode_results_num_channels(): number;
}

/**
 * MPEG 1, 2 and 2.5 layer III by minimp3; the encoder's delay and padding are taken off where the file
 * names them (LAME's tag), so that the sound has its own length. @throws AlloyError 'truncated', 'unreadable'.
 */
export async function decodeMp3(file: SoundFile): Promise<DecodedFile> {
  const stream = readMp3(file.bytes);
  if (!stream) throw unreadable(file, 'no MPEG frames were found');
  const { sampleRate, frameSamples, frames, announcedFrames } = stream;
  const total = Math.max(0, frames * frameSamples - stream.delay - stream.padding);
  if (stream.cut || frames < announcedFrames) {
    const expected = announcedFrames > frames ? (announcedFrames * frameSamples) / sampleRate : null;
    throw truncated(file, (frames * frameSamples) / sampleRate, expected);
  }
  const wanted = Math.min(total, Math.floor(file.maxSeconds * sampleRate));
  const output = new OutputChannels(stream.channels, stream.delay, wanted);
  runDecoder(await instantiate(), file, stream, output);
  return { sampleRate, channels: output.take(), totalSeconds: total / sampleRate };
}

function runDecoder(wasm: MiniMp3, file: SoundFile, stream: Mp3Stream, output: OutputChannels): void {
  const data = file.bytes.subarray(stream.start, stream.end);
  wasm.decoder_init();
  wasm.decoder_set_mp3_data_size(data.length);
  new Uint8Array(wasm.memory.buffer).set(data, wasm.decoder_mp3_data_offset());
  while (!output.full) {
    wasm.decoder_decode(SECONDS_A_CALL);
    const samples = wasm.decode_results_num_samples();
    if (samples === 0) return;
    const channels = wasm.decode_results_num_channels();
    if (channels !== stream.channels) throw unreadable(file, 'it changes between mono and stereo');
    const pcm = new Int16Array(wasm.memory.buffer, wasm.decoder_pcm_data_offset(), samples);
    output.append(split(pcm, channels), samples / channels);
  }
}

function split(interleaved: Int16Array, channels: number): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from(
      { length: interleaved.length / channels },
      (_, i) => interleaved[i * channels + channel]! / 32768,
    ),
  );
}

let compiled: Promise<WebAssembly.Module> | null = null;

/** A fresh instance of the module, which is compiled once. */
async function instantiate(): Promise<MiniMp3> {
  compiled ??= wasmUrl().then(loadBytes).then(WebAssembly.compile);
  compiled.catch(() => (compiled = null)); // a network that failed may be back the next time
  const instance = await WebAssembly.instantiate(await compiled, {});
  return instance.exports as unknown as MiniMp3;
}

/** Bundlers follow a package's name inside new URL; Node looks it up itself. */
async function wasmUrl(): Promise<URL> {
  if (!isNode) return new URL('minimp3-wasm/dist/decoder.opt.wasm', import.meta.url);
  const [{ createRequire }, { pathToFileURL }] = await Promise.all([
    import('node:module'),
    import('node:url'),
  ]);
  return pathToFileURL(createRequire(import.meta.url).resolve('minimp3-wasm/dist/decoder.opt.wasm'));
}
