/** Draws the mix as pools of metal that melt into a drop (SVG). */
import { svg, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Radius of a pool that holds `share` of the metal: equal areas for equal shares. */
export function poolRadius(share: number): number {
  return 9 + 27 * Math.sqrt(Math.min(1, Math.max(0, share)));
}

export interface Pool {
  readonly x: number;
  readonly y: number;
  readonly share: number;
  readonly color: string;
}

/** What makes circles flow into each other, and what makes them shine: once in each picture. */
export function blendShapeDefs(): SVGTemplateResult {
  return svg`<filter id="melting" x="-10%" y="-30%" width="120%" height="160%" color-interpolation-filters="sRGB">
      <feGaussianBlur stdDeviation="7" />
      <feColorMatrix values="1 0 0 0 0  0 1 0 0 0  0 0 1 0 0  0 0 0 22 -9" />
    </filter>
    <radialGradient id="sheen" cx="0.36" cy="0.28" r="0.75">
      <stop offset="0" stop-color="white" stop-opacity="0.5" />
      <stop offset="0.5" stop-color="white" stop-opacity="0.06" />
      <stop offset="1" stop-color="black" stop-opacity="0.16" />
    </radialGradient>`;
}

/** Pools of metal that melt into a drop; `bridge` lies between them. */
export function blendShapes(
  pools: readonly Pool[],
  drop: { readonly x: number; readonly y: number },
  bridge: SVGTemplateResult | TemplateResult,
): SVGTemplateResult {
  return svg`<g filter="url(#melting)">
      ${bridge}
      ${pools.map(({ x, y, share, color }) => svg`<circle cx=${x} cy=${y} r=${poolRadius(share)} fill=${color} />`)}
      <circle cx=${drop.x} cy=${drop.y} r="24" fill="var(--alloy-hybrid)" />
    </g>
    ${pools.map(({ x, y, share }) => svg`<circle cx=${x} cy=${y} r=${poolRadius(share)} fill="url(#sheen)" />`)}
    <circle cx=${drop.x} cy=${drop.y} r="24" fill="url(#sheen)" />
    <circle class="ring" cx=${drop.x} cy=${drop.y} r="29" />`;
}
