/** Declares the façade that a page talks to: every method of an instrument, with its thread. [page] */
import type { Decibels, Gain01, Hertz, MidiNote, Seconds } from '../units.js';
import type { ParameterId } from '../parameters.js';
import type { InstrumentEventTarget } from './events.js';
import type { HostedInstrument } from './host.js';
import type { InstrumentStateDocument } from '../document/schema.js';
import type { PackFile, PackList } from '../imports/pack.js';
import type { ExportFormat } from '../exports/formats.js';
import type { ExportLoss } from '../exports/losses.js';
import type { InstrumentSongsContract } from './songs-contract.js';
import type { InstrumentState, Plan, Trim } from './state/state.js';

/** A sound that ships with Alloy. */
export interface BundledSource {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly rootMidi: MidiNote;
  readonly family: string;
}

/** A voice that sounds, and where in the mix it is now. */
export interface VoicePosition {
  readonly key: MidiNote;
  readonly x: Gain01;
  readonly y: Gain01;
  /** Linear. */
  readonly level: number;
}

/** Meter readings, polled by a page at its own pace. */
export interface MeterReading {
  /** Peak since the last reading, linear. */
  readonly peak: number;
  readonly voices: number;
  /** One a voice that sounds. */
  readonly positions: readonly VoicePosition[];
}

export type { PackFile };

/** What a document is to hold beside what it must. */
export interface StateOptions {
  /** What the live engine plays of the sources before they are rendered; it is there unless this is false. */
  readonly live?: boolean;
}

/** Sounds that came in together, of which some become sources: see `openPack`. */
export interface SoundPack extends PackList {
  /** What it was opened as. */
  readonly title: string;
  readonly files: readonly PackFile[];
}

/** What of an instrument is saved beside its document. */
export interface SaveOptions {
  /** Rendered notes; left out: yes. */
  readonly notes?: boolean;
  /** The sounds of its slots, whole; left out: those that came with the file that was opened. */
  readonly sounds?: boolean;
}

/** What was opened. */
export interface OpenedFile {
  /** 'bank': its instruments are presets now, and the first of them is loaded. */
  readonly kind: 'instrument' | 'bank';
  /** Names of the instruments. */
  readonly names: readonly string[];
}

/** An instrument's link. */
export interface InstrumentLink {
  /** What belongs behind the # of a page's address. */
  readonly fragment: string;
  /** Whether its sounds are rounded more coarsely, to be short enough. */
  readonly coarser: boolean;
  /** What of its sounds can be played before they are rendered: as in the instrument, more roughly, or left out. */
  readonly live: 'same' | 'coarser' | 'left-out';
  /** False: it is longer than 8192 characters, which some programs cut. */
  readonly fits: boolean;
}

export type { ExportFormat, ExportLoss };

/** How an instrument is exported. */
export interface InstrumentExportOptions {
  /** 44100 or 48000; null, or left out: the instrument's own rate. */
  readonly sampleRate?: Hertz | null;
  /** Of a sample; left out: 16. SoundFonts have no more. */
  readonly bits?: 16 | 24;
  /** What it is called there; left out: as the instrument is. */
  readonly name?: string;
  /** 'all', or left out: what is not rendered yet is rendered before. 'there': the keys that are whole now. */
  readonly keys?: 'all' | 'there';
  /** Ends it: it rejects with the signal's reason, and nothing is left of it. A render goes on. */
  readonly signal?: AbortSignal;
  /** How far it is: 'render' while keys are awaited, then 'write'. */
  readonly onProgress?: (step: 'render' | 'write', done: Gain01) => void;
}

/** The instrument in the formats of other samplers (docs/exports.md). [page] The code for it is loaded with the first call. */
export interface InstrumentExportsContract {
  /**
   * The rendered instrument in the format of another sampler (docs/exports.md), written in a worker: an .sf2 or .multisample file,
   * and of the other formats a zip of their folder. The bytes are those that `alloy export` writes.
   * @throws AlloyError 'empty' where no key is rendered, 'not-finished' where the render that it waits for is stopped, or that
   * render's error; 'bad-argument'; those of `getState`; the signal's reason.
   */
  exportAs(format: ExportFormat, options?: InstrumentExportOptions): Promise<File>;
  /**
   * The same into a folder that the user chose (File System Access API), unpacked, file by file, beside what is there.
   * @returns the name of what was made in it.
   * @throws AlloyError as `exportAs`, and what the folder throws; then nothing is left of it.
   */
  exportInto(
    folder: FileSystemDirectoryHandle,
    format: ExportFormat,
    options?: InstrumentExportOptions,
  ): Promise<string>;
  /** What of the instrument, as it is now, a format does not carry; empty where all of it survives. */
  exportLosses(format: ExportFormat): Promise<readonly ExportLoss[]>;
}

/** Instruments and presets as files and links (docs/instrument-document.md). [page] The code for it is loaded with the first call. */
export interface InstrumentFilesContract extends InstrumentExportsContract {
  /**
   * The instrument as an `.alloy` file: its document and, unless they are left out, its rendered notes, where all of them are
   * made and none is stale; with its sounds, where they are asked for.
   * @throws AlloyError of `getState`.
   */
  save(options?: SaveOptions): Promise<Blob>;
  /**
   * Opens an `.alloy` file, in one step of undo: plays its rendered notes at once, where they were made by this version, and
   * renders otherwise. The instruments of a bank are added to the presets; where none are kept, the first is opened.
   * @throws AlloyError 'document-damaged', 'document-newer' (nothing was changed), and as `setState` does.
   */
  open(file: Blob, name?: string): Promise<OpenedFile>;
  /** The instrument in a link: without rendered notes. @throws AlloyError of `getState`. */
  link(): Promise<InstrumentLink>;
  /**
   * Opens a link, or the fragment of one.
   * @param before called once the link is known to be whole: what is to be kept of the instrument that it replaces can be kept then.
   * @throws AlloyError 'document-damaged', 'document-newer', and as `setState` does.
   */
  openLink(link: string, before?: () => Promise<unknown>): Promise<void>;
  /**
   * Presets as a file: one as an instrument, several as a bank; null: all of them. `leftOut` names those that cannot be: their
   * sounds are to be encoded by a model that is not open.
   * @throws AlloyError 'preset-missing' where nothing is left.
   */
  savePresets(ids: readonly string[] | null): Promise<{ file: Blob; leftOut: readonly string[] }>;
}

/**
 * The façade that a page talks to. [page] Every method returns at once or a promise that never blocks the
 * page; the work is done in workers and in the worklet. Problems with one source or one render are put into
 * `state`; only programming errors throw.
 *
 * Fires `change` (a plain Event) after `state` was replaced, at most once per animation frame, and the events of events.ts.
 */
export interface InstrumentContract extends InstrumentEventTarget, HostedInstrument {
  /** All that there is to show. Never written to: a change puts another object in its place. */
  readonly state: InstrumentState;
  /** Sounds that ship with Alloy; none before `started`, or where their folder cannot be read. */
  readonly bundledSources: readonly BundledSource[];

  /** Opens a model of `state.models`, and renders with it from then on. What goes wrong is in `state.model`. */
  selectModel(id: string): Promise<void>;
  /**
   * Adds a model from the archive of a published checkpoint (.tar, .tar.gz), opens it, and keeps it for the next
   * visits. What goes wrong is in `state.adding`; a second call while one is running does nothing.
   */
  addModel(file: File): Promise<void>;
  /** Stops adding a model; once `state.adding` is idle, nothing is left of it. */
  stopAddingModel(): void;
  /**
   * Removes a model that was added, and frees its room. Instruments and presets that name it stay, and say what is missing;
   * adding it again makes them whole. Does nothing while a model is added.
   */
  removeModel(id: string): Promise<void>;
  /** Sounds are about to be chosen: begins the workers that will read them, so that keys play sooner. */
  expectSounds(): void;
  /**
   * Loads a file, a blob or an URL into a slot (0 to 3), replacing what was there. What cannot be had replaces nothing: the
   * slot's `problem` says why.
   */
  loadSource(slot: number, source: File | Blob | string, name?: string): Promise<void>;
  /**
   * Loads several sounds in one step of undo: the first into `slot`, replacing what was there, the others into the slots that
   * are free, in order; null: all into free ones. What found no place is in `state.leftOver`, with `folders`: names of
   * folders that came with them and are not opened.
   */
  loadSources(
    slot: number | null,
    sources: readonly (File | Blob | string)[],
    folders?: readonly string[],
  ): Promise<void>;
  /** Clears a slot's `problem`. */
  dismissProblem(slot: number): void;
  /**
   * Lists the sounds of an SFZ, a SoundFont 2, a Bitwig multisample, a Decent Sampler preset, a folder or a zip of sounds, in a worker: the
   * nearest to the middle of the keyboard first. A map comes with its samples: all files of its folder, or a zip of it.
   * @param title of the folder or file.
   * @throws AlloyError 'unreadable' where there is no sound in it, or it is damaged or too large.
   */
  openPack(files: readonly PackFile[], title: string): Promise<SoundPack>;
  /**
   * Loads sounds of a pack by their ids, at the roots that it gives them: the first into a slot, the others into those that are free;
   * null: all into these. What goes wrong is in the slots. @throws AlloyError 'bad-argument' for an id that is not in it.
   */
  loadFromPack(slot: number | null, pack: SoundPack, ids: readonly string[]): Promise<void>;
  /** Clears `state.leftOver`. */
  dismissLeftOver(): void;
  /** Empties a slot, 0 to 3. */
  clearSource(slot: number): void;
  /** Overrides the root note; null follows the pitch that was found. */
  setRoot(slot: number, midi: MidiNote | null): void;
  /** How strongly a source counts in the mix, −24 to 12 dB. */
  setSlotGain(slot: number, gain: Decibels): void;
  /** Uses a part of the sound; null: from its onset on. */
  setTrim(slot: number, trim: Trim | null): void;
  /** Records the microphone into a slot, 0 to 3, for at most a minute: a question of the browser's, for a user's act. What goes wrong is in the slot. */
  startRecording(slot: number): Promise<void>;
  /** Ends a recording; resolves once it is the slot's sound. */
  stopRecording(slot: number): Promise<void>;

  /** Moves the live mix. [page, at any time] Renders nothing anew where the plan has more than one mix. */
  setMix(x: Gain01, y?: Gain01): void;
  /** What the next render makes: keys and mixes. What is left out stays. */
  setPlan(plan: Partial<Plan>): void;
  /** Length of the notes of the next render. */
  setSeconds(seconds: Seconds): void;
  /** What the generator's draws begin with, a whole number: the same gives the same notes again. */
  setSeed(seed: number): void;
  /** How freely the generator draws; null: what the model's makers recommend. */
  setTemperature(temperature: number | null): void;
  /** Opens a large model anew, exact or rounded to 8 bits; means nothing to others. */
  setFast(fast: boolean): void;

  /**
   * Saves the instrument as a preset of this browser, in place of one of that name, which undo restores. What goes wrong is in
   * `state.presets`.
   * @param options `asNew`: never in place of another one; where the name is taken, nothing is saved, and the error is
   * 'preset-exists'.
   */
  savePreset(name: string, options?: { readonly asNew?: boolean }): Promise<void>;
  /**
   * Makes the instrument what a preset says, and renders what of it is not kept any more. MIDI channel, learned
   * controllers and MPE stay as they are. A MIDI program change does the same.
   */
  loadPreset(id: string): Promise<void>;
  /**
   * Makes the instrument one of `state.factory`, once its sounds are there, in one step of undo. It is live at once, and rendered
   * where it plays rendered notes. MIDI channel, learned controllers and MPE stay as they are. What goes wrong is in
   * `state.factory`, and nothing was changed then.
   */
  loadFactory(id: string): Promise<void>;
  /**
   * Loads the preset `places` further in the list (−1: the one before), wrapping around its ends: of the factory's list where one
   * of them is played, or there are no presets.
   */
  stepPreset(places: number): void;
  /** A name that is another preset's is refused, with the error 'preset-exists'. */
  renamePreset(id: string, name: string): Promise<void>;
  /** Removes a preset, which undo restores. */
  removePreset(id: string): Promise<void>;
  /** Copies a preset, under its name with a number. */
  duplicatePreset(id: string): Promise<void>;
  /** Sets words to find a preset by, and whether it is a favourite; what is left out stays. */
  markPreset(
    id: string,
    marks: { readonly tags?: readonly string[]; readonly favourite?: boolean },
  ): Promise<void>;
  /** MIDI files that play through the instrument, and recordings of what is played. */
  readonly songs: InstrumentSongsContract;
  /** The instrument and its presets as files, and as links. */
  readonly files: InstrumentFilesContract;
  /**
   * Where `state.storage.phase` is 'elsewhere': keeps the instrument here from now on, and no longer in the other tab, which says
   * so. What the other tab had made of it meanwhile becomes a preset, or comes here where nothing was changed here.
   */
  keepHere(): Promise<void>;

  /**
   * The instrument as a document: JSON, sources as embeddings, no samples (docs/instrument-document.md); 64 KB at most for two sources of
   * 4 seconds, 16 KB without `live`. While one is being set, that one. Waits for sounds that are being encoded.
   * @throws AlloyError of the model or of a source that cannot be encoded.
   */
  getState(options?: StateOptions): Promise<InstrumentStateDocument>;
  /**
   * Makes the instrument what a document of any version says, in one step of undo; undefined, null and {}: as it is at first.
   * Resolves once sources and settings are in place and a render was asked for; a call that a newer one overtakes resolves with
   * that one. A sound that this instrument gave a document of keeps its samples; others are known by their embeddings alone.
   * @throws AlloyError 'document-damaged', 'document-newer', 'model-missing': nothing was changed; 'source-model': the sources
   * are of another model, which their slots say.
   */
  setState(document: InstrumentStateDocument | Record<string, never> | null | undefined): Promise<void>;

  /** Undoes the last change, notes apart; `state.history` says which. */
  undo(): void;
  /** Does again what was undone last. */
  redo(): void;

  /** Renders what is not rendered yet, centre key first; goes on after a cancel. */
  render(): Promise<void>;
  /** Stops the render; what is made stays, and plays. */
  cancel(): void;

  /**
   * Must first be called from a user gesture, as browsers ask, and is best called from every one: later calls cost nothing,
   * and bring sound back that was interrupted. Resolves once sound comes out, or does not for now: `state.audio` says.
   */
  resumeAudio(): Promise<void>;
  /** Plays a clip of `state.clips` from its start, in place of another one. */
  playClip(id: string): Promise<void>;
  /** Stops the clip that plays. */
  stopClip(): void;

  /** The key with which the computer's keyboard begins: it is rendered first, until one is played. */
  setFirstKey(key: number): void;
  /** @param key 0 to 127. @param velocity 1 to 127. @throws AlloyError 'bad-argument' for others. */
  noteOn(key: number, velocity: number, time?: Seconds): void;
  /** Ends a note. @param key 0 to 127. @throws AlloyError 'bad-argument' for others. */
  noteOff(key: number, time?: Seconds): void;
  /** The sustain pedal. */
  sustain(down: boolean, time?: Seconds): void;
  /** −1 to 1; beyond, the nearest. */
  pitchBend(amount: number, time?: Seconds): void;
  /** The modulation wheel, 0 to 1; beyond, the nearest. */
  modulation(amount: Gain01, time?: Seconds): void;
  /** Pressure on a key that is held, 0 to 1. */
  keyPressure(key: number, amount: Gain01): void;
  /** Slide of the finger on a held key, down (−1) to up (1): for that note alone. */
  keySlide(key: number, amount: number): void;
  /** Silences everything within milliseconds, forgets what waits, and resets the controllers. */
  panic(): void;
  /**
   * Sets a parameter; a value beyond its range gives the nearest. Without a time it is somebody's edit, and undo takes it
   * back; with one it is automation, and is not.
   * @throws AlloyError 'bad-argument' for an id that there is not, and a value that is no finite number.
   */
  setParameter(id: ParameterId, value: number, time?: Seconds): void;

  /** Asks the browser for its MIDI inputs, for a user's act; `state.midi` says what came of it. */
  enableMidi(): Promise<void>;
  /**
   * Asks the browser for system exclusive messages too, so that devices can tune the keys (MIDI Tuning Standard): a
   * question of its own, for a user's act. Refused, `state.tuningMessages` says so and MIDI is as it was.
   */
  enableTuningMessages(): Promise<void>;
  /**
   * Hears the inputs of `alloy bridge` on this machine, in place of another bridge; null: no more. They are among the inputs
   * of `state.midi`; `state.bridge` says how it stands. A bridge that goes away is found again.
   * @throws AlloyError 'bad-argument' where it is no address of a bridge: `ws://127.0.0.1:8643/?token=…`, as the command prints it.
   */
  connectBridge(address: string | null): void;
  /** Listens to one input of `state.midi`, or to all. */
  selectMidiInput(id: string | 'all'): void;
  /** Listens to one channel, 0 to 15, or to all. */
  selectMidiChannel(channel: number | null): void;
  /** Starts MIDI learn: binds the next controller that moves to the parameter. */
  startLearn(id: ParameterId): void;
  /** Ends the wait for a controller. */
  stopLearn(): void;
  /** Unbinds a parameter's controller. */
  clearLearn(id: ParameterId): void;
  /**
   * Tunes the keys as a Scala scale (.scl) and, if given, a keyboard mapping (.kbm) say: texts of the files.
   * @throws AlloyError 'bad-argument' when one of them is no such file; the tuning stays as it was.
   */
  loadTuning(scl: string, kbm?: string, name?: string): void;
  /** Resets the tuning to equal temperament. */
  clearTuning(): void;
  /**
   * Voices, and the highest level since the same reader's last reading: a meter on the page does not take it from another.
   * @param reader whoever reads; those that do not say are one.
   */
  readMeter(reader?: object): MeterReading;
  /** WAV bytes of a clip, for saving. */
  exportClip(id: string): Blob;
  /** Silences it and frees workers, nodes and memory; what is pending ends. A second call does nothing. */
  close(): Promise<void>;
}
