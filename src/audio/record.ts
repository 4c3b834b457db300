/** Records the microphone to mono samples, through an AudioWorklet. [page] */
import { AlloyError } from '../errors.js';
import type { Gain01, Hertz, Seconds } from '../units.js';
import { MAX_SOURCE_SECONDS } from './decode.js';

/** How the recording goes on. */
export interface RecordingLevel {
  /** Peak of the last block, linear. */
  readonly level: Gain01;
  /** Recorded so far. */
  readonly seconds: Seconds;
}

export interface Recording {
  /** Mono, linear. */
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
}

/** A running recording. After 60 s it takes nothing more, and waits to be stopped. */
export interface Recorder {
  /** Stops and returns the recording. [page] @throws AlloyError 'empty', or 'closed' after `cancel`. */
  stop(): Promise<Recording>;
  /** Stops and discards the recording. [page] */
  cancel(): void;
}

/**
 * Records the microphone as it is: echo cancellation, noise suppression and gain control are switched off,
 * since they eat sustained notes. [page]
 * @param onLevel called about twenty times a second.
 * @param context a native context to record in, which stays open. Where there is none, or the browser lets none of another rate
 * than the microphone's take it in (Firefox), one of its own.
 * @throws AlloyError 'microphone' where there is none or the user says no.
 */
export async function startRecording(
  onLevel: (level: RecordingLevel) => void,
  context: AudioContext | null = null,
): Promise<Recorder> {
  const stream = await openMicrophone();
  const given = context && sourceIn(context, stream);
  const used = given ? context : new AudioContext();
  const release = (): void => {
    for (const track of stream.getTracks()) track.stop();
    if (!given) void used.close();
  };
  try {
    const source = given ?? used.createMediaStreamSource(stream);
    const { recorderModuleUrl } = await import('./recorder-url.js');
    await used.audioWorklet.addModule(recorderModuleUrl);
    await used.resume();
    return new MicrophoneRecorder(used, source, onLevel, release);
  } catch (error) {
    release();
    throw microphoneError('could not be recorded from. Reload the page and try again', error);
  }
}

/** The microphone as a node of a context; null where the browser does not let this context have it. */
function sourceIn(context: AudioContext, stream: MediaStream): MediaStreamAudioSourceNode | null {
  try {
    return context.createMediaStreamSource(stream);
  } catch {
    return null;
  }
}

async function openMicrophone(): Promise<MediaStream> {
  const devices: MediaDevices | undefined = globalThis.navigator?.mediaDevices;
  if (!devices?.getUserMedia) {
    throw microphoneError('can only be used by a page that is loaded over HTTPS or from this computer');
  }
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  try {
    return await devices.getUserMedia({ audio });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotAllowedError' || name === 'SecurityError') {
      throw microphoneError(
        "is not allowed. Allow it in the browser's settings for this page and try again",
        error,
      );
    }
    if (name === 'NotFoundError' || name === 'OverconstrainedError') {
      throw microphoneError('was not found. Connect one and try again', error);
    }
    throw microphoneError('is in use by another program. Close that and try again', error);
  }
}

function microphoneError(reason: string, cause?: unknown): AlloyError {
  return new AlloyError(
    'microphone',
    'microphone',
    `The microphone ${reason}, or drop a sound file instead.`,
    { cause },
  );
}

class MicrophoneRecorder implements Recorder {
  readonly #sampleRate: Hertz;
  readonly #node: AudioWorkletNode;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #onLevel: (level: RecordingLevel) => void;
  readonly #release: () => void;
  readonly #blocks: Float32Array[] = [];
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  #length = 0;
  #ended = false;

  constructor(
    context: AudioContext,
    source: MediaStreamAudioSourceNode,
    onLevel: (level: RecordingLevel) => void,
    release: () => void,
  ) {
    this.#sampleRate = context.sampleRate;
    this.#onLevel = onLevel;
    this.#release = release;
    this.#finished = new Promise((resolve) => (this.#finish = resolve));
    this.#node = new AudioWorkletNode(context, 'alloy-recorder', { numberOfInputs: 1, numberOfOutputs: 0 });
    this.#node.port.onmessage = ({ data }: MessageEvent<Float32Array | null>) => this.#receive(data);
    this.#source = source;
    this.#source.connect(this.#node);
  }

  async stop(): Promise<Recording> {
    if (this.#ended)
      throw new AlloyError('closed', 'recording', 'This recording has ended. Start another one.');
    this.#ended = true;
    this.#node.port.postMessage(null);
    await this.#finished;
    this.#letGo();
    if (this.#length === 0) {
      throw new AlloyError('empty', 'recording', 'Nothing was recorded. Record for a little longer.');
    }
    const samples = new Float32Array(this.#length);
    let offset = 0;
    for (const block of this.#blocks) {
      samples.set(block, offset);
      offset += block.length;
    }
    return { samples, sampleRate: this.#sampleRate };
  }

  cancel(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#node.port.postMessage(null);
    this.#letGo();
  }

  #receive(block: Float32Array | null): void {
    if (block === null) return this.#finish();
    const room = Math.floor(MAX_SOURCE_SECONDS * this.#sampleRate) - this.#length;
    const kept = block.subarray(0, Math.max(0, room));
    this.#blocks.push(kept);
    this.#length += kept.length;
    if (this.#ended) return;
    const level = kept.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);
    this.#onLevel({ level, seconds: this.#length / this.#sampleRate });
  }

  #letGo(): void {
    this.#source.disconnect();
    this.#node.port.onmessage = null;
    this.#release();
  }
}
