/** Defines `alloy-zone-strip`: the rendered key zones above the keys that they serve. */
import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { isInsecurePage } from '../../src/platform/secure.js';
import type { Gain01, MidiNote } from '../../src/units.js';
import { noteName } from '../format.js';
import { isBlack, spansOf, WHITES_IN_OCTAVE, whitesBetween } from '../piano.js';
import { mixColor } from '../pictures/mix-color.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { zoneStripStyles } from '../styles/zone-strip.js';
import { styled } from '../styles/styled.js';

/** The fields of a zone that are shown, as in an instrument's `ZoneState`. */
export interface StripZone {
  readonly rootMidi: MidiNote;
  readonly progress: Gain01;
  readonly x?: Gain01;
  readonly y?: Gain01;
  readonly phase?: 'queued' | 'rendering' | 'conditioning' | 'ready';
}

/** Keys that were asked for, both included. */
export interface KeyRange {
  readonly low: MidiNote;
  readonly high: MidiNote;
}

type KeyZone = readonly StripZone[];

function phaseOf({ phase, progress }: StripZone): NonNullable<StripZone['phase']> {
  return phase ?? (progress >= 1 ? 'ready' : progress > 0 ? 'rendering' : 'queued');
}

const places = (zones: KeyZone, axis: 'x' | 'y'): number[] =>
  [...new Set(zones.map((zone) => zone[axis] ?? 0))].sort((a, b) => a - b);

/**
 * The key zones above the keys that they serve: a block for each root, in it a cell for each mix in that mix's tint,
 * filled as far as it is rendered.
 *
 * @csspart strip - everything
 * @cssprop --alloy-a - colour of source A; `--alloy-b`, `-c` and `-d` likewise
 * @cssprop --alloy-line - cells that are not rendered yet
 */
export class AlloyZoneStrip extends AlloyElement {
  static override readonly styles = [controls, zoneStripStyles];

  @property({ attribute: false }) zones: readonly StripZone[] = [];
  /** How many sources are blended, 1 to 4. */
  @property({ type: Number }) sources = 2;
  /** The lowest key in sight, a C. */
  @property({ type: Number }) first: MidiNote = 36;
  @property({ type: Number }) octaves = 4;
  /** The keys that were asked for; marked where given. */
  @property({ attribute: false }) range: KeyRange | null = null;

  protected override render(): TemplateResult {
    const keyZones = new Map<MidiNote, StripZone[]>();
    for (const zone of this.zones) {
      const keyZone = keyZones.get(zone.rootMidi);
      if (keyZone) keyZone.push(zone);
      else keyZones.set(zone.rootMidi, [zone]);
    }
    return html`<div class="strip" part="strip" role="img" aria-label=${this.#inWords()}>
      ${this.#range()}
      ${spansOf([...keyZones.keys()]).map(({ root, from, to }) => this.#keyZone(keyZones.get(root)!, from, to))}
    </div>`;
  }

  /** A place, counted in white keys from the first one in sight, in percent; beyond either end it is cut off. */
  #percent(whites: number): number {
    return 100 * Math.min(1, Math.max(0, whites / (this.octaves * WHITES_IN_OCTAVE + 1)));
  }

  /** Left edge of a key; of a black one, the middle of the white below it. */
  #begin(key: MidiNote): number {
    return this.#percent(whitesBetween(this.first, key));
  }

  /** Right edge of a key after which nothing comes. */
  #end(key: MidiNote): number {
    return this.#percent(whitesBetween(this.first, key) + (isBlack(key) ? 0.5 : 1));
  }

  #range(): TemplateResult | null {
    if (!this.range) return null;
    const from = this.#begin(this.range.low);
    const to = this.#end(this.range.high);
    return from < to
      ? html`<span class="range" ${styled(`left: ${from}%; width: ${to - from}%`)}></span>`
      : null;
  }

  #keyZone(zones: KeyZone, from: MidiNote, to: MidiNote): TemplateResult | null {
    // the outermost reach to the ends of the range; a root outside it is shown where it is
    const { low, high } = this.range ?? { low: from, high: to };
    const root = Math.round(zones[0]!.rootMidi);
    const last = Math.min(to, Math.max(high, root));
    const left = this.#begin(Math.max(from, Math.min(low, root)));
    const right = last < to || to === 127 ? this.#end(last) : this.#begin(to + 1);
    if (left >= right) return null;
    const [xs, ys] = [places(zones, 'x'), places(zones, 'y')];
    return html`<span class="key-zone" ${styled(`left: ${left}%; width: ${right - left}%`)}>
      ${zones.map((zone) => {
        const { x = 0.5, y = 0, progress } = zone;
        const column = xs.indexOf(zone.x ?? 0) + 1;
        const row = ys.indexOf(zone.y ?? 0) + 1;
        return html`<span
          class="cell ${phaseOf(zone)}"
          ${styled(`grid-area: ${row} / ${column}; --tint: ${mixColor(this.sources, x, y)}; --done: ${progress}`)}
        ></span>`;
      })}
    </span>`;
  }

  #inWords(): string {
    const { zones } = this;
    const { play } = this.strings;
    if (zones.length === 0) return isInsecurePage() ? play.zonesUnheard : play.zonesEmpty;
    const ready = zones.filter((zone) => phaseOf(zone) === 'ready').length;
    const roots = zones.map(({ rootMidi }) => rootMidi);
    const said = ready === zones.length ? play.zonesReady : play.zonesSome(ready, zones.length);
    return play.zonesSpan(said, noteName(Math.min(...roots)), noteName(Math.max(...roots)));
  }
}
