/** Reads one frame of a sound: the complex amplitudes of its partials, and what is left between them. */
import type { Hertz, Seconds } from '../../units.js';
import { LOBE_BINS, LobeSystem, WindowLobe } from './gram.js';
import { NOISE_BANDS, NOISE_CENTRES, NOISE_WIDTHS, TOP_HERTZ } from './tracks.js';
import { CentredSpectrum } from './windows.js';

/** Least padding of the spectrum: its nearest bin is a quarter of the window's own off at most, which the lobe says how to make good. */
const PADDING = 2;
/** Noise is read from here on. */
const LOWEST_POINT: Hertz = 40;
/** Fewer points than this between the partials are too few: then one is read between each two. */
const FEWEST_POINTS = 8;
/** A band is known where points have this much of a share in it. */
const KNOWN_SHARE = 0.3;

/** Reads frames under one window, for partials at fixed ratios of a moving f0. */
export class FrameReader {
  /** Half a partial's complex amplitude, of the last frame. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** What is left at the points between the partials, of the last frame. */
  readonly leftRe: Float64Array;
  readonly leftIm: Float64Array;
  /** A white noise of variance v has this times v at a point, of power. */
  readonly windowEnergy: number;
  readonly bands: PointBands;
  readonly #spectrum: CentredSpectrum;
  readonly #rate: Hertz;
  readonly #ratios: Float64Array;
  readonly #points: Float64Array;
  readonly #system: LobeSystem;
  readonly #leaks: Leaks;
  readonly #lobe: WindowLobe;

  /**
   * @param ratios of f0, in any order.
   * @param hertz the median f0, where the window's lobes are laid out.
   * @param halfLobe bins of the window's own from a partial on where its main lobe has ended.
   */
  constructor(window: Float64Array, halfLobe: number, sampleRate: Hertz, ratios: Float64Array, hertz: Hertz) {
    this.#spectrum = new CentredSpectrum(window, PADDING);
    this.#rate = sampleRate;
    this.#ratios = ratios;
    const lobe = new WindowLobe(window);
    this.#lobe = lobe;
    const binsARatio = (hertz * window.length) / sampleRate;
    this.#points = pointsBetween(ratios, hertz, binsARatio / halfLobe, Math.min(TOP_HERTZ, 0.5 * sampleRate));
    const places = ratios.map((ratio) => ratio * binsARatio);
    this.#system = new LobeSystem(places, lobe);
    this.#leaks = leaksAt(
      this.#points.map((point) => point * binsARatio),
      places,
      lobe,
    );
    this.bands = new PointBands(this.#points, hertz);
    this.windowEnergy = window.reduce((sum, x) => sum + x * x, 0);
    this.re = new Float64Array(ratios.length);
    this.im = new Float64Array(ratios.length);
    this.leftRe = new Float64Array(this.#points.length);
    this.leftIm = new Float64Array(this.#points.length);
  }

  /** Reads the frame about a moment (phases are those at it), whose f0 is given. */
  read(samples: Float32Array, seconds: Seconds, f0: Hertz): void {
    const centre = Math.round(seconds * this.#rate);
    this.#spectrum.at(samples, centre);
    const { size, bins } = this.#spectrum;
    const scale = (f0 * size) / this.#rate;
    gather(bins, size / 2, this.#ratios, scale, this.re, this.im);
    this.#recentre(scale);
    this.#system.solve(this.re, this.im);
    const late = centre / this.#rate - seconds;
    gather(bins, size / 2, this.#points, scale, this.leftRe, this.leftIm);
    const { start, partial, lobe } = this.#leaks;
    for (let p = 0; p < this.#points.length; p++) {
      for (let i = start[p]!; i < start[p + 1]!; i++) {
        this.leftRe[p]! -= lobe[i]! * this.re[partial[i]!]!;
        this.leftIm[p]! -= lobe[i]! * this.im[partial[i]!]!;
      }
    }
    if (Math.abs(late) > 1e-9) this.#turnBack(late * f0);
  }

  /** The frame was read a part of a sample late: `turns` of f0. */
  #turnBack(turns: number): void {
    for (let k = 0; k < this.re.length; k++) {
      const c = Math.cos(2 * Math.PI * turns * this.#ratios[k]!);
      const s = Math.sin(2 * Math.PI * turns * this.#ratios[k]!);
      const re = this.re[k]! * c + this.im[k]! * s;
      this.im[k] = this.im[k]! * c - this.re[k]! * s;
      this.re[k] = re;
    }
  }

  /** Makes good that the nearest bin is beside a partial's top. */
  #recentre(scale: number): void {
    const top = this.#lobe.at(0);
    const own = this.#spectrum.window.length / this.#spectrum.size;
    for (let k = 0; k < this.re.length; k++) {
      const place = this.#ratios[k]! * scale;
      const gain = top / this.#lobe.at((place - Math.round(place)) * own);
      this.re[k]! *= gain;
      this.im[k]! *= gain;
    }
  }
}

function gather(
  bins: Float64Array,
  last: number,
  ratios: Float64Array,
  scale: number,
  re: Float64Array,
  im: Float64Array,
): void {
  for (let i = 0; i < ratios.length; i++) {
    const bin = 2 * Math.min(last, Math.round(ratios[i]! * scale));
    re[i] = bins[bin]!;
    im[i] = bins[bin + 1]!;
  }
}

/** Lobes of partials at points, sparse: of point p those from `start[p]` to `start[p + 1]`. */
interface Leaks {
  readonly start: Uint32Array;
  readonly partial: Uint32Array;
  readonly lobe: Float64Array;
}

function leaksAt(points: Float64Array, places: Float64Array, lobe: WindowLobe): Leaks {
  const start = new Uint32Array(points.length + 1);
  const [partial, values]: [number[], number[]] = [[], []];
  points.forEach((point, p) => {
    places.forEach((place, k) => {
      if (Math.abs(place - point) >= LOBE_BINS) return;
      partial.push(k);
      values.push(lobe.at(place - point));
    });
    start[p + 1] = partial.length;
  });
  return { start, partial: Uint32Array.from(partial), lobe: Float64Array.from(values) };
}

/** Ratios between the partials, evenly, at least a half lobe from each. */
function pointsBetween(ratios: Float64Array, hertz: Hertz, halfLobes: number, top: Hertz): Float64Array {
  const edges = [0, ...[...ratios].sort((a, b) => a - b), TOP_HERTZ / hertz + 1];
  const points: number[] = [];
  const middles: number[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [from, to] = [edges[i]!, edges[i + 1]!];
    const count = Math.floor((to - from) * halfLobes + 0.05) - 1;
    for (let k = 1; k <= count; k++) points.push(from + ((to - from) * k) / (count + 1));
    middles.push(0.5 * (from + to));
  }
  const used = points.length >= FEWEST_POINTS ? points : middles;
  return Float64Array.from(used).filter((p) => p * hertz > LOWEST_POINT && p * hertz < top);
}

/** Means of a power at points by noise band: triangles as wide as a band on each side. */
export class PointBands {
  readonly #start = new Uint32Array(NOISE_BANDS + 1);
  readonly #point: Uint32Array;
  readonly #share: Float64Array;
  readonly #known: readonly number[];

  constructor(points: Float64Array, hertz: Hertz) {
    const [point, share, known]: [number[], number[], number[]] = [[], [], []];
    for (let band = 0; band < NOISE_BANDS; band++) {
      const first = share.length;
      points.forEach((ratio, p) => {
        const near = 1 - Math.abs(ratio * hertz - NOISE_CENTRES[band]!) / NOISE_WIDTHS[band]!;
        if (near <= 0) return;
        point.push(p);
        share.push(near);
      });
      const sum = share.slice(first).reduce((a, b) => a + b, 0);
      for (let i = first; i < share.length; i++) share[i]! /= sum;
      if (sum > KNOWN_SHARE) known.push(band);
      this.#start[band + 1] = share.length;
    }
    this.#point = Uint32Array.from(point);
    this.#share = Float64Array.from(share);
    this.#known = known;
  }

  /** Adds each band's mean of `power` (by point) to `out[offset + band]`. */
  add(power: Float64Array, out: Float64Array, offset: number): void {
    for (let band = 0; band < NOISE_BANDS; band++) {
      let sum = 0;
      for (let i = this.#start[band]!; i < this.#start[band + 1]!; i++)
        sum += this.#share[i]! * power[this.#point[i]!]!;
      out[offset + band]! += sum;
    }
  }

  /** In place, powers of one frame: a band without a point takes the line in dB between its neighbours. */
  fillUnknown(power: Float64Array, offset: number): void {
    const known = this.#known;
    if (known.length === NOISE_BANDS || known.length < 2) return;
    for (let band = 0, next = 0; band < NOISE_BANDS; band++) {
      while (next < known.length && known[next]! < band) next++;
      const [above, below] = [known[next], known[next - 1]];
      if (above === band) continue;
      const [low, high] = [below ?? above!, above ?? below!];
      const share = high > low ? (band - low) / (high - low) : 0;
      const [a, b] = [power[offset + low]! + 1e-14, power[offset + high]! + 1e-14];
      power[offset + band] = a * (b / a) ** share;
    }
  }
}

/** Lengths of the two windows for partials that are `spacing` Hz apart. */
export function windowSeconds(spacing: Hertz): { readonly short: Seconds; readonly long: Seconds } {
  return { short: clamp(4 / spacing, 0.01, 0.08), long: clamp(8.2 / spacing, 0.02, LONGEST_SECONDS) };
}

/** Longer, and a note's movement smears. */
export const LONGEST_SECONDS: Seconds = 0.1;

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
