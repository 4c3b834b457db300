/** Measures air on the bundled sounds at home: what a render without it lacks, what one with it has, and what it costs. */
import { readdir, readFile } from 'node:fs/promises';
import { FULL_RATE } from '../src/audio/air/bands.js';
import { airOfNote, fullBand, type NoteAir } from '../src/audio/air/full-band.js';
import { soundDistance, type SoundDistance } from '../src/audio/partials/distance.js';
import { resample } from '../src/audio/resample.js';
import { loadSound, prepareWhole } from '../src/audio/source.js';
import { RenderEngine } from '../src/render/engine.js';
import { median, type Row } from './row.js';

const SECONDS = 2;
/** A sound is bright where a perfect render that ends at 8 kHz is so far from it, dB. */
const BRIGHT = 1;
const LEAD = 0.005;

interface Measured {
  readonly name: string;
  /** A perfect render at 16 kHz, and with air. */
  readonly perfect: SoundDistance;
  readonly perfectAir: SoundDistance;
  readonly shipped: SoundDistance;
  readonly shippedAir: SoundDistance;
  /** Processor milliseconds a second of sound: the air, and with it the way to 48 kHz. */
  readonly airCost: number;
  readonly wholeCost: number;
}

function milliseconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}

async function measure(engine: RenderEngine, folder: URL, file: string): Promise<Measured> {
  const { sampleRate, signal, generation } = engine.info.manifest;
  const bytes = await readFile(new URL(file, folder));
  const name = file.replace('.flac', '');
  const whole = await loadSound(Uint8Array.from(bytes).buffer, name);
  const options = { sampleRate, seconds: SECONDS, peak: signal.peak, air: true };
  const { samples, pitch, root, air } = await prepareWhole(whole, options);
  await engine.addSource(name, samples, root.midi, pitch);
  const [note] = await engine.render([
    {
      id: name,
      weights: [{ source: name, weight: 1 }],
      rootMidi: root.midi,
      seconds: SECONDS,
      seed: 1,
      ...generation,
    },
  ]);
  const from = Math.round(Math.max(0, whole.onset - LEAD) * whole.sampleRate);
  const own = whole.samples.subarray(from, from + SECONDS * whole.sampleRate);
  const real = await resample(own, whole.sampleRate, FULL_RATE);
  const model = samples.subarray(0, Math.round((real.length / FULL_RATE) * sampleRate));
  const withAir: NoteAir = { track: air!, rootMidi: root.midi, pitch };
  const silent: NoteAir = { ...withAir, track: { frames: 1, values: air!.values.map(() => -200) } };
  const near = (low: Float32Array, note: NoteAir): SoundDistance =>
    soundDistance(fullBand(low, note), real, FULL_RATE);
  const shipped = note!.samples;
  return {
    name,
    perfect: near(model, silent),
    perfectAir: near(model, withAir),
    shipped: near(shipped, silent),
    shippedAir: near(shipped, withAir),
    airCost: milliseconds(() => airOfNote(withAir, SECONDS * FULL_RATE)) / SECONDS,
    wholeCost: milliseconds(() => fullBand(shipped, withAir)) / SECONDS,
  };
}

const db = (x: number): string => x.toFixed(2);

/** All rows; every sound's figures go to stderr. */
export async function benchAir(): Promise<Row[]> {
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
  const folder = new URL('../presets/sources/', import.meta.url);
  const all: Measured[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.flac')).sort()) {
    const one = await measure(engine, folder, file);
    const { name, perfect, perfectAir, shipped, shippedAir } = one;
    console.error(
      `${name}: perfect ${db(perfect.all)} → ${db(perfectAir.all)}, high ${db(perfect.high)} → ${db(perfectAir.high)}; shipped ${db(shipped.all)} → ${db(shippedAir.all)}, attack ${db(shipped.attack)} → ${db(shippedAir.attack)}; ${one.airCost.toFixed(1)}, ${one.wholeCost.toFixed(1)} ms/s`,
    );
    all.push(one);
  }
  await engine.close();
  const bright = all.filter(({ perfect }) => perfect.all >= BRIGHT);
  const middle = (of: (one: Measured) => number, from = bright): number => median(from.map(of));
  const ratio = (of: (one: Measured) => readonly [number, number]): number =>
    middle((one) => of(one)[1]) / middle((one) => of(one)[0]);
  const whole = ratio(({ shipped, shippedAir }) => [shipped.all, shippedAir.all]);
  const attack = ratio(({ shipped, shippedAir }) => [shipped.attack, shippedAir.attack]);
  const high = middle(({ perfectAir }) => perfectAir.high);
  const cost = middle(({ wholeCost }) => wholeCost, all);
  const sounds = `${bright.length} bright bundled sounds of ${all.length}`;
  return [
    {
      figure: `rendered at home with air ÷ without, 48 kHz log-mel, ${sounds}`,
      asked: '≤ 0.55',
      measured: `${whole.toFixed(2)} (${db(middle((m) => m.shippedAir.all))} of ${db(middle((m) => m.shipped.all))} dB)`,
      ok: whole <= 0.55,
    },
    {
      figure: 'the same, first 100 ms',
      asked: '≤ 0.5',
      measured: `${attack.toFixed(2)} (${db(middle((m) => m.shippedAir.attack))} of ${db(middle((m) => m.shipped.attack))} dB)`,
      ok: attack <= 0.5,
    },
    {
      figure: 'error of the bands from 7.4 to 20 kHz at home, a perfect low band with air',
      asked: '≤ 2 dB',
      measured: `${db(high)} dB (without air ${db(middle((m) => m.perfect.high))}; rendered ${db(middle((m) => m.shippedAir.high))})`,
      ok: high <= 2,
    },
    {
      figure: 'air added where there is none: the others, perfect low band without → with',
      asked: 'no worse',
      measured: `${db(
        middle(
          (m) => m.perfect.all,
          all.filter((m) => !bright.includes(m)),
        ),
      )} → ${db(
        middle(
          (m) => m.perfectAir.all,
          all.filter((m) => !bright.includes(m)),
        ),
      )} dB`,
      ok: null,
    },
    {
      figure: 'air and the way to 48 kHz, processor time a second of sound',
      asked: '≤ 25 ms',
      measured: `${cost.toFixed(1)} ms (air alone ${middle((m) => m.airCost, all).toFixed(1)})`,
      ok: cost <= 25,
    },
  ];
}
