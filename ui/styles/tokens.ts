/** Defines the colour and type tokens: CSS custom properties of the outermost element. */
import { css } from 'lit';

/**
 * The visual idea: the sources are tints, copper, verdigris (what copper becomes), brass and blued steel, and the
 * hybrid is their alloy at the present mix. Set by the outermost element of Alloy; what is inside inherits them.
 */
export const tokens = css`
  :host {
    color-scheme: light dark;
    --alloy-a: light-dark(oklch(0.525 0.13 45), oklch(0.74 0.125 54));
    --alloy-b: light-dark(oklch(0.51 0.085 196), oklch(0.77 0.095 188));
    --alloy-c: light-dark(oklch(0.53 0.108 88), oklch(0.83 0.125 95));
    --alloy-d: light-dark(oklch(0.51 0.125 268), oklch(0.74 0.105 262));
    --alloy-first: var(--alloy-a);
    --alloy-second: var(--alloy-b);
    --alloy-third: var(--alloy-c);
    --alloy-fourth: var(--alloy-d);
    --alloy-background: light-dark(oklch(0.955 0.005 75), oklch(0.165 0.006 60));
    --alloy-surface: light-dark(oklch(0.99 0.003 75), oklch(0.205 0.007 60));
    --alloy-raised: light-dark(oklch(0.94 0.006 75), oklch(0.255 0.008 60));
    --alloy-line: light-dark(oklch(0.86 0.008 75), oklch(0.32 0.009 60));
    --alloy-text: light-dark(oklch(0.25 0.012 60), oklch(0.94 0.006 75));
    --alloy-muted: light-dark(oklch(0.46 0.012 60), oklch(0.72 0.009 75));
    --alloy-danger: light-dark(oklch(0.5 0.18 25), oklch(0.74 0.15 22));
    --alloy-radius: 14px;
    --alloy-font:
      ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans',
      'Segoe UI Symbol', 'Apple Symbols', 'DejaVu Sans', 'PingFang SC', 'Microsoft YaHei UI',
      'Microsoft YaHei', 'HarmonyOS Sans SC', MiSans, 'Noto Sans SC', 'Noto Sans CJK SC',
      'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif;
    --alloy-mix: 0.5;
    --alloy-mix-y: 0;
    --alloy-hybrid: color-mix(
      in oklch,
      color-mix(in oklch, var(--alloy-first), var(--alloy-second) calc(var(--alloy-mix) * 100%)),
      color-mix(
          in oklch,
          var(--alloy-third),
          var(--alloy-fourth) calc(var(--alloy-mix-lower, var(--alloy-mix)) * 100%)
        )
        calc(var(--alloy-mix-y) * 100%)
    );
    --alloy-gradient: linear-gradient(
      90deg,
      var(--alloy-first),
      color-mix(in oklch, var(--alloy-first), var(--alloy-second) 50%),
      var(--alloy-second)
    );
    --alloy-ink: light-dark(oklch(0.99 0.003 75), oklch(0.17 0.01 60));
    --alloy-key-white: light-dark(oklch(0.995 0.002 75), oklch(0.9 0.006 75));
    --alloy-key-black: light-dark(oklch(0.3 0.01 60), oklch(0.2 0.008 60));
  }
`;
