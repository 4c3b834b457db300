/** Renders some of the instruments that ship, and measures their chords as rendered notes beside live ones. */
import { prepareSource } from '../src/audio/source.js';
import type { FactoryInstrument } from '../src/document/factory.js';
import { documentEmbedding } from '../src/document/embedding-code.js';
import { readStateDocument } from '../src/document/read.js';
import { DOCUMENT_FORMAT, DOCUMENT_VERSION, type DocumentSource } from '../src/document/schema.js';
import { documentBytes } from '../src/document/source-code.js';
import { renderDocumentZones } from '../src/instrument/render/document-zones.js';
import { playSong } from '../src/instrument/play/song-player.js';
import type { Song } from '../src/midi/song.js';
import { RenderEngine } from '../src/render/engine.js';
import { bytesOfSound, chordOf, factoryBank, loudnessOf, peakOf } from '../test/instrument/factory/chords.js';
import type { Row } from './row.js';

/** One of each kind: plucked, bowed, struck, blown, sung, electric. */
const INSTRUMENTS = [
  'nylon-flute',
  'felt-harbour',
  'amber-quartet',
  'harp-of-air',
  'glass-soprano',
  'ladder-growl',
];
const RATE = 48_000;
/** Of the chord that the live ones are measured by: see test/instrument/factory. */
const [HELD, REST] = [2.4, 0.6];
const SECONDS = 3;
/** Of rendered notes from live ones, LU: what one hears of it is that a key that is rendered meanwhile goes on as loud. */
const ASKED = 3;

const tonicOf = ({ plan: { low, high } }: FactoryInstrument): number => 12 * Math.round((low + high) / 24);

async function renderedChord(
  engine: RenderEngine,
  instrument: FactoryInstrument,
): Promise<readonly Float32Array[]> {
  const { manifest, fingerprint } = engine.info;
  const facts = { sampleRate: manifest.sampleRate, peak: manifest.signal.peak, seconds: SECONDS, air: true };
  const sources: DocumentSource[] = [];
  for (const { sound, gain } of instrument.sources) {
    const { samples, root, pitch, air } = await prepareSource(await bytesOfSound(sound), sound, facts);
    const id = `${instrument.id} ${sound}`;
    await engine.addSource(id, samples, root.midi, pitch, air);
    const embedding = documentEmbedding(engine.encoded(id), documentBytes(SECONDS));
    sources.push({ name: sound, root, rootOverride: null, pitched: pitch !== null, gain, embedding });
  }
  const tonic = tonicOf(instrument);
  const { state } = readStateDocument({
    ...{ format: DOCUMENT_FORMAT, version: DOCUMENT_VERSION, name: instrument.name, sources },
    model: { id: 'instruments', fingerprint },
    ...{ seconds: SECONDS, mix: instrument.mix, plan: { low: tonic, high: tonic + 7, step: 7, mixes: 1 } },
    parameters: {
      ...instrument.parameters,
      live: 0,
      mix: 100 * instrument.mix.x,
      mixY: 100 * instrument.mix.y,
    },
  });
  const zones = await renderDocumentZones(engine, state);
  const keys = [tonic, tonic + 4, tonic + 7];
  const events = [
    ...keys.map((key) => ({ seconds: 0, bytes: [0x90, key, 100], part: 0 })),
    ...keys.map((key) => ({ seconds: HELD, bytes: [0x80, key, 0], part: 0 })),
  ];
  const song: Song = { events, seconds: HELD, parts: [], tempi: [], cut: false };
  const channels: number[][] = [[], []];
  for (const { left, right } of playSong(state, zones, song, { sampleRate: RATE, seconds: HELD + REST })) {
    channels[0]!.push(...left);
    channels[1]!.push(...right);
  }
  return channels.map((channel) => Float32Array.from(channel));
}

export async function benchFactoryLevels(wanted: readonly string[] = INSTRUMENTS): Promise<Row[]> {
  const { instruments } = await factoryBank();
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
  const rows: Row[] = [];
  try {
    for (const id of wanted) {
      const one = instruments.find((instrument) => instrument.id === id);
      if (!one) throw new Error(`There is no instrument “${id}”.`);
      const rendered = await renderedChord(engine, one);
      const [there, live] = [loudnessOf(rendered), loudnessOf(await chordOf(one))];
      const peak = 20 * Math.log10(peakOf(rendered));
      rows.push({
        figure: `${id}: chord as rendered`,
        asked: `within ${ASKED} LU of live`,
        measured: `${there.toFixed(1)} LUFS (live ${live.toFixed(1)}), peak ${peak.toFixed(1)} dBFS`,
        ok: Math.abs(there - live) <= ASKED,
      });
    }
  } finally {
    await engine.close();
  }
  return rows;
}

if (import.meta.url === new URL(process.argv[1]!, 'file:').href) {
  const wanted = process.argv.slice(2);
  for (const { figure, measured, ok } of await benchFactoryLevels(wanted.length > 0 ? wanted : INSTRUMENTS))
    console.log(`${ok ? ' ' : '!'} ${figure}: ${measured}`);
}
