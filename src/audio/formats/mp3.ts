/** Decodes MPEG 1, 2 and 2.5 layer III with minimp3, one frame at a time, so that damage stays where it is. */
import { fromSource, loadBytes } from '../../platform/assets.js';
import {
  cutOff,
  damaged,
  keptFrames,
  leftOver,
  otherLength,
  truncated,
  type DecodedFile,
  type SoundFile,
} from './file.js';
import { joinLinks } from './links.js';
import { readMp3, type Mp3Run, type Mp3Stream } from './mp3-frames.js';
import { OutputChannels } from './output.js';

/** Longer than any frame: each call decodes the one that is there. */
const SECONDS_A_CALL = 1;
/** Frames more or fewer than a tag says, of which nothing is said: writers count their tag or not. */
const FRAMES_OF_TOLERANCE = 2;

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
 * The encoder's delay and padding are taken off where the file names them (LAME's tag), so that the sound has its own
 * length. Frames that lean on bytes that are lost are left out. @throws AlloyError 'truncated'.
 */
export async function decodeMp3(file: SoundFile): Promise<DecodedFile> {
  const stream = readMp3(file.bytes);
  if (stream.runs.length === 0) throw truncated(file);
  const wasm = await instantiate();
  const joined = await joinLinks(
    file,
    stream.runs.map((run) => decodeRun(wasm, file, run)),
  );
  return { ...joined, notices: [...(joined.notices ?? []), ...notices(file, stream, joined.totalSeconds)] };
}

function notices(file: SoundFile, stream: Mp3Stream, present: number): readonly string[] {
  const said: string[] = [];
  const { runs, lostBytes, leftBytes } = stream;
  const found = runs.reduce((sum, run) => sum + run.frames.length, 0);
  const announced = runs.reduce((sum, run) => sum + (run.announcedFrames || run.frames.length), 0);
  const missing = announced - found;
  const { frameSamples, sampleRate } = runs[0]!;
  const expected = present + (missing * frameSamples) / sampleRate;
  if (lostBytes > 0) said.push(damaged(file, lostBytes));
  if (leftBytes > 0) said.push(leftOver(file, leftBytes));
  if (stream.cut) said.push(cutOff(file, present, missing > 0 ? expected : null));
  else if (missing > FRAMES_OF_TOLERANCE && lostBytes === 0) said.push(cutOff(file, present, expected));
  else if (-missing > FRAMES_OF_TOLERANCE) said.push(otherLength(file, present, Math.max(0, expected)));
  return said;
}

function decodeRun(wasm: MiniMp3, file: SoundFile, run: Mp3Run): DecodedFile {
  const { sampleRate, channels, frameSamples, frames, announcedFrames } = run;
  // The padding stands in the last frame: where that one is missing, nothing is to be taken off.
  const padding = frames.length >= announcedFrames ? run.padding : 0;
  const total = Math.max(0, frames.length * frameSamples - run.delay - padding);
  const output = new OutputChannels(channels, run.delay, keptFrames(file, total, sampleRate, channels));
  let leans = false; // on bytes that are lost: what comes out as nothing is left out until sound comes
  let dropped = 0;
  wasm.decoder_init();
  for (const { offset, size, afterGap } of frames) {
    if (output.full) break;
    if (afterGap) wasm.decoder_init();
    const block = decodeFrame(wasm, file.bytes.subarray(offset, offset + size), channels, frameSamples);
    leans = (leans || afterGap) && block.every((channel) => channel.every((x) => x === 0));
    if (leans) dropped += frameSamples;
    else output.append(block, frameSamples);
  }
  return {
    sampleRate,
    channels: output.take(),
    decoder: 'minimp3-wasm',
    totalSeconds: Math.max(0, total - dropped) / sampleRate,
  };
}

/** Zeros where minimp3 makes no sound of it: its module does not say so, but leaves the place as it was. */
function decodeFrame(wasm: MiniMp3, frame: Uint8Array, channels: number, samples: number): Float32Array[] {
  const values = samples * channels;
  wasm.decoder_set_mp3_data_size(frame.length);
  const place = wasm.decoder_pcm_data_offset();
  const room = place + 2 * values - wasm.memory.buffer.byteLength;
  if (room > 0) wasm.memory.grow(Math.ceil(room / 65536));
  new Uint8Array(wasm.memory.buffer).set(frame, wasm.decoder_mp3_data_offset());
  new Uint8Array(wasm.memory.buffer).fill(0, place, place + 2 * values);
  wasm.decoder_decode(SECONDS_A_CALL);
  const pcm = new Int16Array(wasm.memory.buffer, place, values);
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: samples }, (_unused, i) => pcm[i * channels + channel]! / 32768),
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

/** Vite and the build follow a package's name inside new URL; Node looks it up itself. */
async function wasmUrl(): Promise<URL> {
  if (!fromSource) return new URL('minimp3-wasm/dist/decoder.opt.wasm', import.meta.url);
  const [{ createRequire }, { pathToFileURL }] = await Promise.all([
    import('node:module'),
    import('node:url'),
  ]);
  return pathToFileURL(createRequire(import.meta.url).resolve('minimp3-wasm/dist/decoder.opt.wasm'));
}
