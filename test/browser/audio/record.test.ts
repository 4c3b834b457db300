/** Tests recording from a fake microphone. */
import { expect, it } from 'vitest';
import { startRecording, type RecordingLevel } from '../../../src/audio/record.js';
import { AlloyError } from '../../../src/errors.js';

/** Chromium's fake microphone beeps once a second: this records until it has. */
async function recordBeep(context: AudioContext | null = null) {
  const levels: RecordingLevel[] = [];
  let heard = (): void => undefined;
  const beep = new Promise<void>((resolve) => (heard = resolve));
  const recorder = await startRecording((level) => {
    levels.push(level);
    if (level.level > 0.05) heard();
  }, context);
  await beep;
  return { recorder, levels };
}

it('records sound', async () => {
  const { recorder, levels } = await recordBeep();
  const { samples, sampleRate } = await recorder.stop();
  expect(sampleRate).toBeGreaterThanOrEqual(8000);
  expect(samples.every(Number.isFinite)).toBe(true);
  expect(Math.max(...samples)).toBeGreaterThan(0.05);
  expect(samples.length / sampleRate).toBeGreaterThanOrEqual(levels.at(-1)!.seconds);
  expect(levels.every(({ seconds }, i) => i === 0 || seconds > levels[i - 1]!.seconds)).toBe(true);
  await expect(recorder.stop()).rejects.toMatchObject({ code: 'closed' });
});

it('records in a context of the host and leaves it open; cancelling lets go of the microphone', async () => {
  const context = new AudioContext();
  const { recorder } = await recordBeep(context);
  recorder.cancel();
  expect(context.state).toBe('running');
  await expect(recorder.stop()).rejects.toMatchObject({ code: 'closed' });
  const again = await recordBeep(context);
  expect((await again.recorder.stop()).sampleRate).toBe(context.sampleRate);
  await context.close();
});

it('makes a context of its own where the browser lets that of the host have no microphone', async () => {
  const context = new AudioContext();
  // Chromium takes a microphone of any rate into any context; this is Firefox's answer.
  context.createMediaStreamSource = () => {
    throw new DOMException('another rate', 'NotSupportedError');
  };
  const { recorder } = await recordBeep(context);
  expect(Math.max(...(await recorder.stop()).samples)).toBeGreaterThan(0.05);
  await context.close();
});

it.each([
  ['NotAllowedError', /Allow it in the browser/],
  ['NotFoundError', /Connect one/],
  ['NotReadableError', /another program/],
])('says the way out of %s', async (name, advice) => {
  const devices = navigator.mediaDevices;
  const own = Object.getOwnPropertyDescriptor(devices, 'getUserMedia');
  // The browser's own refusal cannot be had from the fake device: this stands in for its answer alone.
  Object.defineProperty(devices, 'getUserMedia', {
    configurable: true,
    value: () => Promise.reject(new DOMException('no', name)),
  });
  try {
    const error: unknown = await startRecording(() => undefined).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AlloyError);
    expect(error).toMatchObject({ code: 'microphone', message: expect.stringMatching(advice) });
  } finally {
    if (own) Object.defineProperty(devices, 'getUserMedia', own);
    else Reflect.deleteProperty(devices, 'getUserMedia');
  }
});
