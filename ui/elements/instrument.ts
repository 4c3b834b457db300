import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { estimateRender } from '../../src/instrument/estimate.js';
import type { BundledSource, InstrumentContract } from '../../src/instrument/contract.js';
import { Instrument } from '../../src/instrument/instrument.js';
import { mixGrid, plannedSources } from '../../src/instrument/plan.js';
import type { InstrumentState, Plan, StorageNotice, Trim } from '../../src/instrument/state.js';
import { HistoryController } from '../controllers/history-controller.js';
import type { ParameterId } from '../../src/parameters.js';
import { InstrumentController } from '../controllers/instrument-controller.js';
import { LiveFeed } from '../controllers/live-feed.js';
import { Localized } from '../controllers/localized.js';
import { blendedSources, mixSources, shownSlots } from '../controllers/mix-sources.js';
import { suggestPairs, type Pair } from '../controllers/pairs.js';
import { PlayController } from '../controllers/play-controller.js';
import { fileName } from '../format.js';
import { metalColor, metalOf } from '../pictures/metal.js';
import { slotLetter } from '../strings.js';
import { controls } from '../styles/controls.js';
import { instrumentStyles } from '../styles/instrument.js';
import { AlloyElement } from './element.js';
import { glyph } from './glyphs.js';
import type { AlloyHeader } from './header.js';
import { startLearning } from './console.js';
import type { RenderObstacle, RenderSettings } from './render-bar.js';
import { saveBlob } from './save.js';

type On<T> = CustomEvent<T>;

/** The metals that are mixed, in the order of the mix. */
const ORDER = ['first', 'second', 'third', 'fourth'] as const;

/**
 * The whole instrument: two sources, their mix, the render, its sounds and the keys. Makes its own `Instrument`
 * unless one is given before it is connected.
 *
 * Its parts are elements of their own; each is exposed as a part, and so are their parts, prefixed:
 * `alloy-instrument::part(source-a)`, `alloy-instrument::part(source-a-card)`, `…::part(keyboard-keys)`.
 *
 * @csspart frame - everything
 * @csspart header - name, model, backend
 * @csspart presets - the presets, in the header
 * @csspart welcome - what a newcomer sees
 * @csspart storage - what keeps the instrument from coming back after a reload
 * @csspart restored - what is said when the last visit's instrument came back
 * @csspart source-a
 * @csspart source-b
 * @csspart source-c
 * @csspart source-d
 * @csspart mix
 * @csspart render
 * @csspart takes
 * @csspart play - the keys and what belongs to them
 * @csspart keyboard
 * @cssprop --alloy-a - colour of source A (copper)
 * @cssprop --alloy-b - colour of source B (verdigris)
 * @cssprop --alloy-c - colour of source C (brass)
 * @cssprop --alloy-d - colour of source D (blued steel)
 * @cssprop --alloy-background
 * @cssprop --alloy-surface - cards
 * @cssprop --alloy-raised - controls on cards
 * @cssprop --alloy-line - borders
 * @cssprop --alloy-text
 * @cssprop --alloy-muted - secondary text
 * @cssprop --alloy-ink - text on metal
 * @cssprop --alloy-danger - errors
 * @cssprop --alloy-key-white
 * @cssprop --alloy-key-black
 * @cssprop --alloy-radius
 * @cssprop --alloy-font
 */
export class AlloyInstrument extends AlloyElement {
  static override readonly styles = [controls, instrumentStyles];

  /** Folder of the models; `models/` beside the page if not given. Read once, when connected. */
  @property({ attribute: 'models-url' }) modelsUrl: string | null = null;
  /** Folder of the bundled sounds; `presets/sources/` beside the page if not given. */
  @property({ attribute: 'sources-url' }) sourcesUrl: string | null = null;
  /**
   * Name under which the browser keeps the instrument from one visit to the next; `none`: it is not kept. Several on one
   * page need names of their own: the first that comes owns it, and the others say so.
   */
  @property({ attribute: 'storage-key' }) storageKey = 'alloy';

  readonly #subscription = new InstrumentController(this);
  readonly #localized = new Localized();
  @query('alloy-header') private readonly head!: AlloyHeader | null;
  /** How many slots were asked for. */
  @state() private asked = 2;
  /** Whether what is here was here before the page was loaded, and that is still to be said. */
  @state() private restored = false;

  readonly #play = new PlayController(this, () => this.instrument);
  /** The instrument that was made here, and is closed here. */
  #own: Instrument | null = null;

  constructor() {
    super();
    new HistoryController(this, { undo: () => this.#undo(), redo: () => this.#redo() });
  }

  /** What this page shows and plays. Given from outside, it stays the giver's to close. */
  get instrument(): InstrumentContract | null {
    return this.#subscription.instrument;
  }

  set instrument(instrument: InstrumentContract | null) {
    if (this.#own && this.#own !== instrument) this.#closeOwn();
    this.#subscription.instrument = instrument;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.instrument) {
      this.#own = new Instrument({
        ...(this.modelsUrl === null ? {} : { modelsUrl: this.modelsUrl }),
        ...(this.sourcesUrl === null ? {} : { sourcesUrl: this.sourcesUrl }),
        storageKey: this.storageKey === 'none' ? null : this.storageKey,
      });
      this.#subscription.instrument = this.#own;
      void this.#greet(this.#own);
    }
    this.addEventListener('keydown', this.#leaveField);
    this.addEventListener('dragover', this.#refuseDrop);
    this.addEventListener('drop', this.#refuseDrop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#leaveField);
    this.removeEventListener('dragover', this.#refuseDrop);
    this.removeEventListener('drop', this.#refuseDrop);
    // Moving an element disconnects it for a moment: what was made here ends only if it stays away.
    queueMicrotask(() => {
      if (!this.isConnected && this.#own) {
        this.#closeOwn();
        this.#subscription.instrument = null;
      }
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const state = this.instrument?.state;
    if (state) this.#setColors(state);
  }

  protected override render(): TemplateResult {
    const { instrument } = this;
    if (!instrument) return html``;
    const state = this.#localized.of(instrument.state, instrument.bundledSources, this.strings);
    const untouched = state.slots.every(({ phase }) => phase === 'empty') && state.zones.length === 0;
    return html`
      <div class="frame" part="frame" lang=${this.strings.tag}>
        ${this.#header(instrument, state)}
        ${this.restored && state.history.undo === null ? this.#restored() : nothing}
        ${state.storage.notices.map((notice) => this.#storage(notice))}
        ${untouched ? this.#welcome(instrument) : nothing} ${this.#blend(instrument, state)}
        ${this.#renderBar(instrument, state)}
        ${state.takes.length > 0 ? this.#takes(instrument, state) : nothing}
        <alloy-console
          part="play"
          exportparts="console: play-console, sound, meter, keyboard, keyboard-keys, keyboard-zones"
          .instrument=${instrument}
          .state=${state}
          .hands=${this.#play}
          .base=${this.#play.base}
          .sustained=${this.#play.sustained}
          .computerKeys=${this.#play.computerKeys}
        ></alloy-console>
        ${this.#controlMenu(instrument, state)}
      </div>
    `;
  }

  /** For every control here that names its parameter by `data-parameter`. */
  #controlMenu(instrument: InstrumentContract, { learn, midi }: InstrumentState): TemplateResult {
    return html`<alloy-control-menu
      .learned=${learn}
      .unable=${midi.phase === 'unsupported'}
      @learn-start=${({ detail }: On<{ id: ParameterId }>) => void startLearning(instrument, detail.id)}
      @learn-stop=${() => instrument.stopLearn()}
      @learn-clear=${({ detail }: On<{ id: ParameterId }>) => instrument.clearLearn(detail.id)}
      @parameter-change=${({ detail }: On<{ id: ParameterId; value: number }>) =>
        instrument.setParameter(detail.id, detail.value)}
    ></alloy-control-menu>`;
  }

  #welcome(instrument: InstrumentContract): TemplateResult {
    const pairs = suggestPairs(instrument.bundledSources);
    const { welcome } = this.strings;
    return html`<section class="welcome" part="welcome" aria-label=${this.strings.tagline}>
      <div>
        <h1>${welcome.title}</h1>
        <p class="muted">${welcome.text}</p>
      </div>
      ${
        pairs.length > 0
          ? html`<div class="pairs">
              <span class="label">${welcome.try}</span>
              ${pairs.map(
                (pair, i) =>
                  html`<button
                    class=${i === 0 ? 'first' : ''}
                    aria-label=${welcome.pairLabel(this.#nameOf(pair[0]), this.#nameOf(pair[1]))}
                    @click=${() => this.#tryPair(instrument, pair)}
                  >
                    ${welcome.pair(this.#nameOf(pair[0]), this.#nameOf(pair[1]))}
                  </button>`,
              )}
            </div>`
          : nothing
      }
    </section>`;
  }

  #header(
    instrument: InstrumentContract,
    { model, models, adding, backend, history, presets }: InstrumentState,
  ): TemplateResult {
    return html`<alloy-header
      part="header"
      exportparts="brand, undo, redo, status, model, model-add"
      .model=${model}
      .models=${models}
      .adding=${adding}
      .backend=${backend}
      .history=${history}
      @edit-undo=${() => this.#undo()}
      @edit-redo=${() => this.#redo()}
      @model-add=${({ detail }: On<{ file: File }>) => void instrument.addModel(detail.file)}
      @model-choose=${({ detail }: On<{ id: string }>) => void instrument.selectModel(detail.id)}
    >
      ${
        presets
          ? html`<alloy-presets
              slot="presets"
              part="presets"
              .presets=${presets}
              @preset-save=${({ detail }: On<{ name: string }>) => void instrument.savePreset(detail.name)}
              @preset-load=${({ detail }: On<{ id: string }>) => void instrument.loadPreset(detail.id)}
              @preset-remove=${({ detail }: On<{ id: string }>) => void instrument.removePreset(detail.id)}
            ></alloy-presets>`
          : nothing
      }
    </alloy-header>`;
  }

  /** The sources around the mix. */
  #blend(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
    const shown = shownSlots(state, this.asked);
    const { slot } = this.strings;
    const [first, second, ...more] = Array.from({ length: shown }, (_, i) =>
      this.#slot(instrument, state, i, shown),
    );
    return html`<div class="blend ${shown > 2 ? 'more' : ''}">
      ${first}
      <div class="middle">
        ${this.#mix(instrument, state)}
        ${
          shown < state.slots.length
            ? html`<button class="add quiet" @click=${() => (this.asked = shown + 1)}>
                ${glyph('plus')} <span>${slot.add(shown)}</span>
              </button>`
            : nothing
        }
      </div>
      ${second} ${more}
    </div>`;
  }

  #slot(
    instrument: InstrumentContract,
    state: InstrumentState,
    index: number,
    shown: number,
  ): TemplateResult {
    const take = `original-${index}`;
    const letter = slotLetter(index).toLowerCase();
    const parts = ['card', 'picture', 'handle', 'gain'].map((part) => `${part}: source-${letter}-${part}`);
    return html`<alloy-source-slot
      class=${letter}
      part="source-${letter}"
      exportparts=${parts.join(', ')}
      .index=${index}
      .source=${state.slots[index] ?? { phase: 'empty' }}
      .bundled=${instrument.bundledSources}
      .playing=${state.playing === take}
      .removable=${index > 1 && index === shown - 1}
      @source-load=${({ detail }: On<{ source: File | string; name: string }>) =>
        void instrument.loadSource(index, detail.source, detail.name)}
      @source-clear=${() => instrument.clearSource(index)}
      @source-remove=${() => (this.asked = index)}
      @source-root=${({ detail }: On<{ midi: number | null }>) => instrument.setRoot(index, detail.midi)}
      @source-gain=${({ detail }: On<{ gain: number }>) => instrument.setSlotGain(index, detail.gain)}
      @source-trim=${({ detail }: On<{ trim: Trim | null }>) => instrument.setTrim(index, detail.trim)}
      @source-record=${({ detail }: On<{ on: boolean }>) =>
        void (detail.on ? instrument.startRecording(index) : instrument.stopRecording(index))}
      @source-listen=${({ detail }: On<{ on: boolean }>) =>
        detail.on ? void instrument.playTake(take) : instrument.stopTake()}
    ></alloy-source-slot>`;
  }

  /** A line between two, a plate between more. */
  #mix(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
    const sources = mixSources(state);
    const { mix, plan } = state;
    const places =
      plan.mixes > 1 && plannedSources(state) !== 1 ? mixGrid(sources.length, plan.mixes, mix) : [];
    const live = LiveFeed.of(instrument);
    if (sources.length > 2) {
      return html`<alloy-pad
        part="mix"
        exportparts="plate: mix-plate, shares: mix-shares"
        .mix=${mix}
        .sources=${sources}
        .places=${places}
        .live=${live}
        @mix-change=${({ detail }: On<{ x: number; y: number }>) => instrument.setMix(detail.x, detail.y)}
      ></alloy-pad>`;
    }
    return html`<alloy-mix
      part="mix"
      exportparts="crucible: mix-crucible, shares: mix-shares"
      .mix=${mix.x}
      .first=${sources[0]!}
      .second=${sources[1]!}
      .places=${places.map(({ x }) => x)}
      .live=${live}
      @mix-change=${({ detail }: On<{ x: number }>) => instrument.setMix(detail.x)}
    ></alloy-mix>`;
  }

  #renderBar(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
    const { slots, model, render, stale, seconds, seed, temperature, plan, zones, mix } = state;
    const sounds = slots.some(({ phase }) => phase === 'ready' || phase === 'loading');
    const opening = model.phase === 'ready' || model.phase === 'loading';
    const obstacle: RenderObstacle = !sounds ? 'source' : !opening ? 'model' : null;
    return html`<alloy-render-bar
      part="render"
      exportparts="bar: render-bar, render: render-button, grid: render-grid"
      .state=${render}
      .obstacle=${obstacle}
      .stale=${stale}
      .estimate=${estimateRender(state)}
      .seconds=${seconds}
      .seed=${seed}
      .temperature=${temperature}
      .plan=${plan}
      .zones=${zones}
      .sources=${plannedSources(state) || 2}
      .mix=${mix}
      @render-plan=${({ detail }: On<Partial<Plan>>) => instrument.setPlan(detail)}
      @render-start=${() => void instrument.render()}
      @render-cancel=${() => instrument.cancel()}
      @render-settings=${({ detail }: On<RenderSettings>) => {
        if (detail.seconds !== undefined) instrument.setSeconds(detail.seconds);
        if (detail.seed !== undefined) instrument.setSeed(detail.seed);
        if (detail.temperature !== undefined) instrument.setTemperature(detail.temperature);
      }}
    ></alloy-render-bar>`;
  }

  #takes(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
    const { takes, playing, mix, seconds } = state;
    return html`<alloy-take-list
      part="takes"
      exportparts="views: takes-views, takes: takes-grid, blend: takes-blend"
      .takes=${takes}
      .playing=${playing}
      .mix=${mix}
      .sources=${blendedSources(state)}
      .seconds=${seconds}
      @take-play=${({ detail }: On<{ id: string }>) => void instrument.playTake(detail.id)}
      @take-stop=${() => instrument.stopTake()}
      @take-save=${({ detail }: On<{ id: string }>) => this.#save(instrument, detail.id)}
    ></alloy-take-list>`;
  }

  #nameOf({ id, title }: BundledSource): string {
    return this.strings.sounds[id] ?? title;
  }

  /** Loads both and renders at once: the render waits until they are encoded. */
  #tryPair(instrument: InstrumentContract, pair: Pair): void {
    pair.forEach((sound, slot) => void instrument.loadSource(slot, sound.url, sound.title));
    void instrument.render();
  }

  #save(instrument: InstrumentContract, id: string): void {
    const take = instrument.state.takes.find((candidate) => candidate.id === id);
    if (take) saveBlob(instrument.exportTake(id), fileName(take.title, this.strings.takes.kinds[take.kind]));
  }

  /** Says so where the last visit's instrument came back: it is there before anything was changed. */
  async #greet(instrument: Instrument): Promise<void> {
    await instrument.started;
    const { slots, zones, history } = instrument.state;
    const something = zones.length > 0 || slots.some(({ phase }) => phase === 'ready');
    if (instrument === this.#own && something && history.undo === null) this.restored = true;
  }

  #storage(notice: StorageNotice): TemplateResult {
    return html`<p class="storage muted" part="storage" role="status">
      ${glyph('alert')} <span>${this.strings.storage[notice]}</span>
    </p>`;
  }

  #restored(): TemplateResult {
    const { backend } = this.strings;
    return html`<p class="restored" part="restored" role="status">
      <span>${backend.restored}</span>
      <button
        class="icon quiet"
        aria-label=${backend.dismiss}
        title=${backend.dismiss}
        @click=${() => (this.restored = false)}
      >
        ${glyph('close')}
      </button>
    </p>`;
  }

  #closeOwn(): void {
    void this.#own?.close();
    this.#own = null;
  }

  #undo(): void {
    const edit = this.instrument?.state.history.undo;
    if (!edit) return;
    this.instrument?.undo();
    this.head?.announce(edit, false);
  }

  #redo(): void {
    const edit = this.instrument?.state.history.redo;
    if (!edit) return;
    this.instrument?.redo();
    this.head?.announce(edit, true);
  }

  /** What `--alloy-hybrid` follows: the metals that are mixed, and where. With three the lower edge is all of the third. */
  #setColors(state: InstrumentState): void {
    const sources = mixSources(state);
    const count = sources.length;
    ORDER.forEach((place, i) => {
      const metal = sources[i]?.metal;
      if (!metal || metal === metalOf(i)) this.style.removeProperty(`--alloy-${place}`);
      else this.style.setProperty(`--alloy-${place}`, metalColor(metal));
    });
    const { x, y } = state.mix;
    this.style.setProperty('--alloy-mix', x.toFixed(3));
    this.style.setProperty('--alloy-mix-y', count > 2 ? y.toFixed(3) : '0');
    if (count === 3) this.style.setProperty('--alloy-mix-lower', '0');
    else this.style.removeProperty('--alloy-mix-lower');
  }

  /** Enter and Escape end typing, so that the computer's keys play again. */
  readonly #leaveField = (event: KeyboardEvent): void => {
    const [field] = event.composedPath();
    const ends = event.key === 'Enter' || event.key === 'Escape';
    if (ends && field instanceof HTMLInputElement) field.blur();
  };

  /** A file that misses a slot must not replace the page. */
  readonly #refuseDrop = (event: DragEvent): void => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  };
}
