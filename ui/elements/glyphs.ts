/** Draws icons, and Alloy's mark. */
import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Icons, drawn on a 16 × 16 grid; decoration only, their buttons carry the name. */
const shapes = {
  play: {
    solid: true,
    path: svg`<path d="M4.5 2.6v10.8a.6.6 0 0 0 .92.5l8.4-5.4a.6.6 0 0 0 0-1L5.42 2.1a.6.6 0 0 0-.92.5z" />`,
  },
  stop: { solid: true, path: svg`<rect x="3.5" y="3.5" width="9" height="9" rx="1.6" />` },
  record: { solid: true, path: svg`<circle cx="8" cy="8" r="4.6" />` },
  close: { solid: false, path: svg`<path d="m4 4 8 8M12 4l-8 8" />` },
  pencil: {
    solid: false,
    path: svg`<path d="M3 13l.7-3L10.8 2.9a1.1 1.1 0 0 1 1.6 0l.7.7a1.1 1.1 0 0 1 0 1.6L6 12.3zM9.4 4.3l2.3 2.3" />`,
  },
  folder: {
    solid: false,
    path: svg`<path d="M1.8 12.4V3.9c0-.5.4-.9.9-.9h3.2l1.6 1.8h5.8c.5 0 .9.4.9.9v6.7c0 .5-.4.9-.9.9H2.7a.9.9 0 0 1-.9-.9z" />`,
  },
  list: { solid: false, path: svg`<path d="M5.8 4h8M5.8 8h8M5.8 12h8M2.4 4h.01M2.4 8h.01M2.4 12h.01" />` },
  mic: {
    solid: false,
    path: svg`<rect x="5.7" y="1.6" width="4.6" height="7.8" rx="2.3" /><path d="M3.2 7.4a4.8 4.8 0 0 0 9.6 0M8 12.2v2.2" />`,
  },
  save: { solid: false, path: svg`<path d="M8 2v8.2M4.6 7 8 10.4 11.4 7M2.4 13.6h11.2" />` },
  minus: { solid: false, path: svg`<path d="M3.5 8h9" />` },
  plus: { solid: false, path: svg`<path d="M3.5 8h9M8 3.5v9" />` },
  dice: {
    solid: false,
    path: svg`<rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2.6" /><path d="M5.4 5.4h.01M10.6 5.4h.01M8 8h.01M5.4 10.6h.01M10.6 10.6h.01" />`,
  },
  left: { solid: false, path: svg`<path d="M10 3 5 8l5 5" />` },
  right: { solid: false, path: svg`<path d="m6 3 5 5-5 5" />` },
  undo: { solid: false, path: svg`<path d="M5.6 3 2.6 6l3 3M2.8 6h6.4a4 4 0 0 1 0 8H6.4" />` },
  redo: { solid: false, path: svg`<path d="m10.4 3 3 3-3 3M13.2 6H6.8a4 4 0 0 0 0 8h2.8" />` },
  down: { solid: false, path: svg`<path d="m4 6.2 4 4 4-4" />` },
  bin: {
    solid: false,
    path: svg`<path d="M2.6 4.2h10.8M6.2 4V2.6h3.6V4M4 4.4l.6 8.4c0 .4.4.8.8.8h5.2c.4 0 .8-.4.8-.8l.6-8.4" />`,
  },
  help: {
    solid: false,
    path: svg`<circle cx="8" cy="8" r="6.4" /><path d="M6.2 6.3a1.85 1.85 0 1 1 2.7 1.7c-.6.3-.9.7-.9 1.3M8 11.4h.01" />`,
  },
  expand: {
    solid: false,
    path: svg`<path d="M9.8 2.6h3.6v3.6M13.2 2.8 9.6 6.4M6.2 13.4H2.6V9.8M2.8 13.2l3.6-3.6" />`,
  },
  shrink: {
    solid: false,
    path: svg`<path d="M13 6.4H9.6V3M9.8 6.2 13.4 2.6M3 9.6h3.4V13M6.2 9.8l-3.6 3.6" />`,
  },
  star: {
    solid: false,
    path: svg`<path d="m8 1.9 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.7l-3.8 2 .7-4.3-3.1-3 4.3-.6z" />`,
  },
  starred: {
    solid: true,
    path: svg`<path d="m8 1.9 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.7l-3.8 2 .7-4.3-3.1-3 4.3-.6z" />`,
  },
  more: {
    solid: true,
    path: svg`<circle cx="3" cy="8" r="1.4" /><circle cx="8" cy="8" r="1.4" /><circle cx="13" cy="8" r="1.4" />`,
  },
  file: {
    solid: false,
    path: svg`<path d="M3.8 1.8h5.4l3.4 3.4v8.4c0 .4-.3.7-.7.7H3.8a.7.7 0 0 1-.7-.7V2.5c0-.4.3-.7.7-.7zM9 2v3.4h3.4" />`,
  },
  alert: { solid: false, path: svg`<path d="M8 2.2 14.4 13.4H1.6zM8 6.6v3M8 11.5h.01" />` },
} as const;

export type GlyphName = keyof typeof shapes;

export function glyph(name: GlyphName): TemplateResult {
  const { solid, path } = shapes[name];
  return drawn(path, solid);
}

/** An icon of any shape. */
export function drawn(path: SVGTemplateResult, solid = false): TemplateResult {
  return html`<svg class="glyph ${solid ? 'solid' : ''}" viewBox="0 0 16 16" aria-hidden="true">
    ${path}
  </svg>`;
}

/** Two drops that melt into one: Alloy's mark. */
export function mark(): TemplateResult {
  return html`<svg class="mark" viewBox="0 0 48 32" aria-hidden="true">
    <defs>
      <linearGradient id="gradient" x1="0" x2="1">
        <stop offset="0.18" stop-color="var(--alloy-a)" />
        <stop offset="0.5" stop-color="color-mix(in oklch, var(--alloy-a), var(--alloy-b))" />
        <stop offset="0.82" stop-color="var(--alloy-b)" />
      </linearGradient>
    </defs>
    <path
      fill="url(#gradient)"
      d="M16 3c5 0 5.6 3.2 8 3.2S27 3 32 3a13 13 0 0 1 0 26c-5 0-5.6-3.2-8-3.2S21 29 16 29a13 13 0 0 1 0-26z"
    />
  </svg>`;
}
