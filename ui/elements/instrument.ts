/** Defines `alloy-instrument`: the whole instrument, made of the other elements. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { AwaitedInstrument } from '../../src/instrument/awaited.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { HostContext, HostNode } from '../../src/instrument/host.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { MidiNote } from '../../src/units.js';
import { afterPaint } from '../controllers/after-paint.js';
import { reconnectBridge } from '../controllers/bridge-memory.js';
import { FilesController } from '../controllers/files-controller.js';
import { EscapeController } from '../controllers/escape-controller.js';
import {
  FIRST_FACE,
  recallFace,
  rememberFace,
  type Face,
  type FaceView,
} from '../controllers/face-memory.js';
import { FullScreenController } from '../controllers/full-screen-controller.js';
import { HistoryController } from '../controllers/history-controller.js';
import { PresetKeysController } from '../controllers/preset-keys-controller.js';
import { Localized } from '../controllers/localized.js';
import { setMixColors } from '../controllers/mix-colors.js';
import { OwnInstrument } from '../controllers/own-instrument.js';
import { PartsController } from '../controllers/parts-controller.js';
import { PlayController } from '../controllers/play-controller.js';
import { StrayDropController } from '../controllers/stray-drop-controller.js';
import { controls } from '../styles/controls.js';
import { greetingsStyles } from '../styles/greetings.js';
import { instrumentStyles } from '../styles/instrument.js';
import type { AlloyInstrumentElement, AlloyInstrumentEventMap } from '../types/instrument-element.js';
import { AlloyElement } from './element.js';
import { consoleView } from './console-view.js';
import { controlMenu } from './control-menu-view.js';
import { audioNotice, partsFailed } from './greetings.js';
import { head } from './head.js';
import type { AlloyFileMenu } from './file-menu.js';
import type { AlloyHeader } from './header.js';
import { listenView } from './listen-view.js';
import { notices } from './notices.js';
import type { AlloyPresets } from './presets.js';
import { soundView } from './sound-view.js';
import { sourcesView } from './sources-view.js';
import type { AlloyTabs } from './tabs.js';
import type { TuningFailure } from './tuning.js';

/** Properties that a page may set before the element is defined; those that are reactive are Lit's to find. */
const EARLY = ['context', 'destination', 'instrument'] as const;

/**
 * The whole instrument: mix and keys, which are always in sight, and in views above them the sources, the render, the sound
 * and what there is to listen to. It fills a box of its own, as high as the window unless the page says otherwise. Makes its
 * own `Instrument` unless one is given before it is connected, and keeps that, away from the page too, until `close()`.
 *
 * Fires the events of its instrument: see InstrumentEventDetails. They leave shadow roots, and do not bubble.
 *
 * Its parts are elements of their own; each is exposed as a part, and so are their parts, prefixed:
 * `alloy-instrument::part(source-a)`, `alloy-instrument::part(source-a-card)`, `…::part(keyboard-keys)`.
 *
 * @fires {CustomEvent<null>} ready - the model is open, and the player runs in a context that was given
 * @fires {CustomEvent<InstrumentEventDetails['source']>} source - `{ slot, phase, problem }`
 * @fires {CustomEvent<InstrumentEventDetails['render-progress']>} render-progress - `{ done, total }` zones
 * @fires {CustomEvent<InstrumentEventDetails['render-done']>} render-done - `{ total }`
 * @fires {CustomEvent<InstrumentEventDetails['note']>} note - `{ key, velocity, on, time }`
 * @fires {CustomEvent<InstrumentEventDetails['preset']>} preset - `{ id, name }`
 * @fires {CustomEvent<InstrumentEventDetails['parameter']>} parameter - `{ id, value }`
 * @fires {CustomEvent<InstrumentEventDetails['error']>} error - `{ error }`, an AlloyError
 *
 * @slot foot - what stands below the sources, such as a page's own words
 * @csspart frame - everything
 * @csspart header - the head: name, views, presets, undo and redo, status
 * @csspart brand - the name, in the head
 * @csspart undo - the button, in the head
 * @csspart redo - the button, in the head
 * @csspart status - what runs the model and what is going on, in the head
 * @csspart views - the choice of the view
 * @csspart views-tabs - its tabs
 * @csspart view - the view that is open above mix and keys
 * @csspart presets - the presets, in the head
 * @csspart presets-button - opens their list
 * @csspart presets-previous - the button of the preset before
 * @csspart presets-next - the button of the next preset
 * @csspart presets-list - their list
 * @csspart help - the button of the sheet of shortcuts, and the sheet
 * @csspart help-button - the button
 * @csspart help-sheet - the sheet
 * @csspart full-screen - the button
 * @csspart welcome - what a newcomer sees
 * @csspart restored - what is said when the last visit's instrument came back
 * @csspart file - the menu of files and links, in the head
 * @csspart file-button - opens it
 * @csspart file-menu - what it has
 * @csspart export - the sheet of exports, while it is open
 * @csspart export-sheet - its dialog
 * @csspart pack - the sheet that sounds of a pack are chosen with, while it is open
 * @csspart pack-sheet - its dialog
 * @csspart file-notice - what came of opening, saving or sharing
 * @csspart storage - what keeps the instrument from coming back after a reload
 * @csspart page-notice - what the page's policy, or plain http, keeps from the instrument
 * @csspart parts-notice - what of the instrument's own code could not be fetched
 * @csspart left-over - what of a drop found no place
 * @csspart audio-notice - why no sound comes out
 * @csspart hear - the button that brings sound back
 * @csspart source-a - source A
 * @csspart source-a-card - its frame
 * @csspart source-a-picture - its waveform
 * @csspart source-a-handle - its trim handles
 * @csspart source-a-gain - its gain
 * @csspart source-b - source B
 * @csspart source-b-card - its frame
 * @csspart source-b-picture - its waveform
 * @csspart source-b-handle - its trim handles
 * @csspart source-b-gain - its gain
 * @csspart source-c - source C
 * @csspart source-c-card - its frame
 * @csspart source-c-picture - its waveform
 * @csspart source-c-handle - its trim handles
 * @csspart source-c-gain - its gain
 * @csspart source-d - source D
 * @csspart source-d-card - its frame
 * @csspart source-d-picture - its waveform
 * @csspart source-d-handle - its trim handles
 * @csspart source-d-gain - its gain
 * @csspart model - the choice of model, below the sources
 * @csspart model-add - its button that adds one
 * @csspart model-remove - its button that removes one
 * @csspart model-remove-question - what is asked before
 * @csspart render - what starts a render, and its settings
 * @csspart render-bar - the frame of it
 * @csspart render-button - the button
 * @csspart render-grid - the notes as keys by mixes
 * @csspart clips - the sounds to listen to
 * @csspart clips-views - the choice of picture
 * @csspart clips-grid - their cards
 * @csspart clips-blend - the way from one embedding to the next
 * @csspart sound - envelope, filter and drawers
 * @csspart play - what one plays with: the mix, the keys and what belongs to them
 * @csspart play-console - its frame
 * @csspart play-bar - the row above the keys
 * @csspart macros - the knobs beside the mix
 * @csspart meter - level and voices
 * @csspart deck - the song that plays, and what was recorded
 * @csspart mix - the mix
 * @csspart mix-line - the line between two sources
 * @csspart mix-plate - the plate between more
 * @csspart mix-shares - the percentages
 * @csspart hybrid - what is rendered, beside the mix
 * @csspart hybrid-card - its card
 * @csspart hybrid-picture - its picture
 * @csspart keyboard - the keys, with what is rendered above them
 * @csspart keyboard-keys - the keys
 * @csspart keyboard-zones - what is rendered
 * @csspart tip - what is said of a control
 * @cssprop --alloy-a - colour of source A (copper)
 * @cssprop --alloy-b - colour of source B (verdigris)
 * @cssprop --alloy-c - colour of source C (brass)
 * @cssprop --alloy-d - colour of source D (blued steel)
 * @cssprop --alloy-first - colour of the first source that is mixed; follows the slots in use
 * @cssprop --alloy-second - of the second
 * @cssprop --alloy-third - of the third
 * @cssprop --alloy-fourth - of the fourth
 * @cssprop --alloy-hybrid - colour of the hybrid; if not set, the sources' colours blended as the mix is
 * @cssprop --alloy-gradient - of progress, levels and the main button; if not set, from A to B
 * @cssprop --alloy-background - of the page
 * @cssprop --alloy-surface - cards
 * @cssprop --alloy-raised - controls on cards
 * @cssprop --alloy-line - borders
 * @cssprop --alloy-text - text
 * @cssprop --alloy-muted - secondary text
 * @cssprop --alloy-ink - text on the sources' colours
 * @cssprop --alloy-danger - errors
 * @cssprop --alloy-key-white - white keys
 * @cssprop --alloy-key-black - black keys
 * @cssprop --alloy-radius - of corners
 * @cssprop --alloy-font - type
 */
export class AlloyInstrument extends AlloyElement implements AlloyInstrumentElement {
  static override readonly styles = [controls, greetingsStyles, instrumentStyles];

  /**
   * Folder that the package's `dist/assets` was copied to, for bundlers that copy nothing; where the package has them if not
   * given. Read once, when connected.
   */
  @property({ attribute: 'assets-url' }) assetsUrl: string | null = null;
  /** Folder of the models; `models/` among the assets if not given. Read once, when connected. */
  @property({ attribute: 'models-url' }) modelsUrl: string | null = null;
  /** Folder of the bundled sounds; `presets/sources/` among the assets if not given. */
  @property({ attribute: 'sources-url' }) sourcesUrl: string | null = null;
  /**
   * Name under which the browser keeps the instrument, and which drawers are open, from one visit to the next; `none`:
   * nothing is kept. Several on one page need names of their own: the first that comes keeps it; the others open with what it has
   * and say so.
   */
  @property({ attribute: 'storage-key' }) storageKey = 'alloy';

  /**
   * For hosts, whose page it is: it fills the box that it is given, from 420 × 300 on, greets nobody, and hears the computer's
   * keys only while it has the focus.
   */
  @property({ type: Boolean, reflect: true }) compact = false;

  readonly #held = new OwnInstrument(this);
  readonly #localized = new Localized();
  @query('alloy-header') private readonly head!: AlloyHeader | null;
  @query('alloy-tabs') private readonly tabs!: AlloyTabs | null;
  /** How many slots were asked for. */
  @state() private asked = 2;
  /** Whether what is here was here before the page was loaded, and that is still to be said. */
  @state() private restored = false;

  /** What is open. Kept with the instrument that is made here, so that it comes back with it. */
  @state() private face: Face = FIRST_FACE;
  /** The view that a hand was in last. */
  @state() private used: FaceView | null = null;

  /** Of the tuning that was chosen last. */
  @state() private tuningFailure: TuningFailure | null = null;

  readonly #presetKeys = new PresetKeysController(this, (places) => this.instrument?.stepPreset(places));
  readonly #history = new HistoryController(this, { undo: () => this.#undo(), redo: () => this.#redo() });
  readonly #fullScreen = new FullScreenController(this, () => !this.compact);
  readonly #files = new FilesController(this, () => ({
    instrument: this.instrument,
    strings: this.strings,
  }));
  readonly #play = new PlayController(this, () => this.instrument);
  readonly #parts = new PartsController(this);
  /** Whether the face was drawn once. */
  #drawn = false;
  /** What an instrument knows of the computer's keyboard. */
  #told: { readonly instrument: InstrumentContract; readonly base: MidiNote } | null = null;

  constructor() {
    super();
    for (const name of EARLY) this.#takeEarly(name);
    new EscapeController(this, () => this.#leaveView());
    new StrayDropController(this, (dropped) => {
      if (this.#files.take(dropped)) return;
      void this.instrument?.loadSources(null, dropped.sounds, dropped.folders);
    });
  }

  /**
   * The view that is open: the one that was chosen, or, until one was, the sources where nothing is rendered and playing where
   * something is. It stays where a hand is at work.
   */
  get view(): 'play' | 'sources' | 'sound' | 'listen' {
    return (
      this.face.open ?? this.used ?? ((this.instrument?.state.zones.length ?? 0) > 0 ? 'play' : 'sources')
    );
  }

  set view(view: FaceView) {
    this.#setFace({ open: view });
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
    return this.#held.context;
  }

  set context(context: HostContext | null) {
    this.#held.context = context;
  }

  /** What the output is connected to; undefined: the context's destination; null: nothing. See InstrumentOptions. */
  get destination(): HostNode | null | undefined {
    return this.#held.destination;
  }

  set destination(destination: HostNode | null | undefined) {
    this.#held.destination = destination;
  }

  /** Opens an `.alloy` file, and says so. */
  openFile(file: File): Promise<void> {
    return this.#files.open(file);
  }

  /** Opens a link to an instrument (its fragment is enough), and says so; what is here and nowhere kept becomes a preset. */
  async openLink(link: string): Promise<void> {
    await this.#held.own?.started;
    await this.#files.openLink(link);
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
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#leaveField);
  }

  #make(): void {
    if (this.storageKey !== 'none') this.face = recallFace(this.storageKey);
    const own = this.#held.make({
      ...(this.assetsUrl === null ? {} : { assetsUrl: this.assetsUrl }),
      ...(this.modelsUrl === null ? {} : { modelsUrl: this.modelsUrl }),
      ...(this.sourcesUrl === null ? {} : { sourcesUrl: this.sourcesUrl }),
      storageKey: this.storageKey === 'none' ? null : this.storageKey,
    });
    void this.#greet(own).catch(() => undefined); // said in its state
    void this.updateComplete.then(() => afterPaint(() => own.begin())); // the face is seen first
  }

  /** A property of the plain element, set before this was its class, hides the accessor of that name. */
  #takeEarly(name: (typeof EARLY)[number]): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = this[name];
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  /** The first time with the parts of the view that was open last: nothing comes late into what is seen. */
  protected override scheduleUpdate(): Promise<unknown> | undefined {
    if (this.hasUpdated && !this.#drawn) this.#needParts();
    const { coming } = this.#parts;
    if (this.#drawn || coming === null) return super.scheduleUpdate() as Promise<unknown> | undefined;
    return coming.then(() => super.scheduleUpdate());
  }

  /** Asks for the code of what is shown, or is about to be. */
  #needParts(): void {
    const { view, instrument } = this;
    if (!instrument) return;
    const { slots, clips, presets, factory, learn, zones } = instrument.state;
    if (view === 'play' || view === 'sound' || zones.length > 0) this.#parts.need('play');
    if (view === 'sound') this.#parts.need('sound');
    const sounds = clips.length > 0 || slots.some(({ phase }) => phase !== 'empty');
    if (view === 'listen' || sounds) this.#parts.need('listen');
    if (
      presets?.current ??
      presets?.list[0] ??
      presets?.error ??
      factory.loading ??
      factory.current ??
      factory.error
    )
      this.#parts.need('presets'); // a name is to be read there, or what went wrong
    if (factory.list.length > 0 && view === 'sources' && !sounds) this.#parts.need('taste');
    if (learn.armed !== null) this.#parts.need('menu');
    const { song, take } = instrument.songs.state; // a host may have opened one
    if (song || take.phase !== 'none') this.#parts.need('songs');
  }

  /** Opens the list or the menu whose button was pressed before its code was here. */
  async #openPart(button: HTMLElement): Promise<void> {
    const element = button.closest<AlloyPresets | AlloyFileMenu>('alloy-presets, alloy-file-menu')!;
    await this.#parts.need('presets'); // where it cannot be had, that is said below the head
    await element.updateComplete;
    if (element.isConnected && customElements.get(element.localName)) element.open();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const state = this.instrument?.state;
    if (state) setMixColors(this, state);
    this.#needParts();
    this.#play.guest = this.#history.guest = this.#presetKeys.guest = this.compact;
    this.#tellFirstKey();
  }

  protected override render(): TemplateResult {
    const { instrument, view, compact, strings } = this;
    if (!instrument || this.wordless) return html``;
    this.#drawn = true;
    const state = this.#localized.of(instrument.state, instrument.bundledSources, strings);
    const { active: fullScreen, toggle: onFullScreen } = this.#fullScreen;
    return html`${keyed(
      this.#parts.generation,
      html`<div class="frame ${view}" part="frame" lang=${strings.tag}>
        ${head({
          ...{ instrument, state, strings, view, compact, fullScreen, onFullScreen, files: this.#files },
          onView: (to) => (this.view = to),
          onUndo: () => this.#undo(),
          onRedo: () => this.#redo(),
          onOpenPart: (button) => void this.#openPart(button),
        })}
        ${notices({
          ...{ instrument, state, strings, files: this.#files },
          greets: this.restored && !compact,
          onGreeted: () => (this.restored = false),
        })}
        ${this.#parts.failed ? partsFailed(strings, () => this.#parts.retry()) : nothing}
        ${view === 'play' ? nothing : this.#view(view, instrument, state)}
        ${audioNotice(instrument, state.audio, strings)}
        ${consoleView({ instrument, state, strings, hands: this.#play, plays: view === 'play' })}
        ${controlMenu(instrument, state)}
        <alloy-tip exportparts="tip"></alloy-tip>
      </div>`,
    )}`;
  }

  /** What is open above mix and keys. */
  #view(
    view: Exclude<FaceView, 'play'>,
    instrument: InstrumentContract,
    state: InstrumentState,
  ): TemplateResult {
    const { strings, asked, face, tuningFailure } = this;
    const views = {
      sources: () =>
        html`${sourcesView({
            ...{ instrument, state, strings, asked, onAsk: this.#ask },
            takeInstrument: (dropped, slot) => this.#files.take(dropped, slot),
          })} <slot name="foot"></slot>`,
      sound: () =>
        soundView({
          ...{ instrument, state, tuningFailure, drawers: face.drawers },
          onDrawers: (drawers) => this.#setFace({ drawers }),
          onTuningFailure: (failure) => (this.tuningFailure = failure),
        }),
      listen: () =>
        listenView({ instrument, state, strings }, face.view, (picture) => this.#setFace({ view: picture })),
    };
    const onHand = (): void => void (this.used = view);
    return html`<div
      class="view"
      part="view"
      role="tabpanel"
      aria-label=${strings.views[view]}
      @pointerdown=${onHand}
      @keydown=${onHand}
      @drop=${onHand}
    >
      <div class="content ${view}">${views[view]()}</div>
    </div>`;
  }

  /** Back to playing, unless Escape ends the wait for a controller. */
  #leaveView(): void {
    if (this.view === 'play' || this.instrument?.state.learn.armed !== null) return;
    const inside = this.shadowRoot?.activeElement?.closest('.view, alloy-header') ?? null;
    this.view = 'play';
    if (inside) void this.updateComplete.then(() => this.tabs?.focus());
  }

  /** Says so where the last visit's instrument came back: it is there before anything was changed. */
  async #greet(instrument: AwaitedInstrument): Promise<void> {
    await instrument.begun;
    if (this.storageKey !== 'none') reconnectBridge(instrument);
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

  /** Enter and Escape end typing, so that the computer's keys play again. */
  readonly #leaveField = (event: KeyboardEvent): void => {
    const [field] = event.composedPath();
    const ends = event.key === 'Enter' || event.key === 'Escape';
    if (ends && field instanceof HTMLInputElement) field.blur();
  };
}
