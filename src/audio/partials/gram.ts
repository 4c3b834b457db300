/** Solves for the amplitudes of partials whose main lobes overlap: a banded linear system, factored once. */

/** Beyond so many bins of the window's own resolution, a lobe counts as zero. */
export const LOBE_BINS = 8;
/** Points of a lobe's table a bin. */
const FINE = 32;
/** Keeps partials that the window hardly tells apart from growing against each other. */
const DIAGONAL = 1.02;

/** The transform of a centred window, by distance in bins of its own length (1 / its duration). */
export class WindowLobe {
  readonly #table: Float64Array;

  constructor(window: Float64Array) {
    const half = window.length >> 1; // the window is even about here, but for its first value
    this.#table = Float64Array.from({ length: LOBE_BINS * FINE + 2 }, (_, i) => {
      const turn = (2 * Math.PI * i) / FINE / window.length;
      // cos(n turn) by recurrence
      const twice = 2 * Math.cos(turn);
      let before = Math.cos(turn);
      let now = 1;
      let sum = -window[half]! + window[0]! * Math.cos(half * turn);
      for (let n = half; n < window.length; n++) {
        sum += 2 * window[n]! * now;
        const next = twice * now - before;
        before = now;
        now = next;
      }
      return sum;
    });
  }

  at(bins: number): number {
    const place = Math.abs(bins) * FINE;
    const low = Math.floor(place);
    if (low >= LOBE_BINS * FINE) return 0;
    return this.#table[low]! + (place - low) * (this.#table[low + 1]! - this.#table[low]!);
  }
}

/** The system G a = b of lobes at given places (bins, any order), G_ij = lobe(places_i − places_j), by Cholesky within its band. */
export class LobeSystem {
  readonly #order: Uint32Array;
  readonly #first: Uint32Array;
  readonly #rows: Float64Array[];

  constructor(places: Float64Array, lobe: WindowLobe) {
    this.#order = Uint32Array.from([...places.keys()].sort((a, b) => places[a]! - places[b]!));
    const sorted = Float64Array.from(this.#order, (i) => places[i]!);
    this.#first = new Uint32Array(sorted.length);
    this.#rows = [];
    for (let i = 0, low = 0; i < sorted.length; i++) {
      while (sorted[i]! - sorted[low]! >= LOBE_BINS) low++;
      this.#first[i] = low;
      const row = Float64Array.from({ length: i - low + 1 }, (_, k) =>
        lobe.at(sorted[i]! - sorted[low + k]!),
      );
      row[i - low]! *= DIAGONAL;
      this.#factor(row, i);
      this.#rows.push(row);
    }
  }

  /** Row i of the Cholesky factor, in place, from the rows before it. */
  #factor(row: Float64Array, i: number): void {
    const low = this.#first[i]!;
    for (let j = low; j < i; j++) {
      const other = this.#rows[j]!;
      const otherLow = this.#first[j]!;
      let sum = row[j - low]!;
      for (let k = Math.max(low, otherLow); k < j; k++) sum -= row[k - low]! * other[k - otherLow]!;
      row[j - low] = sum / other[j - otherLow]!;
    }
    let rest = row[i - low]!;
    const whole = rest;
    for (let k = low; k < i; k++) rest -= row[k - low]! ** 2;
    row[i - low] = Math.sqrt(Math.max(rest, 1e-6 * whole));
  }

  /** In place: right sides become solutions. Complex values as two arrays. */
  solve(re: Float64Array, im: Float64Array): void {
    const [order, first, rows] = [this.#order, this.#first, this.#rows];
    const n = order.length;
    for (let i = 0; i < n; i++) {
      const row = rows[i]!;
      const low = first[i]!;
      let [x, y] = [re[order[i]!]!, im[order[i]!]!];
      for (let k = low; k < i; k++) {
        x -= row[k - low]! * re[order[k]!]!;
        y -= row[k - low]! * im[order[k]!]!;
      }
      re[order[i]!] = x / row[i - low]!;
      im[order[i]!] = y / row[i - low]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      const row = rows[i]!;
      const low = first[i]!;
      const x = re[order[i]!]! / row[i - low]!;
      const y = im[order[i]!]! / row[i - low]!;
      for (let k = low; k < i; k++) {
        re[order[k]!]! -= row[k - low]! * x;
        im[order[k]!]! -= row[k - low]! * y;
      }
      re[order[i]!] = DIAGONAL * x; // a partial by itself is as loud as it is
      im[order[i]!] = DIAGONAL * y;
    }
  }
}
