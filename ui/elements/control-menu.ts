/** Defines `alloy-control-menu`: the context menu of every control, with MIDI learn and reset. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { PARAMETERS, type Parameter } from '../../src/parameters.js';
import { parameterText } from '../format.js';
import { bindingOf, NOTHING_LEARNED, type Learned } from '../learned.js';
import { controlMenuStyles } from '../styles/control-menu.js';
import { controls } from '../styles/controls.js';
import { choiceName } from './choice.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { viewOf } from '../controllers/view.js';
import { zoomOf } from '../controllers/zoom.js';

/** Between the menu and the edges of the window. */
const MARGIN = 8;

/** The control that an event came from: the innermost element that names parameters by `data-parameter`. */
function controlOf(event: Event): { control: HTMLElement; parameters: readonly Parameter[] } | null {
  for (const target of event.composedPath()) {
    if (!(target instanceof HTMLElement) || !target.dataset.parameter) continue;
    const ids = target.dataset.parameter.split(' ');
    const parameters = ids.flatMap((id) => PARAMETERS.filter((one) => one.id === id));
    if (parameters.length > 0) return { control: target, parameters };
  }
  return null;
}

/** What has the focus, in whatever shadow root. */
function focused(owner: Document): HTMLElement | null {
  let element = owner.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element && 'focus' in element ? (element as HTMLElement) : null;
}

/**
 * The menu of every control around it: learn a MIDI controller, forget it, reset. Opens by right-click, a long press,
 * the menu key or Shift+F10 on any element that has `data-parameter` (one id, or several with spaces between), anywhere
 * in the shadow root (or page) that it stands in. While a control waits for its controller, says so; Escape stops waiting.
 *
 * @fires learn-start - `{ id: string }`
 * @fires learn-stop
 * @fires learn-clear - `{ id: string }`
 * @fires parameter-change - `{ id: string, value: number }`
 * @csspart menu - the menu
 * @csspart waiting - what is said while a control waits
 */
export class AlloyControlMenu extends AlloyElement {
  static override readonly styles = [controls, controlMenuStyles];

  @property({ attribute: false }) learned: Learned = NOTHING_LEARNED;
  /** There is no MIDI here to learn from. */
  @property({ type: Boolean }) unable = false;

  /** What the open menu is about; none: it is closed. */
  @state() private parameters: readonly Parameter[] = [];
  @query('[role=menu]') private readonly menu!: HTMLElement | null;
  @query('.waiting') private readonly waiting!: HTMLElement | null;
  #scope: EventTarget | null = null;
  #view = window;
  /** Where the focus goes when the menu closes. */
  #opener: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode();
    this.#scope = (root as Partial<ShadowRoot>).host ?? root;
    this.#scope.addEventListener('contextmenu', this.#onContextMenu);
    this.#view = viewOf(this);
    this.#view.addEventListener('keydown', this.#onEscape);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scope?.removeEventListener('contextmenu', this.#onContextMenu);
    this.#view.removeEventListener('keydown', this.#onEscape);
  }

  protected override render(): TemplateResult {
    const { strings } = this;
    const armed = PARAMETERS.find(({ id }) => id === this.learned.armed);
    return html`
      ${this.parameters.length > 0 ? this.#menu(this.parameters) : nothing}
      <div class="waiting" part="waiting" popover="manual">
        <span role="status">${armed ? strings.more!.learn.waiting(this.#name(armed)) : ''}</span>
        ${
          armed
            ? html`<button
                title=${strings.more!.learn.waitingHint}
                @click=${() => dispatch(this, 'learn-stop', null)}
              >
                ${strings.more!.learn.stop}
              </button>`
            : nothing
        }
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // A host may take the face away before it was drawn: a popover that is in no document cannot be shown.
    if (changed.has('learned') && this.isConnected) this.waiting?.togglePopover(this.learned.armed !== null);
  }

  #name({ id, title }: Parameter): string {
    return this.strings.parameters[id] ?? title;
  }

  #menu(parameters: readonly Parameter[]): TemplateResult {
    const names = parameters.map((one) => this.#name(one));
    return html`<div
      class="menu"
      part="menu"
      role="menu"
      popover="auto"
      tabindex="-1"
      aria-label=${this.strings.more!.learn.menu(names.join(', '))}
      @keydown=${this.#onMenuKey}
      @toggle=${this.#onToggle}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${parameters.map(
        (one) =>
          html`<div role="group" aria-label=${this.#name(one)}>
            <span class="label" aria-hidden="true">${this.#name(one)}</span>
            ${this.#items(one)}
          </div>`,
      )}
    </div>`;
  }

  #items(parameter: Parameter): (TemplateResult | typeof nothing)[] {
    const { strings } = this;
    const { learn } = strings.more!;
    const { id, choices, default: value } = parameter;
    const binding = bindingOf(this.learned, id);
    const initial = choices
      ? choiceName(strings, parameter, value)
      : parameterText(parameter, value, strings.units);
    const item = (label: string, act: () => void) =>
      html`<button class="quiet" role="menuitem" tabindex="-1" @click=${() => this.#choose(act)}>
        ${label}
      </button>`;
    return [
      this.learned.armed === id
        ? item(learn.stop, () => dispatch(this, 'learn-stop', null))
        : this.unable
          ? html`<span role="menuitem" aria-disabled="true" tabindex="-1">${strings.midi.unsupported}</span>`
          : item(learn.start, () => dispatch(this, 'learn-start', { id })),
      binding
        ? item(learn.clear(learn.controllerOn(binding.controller, binding.channel + 1)), () =>
            dispatch(this, 'learn-clear', { id }),
          )
        : nothing,
      item(learn.reset(initial), () => dispatch(this, 'parameter-change', { id, value })),
    ];
  }

  readonly #onContextMenu = (event: Event): void => {
    const found = controlOf(event);
    if (!found || !(event instanceof MouseEvent)) return;
    event.preventDefault();
    this.#opener = focused(this.ownerDocument);
    this.parameters = found.parameters;
    const { left, top, width, height } = found.control.getBoundingClientRect();
    const inside =
      event.clientX >= left &&
      event.clientX <= left + width &&
      event.clientY >= top &&
      event.clientY <= top + height;
    // the menu key has no place of its own
    const [x, y] = inside ? [event.clientX, event.clientY] : [left + width / 2, top + height / 2];
    void this.updateComplete.then(() => this.#open(x, y));
  };

  #open(x: number, y: number): void {
    const { menu } = this;
    if (!menu) return;
    menu.showPopover();
    const zoom = zoomOf(menu);
    const { offsetWidth, offsetHeight } = menu;
    const { innerWidth, innerHeight } = this.#view;
    menu.style.left = `${Math.max(MARGIN, Math.min(x, innerWidth - offsetWidth * zoom - MARGIN)) / zoom}px`;
    menu.style.top = `${Math.max(MARGIN, Math.min(y, innerHeight - offsetHeight * zoom - MARGIN)) / zoom}px`;
    this.#buttons[0]?.focus();
  }

  get #buttons(): HTMLElement[] {
    return [...(this.menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  }

  #choose(act: () => void): void {
    this.menu?.hidePopover();
    act();
  }

  #onToggle(event: Event): void {
    if ((event as ToggleEvent).newState !== 'closed') return;
    this.parameters = [];
    this.#opener?.focus();
    this.#opener = null;
  }

  /** Space and Enter are the buttons' own; Escape is the popover's. */
  #onMenuKey(event: KeyboardEvent): void {
    const items = this.#buttons;
    const at = items.findIndex((item) => item.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === 'Tab') this.menu?.hidePopover();
    event.stopPropagation(); // no letter plays, no arrow turns
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  }

  readonly #onEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.learned.armed === null || this.menu) return;
    dispatch(this, 'learn-stop', null);
  };
}
