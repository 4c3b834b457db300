/**
 * Measures the conditioning of real renders: three mixes of each of several pairs at several roots, and its cost beside rendering
 * them. Both are figures of processor time, all threads together, so that other programs disturb them little.
 */
import { availableParallelism } from 'node:os';
import { readFile } from 'node:fs/promises';
import { conditionZone, type ConditionedZone } from '../src/audio/conditioning/condition-zone.js';
import { noteLoudness } from '../src/audio/k-weighting.js';
import { detectPitch } from '../src/audio/pitch.js';
import { prepareSource } from '../src/audio/source.js';
import { RenderEngine } from '../src/render/engine.js';
import { held, quantile, ripple, rounds, seam, sweep } from '../test/audio/conditioning/measures.js';
import type { Row } from './row.js';

const PAIRS = [
  ['flute-c5', 'clarinet-d4'],
  ['cello-c3', 'choir-aahs-c4'],
  ['violin-a4', 'trumpet-g4'],
  ['church-organ-c4', 'flute-c5'],
  ['nylon-guitar-c4', 'flute-c5'],
  ['celesta-c5', 'grand-piano-c4'],
  ['kalimba-c5', 'sitar-g3'],
] as const;
const ROOTS = [48, 60, 67];
const MIXES = [0, 0.5, 1];
const SECONDS = 3;
const HELD_SECONDS = 8;

interface Measured {
  readonly looped: boolean;
  readonly cents: number;
  readonly loudness: number;
  /** Held: ripple beyond that of one round, jump at the seam over the 90th percentile elsewhere, click; all worst. */
  readonly beyond: number;
  readonly jump: number;
  readonly click: number;
  /** Of a sweep, while the note is held. */
  readonly dip: number;
  readonly flanging: number;
}

function measure(keyZone: ConditionedZone, rootMidi: number, rate: number): Measured {
  const { layers, loop } = keyZone;
  const found = layers.map((samples, layer) => {
    const long = loop ? held(keyZone, layer, HELD_SECONDS) : samples;
    const pitch = detectPitch(long, rate);
    const sounds = loop !== null && samples.subarray(loop.start, loop.end).some((x) => Math.abs(x) > 1e-3);
    const { jump, elsewhere, click } = sounds ? seam(keyZone, layer) : { jump: 0, elsewhere: [1], click: 0 };
    const level = rounds(keyZone, layer, HELD_SECONDS);
    const beyond = sounds ? ripple(level, loop.start, level.length) - ripple(level, loop.start, loop.end) : 0;
    return {
      cents: pitch ? Math.abs(100 * (pitch.midi - rootMidi)) : 0,
      loudness: noteLoudness(samples.subarray(0, loop?.end ?? samples.length), rate),
      jump: jump / quantile(elsewhere, 0.9),
      click,
      beyond,
    };
  });
  const worst = (of: (one: (typeof found)[number]) => number): number => Math.max(...found.map(of));
  const to = loop ? HELD_SECONDS * rate : Math.min(layers[0]!.length, rate);
  const swept = sweep(keyZone, rootMidi, loop ? loop.start : 0.1 * rate, to);
  return {
    looped: loop !== null,
    cents: worst((one) => one.cents),
    loudness: worst((one) => one.loudness) + worst((one) => -one.loudness),
    beyond: worst((one) => one.beyond),
    jump: worst((one) => one.jump),
    click: worst((one) => one.click),
    dip: swept.dip,
    flanging: quantile(swept.harmonics, 0.02),
  };
}

/** Seconds of processor time, all threads. */
async function cpuSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Processor seconds that a key zone took. */
interface Cost {
  /** To render one of its notes. */
  readonly note: number;
  /** To condition its first note alone, for a first listen, and all of them. */
  readonly first: number;
  readonly whole: number;
}

/**
 * How many notes are made, at most, while one that is made waits to be conditioned. As an instrument has it: the first notes of all key
 * zones, then each key zone's others; one worker conditions in this order. Notes are made on all cores, as if nothing else ran there: no machine
 * makes them sooner beside it.
 */
function notesLate(costs: readonly Cost[], cores: number): number {
  const jobs = [
    ...costs.map(({ note, first }) => ({ notes: 1, note, condition: first })),
    ...costs.map(({ note, whole }) => ({ notes: MIXES.length - 1, note, condition: whole })),
  ];
  const made: number[] = [];
  let [now, free] = [0, 0];
  const done = jobs.map(({ notes, note, condition }) => {
    for (let i = 0; i < notes; i++) made.push((now += note / cores));
    free = Math.max(free, now) + condition;
    return { made: now, conditioned: free };
  });
  return Math.max(...done.map((job) => made.filter((at) => at > job.made && at <= job.conditioned).length));
}

export async function benchConditioning(): Promise<Row[]> {
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
  const { sampleRate, signal, generation } = engine.info.manifest;
  const folder = new URL('../presets/sources/', import.meta.url);
  for (const name of new Set(PAIRS.flat())) {
    const file = await readFile(new URL(`${name}.flac`, folder));
    const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
    const prepared = await prepareSource(bytes, name, { sampleRate, seconds: SECONDS, peak: signal.peak });
    await engine.addSource(name, prepared.samples, prepared.pitch?.midi ?? 60, prepared.pitch);
  }
  let [rendering, conditioning, seconds, off] = [0, 0, 0, 0];
  const costs: Cost[] = [];
  const rows: Row[] = [];
  for (const pair of PAIRS) {
    const all: Measured[] = [];
    for (const rootMidi of ROOTS) {
      const notes = MIXES.map((mix) => ({
        ...{ id: `${pair.join(' ')} ${mix}`, rootMidi, seconds: SECONDS, seed: 1, ...generation },
        weights: pair.map((source, i) => ({ source, weight: i === 0 ? 1 - mix : mix })),
      }));
      let layers: Float32Array[] = [];
      const expected = new Map<string, number>();
      const rendered = await cpuSeconds(async () => {
        const onAudio = (id: string, _start: number, _samples: Float32Array, loudness: number): void =>
          void expected.set(id, loudness);
        layers = (await engine.render(notes, { onAudio })).map((note) => note.samples);
      });
      rendering += rendered;
      layers.forEach((layer, i) => {
        off = Math.max(off, Math.abs(noteLoudness(layer, sampleRate) - expected.get(notes[i]!.id)!));
      });
      let keyZone: ConditionedZone | null = null;
      const finish = (): void => {
        keyZone = conditionZone(layers, { rootMidi, sampleRate, pitched: true });
      };
      if (rows.length + all.length === 0) finish(); // so that its code is compiled, as the generator's is
      const options = { rootMidi, sampleRate, pitched: true };
      const first = await cpuSeconds(() => conditionZone([layers[1]!], options));
      const whole = await cpuSeconds(finish);
      conditioning += whole;
      costs.push({ note: rendered / MIXES.length, first, whole });
      seconds += SECONDS * MIXES.length;
      all.push(measure(keyZone!, rootMidi, sampleRate));
    }
    rows.push(rowOf(pair, all));
  }
  await engine.close();
  const share = conditioning / rendering;
  rows.unshift({
    figure: 'conditioning over rendering, processor time',
    asked: '≤ 5 %',
    measured: `${(100 * share).toFixed(1)} % (${((1000 * conditioning) / seconds).toFixed(1)} ms a second of sound)`,
    ok: share <= 0.05,
  });
  const cores = availableParallelism();
  const late = notesLate(costs, cores);
  const most = Math.max(...costs.map(({ note, whole }) => whole / note));
  rows.push({
    figure: `conditioning beside rendering on ${cores} cores: notes made while one waits, at most`,
    asked: 'one',
    measured: `${late}; conditioning a key zone takes ${most.toFixed(2)} of the time of rendering one of its ${MIXES.length} notes, at most`,
    ok: late <= 1,
  });
  rows.push({
    figure: `zones while they are made, against conditioned ones, worst of ${PAIRS.length * ROOTS.length * MIXES.length} notes`,
    asked: '≤ 2 dB',
    measured: `${off.toFixed(1)} dB`,
    ok: off <= 2,
  });
  return rows;
}

function rowOf(pair: readonly string[], all: readonly Measured[]): Row {
  const most = (of: (one: Measured) => number): number => Math.max(...all.map(of));
  const least = (of: (one: Measured) => number): number => Math.min(...all.map(of));
  const [cents, loudness, dip] = [most((m) => m.cents), most((m) => m.loudness), least((m) => m.dip)];
  const looped = all.filter((m) => m.looped).length;
  const loop = looped
    ? `, ripple +${most((m) => m.beyond).toFixed(1)} dB, jump ×${most((m) => m.jump).toFixed(1)}, click ×${most((m) => m.click).toFixed(2)}`
    : '';
  return {
    figure: `conditioned: ${pair.join(' to ')}, ${ROOTS.length} roots, worst of ${ROOTS.length * MIXES.length} notes`,
    asked: '3 cents; 1.5 dB apart; sweep −2 dB',
    measured: `${cents.toFixed(1)} cents; ${loudness.toFixed(1)} dB; sweep ${dip.toFixed(1)} dB, harmonics ${least((m) => m.flanging).toFixed(1)} dB; ${looped} of ${all.length} loop${loop}`,
    ok: cents <= 3 && loudness <= 1.5 && dip >= -2,
  };
}
