/** Computes the colours of the sources and of their blend, for canvases. */
import type { MixPosition } from '../../src/instrument/state/state.js';
import { mixColor } from './mix-color.js';

/** A source's metal, by the letter of its slot. */
export type Tint = 'a' | 'b' | 'c' | 'd';

const TINTS: readonly Tint[] = ['a', 'b', 'c', 'd'];
/** How far the alloy's gradient reaches to either side of the mix. */
const REACH = 0.32;
const STOPS = 5;

export function tintOf(slot: number): Tint {
  return TINTS[slot] ?? 'a';
}

/** The colour of a source, as CSS. */
export function tintColor(tint: Tint): string {
  return `var(--alloy-${tint})`;
}

/** Colours of a hybrid from left to right, as CSS: those around its mix. `sources`: how many are blended. */
export function alloyColors(sources: number, { x, y }: MixPosition): readonly string[] {
  return Array.from({ length: STOPS }, (_, i) => {
    const at = Math.min(1, Math.max(0, x + REACH * ((2 * i) / (STOPS - 1) - 1)));
    return mixColor(sources, at, y);
  });
}

/** Colours of the blend of two sources, as CSS. */
export function pairColors(first: Tint, second: Tint): readonly string[] {
  const [from, to] = [tintColor(first), tintColor(second)];
  return [from, `color-mix(in oklch, ${from}, ${to})`, to];
}

/** CSS colours with their variables and functions resolved. `probe` lends its inline colour for a moment. */
export function resolveColors(probe: HTMLElement, colors: readonly string[]): string[] {
  const before = probe.style.color;
  const resolved = colors.map((color) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  });
  probe.style.color = before;
  return resolved;
}

/** A fill of resolved `colors` from x 0 to `width`. */
export function tintFill(
  context: CanvasRenderingContext2D,
  colors: readonly string[],
  width: number,
): string | CanvasGradient {
  if (colors.length < 2) return colors[0] ?? 'currentcolor';
  const gradient = context.createLinearGradient(0, 0, width, 0);
  colors.forEach((color, i) => gradient.addColorStop(i / (colors.length - 1), color));
  return gradient;
}

/** Whether the probe stands on a dark ground, by its colour scheme. */
export function isDark(probe: HTMLElement): boolean {
  return resolveColors(probe, ['light-dark(rgb(0 0 0), rgb(255 255 255))'])[0]!.includes('255');
}
