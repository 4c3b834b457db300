/** Declares the state of an instrument that a page sees: plain, immutable data, a new object on every change. */
import type { Decibels, Gain01, Hertz, MidiNote, Seconds } from '../../units.js';
import type { Passage } from '../../audio/analysis.js';
import type { SourceRoot } from '../../audio/root.js';
import type { ErrorMessage } from '../../errors.js';
import type { BridgePhase } from '../../midi/bridge/client.js';
import type { Binding, LearnState } from '../../midi/learn.js';
import type { ParameterValues } from '../../parameters.js';
import type { Plan } from '../../render/plan.js';
import type { MixPosition } from '../../timbre/mix.js';

export type { Passage, SourceRoot };
export type { Binding, LearnState, MixPosition, Plan };

export type Phase<T extends string> = { readonly phase: T };

/** A model that can be chosen. */
export interface ModelChoice {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Bytes that it takes in this browser; only of models that were added here, and can be removed. */
  readonly storedBytes?: number;
}

export type ModelState =
  | Phase<'none'>
  | (Phase<'loading'> & { readonly id: string })
  | (Phase<'ready'> & { readonly id: string; readonly title: string; readonly description: string })
  | (Phase<'error'> & { readonly id: string; readonly error: ErrorMessage });

/**
 * A model that is being added to the choice, from the archive of a published checkpoint. 'error': it could not be added,
 * or one could not be removed.
 */
export type AddingState =
  | Phase<'idle'>
  | (Phase<'running'> & { readonly name: string; readonly progress: Gain01 })
  | (Phase<'error'> & { readonly name: string; readonly error: ErrorMessage });

/** What runs the numbers, chosen once and shown. */
export interface BackendState {
  /** tfjs's backend. */
  readonly tensors: 'webgpu' | 'wasm';
  readonly generator: 'webgpu' | 'wasm' | 'reference';
  /** For people: adapter name, workers. */
  readonly description: string;
  /** Seconds of audio made a second; null where it is not known beforehand. */
  readonly audioPerSecond: number | null;
  /** Whether `fast` makes a difference: with large models in WebAssembly. */
  readonly choosesFast: boolean;
}

/** A timbre as a picture: `frames × channels`, row-major. */
export interface EmbeddingPicture {
  readonly frames: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** Sound to show and to play. */
export interface SampleBuffer {
  readonly sampleRate: Hertz;
  readonly samples: Float32Array;
}

/** The part of a sound that is used. */
export interface Trim {
  readonly start: Seconds;
  readonly end: Seconds;
}

/** A sound that could not be had, or cannot be used as it is. */
export interface SourceProblem {
  readonly name: string;
  readonly error: ErrorMessage;
}

/** What of a drop or a choice of files found no place. */
export interface LeftOver {
  /** Names of sounds that no slot was free for. */
  readonly sounds: readonly string[];
  /** Names of folders, which are not opened. */
  readonly folders: readonly string[];
}

/** One of the four places for a source sound. */
export type SlotState =
  | Phase<'empty'>
  | (Phase<'loading'> & { readonly name: string })
  | (Phase<'recording'> & {
      readonly seconds: Seconds;
      readonly level: Gain01;
      /** The name of the sound whose place it will take; until then that stays. */
      readonly replaces: string | null;
    })
  | (Phase<'ready'> & {
      readonly name: string;
      /** The name of a sound that is being read, to take this one's place; null: none is. */
      readonly incoming: string | null;
      /** What could not take this one's place, or why this one cannot be used as it is; null: all is well. */
      readonly problem: SourceProblem | null;
      /** Whether only its embedding is there, of a document: `audio` and `original` are empty, and it cannot be trimmed. */
      readonly embedded: boolean;
      /** Whether keys can play it before it is rendered: of an embedded one, whether the document has what that takes. */
      readonly live: boolean;
      /** Mono, trimmed and normalised, at the model's rate. */
      readonly audio: SampleBuffer;
      /** The whole sound, mono, at its own rate: what trim handles move on. */
      readonly original: SampleBuffer;
      /** Null: from its onset on, as long as a note is. */
      readonly trim: Trim | null;
      /** How strongly it counts in the mix; also how loud it is listened to. */
      readonly gain: Decibels;
      /** The root that was found, and where: it is the sound's own, or that of the passage that is used. */
      readonly found: SourceRoot;
      /** Whether a pitch is heard in it: not in a drum, a noise. */
      readonly pitched: boolean;
      /** The notes of a chord, from its bass note on; null for one note. */
      readonly chord: readonly MidiNote[] | null;
      /** Notes in a row, of which one can be used; one or none for a single note. */
      readonly passages: readonly Passage[];
      /** The user's own root, or null to follow what was found. */
      readonly rootOverride: MidiNote | null;
      /** What is used: the override, or what was found. */
      readonly rootMidi: MidiNote;
      /** Said to the user, not fatal: "cut to 60 s". */
      readonly notices: readonly string[];
      /** Null until it is encoded. */
      readonly embedding: EmbeddingPicture | null;
    })
  | (Phase<'error'> & SourceProblem);

export type ClipKind = 'original' | 'reconstruction' | 'hybrid';

/** Something to listen to and look at after a render. */
export interface Clip {
  /** Unique and stable: "original-0", "reconstruction-1", "hybrid", and with more than two sources "hybrid-0-1". */
  readonly id: string;
  readonly kind: ClipKind;
  readonly title: string;
  readonly rootMidi: MidiNote;
  /** Grows while it is rendered. */
  readonly audio: SampleBuffer;
  readonly progress: Gain01;
  readonly embedding: EmbeddingPicture | null;
}

/**
 * A note of the plan. 'queued': waits; 'rendering': is generated; 'conditioning': is tuned, levelled and looped, and
 * plays raw meanwhile; 'ready': conditioned.
 */
export interface ZoneState extends MixPosition {
  /** Unique among the zones that there are. */
  readonly id: number;
  readonly rootMidi: MidiNote;
  readonly progress: Gain01;
  readonly phase: 'queued' | 'rendering' | 'conditioning' | 'ready';
  /** True when it sustains for as long as it is held. */
  readonly looped: boolean;
}

/** What an undo takes back: a key of the strings. */
export type EditName =
  | 'preset'
  | 'presetReplaced'
  | 'presetRenamed'
  | 'presetRemoved'
  | 'presetAdded'
  | 'presetMarked'
  | 'load'
  | 'clear'
  | 'root'
  | 'trim'
  | 'slotGain'
  | 'mix'
  | 'plan'
  | 'seconds'
  | 'seed'
  | 'temperature'
  | 'fast'
  | 'model'
  | 'parameter'
  | 'binding'
  | 'channel'
  | 'tuning'
  | 'state';

/**
 * 'discarded': something that was kept could not be read; 'full': the browser has no more room; 'blocked': it lets this page keep
 * nothing; 'newer': what is there is a newer Alloy's; 'unavailable': its storage does not work; 'rescued': what another tab had
 * done with this instrument is a preset now.
 */
export type StorageNotice = 'discarded' | 'full' | 'blocked' | 'newer' | 'unavailable' | 'rescued';

/** Whether this instrument comes back after a reload. */
export interface StorageState {
  /**
   * 'off': it is not kept; 'opening': what was kept is being read; 'elsewhere': it is open in another tab, too, and kept there
   * (see `keepHere`).
   */
  readonly phase: 'off' | 'opening' | 'on' | 'elsewhere';
  /** What went wrong since the start, each once. */
  readonly notices: readonly StorageNotice[];
}

/** A preset of this browser. */
export interface PresetInfo {
  readonly id: string;
  readonly name: string;
  /** The MIDI program that chooses it, 0 to 127; beyond that, none does. */
  readonly program: number;
  /** Of what a tab had that did not keep: when it became a preset, in milliseconds since 1970. Until it is renamed. */
  readonly rescued?: number;
  /** True: it stands first. */
  readonly favourite?: boolean;
  /** Words to find it by; left out: none. */
  readonly tags?: readonly string[];
  /** A PNG of 256 × 256 pixels, the rainbowgram of a note of it; left out: it was not rendered when it was saved. */
  readonly picture?: Uint8Array;
}

export interface PresetsState {
  /** By program. */
  readonly list: readonly PresetInfo[];
  /** The one that was saved or loaded last here; null when there was none, or it is gone. */
  readonly current: string | null;
  /** The one that is on its way. */
  readonly loading: string | null;
  /** Whether the instrument differs from that one as it is kept. */
  readonly edited: boolean;
  /** What went wrong with the last thing that was done with them. */
  readonly error: ErrorMessage | null;
}

/** An instrument that ships with Alloy. */
export interface FactoryInfo {
  readonly id: string;
  readonly name: string;
  /** What it is: keys, pads, basses … */
  readonly family: string;
  /** What it is like. */
  readonly tags: readonly string[];
}

export interface FactoryState {
  /** In the order of the list; empty where none ship. */
  readonly list: readonly FactoryInfo[];
  /** The one that was loaded last; null where something else took its place. */
  readonly current: string | null;
  /** Whether the instrument differs from that one. */
  readonly edited: boolean;
  /** The one whose sounds are on their way. */
  readonly loading: string | null;
  /** Why the last one could not be loaded. */
  readonly error: ErrorMessage | null;
}

export interface HistoryState {
  /** What `undo()` would take back, or null when there is nothing. */
  readonly undo: EditName | null;
  readonly redo: EditName | null;
}

export type RenderState =
  | Phase<'idle'>
  | (Phase<'running'> & {
      /** 'condition': all notes are generated, and are tuned, phase-aligned, levelled and looped. */
      readonly step: 'model' | 'encode' | 'generate' | 'condition';
      readonly progress: Gain01;
      /** Seconds of audio made a second; 0 before it is known. */
      readonly realTimeFactor: number;
      readonly secondsLeft: Seconds | null;
    })
  /** Cancelled, with what was made kept; `render()` goes on from there. */
  | (Phase<'cancelled'> & { readonly progress: Gain01 })
  | (Phase<'done'> & { readonly seconds: Seconds })
  | (Phase<'error'> & { readonly error: ErrorMessage });

/**
 * Whether sound comes out. 'off': none was asked for yet; 'blocked': the browser lets none out before somebody taps, after
 * a call, say: `resumeAudio()` from a gesture brings it back; 'error': there is no output, or the player cannot run.
 */
export type AudioState =
  Phase<'off'> | Phase<'running'> | Phase<'blocked'> | (Phase<'error'> & { readonly error: ErrorMessage });

export interface MidiInput {
  readonly id: string;
  readonly name: string;
}

export type MidiState =
  | Phase<'unsupported'>
  | Phase<'off'>
  | Phase<'denied'>
  | (Phase<'on'> & {
      readonly inputs: readonly MidiInput[];
      readonly selected: string | 'all';
      /** Why the browser's inputs are not among them, but only those of a bridge; left out: they are. */
      readonly without?: 'off' | 'denied' | 'unsupported';
    });

/**
 * The MIDI bridge of this machine (`alloy bridge`): its inputs are among those of `midi`. 'waiting': it is not there, and is
 * tried again. Not tried again: 'wrong-token', 'wrong-version', and 'blocked', where the browser lets this page connect to none.
 */
export type BridgeState = Phase<'off'> | (Phase<BridgePhase> & { readonly address: string });

/** Whether tuning messages (MIDI system exclusive) are heard; 'refused': they were asked for, and the browser said no. */
export type TuningMessages = 'off' | 'on' | 'refused';

export interface InstrumentState {
  readonly models: readonly ModelChoice[];
  readonly model: ModelState;
  readonly adding: AddingState;
  /** Null until something had to be run. */
  readonly backend: BackendState | null;
  readonly slots: readonly SlotState[];
  /** Null: everything that was dropped or chosen together found a place. */
  readonly leftOver: LeftOver | null;
  /** The live mix: where new notes begin. See mixWeights. */
  readonly mix: MixPosition;
  /** What a render makes. */
  readonly plan: Plan;
  /** Length of a rendered note. */
  readonly seconds: Seconds;
  readonly seed: number;
  /** Null: what the model's makers recommend. */
  readonly temperature: number | null;
  /** Rounds the weights of a large model to 8 bits: faster, and not exact. */
  readonly fast: boolean;
  readonly render: RenderState;
  readonly clips: readonly Clip[];
  /** The clip that sounds now, or null. */
  readonly playing: string | null;
  readonly zones: readonly ZoneState[];
  /** True when zones that there are, or are missing, are not those that a render would make now. */
  readonly stale: boolean;
  readonly parameters: ParameterValues;
  readonly audio: AudioState;
  readonly midi: MidiState;
  readonly bridge: BridgeState;
  /** The MIDI channel that is listened to, 0 to 15; null: all. */
  readonly midiChannel: number | null;
  readonly learn: LearnState;
  readonly history: HistoryState;
  /** Null: equal temperament. */
  readonly tuning: { readonly name: string } | null;
  readonly tuningMessages: TuningMessages;
  /** Why the last tuning message was left alone: it was not whole. */
  readonly tuningRefused: string | null;
  readonly storage: StorageState;
  /** What the page's Content-Security-Policy has blocked so far: what to add, each once. */
  readonly policy: readonly string[];
  /** Null where nothing is kept. */
  readonly presets: PresetsState | null;
  readonly factory: FactoryState;
  /** Keys held down now, by any input. */
  readonly heldKeys: readonly number[];
  readonly voices: number;
}
