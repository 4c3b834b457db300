/** The colours of source A, source B and their alloy, as a canvas needs them. */

export type Metal = 'a' | 'b' | 'alloy';

/** How far the alloy's gradient reaches to either side of the mix. */
const REACH = 0.32;
const STOPS = 5;

/** A CSS colour with its variables and functions resolved, at `element`. */
function resolveColor(element: HTMLElement, color: string): string {
  const before = element.style.color;
  element.style.color = color;
  const resolved = getComputedStyle(element).color;
  element.style.color = before;
  return resolved;
}

/**
 * Colours from left to right: one for a pure metal, five around the mix for the alloy. `probe` is an
 * element of the shadow root, whose inline colour is borrowed for a moment.
 */
export function metalColors(probe: HTMLElement, metal: Metal, mix: number): string[] {
  if (metal !== 'alloy') return [resolveColor(probe, `var(--alloy-${metal})`)];
  return Array.from({ length: STOPS }, (_, i) => {
    const at = Math.min(1, Math.max(0, mix + REACH * ((2 * i) / (STOPS - 1) - 1)));
    return resolveColor(
      probe,
      `color-mix(in oklch, var(--alloy-a), var(--alloy-b) ${(at * 100).toFixed(1)}%)`,
    );
  });
}

/** Text colour at the probe: what the picture's finer lines and highlights are drawn in. */
export function inkColor(probe: HTMLElement): string {
  return resolveColor(probe, 'var(--alloy-text)');
}

/** A fill of `colors` from x 0 to `width`. */
export function metalFill(
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
  return resolveColor(probe, 'light-dark(rgb(0 0 0), rgb(255 255 255))').includes('255');
}
