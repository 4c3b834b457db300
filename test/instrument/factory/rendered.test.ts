/** Renders notes of some factory instruments: sounds that Alloy makes are encoded and generated as recorded ones are. */
import { expect, it } from 'vitest';
import { noteLoudness } from '../../../src/audio/k-weighting.js';
import { detectPitch } from '../../../src/audio/pitch.js';
import { prepareSource } from '../../../src/audio/source.js';
import { gainedWeights } from '../../../src/timbre/mix.js';
import { decibelsToGain } from '../../../src/units.js';
import { RenderEngine } from '../../../src/render/engine.js';
import { bytesOfSound, factoryBank } from './chords.js';

const SECONDS = 0.6;
const KEY = 60;

it.each(['amber-quartet', 'harp-of-air', 'glass-soprano'])('%s', async (wanted) => {
  const { instruments } = await factoryBank();
  const { sources, mix } = instruments.find(({ id }) => id === wanted)!;
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
  try {
    const { sampleRate, signal, generation } = engine.info.manifest;
    for (const { sound } of sources) {
      const bytes = await bytesOfSound(sound);
      const source = await prepareSource(bytes, sound, { sampleRate, seconds: SECONDS, peak: signal.peak });
      await engine.addSource(sound, source.samples, source.pitch!.midi, source.pitch);
    }
    const shares = gainedWeights(
      sources.map(({ gain }) => decibelsToGain(gain)),
      mix.x,
      mix.y,
    );
    const weights = sources.map(({ sound }, i) => ({ source: sound, weight: shares[i]! }));
    const note = { id: 'note', weights, rootMidi: KEY, seconds: SECONDS, seed: 1, ...generation };
    const [made] = await engine.render([note]);
    expect(noteLoudness(made!.samples, sampleRate)).toBeGreaterThan(-40);
    expect(Math.abs(detectPitch(made!.samples, sampleRate)!.midi - KEY)).toBeLessThan(0.3);
  } finally {
    await engine.close();
  }
});
