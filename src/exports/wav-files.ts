/** Exports every sample as a WAV file of its own, with loop, root and keys in it. */
import { fileName } from './names.js';
import { exportSamples, notice, textFile, wavTexts, type ExportFile, type ExportJob } from './job.js';
import { bakedPlan } from './plan.js';
import { writeWav } from './wav.js';

export async function* wavFiles(job: ExportJob): AsyncGenerator<ExportFile> {
  const plan = bakedPlan(job.plan);
  const name = fileName(plan.input.name);
  const info = wavTexts(plan.input);
  for await (const { planned, name: stem, sample } of exportSamples({ ...job, plan }, 'envelope')) {
    const { frames, sampleRate, loop, cents } = sample;
    const { root, ranges } = planned;
    const keys = { low: ranges[0]!.low, high: ranges.at(-1)!.high, cents: ranges[0]!.cents + cents };
    const facts = { sampleRate, bits: plan.options.bits, root, loop, keys, info };
    yield { path: `${name}/${name} ${stem}.wav`, bytes: writeWav(frames, facts) };
  }
  yield textFile(`${name}/LICENCE.txt`, notice(plan.input));
}
