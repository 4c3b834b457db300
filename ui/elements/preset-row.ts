/** Renders a preset in the list: its number and name, with load, save, rename and remove. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PresetInfo } from '../../src/instrument/state/state.js';
import type { Strings } from '../strings.js';
import { presetPicture } from '../pictures/preset-picture.js';
import { glyph } from './glyphs.js';

/** Of a side, drawn at half of it: sharp where a pixel has two. */
const PICTURE_PIXELS = 60;

/** 'remove': it asks first; 'more': what is done now and then. */
export type RowMode = 'plain' | 'rename' | 'remove' | 'more';

export interface RowOptions {
  readonly strings: Strings;
  /** Whether it is the one that is played, and whether that is edited. */
  readonly current: boolean;
  readonly edited: boolean;
  readonly mode: RowMode;
  readonly onMode: (mode: RowMode) => void;
  readonly onLoad: () => void;
  readonly onRename: (name: string) => void;
  readonly onRemove: () => void;
  readonly onFavourite: () => void;
  readonly onTags: (tags: readonly string[]) => void;
  readonly onDuplicate: () => void;
  readonly onSaveFile: () => void;
}

/** Its name; what another tab had, in the reader's words. */
export function presetName({ name, rescued }: PresetInfo, { more, tag }: Strings): string {
  if (rescued === undefined) return name;
  const time = new Date(rescued).toLocaleString(tag, { dateStyle: 'short', timeStyle: 'short' });
  return more!.presets.rescued(time);
}

export function presetRow(preset: PresetInfo, options: RowOptions): TemplateResult {
  const { mode } = options;
  return html`<li data-preset=${preset.id}>${ROWS[mode](preset, options)}</li>`;
}

const ROWS: Readonly<Record<RowMode, (preset: PresetInfo, options: RowOptions) => TemplateResult>> = {
  plain,
  rename: renaming,
  remove: sure,
  more,
};

function plain(preset: PresetInfo, options: RowOptions): TemplateResult {
  const { strings, current, edited, onLoad, onMode, onFavourite } = options;
  const { favourite = false, tags = [] } = preset;
  const { presets } = strings.more!;
  const name = presetName(preset, strings);
  return html`<button
      class="load quiet"
      aria-current=${current ? 'true' : nothing}
      title=${name}
      @click=${onLoad}
    >
      <span class="number">${preset.program + 1}</span>${
        preset.picture
          ? html`<canvas
              class="picture"
              width=${PICTURE_PIXELS}
              height=${PICTURE_PIXELS}
              aria-hidden="true"
              ${presetPicture(preset.picture)}
            ></canvas>`
          : nothing
      } <span class="name">${name}</span>${
        tags.length > 0 ? html`<span class="tags">${tags.join(', ')}</span>` : nothing
      }${edited ? html`<span class="dot" title=${presets.edited} aria-hidden="true">•</span>` : nothing}
    </button>
    <button
      class="icon quiet favourite"
      aria-pressed=${favourite ? 'true' : 'false'}
      aria-label=${presets.favourite(name)}
      title=${presets.favourite(name)}
      @click=${onFavourite}
    >
      ${glyph(favourite ? 'starred' : 'star')}
    </button>
    <button
      class="icon quiet more"
      aria-label=${presets.more(name)}
      title=${presets.more(name)}
      @click=${() => onMode('more')}
    >
      ${glyph('more')}
    </button>
    <button
      class="icon quiet rename"
      aria-label=${presets.rename(name)}
      title=${presets.rename(name)}
      @click=${() => onMode('rename')}
    >
      ${glyph('pencil')}
    </button>
    <button
      class="icon quiet remove"
      aria-label=${presets.remove(name)}
      title=${presets.remove(name)}
      @click=${() => onMode('remove')}
    >
      ${glyph('close')}
    </button>`;
}

function renaming(preset: PresetInfo, { strings, onRename, onMode }: RowOptions): TemplateResult {
  const { presets } = strings.more!;
  const name = presetName(preset, strings);
  const submit = (event: Event): void => {
    event.preventDefault();
    onRename((event.target as HTMLFormElement).querySelector('input')!.value);
  };
  const cancel = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // the list stays open
    event.stopPropagation();
    onMode('plain');
  };
  return html`<form class="renaming" @submit=${submit} @keydown=${cancel}>
    <input
      class="first"
      maxlength="80"
      autocomplete="off"
      aria-label=${presets.newName(name)}
      .value=${name}
    />
    <button>${presets.renameYes}</button>
    <button
      type="button"
      class="icon quiet"
      aria-label=${presets.no}
      title=${presets.no}
      @click=${() => onMode('plain')}
    >
      ${glyph('close')}
    </button>
  </form>`;
}

function more(preset: PresetInfo, options: RowOptions): TemplateResult {
  const { strings, onTags, onDuplicate, onSaveFile, onMode } = options;
  const { presets } = strings.more!;
  const name = presetName(preset, strings);
  const submit = (event: Event): void => {
    event.preventDefault();
    const { value } = (event.target as HTMLFormElement).querySelector('input')!;
    onTags(
      value
        .split(/[,，、]/)
        .map((tag) => tag.trim())
        .filter(Boolean),
    );
  };
  const cancel = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // the list stays open
    event.stopPropagation();
    onMode('plain');
  };
  return html`<div class="asking" role="group" aria-label=${presets.more(name)} @keydown=${cancel}>
    <span class="sure">${name}</span>
    <form @submit=${submit}>
      <input
        class="first"
        autocomplete="off"
        aria-label=${presets.tags(name)}
        placeholder=${presets.tagsHint}
        .value=${(preset.tags ?? []).join(', ')}
      />
      <button>${presets.done}</button>
    </form>
    <button class="quiet" @click=${onDuplicate}>${glyph('plus')} ${presets.duplicate}</button>
    <button class="quiet" @click=${onSaveFile}>${glyph('save')} ${presets.saveFile}</button>
  </div>`;
}

function sure(preset: PresetInfo, { strings, onRemove, onMode }: RowOptions): TemplateResult {
  const { presets } = strings.more!;
  const name = presetName(preset, strings);
  const cancel = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // the list stays open
    event.stopPropagation();
    onMode('plain');
  };
  return html`<div class="asking" role="group" aria-label=${presets.sure(name)} @keydown=${cancel}>
    <span class="sure">${presets.sure(name)}</span>
    <button class="danger" @click=${onRemove}>${presets.yes}</button>
    <button class="first" @click=${() => onMode('plain')}>${presets.no}</button>
  </div>`;
}
