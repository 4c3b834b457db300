/** Words of songs and recordings, in English. */
import type { ErrorMessage } from '../../src/errors.js';
import type { TakeNotice } from '../../src/instrument/songs-contract.js';

export const songs = {
  label: 'Song and recording',
  choose: 'Play a MIDI file …',
  record: 'Record what is played',
  stopRecording: 'Stop recording',
  play: (name: string) => `Play ${name}`,
  stop: (name: string) => `Stop ${name}`,
  position: (name: string) => `Place in ${name}`,
  /** Seconds from the start, and of the whole. */
  time: (now: string, all: string) => `${now} / ${all}`,
  tempo: 'Tempo, in quarter notes a minute',
  tempoHint: 'The tempo that the song begins with. Where it changes, the changes go along.',
  beats: 'bpm',
  loop: 'Loop',
  loopHint: 'Plays the song again and again, or what lies between two places of it.',
  loopFrom: 'Loop from here',
  loopTo: 'Loop to here',
  looped: (from: string, to: string) => `Loops from ${from} to ${to}`,
  parts: (on: number, all: number) => `${on} of ${all} parts`,
  partsHint: 'Which tracks and channels of the song are played.',
  part: (name: string, channel: number, notes: number) =>
    `${name === '' ? '' : `${name}, `}channel ${channel}: ${notes} notes`,
  close: (name: string) => `Close ${name}`,
  cut: 'The file ends in the middle: it is played as far as it goes.',
  armed: 'Recording begins with the first note.',
  recording: (time: string) => `Recording, ${time}`,
  cancel: 'Cancel',
  take: (time: string, notes: number) => `${time}, ${notes} ${notes === 1 ? 'note' : 'notes'}`,
  making: 'Its sound is being made …',
  depth: 'Bits of a sample in the WAV file',
  bits: { 16: '16 bit', 24: '24 bit', float: '32 bit float' },
  wav: 'Save WAV',
  midi: 'Save MIDI',
  writing: (percent: number) => `Its sound is being made: ${percent} %`,
  saved: (name: string) => `Saved as ${name}.`,
  discard: 'Discard the recording …',
  sure: 'Discard the recording? It is not kept anywhere else.',
  sureSaved: 'Discard the recording?',
  sureAgain: 'Record again? The recording that is here is discarded.',
  yes: 'Discard',
  yesAgain: 'Record again',
  no: 'Keep it',
  dismiss: 'Dismiss',
  notices: {
    preset:
      'The instrument became another one meanwhile. The WAV has it all as it was heard; a MIDI file has the notes alone.',
    length: 'It was ended after an hour, the longest that is recorded.',
    memory: 'It was ended because it fills the memory that it may take.',
  } satisfies Record<TakeNotice, string>,
  /** A MIDI file that cannot be played. */
  unreadable: ({ message }: ErrorMessage): string => message,
};

export type SongStrings = typeof songs;
