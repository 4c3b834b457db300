/** Renders the head's buttons of presets and files until their elements, which bring lists and menus, are here. */
import { html, type TemplateResult } from 'lit';
import type { Strings } from '../strings.js';
import { glyph } from './glyphs.js';

/** Whether what stands in an element's place has the focus. */
export function hasFocusIn(element: Element): boolean {
  return element.contains((element.getRootNode() as Document | ShadowRoot).activeElement);
}

/** A step to the preset before (-1) or after (1). */
export function presetStepper(
  places: -1 | 1,
  { presets }: Strings,
  disabled: boolean,
  onStep: (places: number) => void,
): TemplateResult {
  const part = places < 0 ? 'previous' : 'next';
  return html`<button
    class="icon quiet"
    part=${part}
    ?disabled=${disabled}
    aria-label=${presets[part]}
    data-tip=${presets[part]}
    aria-keyshortcuts=${places < 0 ? 'Alt+PageUp' : 'Alt+PageDown'}
    @click=${() => onStep(places)}
  >
    ${glyph(places < 0 ? 'left' : 'right')}
  </button>`;
}

/** In the place of `alloy-presets`: the same bar. @param onOpen called with the button. */
export function presetButtons(
  strings: Strings,
  onStep: (places: number) => void,
  onOpen: (button: HTMLElement) => void,
): TemplateResult {
  const open = ({ currentTarget }: Event): void => onOpen(currentTarget as HTMLElement);
  return html`<div class="presets-bar" role="group" aria-label=${strings.presets.label}>
    ${presetStepper(-1, strings, false, onStep)}
    <button aria-haspopup="dialog" @click=${open}>
      ${glyph('list')} <span>${strings.presets.label}</span> ${glyph('down')}
    </button>
    ${presetStepper(1, strings, false, onStep)}
  </div>`;
}

/** In the place of `alloy-file-menu`. @param onOpen called with the button. */
export function fileButton({ file }: Strings, onOpen: (button: HTMLElement) => void): TemplateResult {
  const open = ({ currentTarget }: Event): void => onOpen(currentTarget as HTMLElement);
  return html`<button class="icon quiet" aria-haspopup="menu" aria-label=${file} @click=${open}>
    ${glyph('file')}
  </button>`;
}
