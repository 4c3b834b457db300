/** Encodes sources, and blends them at any root. [worker or Node] */
import { harmonicPart } from '../audio/band-envelope/harmonic-part.js';
import { moveAir, RESAMPLED_MOVE } from '../audio/air/levels.js';
import { harmonicHop } from '../audio/harmonics/frames.js';
import { measureHarmonics } from '../audio/harmonics/track.js';
import { resample } from '../audio/resample.js';
import { AlloyError } from '../errors.js';
import { framePitchHertz, ownShare } from '../model/envelope-warp.js';
import type { Model } from '../model/load.js';
import type { ModelManifest } from '../model/manifest.js';
import { blend } from '../timbre/blend.js';
import type { AirTrack, Embedding, HarmonicTrack, PitchTrack } from '../timbre/embedding.js';
import { midiToHertz, type Decibels, type MidiNote, type Samples } from '../units.js';
import { zoneTarget } from './expected-chord.js';
import { expectedLoudness, MeasuredLevel, TabledLevel } from './expected-loudness.js';
import { measureDetail } from './detail.js';
import { sourceLoudness } from './level.js';
import type { EncodedSource, SourcePitch, SourceWeight } from './notes.js';

interface Source {
  /** Null where it came encoded. */
  readonly samples: Float32Array | null;
  readonly rootMidi: MidiNote;
  readonly pitch: SourcePitch | null;
  readonly level: MeasuredLevel | TabledLevel;
  /** At its own root. */
  readonly embedding: Embedding;
  /** Embeddings at other roots: with another band envelope, or, for a model without pitch input, encoded anew. */
  readonly atRoots: Map<MidiNote, Embedding>;
}

/** Least share of a sound's energy at the harmonics of its pitch. */
const LEAST_HARMONIC = 0.1;
/** How far from what noise has, to all of it, harmonics reach that stand out. */
const CLEAR_OF_CHANCE = 0.5;

/** Hop of the pitch track of a steady source. */
const STEADY_HOP = 512;

/** True when the decoder cannot be told the pitch: then each root needs its own, repitched source. */
export function needsRepitching({ conditioning }: ModelManifest): boolean {
  return conditioning.kind === 'linear';
}

/** The sources of an engine, encoded. [worker or Node] */
export class SourceStore {
  readonly #model: Model;
  readonly #sources = new Map<string, Source>();

  constructor(model: Model) {
    this.#model = model;
  }

  /** Encodes a source and keeps it; replaces one of the same id. See RenderEngine.addSource. */
  async add(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch: SourcePitch | null | undefined,
    air: AirTrack | null = null,
  ): Promise<Embedding> {
    if (!Number.isFinite(rootMidi)) {
      throw new AlloyError(
        'bad-argument',
        id,
        `The root of the source ${id} is ${rootMidi}, which is no note.`,
      );
    }
    const steady: SourcePitch = { midi: rootMidi, hop: STEADY_HOP, deviation: new Float32Array(0) };
    const own = samples.slice(); // the caller may use its array again
    const said = pitch === undefined ? steady : pitch;
    const known = air && said && !this.#hasPitch(own, rootMidi, said, pitch === undefined) ? null : said;
    const encoded = await this.#encode(own, rootMidi, known);
    const detail = air && measureDetail(own, this.#model.manifest);
    const embedding = { ...encoded, ...(air ? { air } : {}), ...(detail ? { detail } : {}) };
    const level = new MeasuredLevel(own, this.#model.manifest.sampleRate, known && rootMidi);
    this.#sources.set(id, { samples: own, rootMidi, pitch: known, level, embedding, atRoots: new Map() });
    return embedding;
  }

  /** Keeps a source that was encoded before; replaces one of the same id. See RenderEngine.addEncoded. */
  addEncoded(id: string, { embedding, rootMidi, level, atRoots }: EncodedSource): Embedding {
    const { manifest } = this.#model;
    const { channels, hop } = embedding.timbre;
    const pitched = manifest.conditioning.kind !== 'linear' || manifest.decoder.pitchLag;
    const fits =
      channels === manifest.encoder.embedding &&
      hop === manifest.encoder.hop &&
      (embedding.loudness !== null) === Boolean(manifest.signal.loudness) &&
      (embedding.bandEnvelope?.width ?? 0) === 2 * (manifest.colour?.bands ?? 0) &&
      (embedding.pitch === null || pitched);
    if (!fits) {
      const message = `The source ${id} was encoded by another model than ${manifest.title}. Choose that model, or load the sound itself.`;
      throw new AlloyError('source-model', id, message);
    }
    if (needsRepitching(manifest) && !atRoots) {
      const message = `${manifest.title} encodes a sound anew for every key: the source ${id} came without its sound. Load the sound itself.`;
      throw new AlloyError('source-model', id, message);
    }
    const tabled = new TabledLevel(level, embedding.pitch && rootMidi);
    this.#sources.set(id, {
      samples: null,
      rootMidi,
      pitch: null,
      level: tabled,
      embedding,
      atRoots: new Map(atRoots),
    });
    return embedding;
  }

  /** A source as it was encoded, to be kept without its samples. @throws AlloyError 'bad-argument'. */
  encoded(id: string): EncodedSource {
    const { embedding, rootMidi, level } = this.#get(id);
    return { embedding, rootMidi, level: level.table };
  }

  /**
   * The same with its embeddings at other roots, where the model encodes a sound anew for every key.
   * @throws AlloyError 'bad-argument'.
   */
  async encodedAtRoots(id: string, roots: readonly MidiNote[]): Promise<EncodedSource> {
    const encoded = this.encoded(id);
    if (!needsRepitching(this.#model.manifest)) return encoded;
    const atRoots = new Map<MidiNote, Embedding>();
    for (const root of roots) atRoots.set(root, await this.#atRoot(this.#get(id), root));
    return { ...encoded, atRoots };
  }

  remove(id: string): void {
    this.#sources.delete(id);
  }

  /** The blend at the sources' own roots. @throws AlloyError 'bad-argument' for a source that is not there. */
  blend(weights: readonly SourceWeight[]): Embedding {
    return blend(
      weights.map(({ source }) => this.#get(source).embedding),
      weights.map(({ weight }) => weight),
    );
  }

  /** How many sources `blendAt` would have to encode first. */
  missingAt(weights: readonly SourceWeight[], rootMidi: MidiNote): number {
    if (!needsRepitching(this.#model.manifest)) return 0;
    return weights.filter(({ source, weight }) => weight > 0 && !this.#known(this.#get(source), rootMidi))
      .length;
  }

  /** The blend to render at a root. */
  async blendAt(weights: readonly SourceWeight[], rootMidi: MidiNote): Promise<Embedding> {
    const used = weights.filter(({ weight }) => weight > 0);
    const embeddings: Embedding[] = [];
    for (const { source } of used) embeddings.push(await this.#atRoot(this.#get(source), rootMidi));
    return blend(
      embeddings,
      used.map(({ weight }) => weight),
    );
  }

  /** How loud a note of `length` will be, in LUFS: see expectedLoudness. @param blended as blendAt gives it. */
  loudnessAt(
    weights: readonly SourceWeight[],
    rootMidi: MidiNote,
    blended: Embedding,
    length: Samples,
  ): Decibels {
    const shares = weights
      .filter(({ weight }) => weight > 0)
      .map(({ source, weight }) => ({ level: this.#get(source).level, weight }));
    const rate = this.#model.manifest.sampleRate;
    return expectedLoudness(shares, { track: blended.loudness, rootMidi, length, rate });
  }

  /** How loud the zone of a note of `length` is to be, in LUFS: see zoneTarget. */
  zoneTargetOf(weights: readonly SourceWeight[], blended: Embedding, length: Samples): Decibels {
    const shares = weights
      .filter(({ weight }) => weight > 0)
      .map(({ source, weight }) => {
        const { level, embedding } = this.#get(source);
        return { chordPeak: level.chordPeak, track: embedding.loudness, weight };
      });
    return zoneTarget(shares, blended.loudness, length, this.#model.manifest.sampleRate);
  }

  #get(id: string): Source {
    const source = this.#sources.get(id);
    if (!source) throw new AlloyError('bad-argument', id, `There is no source "${id}".`);
    return source;
  }

  #known(source: Source, rootMidi: MidiNote): Embedding | undefined {
    return rootMidi === source.rootMidi ? source.embedding : source.atRoots.get(rootMidi);
  }

  async #atRoot(source: Source, rootMidi: MidiNote): Promise<Embedding> {
    const known = this.#known(source, rootMidi);
    if (known) return known;
    const embedding = needsRepitching(this.#model.manifest)
      ? await this.#repitched(source, rootMidi)
      : this.#moved(source, rootMidi);
    source.atRoots.set(rootMidi, embedding);
    return embedding;
  }

  /** The embedding at another root: warps the band envelope, moves the air, and lowers `hold` of the harmonics with the distance. */
  #moved({ embedding, rootMidi: own }: Source, rootMidi: MidiNote): Embedding {
    const { harmonics, air, detail, pitch } = embedding;
    const warped = this.#model.bandEnvelopeAt(embedding, rootMidi);
    if (!pitch) return warped;
    const hold = ownShare(rootMidi - own, this.#model.manifest);
    return {
      ...warped,
      ...(air ? { air: moveAir(air, rootMidi - own) } : {}),
      ...(detail ? { detail: { ...detail, hold } } : {}),
      ...(harmonics ? { harmonics: { ...harmonics, hold } } : {}),
    };
  }

  async #repitched(
    { samples, rootMidi: own, pitch, embedding }: Source,
    rootMidi: MidiNote,
  ): Promise<Embedding> {
    if (!samples) {
      const message = `A source came encoded, and not for the key ${rootMidi}. Encode it for that key, too, or load the sound itself.`;
      throw new AlloyError('source-model', String(rootMidi), message);
    }
    const moved = await repitch(samples, rootMidi - own, this.#model.manifest.sampleRate);
    const encoded = await this.#encode(moved, rootMidi, pitch);
    const { air } = embedding;
    return air ? { ...encoded, air: moveAir(air, rootMidi - own, RESAMPLED_MOVE) } : encoded;
  }

  async #encode(samples: Float32Array, rootMidi: MidiNote, pitch: SourcePitch | null): Promise<Embedding> {
    const timbre = await this.#model.encode(samples);
    const track = pitch && this.#pitchTrack(rootMidi, pitch);
    const bandEnvelope = this.#model.bandEnvelopeOf(samples, timbre, track, rootMidi);
    const { signal, sampleRate } = this.#model.manifest;
    const loudness = sourceLoudness(samples, signal, pitch && sampleRate / midiToHertz(rootMidi));
    const harmonics = bandEnvelope && track && this.#harmonics(samples, track, rootMidi);
    return {
      timbre,
      loudness,
      pitch: track,
      ...(bandEnvelope ? { bandEnvelope } : {}),
      ...(harmonics ? { harmonics } : {}),
    };
  }

  /**
   * Whether a sound has the pitch that is said of it: where next to nothing lies at its harmonics, the taps would make a tone that is not there.
   * @param claimed by hand, of a sound in which none was found: then its harmonics must stand out.
   */
  #hasPitch(samples: Float32Array, rootMidi: MidiNote, pitch: SourcePitch, claimed: boolean): boolean {
    const { colour, sampleRate } = this.#model.manifest;
    const track = this.#pitchTrack(rootMidi, pitch);
    if (!colour || !track) return true;
    const hertz = framePitchHertz(track, rootMidi, Math.ceil(samples.length / colour.hop), colour.hop);
    const { share, near, chance } = harmonicPart(samples, hertz, colour, sampleRate);
    return share >= LEAST_HARMONIC && (!claimed || near >= chance + CLEAR_OF_CHANCE * (1 - chance));
  }

  #harmonics(samples: Float32Array, track: PitchTrack, rootMidi: MidiNote): HarmonicTrack | null {
    const { sampleRate } = this.#model.manifest;
    const hop = harmonicHop(sampleRate);
    const hertz = framePitchHertz(track, rootMidi, Math.ceil(samples.length / hop), hop);
    return measureHarmonics(samples, hertz, sampleRate);
  }

  /** Null where the model keeps pitch inside the timbre. */
  #pitchTrack(rootMidi: MidiNote, { hop, deviation }: SourcePitch): PitchTrack | null {
    const { conditioning, decoder } = this.#model.manifest;
    if (conditioning.kind === 'linear' && !decoder.pitchLag) return null;
    return { rootMidi, ...onHop(deviation, hop, STEADY_HOP) };
  }
}

/** Deviations on another hop, so that tracks of different origin blend: means, or the nearest value. */
function onHop(deviation: Float32Array, from: number, to: number): Pick<PitchTrack, 'hop' | 'deviation'> {
  if (from === to || deviation.length === 0) return { hop: to, deviation: deviation.slice() };
  const count = Math.ceil((deviation.length * from) / to);
  const values = Float32Array.from({ length: count }, (_, i) => {
    const first = Math.min(deviation.length - 1, Math.floor((i * to) / from));
    const part = deviation.subarray(first, Math.max(first + 1, Math.floor(((i + 1) * to) / from)));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  return { hop: to, deviation: values };
}

/** The same number of samples, sounding `semitones` higher: resampled, then cut or filled with silence. */
export async function repitch(
  samples: Float32Array,
  semitones: number,
  sampleRate: number,
): Promise<Float32Array> {
  const moved = await resample(samples, sampleRate * 2 ** (semitones / 12), sampleRate);
  const output = new Float32Array(samples.length);
  output.set(moved.subarray(0, output.length));
  return output;
}
