/** Fakes songs and recordings whose state a test sets. */
import type {
  InstrumentSongsContract,
  SongLoop,
  SongsState,
  TakeSoundOptions,
} from '../../../src/instrument/songs-contract.js';

type Note = (method: string, ...rest: unknown[]) => Promise<void>;

/** Shows whatever state it is given, and notes its calls. */
export class ScriptedSongs extends EventTarget implements InstrumentSongsContract {
  readonly #note: Note;
  state: SongsState = { song: null, take: { phase: 'none' } };
  position = 0;
  recorded = 0;

  constructor(note: Note) {
    super();
    this.#note = note;
  }

  show(state: Partial<SongsState>): void {
    this.state = { ...this.state, ...state };
    this.dispatchEvent(new Event('change'));
  }

  open(file: Blob, name?: string): Promise<void> {
    return this.#note('open', file, name);
  }
  play(): Promise<void> {
    return this.#note('play');
  }
  stop(): void {
    void this.#note('stop');
  }
  seek(seconds: number): void {
    void this.#note('seek', seconds);
  }
  setSpeed(speed: number): void {
    void this.#note('setSpeed', speed);
  }
  setLoop(loop: SongLoop | null): void {
    void this.#note('setLoop', loop);
  }
  setPart(index: number, on: boolean): void {
    void this.#note('setPart', index, on);
  }
  closeSong(): void {
    void this.#note('closeSong');
  }
  record(): Promise<void> {
    return this.#note('record');
  }
  stopRecording(): void {
    void this.#note('stopRecording');
  }
  discardTake(): void {
    void this.#note('discardTake');
  }
  playTake(): Promise<void> {
    return this.#note('playTake');
  }
  stopTake(): void {
    void this.#note('stopTake');
  }
  async takeSound(options?: TakeSoundOptions): Promise<File> {
    await this.#note('takeSound', options);
    return new File(['sound'], 'take.wav');
  }
  async takeSong(): Promise<File> {
    await this.#note('takeSong');
    return new File(['song'], 'take.mid');
  }
}
