/** Defines `alloy-zone-grid`: the notes of a plan, keys by mixes, as far as each is rendered. */
import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { mixGrid, planRoots } from '../../src/instrument/state/plan.js';
import type { MixPosition, Plan, ZoneState } from '../../src/instrument/state/state.js';
import { CanvasController, type Surface } from '../controllers/canvas-controller.js';
import { noteName } from '../format.js';
import { resolveColors } from '../pictures/tints.js';
import { mixColor } from '../pictures/mix-color.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';

const LABELS = 16;
const GAP = 1.5;
/** Least distance between note names. */
const NAME_WIDTH = 34;
/** Mix positions closer than this count as one. */
const NEAR = 0.01;

/**
 * The notes of a plan, keys to the right and mixes downward, each filled as far as it is rendered, in the tint of its
 * mix. Notes that are not begun are empty cells; notes that are being conditioned are hatched.
 *
 * @cssprop --alloy-a - colour of source A; `--alloy-b`, `-c` and `-d` likewise
 * @cssprop --alloy-raised - empty cells
 * @cssprop --alloy-muted - names of keys
 */
export class AlloyZoneGrid extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        position: relative;
        height: calc(var(--rows) * max(9px, 28px - 3px * var(--rows)) + 18px);
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
    `,
  ];

  @property({ attribute: false }) plan: Plan = { low: 36, high: 84, step: 4, mixes: 1 };
  @property({ attribute: false }) zones: readonly ZoneState[] = [];
  /** How many sources are blended, 1 to 4. */
  @property({ type: Number }) sources = 2;
  /** The live mix: what a plan of one mix renders. */
  @property({ attribute: false }) mix: MixPosition = { x: 0.5, y: 0 };

  readonly #canvas = new CanvasController(this, (surface) => this.#draw(surface));

  get #roots(): readonly number[] {
    return planRoots(this.plan);
  }

  get #places(): readonly MixPosition[] {
    return mixGrid(this.sources, this.plan.mixes, this.mix);
  }

  protected override render(): TemplateResult {
    this.style.setProperty('--rows', String(this.#places.length));
    return html`<canvas role="img" aria-label=${this.#inWords()}></canvas>`;
  }

  /** Draws anew, as after a change of colours from outside. */
  redraw(): void {
    this.#canvas.invalidate();
  }

  /** The zone of a cell; where only one mix is planned, whichever there is. */
  #zone(rootMidi: number, { x, y }: MixPosition, single: boolean): ZoneState | undefined {
    return this.zones.find(
      (zone) =>
        zone.rootMidi === rootMidi &&
        (single || (Math.abs(zone.x - x) < NEAR && (this.sources < 3 || Math.abs(zone.y - y) < NEAR))),
    );
  }

  #inWords(): string {
    const { grid } = this.strings;
    const [roots, places] = [this.#roots, this.#places];
    const phases = roots.flatMap((root) =>
      places.map((place) => this.#zone(root, place, places.length === 1)?.phase ?? 'queued'),
    );
    const count = (phase: ZoneState['phase']): number => phases.filter((one) => one === phase).length;
    const said = [
      ...(count('ready') > 0 ? [grid.ready(count('ready'), phases.length)] : []),
      ...(count('rendering') > 0 ? [grid.rendering(count('rendering'))] : []),
      ...(count('conditioning') > 0 ? [grid.conditioning(count('conditioning'))] : []),
      ...(count('queued') > 0 ? [grid.planned(count('queued'))] : []),
    ];
    return grid.picture(noteName(roots[0] ?? 0), noteName(roots.at(-1) ?? 0), said.join(' · '));
  }

  #draw({ context, width, height }: Surface): boolean {
    const [roots, places] = [this.#roots, this.#places];
    if (roots.length === 0) return false;
    const tints = places.map(({ x, y }) => mixColor(this.sources, x, y));
    const probe = context.canvas;
    const resolved = resolveColors(probe, [...tints, 'var(--alloy-raised)', 'var(--alloy-muted)']);
    const [empty, muted] = resolved.slice(-2) as [string, string];
    const wide = width / roots.length;
    const high = (height - LABELS) / places.length;
    roots.forEach((root, column) =>
      places.forEach((place, row) => {
        const zone = this.#zone(root, place, places.length === 1);
        const box = { x: column * wide, y: row * high, width: wide - GAP, height: high - GAP };
        fillCell(context, box, empty, 1, 1);
        if (!zone) return;
        const share = zone.phase === 'ready' || zone.phase === 'conditioning' ? 1 : zone.progress;
        fillCell(context, box, resolved[row]!, share, zone.phase === 'ready' ? 1 : 0.55);
        if (zone.phase === 'conditioning') hatch(context, box, empty);
      }),
    );
    this.#names(context, roots, wide, height, muted);
    return false;
  }

  #names(
    context: CanvasRenderingContext2D,
    roots: readonly number[],
    wide: number,
    height: number,
    color: string,
  ): void {
    const every = Math.max(1, Math.ceil(NAME_WIDTH / wide));
    context.fillStyle = color;
    context.font = `11px ${getComputedStyle(context.canvas).fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    roots.forEach((root, column) => {
      if (column % every === 0)
        context.fillText(noteName(root), (column + 0.5) * wide - GAP / 2, height - 3, wide * every);
    });
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function fillCell(
  context: CanvasRenderingContext2D,
  box: Box,
  color: string,
  share: number,
  alpha: number,
): void {
  if (share <= 0) return;
  context.globalAlpha = alpha;
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(box.x, box.y, Math.max(1, box.width * share), box.height, Math.min(3, box.height / 3));
  context.fill();
  context.globalAlpha = 1;
}

function hatch(context: CanvasRenderingContext2D, { x, y, width, height }: Box, color: string): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = -height; at < width; at += 6) {
    context.moveTo(x + at, y + height);
    context.lineTo(x + at + height, y);
  }
  context.stroke();
  context.restore();
}
