/** Defines `alloy-tip`: says beside a control what it does, by mouse, focus and touch. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { PARAMETERS } from '../../src/parameters.js';
import { holders } from '../controllers/holders.js';
import { viewOf } from '../controllers/view.js';
import { zoomOf } from '../controllers/zoom.js';
import type { Strings } from '../strings.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';

/** Between the tip and its control, and the edges of the window. */
const GAP = 8;

/** What is said of a control. */
interface Said {
  readonly title: string;
  readonly text: string;
  readonly hint: string;
}

/** The innermost element of an event's path that has something to say. */
function speakerOf(event: Event, titles: boolean): HTMLElement | null {
  for (const at of event.composedPath()) {
    if (!('dataset' in at)) continue;
    if (speaks(at as HTMLElement, titles)) return at as HTMLElement;
  }
  return null;
}

function speaks({ dataset: { parameter, tip }, title }: HTMLElement, titles: boolean): boolean {
  return Boolean(parameter) || Boolean(tip) || (titles && title !== '');
}

/** What the mouse is over, or the keyboard is at, in whatever shadow root. */
function innermost(root: ParentNode, selector: string): Element | null {
  const found = [...root.querySelectorAll(selector)].at(-1) ?? null;
  return (found?.shadowRoot && innermost(found.shadowRoot, selector)) ?? found;
}

function saidBy(element: HTMLElement, strings: Strings): Said {
  const { parameter, tip } = element.dataset;
  return (parameter && explained(parameter, tip, element, strings)) || plain(tip ?? element.title);
}

function plain(text: string): Said {
  return { title: '', text, hint: '' };
}

/** Of one parameter, or of several in one control, whose tip explains them. */
function explained(
  ids: string,
  tip: string | undefined,
  element: HTMLElement,
  strings: Strings,
): Said | null {
  const all = ids.split(' ').flatMap((id) => PARAMETERS.filter((one) => one.id === id));
  if (all.length === 0) return null;
  const title = all.map(({ id, title }) => strings.parameters[id] ?? title).join(', ');
  const text = all.map(({ id }) => strings.more?.explanations[id] ?? '').join(' ');
  return { title, text, hint: tip ?? (element.localName === 'alloy-knob' ? strings.play.knobHint : '') };
}

/**
 * Says what a control does, beside it: a control that names its parameters by `data-parameter`, or has a text of its own in
 * `data-tip`. Where a mouse rests on it, where the keyboard brings the focus to it (there titles are said, too), and where a
 * finger touches it. Serves the shadow root, or page, that it stands in. Screen readers hear it as the control's description.
 *
 * @csspart tip - what is said
 */
export class AlloyTip extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      .tip {
        inset: auto;
        max-width: min(280px, calc(100vw - 16px));
        margin: 0;
        padding: 8px 12px;
        border: 1px solid var(--alloy-line);
        border-radius: 10px;
        background: var(--alloy-surface);
        box-shadow: 0 8px 26px rgb(0 0 0 / 0.26);
        color: var(--alloy-text);
        font-size: 12.5px;
        pointer-events: none;
        text-wrap: pretty;
        overflow-wrap: anywhere;
      }
      .tip:popover-open {
        position: fixed;
        display: grid;
        gap: 2px;
      }
      /* a mouse that only passes by is told nothing */
      .tip.mouse {
        animation: appear 0.12s 0.45s both;
      }
      /* a finger covers what it touches: what was said goes by itself */
      .tip.touch {
        animation: appear 0.2s 5s reverse both;
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
      strong {
        font-weight: 650;
      }
      .hint {
        color: var(--alloy-muted);
        font-size: 11.5px;
      }
    `,
  ];

  /** What is spoken of. */
  @state() private control: HTMLElement | null = null;
  /** What brought it. */
  @state() private by: 'mouse' | 'focus' | 'touch' = 'mouse';
  @query('.tip') private readonly tip!: HTMLElement;
  #scope: EventTarget | null = null;
  #view = window;

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode();
    const scope = (root as Partial<ShadowRoot>).host ?? root;
    this.#scope = scope;
    this.#view = viewOf(this);
    scope.addEventListener('pointerover', this.#onOver);
    scope.addEventListener('pointerleave', this.#hide);
    scope.addEventListener('pointerdown', this.#onDown);
    scope.addEventListener('focusin', this.#onFocus);
    scope.addEventListener('focusout', this.#hide);
    scope.addEventListener('contextmenu', this.#hide);
    this.#view.addEventListener('keydown', this.#onKey);
    this.#view.addEventListener('scroll', this.#hide, true);
    this.#lookAround(root as Document | ShadowRoot);
  }

  /** What brought this element here may be resting on a control already. */
  #lookAround(root: Document | ShadowRoot): void {
    const focus = innermost(root, ':focus-visible');
    const at = focus ?? innermost(root, ':hover');
    for (const holder of at ? holders(at) : [])
      if (holder instanceof HTMLElement && speaks(holder, focus !== null)) {
        this.#say(holder, focus ? 'focus' : 'mouse');
        break;
      } else if (holder === this.#scope) break;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    const scope = this.#scope;
    scope?.removeEventListener('pointerover', this.#onOver);
    scope?.removeEventListener('pointerleave', this.#hide);
    scope?.removeEventListener('pointerdown', this.#onDown);
    scope?.removeEventListener('focusin', this.#onFocus);
    scope?.removeEventListener('focusout', this.#hide);
    scope?.removeEventListener('contextmenu', this.#hide);
    this.#view.removeEventListener('keydown', this.#onKey);
    this.#view.removeEventListener('scroll', this.#hide, true);
    this.#hide();
  }

  protected override render(): TemplateResult {
    const said = this.control && saidBy(this.control, this.strings);
    return html`<div class="tip ${this.by}" part="tip" popover="manual" aria-hidden="true">
      ${said?.title ? html`<strong>${said.title}</strong>` : nothing}
      ${said ? html`<span>${said.text}</span>` : nothing}
      ${said?.hint ? html`<span class="hint">${said.hint}</span>` : nothing}
    </div>`;
  }

  #show(event: Event, by: 'mouse' | 'focus' | 'touch'): void {
    const control = speakerOf(event, by !== 'mouse');
    if (!control) return this.#hide();
    if (control !== this.control || this.by !== by) this.#say(control, by);
  }

  #say(control: HTMLElement, by: 'mouse' | 'focus' | 'touch'): void {
    this.control = control;
    this.by = by;
    void this.updateComplete.then(() => this.#place());
  }

  /** Above its control, or below it where there is no room; anew, so that it comes in anew. */
  #place(): void {
    const { tip } = this;
    if (!this.control?.isConnected || !this.isConnected) return;
    if (tip.matches(':popover-open')) tip.hidePopover();
    tip.showPopover();
    const { left, top, bottom, width } = this.control.getBoundingClientRect();
    const zoom = zoomOf(tip);
    const [offsetWidth, offsetHeight] = [tip.offsetWidth * zoom, tip.offsetHeight * zoom];
    const { innerWidth, innerHeight } = this.#view;
    const x = Math.max(GAP, Math.min(left + (width - offsetWidth) / 2, innerWidth - offsetWidth - GAP));
    const above = top - offsetHeight - GAP;
    const y = above >= GAP ? above : Math.min(bottom + GAP, innerHeight - offsetHeight - GAP);
    tip.style.left = `${x / zoom}px`;
    tip.style.top = `${Math.max(GAP, y) / zoom}px`;
  }

  readonly #onOver = (event: Event): void => {
    if ((event as PointerEvent).pointerType === 'mouse' && (event as PointerEvent).buttons === 0) {
      this.#show(event, 'mouse');
    }
  };

  readonly #onDown = (event: Event): void => {
    if ((event as PointerEvent).pointerType === 'mouse') this.#hide();
    else this.#show(event, 'touch');
  };

  readonly #onFocus = (event: Event): void => {
    const [target] = event.composedPath();
    if (target && 'matches' in target && (target as Element).matches(':focus-visible'))
      this.#show(event, 'focus');
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#hide();
  };

  readonly #hide = (): void => {
    this.control = null;
    if (this.tip?.matches(':popover-open')) this.tip.hidePopover();
  };
}
