/** Defines the base class of elements that draw parameters. */
import { html, svg, type CSSResultGroup, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Parameter } from '../../src/parameters.js';
import { parameterText } from '../format.js';
import { controls } from '../styles/controls.js';
import { plotStyles } from '../styles/plot.js';
import { AlloyElement } from './element.js';

/** What a drawing's coordinates go up to, to the right and downwards. */
export const SIZE = { width: 1000, height: 100 };

/**
 * What drawings of parameters share: the values, a name, and the ground with the gradient `#gradient` that they are drawn on.
 * Subclasses document `--alloy-a` and `--alloy-b`, the gradient's ends.
 */
export abstract class Plot<Parameters extends object> extends AlloyElement {
  static override readonly styles: CSSResultGroup = [controls, plotStyles];

  @property({ attribute: false }) parameters: Parameters | null = null;
  /** Values by parameter id. */
  @property({ attribute: false }) values: Readonly<Record<string, number>> = {};
  @property() label = '';

  protected value({ id, default: fallback }: Parameter): number {
    return this.values[id] ?? fallback;
  }

  /** A parameter's value in words. */
  protected textOf(parameter: Parameter): string {
    return parameterText(parameter, this.value(parameter), this.strings.units);
  }

  /** "Attack 2.0 ms, Decay …" */
  protected inWords(parameters: readonly Parameter[]): string {
    const names = this.strings.parameters;
    return parameters.map((one) => `${names[one.id] ?? one.title} ${this.textOf(one)}`).join(', ');
  }

  /** The picture. @param said what it shows, in words. @param drawing SVG, within SIZE. */
  protected picture(said: string, drawing: unknown): TemplateResult {
    const { width, height } = SIZE;
    return html`<svg
      viewBox="0 0 ${width} ${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label=${this.strings.more!.panel.picture(this.label, said)}
    >
      ${svg`<defs><linearGradient id="gradient" gradientUnits="userSpaceOnUse" x1="0" x2=${width} y1="0" y2="0">
          <stop offset="0" stop-color="var(--alloy-a)" />
          <stop offset="1" stop-color="var(--alloy-b)" />
        </linearGradient></defs>
        ${drawing}`}
    </svg>`;
  }
}
