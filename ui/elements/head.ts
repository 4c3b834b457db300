/** Renders the head of an instrument: name, views, presets, history, help. */
import { html, nothing, type TemplateResult } from 'lit';
import type { InstrumentContract, SaveOptions } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { FaceView } from '../controllers/face-memory.js';
import type { FilesController } from '../controllers/files-controller.js';
import type { Strings } from '../strings.js';
import { glyph } from './glyphs.js';
import { fileButton, presetButtons } from './head-buttons.js';

type On<T> = CustomEvent<T>;
type PresetMark = { id: string; tags?: readonly string[]; favourite?: boolean };

export interface HeadProps {
  readonly instrument: InstrumentContract;
  readonly state: InstrumentState;
  readonly strings: Strings;
  readonly view: FaceView;
  readonly compact: boolean;
  readonly files: FilesController;
  /** Whether it fills the screen; null where it cannot, or a host decides. */
  readonly fullScreen: boolean | null;
  readonly onView: (view: FaceView) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onFullScreen: () => void;
  /** A button that stands for a part's element until that is here was pressed: its element is to open. */
  readonly onOpenPart: (button: HTMLElement) => void;
}

export function head(props: HeadProps): TemplateResult {
  const { instrument, state, view, compact, onView, onUndo, onRedo } = props;
  const { model, adding, backend, history, policy, render, stale } = state;
  return html`<alloy-header
    part="header"
    exportparts="brand, undo, redo, status"
    .model=${model}
    .adding=${adding}
    .backend=${backend}
    .history=${history}
    .compact=${compact}
    .blocked=${policy.length > 0}
    @edit-undo=${onUndo}
    @edit-redo=${onRedo}
    @model-add=${({ detail }: On<{ file: File }>) => void instrument.addModel(detail.file)}
  >
    <alloy-tabs
      slot="views"
      part="views"
      exportparts="tabs: views-tabs"
      .view=${view}
      .progress=${render.phase === 'running' ? render.progress : null}
      .due=${stale && render.phase !== 'running'}
      @view-choose=${({ detail }: On<{ view: FaceView }>) => onView(detail.view)}
    ></alloy-tabs>
    ${presets(props)} ${tools(props)}
  </alloy-header>`;
}

function presets({
  instrument,
  state,
  strings,
  files,
  onOpenPart,
}: HeadProps): TemplateResult | typeof nothing {
  const { presets, factory } = state;
  if (!presets && factory.list.length === 0) return nothing;
  return html`<alloy-presets
    slot="presets"
    part="presets"
    exportparts="button: presets-button, previous: presets-previous, next: presets-next, list: presets-list"
    .presets=${presets}
    .factory=${factory}
    @preset-save=${({ detail }: On<{ name: string; asNew: boolean }>) =>
      void instrument.savePreset(detail.name, { asNew: detail.asNew })}
    @factory-load=${({ detail }: On<{ id: string }>) => void instrument.loadFactory(detail.id)}
    @preset-step=${({ detail }: On<{ places: number }>) => instrument.stepPreset(detail.places)}
    @preset-rename=${({ detail }: On<{ id: string; name: string }>) =>
      void instrument.renamePreset(detail.id, detail.name)}
    @preset-load=${({ detail }: On<{ id: string }>) => void instrument.loadPreset(detail.id)}
    @preset-duplicate=${({ detail }: On<{ id: string }>) => void instrument.duplicatePreset(detail.id)}
    @preset-mark=${({ detail }: On<PresetMark>) => void instrument.markPreset(detail.id, detail)}
    @presets-save=${({ detail }: On<{ ids: readonly string[] | null }>) => void files.savePresets(detail.ids)}
    @presets-import=${() => void files.choose()}
    @preset-remove=${({ detail }: On<{ id: string }>) => void instrument.removePreset(detail.id)}
    >${
      customElements.get('alloy-presets')
        ? nothing
        : presetButtons(strings, (places) => instrument.stepPreset(places), onOpenPart)
    }</alloy-presets
  >`;
}

function tools({ strings, compact, fullScreen, onFullScreen, onOpenPart, files }: HeadProps): TemplateResult {
  const { enter, leave } = strings.screen;
  const label = fullScreen ? leave : enter;
  return html`<div slot="tools" class="tools">
    <alloy-file-menu
      part="file"
      exportparts="button: file-button, menu: file-menu"
      .guest=${compact}
      @file-open=${() => void files.choose()}
      @file-save=${({ detail }: On<SaveOptions>) => void files.save(detail)}
      @file-export=${() => void files.export()}
      @file-link=${() => void files.copyLink()}
      >${customElements.get('alloy-file-menu') ? nothing : fileButton(strings, onOpenPart)}</alloy-file-menu
    >
    <alloy-help
      part="help"
      exportparts="button: help-button, sheet: help-sheet"
      .guest=${compact}
    ></alloy-help>
    ${
      fullScreen === null
        ? nothing
        : html`<button
            class="icon quiet screen"
            part="full-screen"
            aria-label=${label}
            aria-keyshortcuts="Alt+Enter"
            data-tip=${label}
            @click=${onFullScreen}
          >
            ${glyph(fullScreen ? 'shrink' : 'expand')}
          </button>`
    }
  </div>`;
}
