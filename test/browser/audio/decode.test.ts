/** Tests decoding in a browser. */
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode.js';
import { prepareSource } from '../../../src/audio/source.js';
import { amplitudeAt, noise, TONES } from '../../audio/signals.js';

const files = import.meta.glob<string>('../../golden/sounds/*', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function sound(name: string): Promise<ArrayBuffer> {
  const url = files[`../../golden/sounds/${name}`];
  if (!url) throw new Error(`no fixture ${name}`);
  return (await fetch(url)).arrayBuffer();
}

describe('in a browser, by the decoders that Node has', () => {
  it.each(TONES)('$file', async ({ file, format, rate, channels: count, seconds }) => {
    const { channels, sampleRate, format: found } = await decodeAudio(await sound(file), 'x');
    expect([found, sampleRate, channels.length]).toEqual([format, rate, count]);
    [440, 660].slice(0, count).forEach((hertz, c) => {
      expect(channels[c]!.length).toBe(Math.round(seconds * rate));
      const steady = channels[c]!.subarray(0.05 * rate, 0.15 * rate);
      expect(amplitudeAt(steady, hertz, rate)).toBeCloseTo(0.5, 1);
      expect(amplitudeAt(steady, 1100 - hertz, rate)).toBeLessThan(0.01);
    });
  });

  it('prepares a source', async () => {
    const options = { sampleRate: 16000, seconds: 2, peak: 0.9 };
    const { pitch, samples } = await prepareSource(await sound('note-guitar-c3.ogg'), 'guitar', options);
    expect(samples.length).toBe(32000);
    expect(Math.abs(pitch!.midi - 48)).toBeLessThan(0.15);
  });
});

describe('what only the browser knows', () => {
  it('decodes a WebM that the browser made', async () => {
    const bytes = await webmOf(440);
    const { format, channels, sampleRate } = await decodeAudio(bytes, 'x.webm');
    expect(format).toBe('WebM');
    const middle = channels[0]!.subarray(0.1 * sampleRate, 0.3 * sampleRate);
    expect(amplitudeAt(middle, 440, sampleRate)).toBeGreaterThan(0.2);
  });

  it('refuses what nobody knows', async () => {
    const bytes = Uint8Array.from(noise(5000, 127), (x) => x + 128).buffer;
    await expect(decodeAudio(bytes, 'a.webm')).rejects.toMatchObject({
      code: 'not-a-sound',
      subject: 'a.webm',
    });
  });
});

/** Half a second and more of a sine, as MediaRecorder writes it. */
async function webmOf(hertz: number): Promise<ArrayBuffer> {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: hertz });
  const target = context.createMediaStreamDestination();
  tone.connect(new GainNode(context, { gain: 0.5 })).connect(target);
  const recorder = new MediaRecorder(target.stream, { mimeType: 'audio/webm' });
  const parts: Blob[] = [];
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  const ended = new Promise((resolve) => (tone.onended = resolve));
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  tone.start();
  tone.stop(context.currentTime + 0.8);
  await ended;
  recorder.stop();
  await stopped;
  await context.close();
  return new Blob(parts).arrayBuffer();
}
