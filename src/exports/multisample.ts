/** Exports .multisample files of Bitwig Studio and Studio One: a stored zip of a map and WAV files. */
import { fileName, mixTitle } from './names.js';
import {
  exportSamples,
  notice,
  oneLine,
  wavTexts,
  type ExportFile,
  type ExportJob,
  type PlacedSample,
} from './job.js';
import { controllerAt, type ExportPlan } from './plan.js';
import { writeWav } from './wav.js';
import { element, xmlFile } from './xml.js';
import { storedZip } from './zip.js';

/** Of the select range, which chooses the mix. */
const LAST_SELECT = 127;

/** The format has no envelope, so a natural decay is written out into the samples; release and velocity are the player's. */
export async function* multisampleFiles(job: ExportJob): AsyncGenerator<ExportFile> {
  const { plan } = job;
  const { input, options } = plan;
  const name = fileName(input.name);
  const info = wavTexts(input);
  const waves: ExportFile[] = [];
  const samples: string[] = [];
  for await (const made of exportSamples(job, 'samples')) {
    const { planned, name: stem, sample } = made;
    const { sampleRate, loop } = sample;
    const facts = { sampleRate, bits: options.bits, root: planned.root, loop, keys: null, info };
    waves.push({ path: `${stem}.wav`, bytes: writeWav(sample.frames, facts) });
    samples.push(...samplesOf(plan, made));
  }
  const map = new TextEncoder().encode(xmlFile(multisample(plan, samples)));
  // the map first, so that samples can be streamed out of the file
  const bytes = storedZip([{ path: 'multisample.xml', bytes: map }, ...waves], input.name);
  yield { path: `${name}.multisample`, bytes };
}

function multisample(plan: ExportPlan, samples: readonly string[]): string {
  const { input, places, plane } = plan;
  const [category = '', ...keywords] = input.tags.map(oneLine);
  const text = (name: string, value: string): string => element(name, {}, [{ text: value }]);
  return element('multisample', { name: oneLine(input.name) }, [
    text('generator', 'Alloy'),
    text('category', category),
    text('creator', oneLine(input.author)),
    text('description', oneLine(notice(input))),
    element(
      'keywords',
      {},
      keywords.map((keyword) => text('keyword', keyword)),
    ),
    ...(places.length > 1
      ? places.map((place) => element('group', { name: `Mix ${mixTitle(place, plane)}` }))
      : []),
    ...samples,
  ]);
}

function samplesOf(plan: ExportPlan, { planned, place, name, sample }: PlacedSample): string[] {
  const { frames, loop, cents } = sample;
  const { places, volume } = plan;
  return planned.ranges.map((range) =>
    element(
      'sample',
      {
        file: `${name}.wav`,
        gain: volume.toFixed(2),
        'sample-start': '0.000',
        'sample-stop': frames.length.toFixed(3),
        ...(places.length > 1 ? { group: place, 'parameter-1': (2 * places[place]!.x - 1).toFixed(4) } : {}),
        'zone-logic': 'always-play',
      },
      [
        element('key', {
          low: range.low,
          high: range.high,
          root: planned.root,
          track: '1.0000',
          tune: ((range.cents + cents) / 100).toFixed(4),
        }),
        element('velocity'),
        select(plan, place),
        element('loop', {
          mode: loop ? 'loop' : 'off',
          start: (loop?.start ?? 0).toFixed(3),
          stop: (loop?.end ?? frames.length).toFixed(3),
          fade: '0.0000',
        }),
      ],
    ),
  );
}

/** Mixes fade into each other over the select range. */
function select({ places }: ExportPlan, place: number): string {
  if (places.length < 2) return element('select');
  const stops = places.map(({ x }) => controllerAt(x));
  const [at, before, after] = [stops[place]!, stops[place - 1], stops[place + 1]];
  return element('select', {
    low: before ?? 0,
    high: after ?? LAST_SELECT,
    'low-fade': before === undefined ? undefined : at - before,
    'high-fade': after === undefined ? undefined : after - at,
  });
}
