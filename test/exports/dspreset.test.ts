/**
 * Tests exported Decent Sampler presets as far as there is no player to ask: what its own “Validate preset” checks, attributes by its
 * documentation, and what its rules make of them.
 */
import { expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import wavefile from 'wavefile';
import { collect } from './instruments.js';
import { instrument, LOOP } from './known-instruments.js';

/** What the Developers Guide (1.11.5) knows of each element that is written. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  DecentSampler: ['minVersion'],
  ui: ['width', 'height'],
  tab: ['name'],
  'labeled-knob': ['x', 'y', 'width', 'textSize', 'label', 'type', 'minValue', 'maxValue', 'value'],
  binding: [
    'type',
    'level',
    'identifier',
    'position',
    'parameter',
    'translation',
    'translationTable',
    'translationOutputMin',
    'translationOutputMax',
  ],
  groups: [
    'volume',
    'attack',
    'attackCurve',
    'decay',
    'decayCurve',
    'sustain',
    'release',
    'releaseCurve',
    'ampVelTrack',
    'pan',
  ],
  group: ['volume', 'tags'],
  sample: [
    'path',
    'rootNote',
    'loNote',
    'hiNote',
    'loVel',
    'hiVel',
    'tuning',
    'release',
    'loopEnabled',
    'loopStart',
    'loopEnd',
    'loopCrossfade',
  ],
  effects: [],
  effect: ['type', 'frequency', 'resonance'],
  midi: [],
  cc: ['number'],
  tags: [],
  tag: ['name', 'volume'],
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

async function opened(
  input = instrument(),
): Promise<{ xml: string; elements: Element[]; files: Map<string, Uint8Array> }> {
  const made = await collect(input, { format: 'dspreset' });
  const preset = made.find(({ path }) => path.endsWith('.dspreset'))!;
  const folder = preset.path.slice(0, preset.path.lastIndexOf('/') + 1);
  const xml = new TextDecoder().decode(preset.bytes);
  const elements = [...xml.matchAll(/<([A-Za-z-]+)((?: [\w-]+="[^"]*")*)\/?>/g)].map(
    ([, name, attributes]) => ({
      name: name!,
      attributes: Object.fromEntries(
        [...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
      ),
    }),
  );
  return { xml, elements, files: new Map(made.map(({ path, bytes }) => [path.slice(folder.length), bytes])) };
}

it('is XML of documented elements and attributes, and every file is there by its exact name', async () => {
  const nasty = { ...instrument(), name: 'a<b>&"', author: '--><group volume="9"/>' };
  for (const input of [instrument(), nasty, instrument({ parameters: { filterType: 1, pan: 20 } })]) {
    const { xml, elements, files } = await opened(input);
    const wellFormed = await validateXML({
      xml: [{ fileName: 'a.dspreset', contents: xml }],
      normalization: 'format',
    } as never);
    expect(wellFormed.errors).toEqual([]);
    const strange = elements.flatMap(({ name, attributes }) =>
      Object.keys(attributes).filter((attribute) => !DOCUMENTED[name]?.includes(attribute)),
    );
    expect(strange).toEqual([]);
    expect(elements.filter(({ name }) => !(name in DOCUMENTED))).toEqual([]);
    const paths = elements.flatMap(({ name, attributes }) => (name === 'sample' ? [attributes.path!] : []));
    expect(paths.filter((path) => !files.has(path))).toEqual([]);
    expect(paths.length).toBeGreaterThan(0);
  }
});

it('keys and velocities are covered once a mix; loops end with their last frame', async () => {
  const { elements, files } = await opened();
  const covered = new Array<number>(128 * 128).fill(0);
  const frames = new Map<string, number>();
  for (const { attributes } of elements.filter(({ name }) => name === 'sample')) {
    const number = (key: string): number => Number(attributes[key]);
    for (let key = number('loNote'); key <= number('hiNote'); key++) {
      for (let velocity = number('loVel'); velocity <= number('hiVel'); velocity++)
        covered[128 * key + velocity]!++;
    }
    if (number('loopStart') !== LOOP.start || number('loopEnd') !== LOOP.end - 1) covered.fill(NaN);
    frames.set(attributes.path!, number('loopEnd'));
  }
  expect(covered.every((count) => count === 3)).toBe(true);
  expect(frames.size).toBe(9);
  for (const [path, last] of frames) {
    const wave = new wavefile.WaveFile(files.get(path)!);
    expect((wave.getSamples(false, Float64Array) as Float64Array).length).toBeGreaterThan(last);
  }
});

it.each([0, 60, 100])(
  'the response to velocity is within half a decibel of the player: amount %d',
  async (velocityAmount) => {
    const { xml, elements } = await opened(instrument({ parameters: { velocityAmount }, decayRates: [0] }));
    const groups = [
      ...xml.matchAll(/<group volume="([-\d.]+)dB">|<sample [^>]*loVel="(\d+)" hiVel="(\d+)"/g),
    ];
    const track = Number(elements.find(({ name }) => name === 'groups')!.attributes.ampVelTrack);
    let volume = NaN;
    for (const [, decibels, low, high] of groups) {
      if (decibels !== undefined) volume = Number(decibels);
      for (let velocity = Math.max(1, Number(low)); velocity <= Number(high); velocity++) {
        const theirs = volume + (track === 1 ? 20 * Math.log10(velocity / 127) : 0);
        const own = 20 * Math.log10(velocity / 127) * ((2 * velocityAmount) / 100);
        expect(Math.abs(theirs - own)).toBeLessThan(0.5);
      }
    }
  },
);

it('the knob and the wheel cross-fade the mixes at one level, and stand where the mix stands', async () => {
  const input = instrument({ decayRates: [0, 0, 0, 0, 0] });
  const { elements } = await opened({ ...input, mix: { x: 0.3, y: 0 } });
  const tables = elements.flatMap(({ attributes }) =>
    attributes.translationTable === undefined
      ? []
      : [
          attributes.translationTable
            .split(';')
            .map((point) => point.split(',').map(Number) as [number, number]),
        ],
  );
  expect(tables).toHaveLength(5);
  const gain = (table: [number, number][], at: number): number => {
    const next = Math.max(
      1,
      table.findIndex(([x]) => x >= at),
    );
    const [[x0, y0], [x1, y1]] = [table[next - 1]!, table[next]!];
    return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
  };
  for (let cc = 0; cc <= 127; cc++) {
    expect(tables.reduce((sum, table) => sum + gain(table, cc), 0)).toBeCloseTo(1, 6);
  }
  const knob = elements.find(({ name }) => name === 'labeled-knob')!;
  const volumes = elements
    .filter(({ name }) => name === 'tag')
    .map(({ attributes }) => Number(attributes.volume));
  tables.forEach((table, i) =>
    expect(gain(table, Number(knob.attributes.value))).toBeCloseTo(volumes[i]!, 1),
  );
});

it('the release reaches −60 dB when the player does', async () => {
  const { elements } = await opened(instrument({ parameters: { release: 0.8 } }));
  const release = Number(elements.find(({ name }) => name === 'groups')!.attributes.release);
  const curve = (u: number): number => (Math.exp(-4.1 * u) - Math.exp(-4.1)) / (1 - Math.exp(-4.1));
  const at = Array.from({ length: 2000 }, (_, i) => i / 2000).find((u) => curve(u) <= 0.001)!;
  expect(Math.abs((at * release) / 0.8 - 1)).toBeLessThan(0.1);
});
