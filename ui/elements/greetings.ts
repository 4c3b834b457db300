/** Renders greetings: to a newcomer, after a restored visit, and notices about storage. */
import { html, nothing, type TemplateResult } from 'lit';
import type { BundledSource, InstrumentContract } from '../../src/instrument/contract.js';
import type { AudioState, LeftOver, StorageNotice } from '../../src/instrument/state/state.js';
import { isInsecurePage } from '../../src/platform/secure.js';
import type { FileOutcome } from '../controllers/file-actions.js';
import { suggestPairs, type Pair } from '../controllers/pairs.js';
import { errorText, type Strings } from '../strings.js';
import { glyph } from './glyphs.js';

/** What a newcomer sees: what to do, and pairs of sounds to begin with. */
export function welcome(instrument: InstrumentContract, strings: Strings): TemplateResult {
  const pairs = suggestPairs(instrument.bundledSources);
  const { welcome } = strings;
  const nameOf = ({ id, title }: BundledSource): string => strings.sounds[id] ?? title;
  return html`<section class="welcome" part="welcome" aria-label=${strings.tagline}>
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
                  aria-label=${welcome.pairLabel(nameOf(pair[0]), nameOf(pair[1]))}
                  @click=${() => tryPair(instrument, pair)}
                >
                  ${welcome.pair(nameOf(pair[0]), nameOf(pair[1]))}
                </button>`,
            )}
          </div>`
        : nothing
    }
    <alloy-factory-taste
      .factory=${instrument.state.factory}
      @factory-load=${({ detail }: CustomEvent<{ id: string }>) => void instrument.loadFactory(detail.id)}
    ></alloy-factory-taste>
  </section>`;
}

/** Loads both and renders at once: the render waits until they are encoded. */
function tryPair(instrument: InstrumentContract, pair: Pair): void {
  pair.forEach((sound, slot) => void instrument.loadSource(slot, sound.url, sound.title));
  void instrument.render();
}

/** What keeps the instrument from coming back. */
export function storageNotice(notice: StorageNotice, strings: Strings): TemplateResult {
  return html`<p class="storage muted" part="storage" role="status">
    ${glyph('alert')} <span>${strings.more?.storage[notice]}</span>
  </p>`;
}

/** Some of the instrument's own code could not be fetched. */
export function partsFailed({ parts }: Strings, onRetry: () => void): TemplateResult {
  return html`<p class="storage danger" part="parts-notice" role="alert">
    ${glyph('alert')} <span>${parts.failed}</span>
    <button @click=${onRetry}>${parts.retry}</button>
  </p>`;
}

/** Said while another tab keeps the instrument, with the way out. */
export function elsewhere(strings: Strings, onKeep: () => void): TemplateResult {
  const { elsewhere, keepHere } = strings.tabs;
  return html`<p class="storage elsewhere" part="storage" role="status">
    ${glyph('alert')} <span>${elsewhere}</span>
    <button @click=${onKeep}>${keepHere}</button>
  </p>`;
}

/** What the page is kept from: by its Content-Security-Policy, or because it came over plain http. */
export function pageNotices(policy: readonly string[], strings: Strings): TemplateResult[] {
  const texts = [
    ...policy.map((add) => strings.policy(add)),
    ...(isInsecurePage() ? [strings.insecure] : []),
  ];
  return texts.map(
    (text) =>
      html`<p class="storage muted" part="page-notice" role="status">
        ${glyph('alert')} <span>${text}</span>
      </p>`,
  );
}

/** Where the browser stopped the sound: a control that brings it back. Where there is no sound at all: why. */
export function audioNotice(
  instrument: InstrumentContract,
  audio: AudioState,
  strings: Strings,
): TemplateResult | typeof nothing {
  if (audio.phase === 'error' && audio.error.code !== 'insecure-page') {
    return html`<p class="storage danger" part="audio-notice" role="alert">
      ${glyph('alert')} <span>${errorText(strings, audio.error)}</span>
    </p>`;
  }
  if (audio.phase !== 'blocked') return nothing;
  return html`<div class="hear" part="audio-notice" role="status">
    <button class="first" part="hear" @click=${() => void instrument.resumeAudio()}>
      ${glyph('play')} ${strings.audio.blocked}
    </button>
    <span class="muted">${strings.audio.hint}</span>
  </div>`;
}

/** What of a drop found no place, by name. */
export function leftOver(
  { sounds, folders }: LeftOver,
  strings: Strings,
  onDismiss: () => void,
): TemplateResult {
  const { more, backend } = strings;
  return html`<div class="left-over" part="left-over" role="alert">
    ${glyph('alert')}
    <div>
      ${sounds.length > 0 ? html`<p>${more?.drop.leftOver(sounds)}</p>` : nothing}
      ${folders.length > 0 ? html`<p>${more?.drop.folders(folders)}</p>` : nothing}
    </div>
    <button class="icon quiet" aria-label=${backend.dismiss} title=${backend.dismiss} @click=${onDismiss}>
      ${glyph('close')}
    </button>
  </div>`;
}

/** What came of opening, saving or sharing; a link that could not be copied stands there to be copied by hand. */
export function fileOutcome(
  { kind, text, link }: FileOutcome,
  strings: Strings,
  onDismiss: () => void,
): TemplateResult {
  const { dismiss } = strings.backend;
  const failed = kind === 'failed';
  return html`<p
    class="restored file ${failed ? 'danger' : ''}"
    part="file-notice"
    role=${failed ? 'alert' : 'status'}
  >
    <span
      >${failed ? glyph('alert') : nothing} ${text}
      ${
        link === undefined
          ? nothing
          : html`<input
              readonly
              aria-label=${strings.more?.files.link ?? ''}
              .value=${link}
              @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
            />`
      }</span
    >
    <button class="icon quiet" aria-label=${dismiss} title=${dismiss} @click=${onDismiss}>
      ${glyph('close')}
    </button>
  </p>`;
}

/** Said once where the last visit's instrument came back. */
export function restored(strings: Strings, onDismiss: () => void): TemplateResult {
  const { backend } = strings;
  return html`<p class="restored" part="restored" role="status">
    <span>${backend.restored}</span>
    <button class="icon quiet" aria-label=${backend.dismiss} title=${backend.dismiss} @click=${onDismiss}>
      ${glyph('close')}
    </button>
  </p>`;
}
