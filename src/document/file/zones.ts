/** Reads and writes the rendered key zones of an instrument file: zones.json and a WAV a layer. */
import { AlloyError } from '../../errors.js';
import { damaged } from '../damaged.js';
import { FieldReader } from '../fields.js';
import type { FileKeyZone, FileLayer, FileZones } from './instrument-file.js';
import { MOST_KEY_ZONES, MOST_LAYERS, ZONES_MEMBER, ZONES_VERSION } from './layout.js';
import { readZoneWav, zoneWav } from './zone-wav.js';

const MOST_SAMPLES = 2 ** 24;
/** LUFS. */
const LEAST_LOUDNESS = -100;

/** The members of key zones by name: zones.json, and a WAV each layer. */
export function zoneMembers({ conditioning, keyZones }: FileZones): Map<string, Uint8Array> {
  const members = new Map<string, Uint8Array>();
  const listed = keyZones.map(({ rootMidi, sampleRate, loop, layers }, place) => ({
    ...{ rootMidi, sampleRate, loop: loop && { start: loop.start, end: loop.end } },
    layers: layers.map(({ x, y, decayRate, target, samples }, i) => {
      const file = `zones/${String(place + 1).padStart(3, '0')}-${i + 1}.wav`;
      members.set(file, zoneWav(samples, sampleRate));
      return { x, y, decayRate, target, file };
    }),
  }));
  const json = JSON.stringify({ version: ZONES_VERSION, conditioning, keyZones: listed }, null, 1);
  return new Map([[ZONES_MEMBER, new TextEncoder().encode(json)], ...members]);
}

/**
 * The key zones of a file.
 * @param take the bytes of a member, which then counts as known; null: there is none.
 * @throws AlloyError 'document-damaged', 'document-newer'.
 */
export function readZones(value: unknown, take: (name: string) => Uint8Array | null): FileZones {
  const fields = new FieldReader(value, 'zones');
  const version = fields.number('version', [1, Number.MAX_SAFE_INTEGER], NaN);
  if (version > ZONES_VERSION) {
    const message = `The rendered notes of this instrument were saved by a newer Alloy (version ${version}; this one reads up to ${ZONES_VERSION}). Update Alloy to open it.`;
    throw new AlloyError('document-newer', String(version), message);
  }
  const conditioning = fields.number('conditioning', [0, Number.MAX_SAFE_INTEGER], 0);
  const keyZones = fields
    .list('keyZones', MOST_KEY_ZONES)
    .map((entry) => readKeyZone(new FieldReader(entry.value, entry.path), entry.path, take));
  return { conditioning, keyZones };
}

function readKeyZone(
  fields: FieldReader,
  path: string,
  take: (name: string) => Uint8Array | null,
): FileKeyZone {
  const rootMidi = fields.number('rootMidi', [0, 127], NaN);
  const sampleRate = fields.number('sampleRate', [1, 768_000], NaN);
  const layers = fields.list('layers', MOST_LAYERS).map(({ value, path: at }): FileLayer => {
    const layer = new FieldReader(value, at);
    const name = layer.text('file', 255, '');
    const bytes = take(name);
    if (!bytes) throw damaged(layer.path('file'), `“${name}” is not in the file`);
    const wav = readZoneWav(bytes, name);
    if (wav.sampleRate !== sampleRate) throw damaged(name, 'it has another rate than its key zone');
    const [x, y] = [layer.number('x', [0, 1], 0), layer.number('y', [0, 1], 0)];
    const decayRate = layer.number('decayRate', [0, 1e6], 0);
    const target = layer.numberOrNull('target', [LEAST_LOUDNESS, 0]);
    return { x, y, decayRate, target, samples: wav.samples };
  });
  const length = layers[0]?.samples.length ?? 0;
  if (length === 0 || length > MOST_SAMPLES) throw damaged(path, 'it has no samples, or too many');
  if (layers.some(({ samples }) => samples.length !== length))
    throw damaged(path, 'its layers are not equally long');
  return { rootMidi, sampleRate, loop: readLoop(fields, length), layers };
}

function readLoop(fields: FieldReader, length: number): FileKeyZone['loop'] {
  const loop = fields.object('loop');
  if (!loop) return null;
  const start = loop.number('start', [0, length], NaN);
  const end = loop.number('end', [0, length], NaN);
  if (!Number.isInteger(start) || !Number.isInteger(end) || start >= end)
    throw damaged(fields.path('loop'), 'it does not lie within its samples');
  return { start, end, crossfade: 0 };
}
