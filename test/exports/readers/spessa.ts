/** Renders notes of a SoundFont with SpessaSynth. */
import { readFileSync } from 'node:fs';
import { SoundBankLoader, SpessaSynthProcessor, type MIDIController } from 'spessasynth_core';
import type { ReaderJob } from './readers.js';

const BLOCK = 64;

/** Left channels, without effects. */
export async function renderSpessa(jobs: readonly ReaderJob[]): Promise<Float32Array[]> {
  const outputs: Float32Array[] = [];
  for (const { file, rate, seconds, events, program = 0 } of jobs) {
    const synth = new SpessaSynthProcessor(rate, {
      eventsEnabled: false,
      effectsEnabled: false,
      maxBufferSize: BLOCK,
    });
    await synth.processorInitialized;
    const bytes = readFileSync(file);
    const bank = SoundBankLoader.fromArrayBuffer(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    );
    synth.soundBankManager.addSoundBank(bank, 'export');
    synth.programChange(0, program);
    const frames = Math.ceil((seconds * rate) / BLOCK) * BLOCK;
    const left = new Float32Array(frames);
    const right = new Float32Array(frames);
    const waiting = [...events].sort((a, b) => a[0] - b[0]);
    for (let at = 0; at < frames; at += BLOCK) {
      while (waiting[0] && waiting[0][0] * rate < at + BLOCK / 2) {
        const [, status, first, second] = waiting.shift()!;
        if (status === 0x90) synth.noteOn(0, first, second);
        else if (status === 0x80) synth.noteOff(0, first);
        else synth.controllerChange(0, first as MIDIController, second);
      }
      synth.process(left, right, at, BLOCK);
    }
    outputs.push(left.subarray(0, Math.round(seconds * rate)));
  }
  return outputs;
}
