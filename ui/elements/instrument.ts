/** Defines `alloy-instrument`: the whole instrument, made of the other elements. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { estimateRender } from '../../src/instrument/state/estimate.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentEventDetails } from '../../src/instrument/events.js';
import type { HostContext, HostNode } from '../../src/instrument/host.js';
import type { Instrument } from '../../src/instrument/instrument.js';
import { AlloyError } from '../../src/errors.js';
import { plannedSources } from '../../src/instrument/state/plan.js';
import type { InstrumentState, Plan } from '../../src/instrument/state/state.js';
import type { MidiNote } from '../../src/units.js';
import { canDrop, droppedIn } from '../controllers/dropped.js';
import { reconnectBridge } from '../controllers/bridge-memory.js';
import { FIRST_FACE, recallFace, rememberFace, type Face } from '../controllers/face-memory.js';
import { HistoryController } from '../controllers/history-controller.js';
import type { ParameterId } from '../../src/parameters.js';
import { Localized } from '../controllers/localized.js';
import { blendedSources, mixedTints } from '../controllers/mix-sources.js';
import { OwnInstrument } from '../controllers/own-instrument.js';
import { PlayController } from '../controllers/play-controller.js';
import { fileName } from '../format.js';
import { tintColor, tintOf } from '../pictures/tints.js';
import type { ClipView } from '../strings.js';
import { controls } from '../styles/controls.js';
import { instrumentStyles } from '../styles/instrument.js';
import { blend } from './blend.js';
import { AlloyElement } from './element.js';
import {
  audioNotice,
  elsewhere,
  leftOver,
  pageNotices,
  restored,
  storageNotice,
  welcome,
} from './greetings.js';
import type { AlloyHeader } from './header.js';
import { startLearning } from './console.js';
import type { RenderObstacle, RenderSettings } from './render-bar.js';
import { saveBlob } from './save.js';

type On<T> = CustomEvent<T>;

/** The events that the element fires, by name; `error` is the instrument's, and no ErrorEvent. */
export type AlloyInstrumentEventMap = Omit<HTMLElementEventMap, 'error'> & {
  [Type in keyof InstrumentEventDetails]: CustomEvent<InstrumentEventDetails[Type]>;
};

/** Properties that a page may set before the element is defined; those that are reactive are Lit's to find. */
const EARLY = ['context', 'destination', 'instrument'] as const;

/** The tints that are mixed, in the order of the mix. */
const ORDER = ['first', 'second', 'third', 'fourth'] as const;

/**
 * The whole instrument: two sources, their mix, the render, its sounds and the keys. Makes its own `Instrument`
 * unless one is given before it is connected, and keeps that, away from the page too, until `close()`.
 *
 * Fires the events of its instrument: see InstrumentEventDetails. They leave shadow roots, and do not bubble.
 *
 * @fires ready - the model is open, and the player runs in a context that was given
 * @fires source - `{ slot, phase, problem }`
 * @fires render-progress - `{ done, total }` zones
 * @fires render-done - `{ total }`
 * @fires note - `{ key, velocity, on, time }`
 * @fires preset - `{ id, name }`
 * @fires parameter - `{ id, value }`
 * @fires error - `{ error }`, an AlloyError
 *
 * Its parts are elements of their own; each is exposed as a part, and so are their parts, prefixed:
 * `alloy-instrument::part(source-a)`, `alloy-instrument::part(source-a-card)`, `…::part(keyboard-keys)`.
 *
 * @csspart frame - everything
 * @csspart header - name, model, backend
 * @csspart presets - the presets, in the header
 * @csspart welcome - what a newcomer sees
 * @csspart storage - what keeps the instrument from coming back after a reload
 * @csspart page-notice - what the page's policy, or plain http, keeps from the instrument
 * @csspart audio-notice - why no sound comes out
 * @csspart hear - the button that brings sound back
 * @csspart left-over - what of a drop found no place
 * @csspart restored - what is said when the last visit's instrument came back
 * @csspart source-a
 * @csspart source-b
 * @csspart source-c
 * @csspart source-d
 * @csspart mix
 * @csspart render
 * @csspart clips
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
 * @cssprop --alloy-ink - text on tint
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
   * Name under which the browser keeps the instrument, and which drawers are open, from one visit to the next; `none`:
   * nothing is kept. Several on one page need names of their own: the first that comes keeps it; the others open with what it has
   * and say so.
   */
  @property({ attribute: 'storage-key' }) storageKey = 'alloy';

  readonly #held = new OwnInstrument(this);
  #context: HostContext | null = null;
  #destination: HostNode | null | undefined;
  readonly #localized = new Localized();
  @query('alloy-header') private readonly head!: AlloyHeader | null;
  /** How many slots were asked for. */
  @state() private asked = 2;
  /** Whether what is here was here before the page was loaded, and that is still to be said. */
  @state() private restored = false;

  /** What is open. Kept with the instrument that is made here, so that it comes back with it. */
  @state() private face: Face = FIRST_FACE;

  readonly #play = new PlayController(this, () => this.instrument);
  /** What an instrument knows of the computer's keyboard. */
  #told: { readonly instrument: InstrumentContract; readonly base: MidiNote } | null = null;

  constructor() {
    super();
    new HistoryController(this, { undo: () => this.#undo(), redo: () => this.#redo() });
    for (const name of EARLY) this.#takeEarly(name);
  }

  /** What this page shows and plays. Given from outside, it stays the giver's to close. */
  get instrument(): InstrumentContract | null {
    return this.#held.shown;
  }

  set instrument(instrument: InstrumentContract | null) {
    this.#held.show(instrument);
  }

  /**
   * The audio context to play in; null: one of its own. See InstrumentOptions.
   * @throws AlloyError 'bad-argument' when set while the instrument plays in another: set it before the element is connected.
   */
  get context(): HostContext | null {
    return this.#context;
  }

  set context(context: HostContext | null) {
    if (context === this.#context) return;
    if (this.#held.own) {
      const message =
        'The element plays in another context already. Set `context` before it is added to the page, or close() it first.';
      throw new AlloyError('bad-argument', 'context', message);
    }
    this.#context = context;
  }

  /** What the output is connected to; undefined: the context's destination; null: nothing. See InstrumentOptions. */
  get destination(): HostNode | null | undefined {
    return this.#destination;
  }

  set destination(destination: HostNode | null | undefined) {
    if (this.#held.own && destination !== undefined) this.#held.own.destination = destination;
    this.#destination = destination;
  }

  /** Closes the instrument that was made here. Added to a page again, the element makes another one. */
  close(): Promise<void> {
    return this.#held.close();
  }

  override addEventListener<Type extends keyof AlloyInstrumentEventMap>(
    type: Type,
    listener: (this: AlloyInstrument, event: AlloyInstrumentEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: never,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // What was set before the definition is Lit's until the first update, which is to come before the instrument is made.
    if (!this.hasUpdated) this.performUpdate();
    if (!this.instrument) this.#make();
    this.addEventListener('keydown', this.#leaveField);
    this.addEventListener('dragover', this.#onDragOver);
    this.addEventListener('drop', this.#onDrop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#leaveField);
    this.removeEventListener('dragover', this.#onDragOver);
    this.removeEventListener('drop', this.#onDrop);
  }

  #make(): void {
    if (this.storageKey !== 'none') this.face = recallFace(this.storageKey);
    const own = this.#held.make({
      ...(this.#context === null ? {} : { context: this.#context }),
      ...(this.#destination === undefined ? {} : { destination: this.#destination }),
      ...(this.modelsUrl === null ? {} : { modelsUrl: this.modelsUrl }),
      ...(this.sourcesUrl === null ? {} : { sourcesUrl: this.sourcesUrl }),
      storageKey: this.storageKey === 'none' ? null : this.storageKey,
    });
    if (this.storageKey !== 'none') reconnectBridge(own);
    void this.#greet(own);
  }

  /** A property of the plain element, set before this was its class, hides the accessor of that name. */
  #takeEarly(name: (typeof EARLY)[number]): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = this[name];
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const state = this.instrument?.state;
    if (state) this.#setColors(state);
    this.#tellFirstKey();
  }

  protected override render(): TemplateResult {
    const { instrument } = this;
    if (!instrument) return html``;
    const state = this.#localized.of(instrument.state, instrument.bundledSources, this.strings);
    const away = state.storage.phase === 'elsewhere';
    const greets = this.restored && state.history.undo === null && !away;
    const untouched = state.slots.every(({ phase }) => phase === 'empty') && state.zones.length === 0;
    return html`
      <div class="frame" part="frame" lang=${this.strings.tag}>
        ${this.#header(instrument, state)}
        ${greets ? restored(this.strings, () => (this.restored = false)) : nothing}
        ${away ? elsewhere(this.strings, () => void instrument.keepHere()) : nothing}
        ${state.leftOver ? leftOver(state.leftOver, this.strings, () => instrument.dismissLeftOver()) : nothing}
        ${state.storage.notices.map((notice) => storageNotice(notice, this.strings))}
        ${pageNotices(state.policy, this.strings)} ${untouched ? welcome(instrument, this.strings) : nothing}
        ${blend({ instrument, state, strings: this.strings, asked: this.asked, onAsk: this.#ask })}
        ${this.#renderBar(instrument, state)}
        ${state.clips.length > 0 ? this.#clips(instrument, state) : nothing}
        ${audioNotice(instrument, state.audio, this.strings)}
        <alloy-console
          part="play"
          exportparts="console: play-console, sound, meter, keyboard, keyboard-keys, keyboard-zones"
          .instrument=${instrument}
          .state=${state}
          .hands=${this.#play}
          .base=${this.#play.base}
          .sustained=${this.#play.sustained}
          .computerKeys=${this.#play.computerKeys}
          .drawers=${this.face.drawers}
          @drawers-change=${({ detail }: On<{ open: string[] }>) => this.#setFace({ drawers: detail.open })}
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

  #header(
    instrument: InstrumentContract,
    { model, models, adding, backend, history, policy, presets }: InstrumentState,
  ): TemplateResult {
    return html`<alloy-header
      part="header"
      exportparts="brand, undo, redo, status, model, model-add, model-remove, model-remove-question"
      .model=${model}
      .models=${models}
      .adding=${adding}
      .backend=${backend}
      .history=${history}
      .blocked=${policy.length > 0}
      @edit-undo=${() => this.#undo()}
      @edit-redo=${() => this.#redo()}
      @model-add=${({ detail }: On<{ file: File }>) => void instrument.addModel(detail.file)}
      @model-add-stop=${() => instrument.stopAddingModel()}
      @model-remove=${({ detail }: On<{ id: string }>) => void instrument.removeModel(detail.id)}
      @model-choose=${({ detail }: On<{ id: string }>) => void instrument.selectModel(detail.id)}
    >
      ${
        presets
          ? html`<alloy-presets
              slot="presets"
              part="presets"
              exportparts="button: presets-button, previous: presets-previous, next: presets-next, list: presets-list"
              .presets=${presets}
              @preset-save=${({ detail }: On<{ name: string; asNew: boolean }>) =>
                void instrument.savePreset(detail.name, { asNew: detail.asNew })}
              @preset-step=${({ detail }: On<{ places: number }>) => instrument.stepPreset(detail.places)}
              @preset-rename=${({ detail }: On<{ id: string; name: string }>) =>
                void instrument.renamePreset(detail.id, detail.name)}
              @preset-load=${({ detail }: On<{ id: string }>) => void instrument.loadPreset(detail.id)}
              @preset-remove=${({ detail }: On<{ id: string }>) => void instrument.removePreset(detail.id)}
            ></alloy-presets>`
          : nothing
      }
    </alloy-header>`;
  }

  #renderBar(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
    const { slots, model, backend, render, stale, seconds, seed, temperature, fast, plan, zones, mix } =
      state;
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
      .fast=${backend?.choosesFast ? fast : null}
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
        if (detail.fast !== undefined) instrument.setFast(detail.fast);
      }}
    ></alloy-render-bar>`;
  }

  #clips(instrument: InstrumentContract, state: InstrumentState): TemplateResult {
    const { clips, playing, mix, seconds } = state;
    return html`<alloy-clip-list
      part="clips"
      .view=${this.face.view}
      @view-change=${({ detail }: On<{ view: ClipView }>) => this.#setFace({ view: detail.view })}
      exportparts="views: clips-views, clips: clips-grid, blend: clips-blend"
      .clips=${clips}
      .playing=${playing}
      .mix=${mix}
      .sources=${blendedSources(state)}
      .seconds=${seconds}
      @clip-play=${({ detail }: On<{ id: string }>) => void instrument.playClip(detail.id)}
      @clip-stop=${() => instrument.stopClip()}
      @clip-save=${({ detail }: On<{ id: string }>) => this.#save(instrument, detail.id)}
    ></alloy-clip-list>`;
  }

  #save(instrument: InstrumentContract, id: string): void {
    const clip = instrument.state.clips.find((candidate) => candidate.id === id);
    if (clip) saveBlob(instrument.exportClip(id), fileName(clip.title, this.strings.clips.kinds[clip.kind]));
  }

  /** Says so where the last visit's instrument came back: it is there before anything was changed. */
  async #greet(instrument: Instrument): Promise<void> {
    await instrument.started;
    const { slots, zones, history } = instrument.state;
    const something = zones.length > 0 || slots.some(({ phase }) => phase === 'ready');
    if (instrument === this.#held.own && something && history.undo === null) this.restored = true;
  }

  #setFace(change: Partial<Face>): void {
    this.face = { ...this.face, ...change };
    if (this.#held.own && this.storageKey !== 'none') rememberFace(this.storageKey, this.face);
  }

  readonly #ask = (slots: number): void => {
    this.asked = slots;
  };

  /** The letters play from there: that is what is wanted first. */
  #tellFirstKey(): void {
    const { instrument } = this;
    const { base } = this.#play;
    if (!instrument || (this.#told?.instrument === instrument && this.#told.base === base)) return;
    this.#told = { instrument, base };
    instrument.setFirstKey(base);
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

  /** What `--alloy-hybrid` follows: the tints that are mixed, and where. With three the lower edge is all of the third. */
  #setColors(state: InstrumentState): void {
    const tints = mixedTints(state);
    const count = tints.length;
    ORDER.forEach((place, i) => {
      const tint = tints[i];
      if (!tint || tint === tintOf(i)) this.style.removeProperty(`--alloy-${place}`);
      else this.style.setProperty(`--alloy-${place}`, tintColor(tint));
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

  /** A file or a link that misses the slots must not replace the page: it goes to where there is room. */
  #takesDrop(event: DragEvent): boolean {
    const typed = event.composedPath()[0] instanceof HTMLInputElement;
    return !event.defaultPrevented && canDrop(event, !typed);
  }

  readonly #onDragOver = (event: DragEvent): void => {
    if (!this.#takesDrop(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
  };

  readonly #onDrop = (event: DragEvent): void => {
    if (!this.#takesDrop(event)) return;
    event.preventDefault();
    const { sounds, folders } = droppedIn(event.dataTransfer);
    if (sounds.length + folders.length > 0) void this.instrument?.loadSources(null, sounds, folders);
  };
}
