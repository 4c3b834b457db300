/** Defines `alloy-file-menu`: open, save, export and share the instrument. */
import { css, html, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { viewOf } from '../controllers/view.js';
import { zoomOf } from '../controllers/zoom.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph, type GlyphName } from './glyphs.js';
import { hasFocusIn } from './head-buttons.js';

/** Between the menu and the edges of the window, and below its button. */
const MARGIN = 8;

/**
 * Open, save, save with sounds, save without notes, export, and the link, behind one button.
 *
 * @fires file-open
 * @fires file-save - `{ notes: boolean, sounds?: boolean }`
 * @fires file-link
 * @fires file-export
 * @csspart button - opens the menu
 * @csspart menu - the open menu
 */
export class AlloyFileMenu extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      .files-menu {
        margin: 0;
        padding: 6px;
        border: 1px solid var(--alloy-line);
        border-radius: 14px;
        background: var(--alloy-surface);
        color: var(--alloy-text);
        box-shadow: 0 10px 34px rgb(0 0 0 / 0.28);
      }
      .files-menu:popover-open {
        position: fixed;
        inset: auto;
        display: grid;
        width: min(320px, calc(100vw - 16px));
      }
      .item {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        justify-content: start;
        align-items: center;
        gap: 0 12px;
        height: auto;
        min-height: 48px;
        padding: 7px 12px;
        border-radius: 9px;
        text-align: left;
        white-space: normal;
      }
      .item small {
        grid-column: 2;
        color: var(--alloy-muted);
        font-size: 12px;
        font-weight: 400;
        text-wrap: pretty;
      }
      @media (forced-colors: active) {
        .files-menu:popover-open {
          border: 1px solid CanvasText;
          background: Canvas;
        }
      }
    `,
  ];

  /** Inside somebody else's program, whose page links do not open. */
  @property({ type: Boolean }) guest = false;
  @query('.files-menu') private readonly menu!: HTMLElement;
  @query('.files-opener') private readonly opener!: HTMLElement;

  protected override firstUpdated(): void {
    if (hasFocusIn(this)) this.opener.focus(); // the button that stood here until now had it
  }

  /** Opens the menu. */
  open(): void {
    this.menu.showPopover();
  }

  protected override render(): TemplateResult {
    const { files } = this.strings.more!;
    return html`<button
        class="icon quiet files-opener"
        part="button"
        aria-haspopup="menu"
        aria-label=${this.strings.file}
        data-tip=${files.hint}
        @click=${() => this.menu.togglePopover()}
      >
        ${glyph('file')}
      </button>
      <div
        class="files-menu"
        part="menu"
        role="menu"
        popover="auto"
        aria-label=${this.strings.file}
        @toggle=${this.#onToggle}
        @keydown=${this.#onKey}
      >
        ${this.#item('folder', files.open, files.openHint, 'file-open', null)}
        ${this.#item('save', files.save, files.saveHint, 'file-save', { notes: true })}
        ${this.#item('save', files.saveSounds, files.saveSoundsHint, 'file-save', { notes: true, sounds: true })}
        ${this.#item('save', files.saveSmall, files.saveSmallHint, 'file-save', { notes: false })}
        ${this.#item('right', files.export, files.exportHint, 'file-export', null)}
        ${this.guest ? '' : this.#item('right', files.link, files.linkHint, 'file-link', null)}
      </div>`;
  }

  #item(icon: GlyphName, label: string, hint: string, event: string, detail: unknown): TemplateResult {
    const choose = (): void => {
      this.menu.hidePopover();
      dispatch(this, event, detail);
    };
    return html`<button class="item quiet" role="menuitem" tabindex="-1" @click=${choose}>
      ${glyph(icon)} <span>${label}</span><small>${hint}</small>
    </button>`;
  }

  readonly #onToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'open') {
      if (this.ownerDocument.activeElement === this.ownerDocument.body) this.opener.focus(); // what had the focus is hidden
      return;
    }
    const { right, bottom } = this.opener.getBoundingClientRect();
    const zoom = zoomOf(this.menu);
    const { innerWidth } = viewOf(this);
    const width = this.menu.offsetWidth * zoom;
    const x = Math.max(MARGIN, Math.min(right - width, innerWidth - width - MARGIN));
    this.menu.style.left = `${x / zoom}px`;
    this.menu.style.top = `${(bottom + MARGIN) / zoom}px`;
    this.menu.querySelector('button')?.focus();
  };

  /** Arrows go from item to item; no letter plays meanwhile. Escape is the popover's. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Tab') return;
    event.stopPropagation();
    const items = [...this.menu.querySelectorAll<HTMLElement>('.item')];
    const at = items.indexOf(event.composedPath()[0] as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };
}
