import { html, nothing, type TemplateResult } from 'lit';
import type { InstrumentState } from '../../src/instrument/state.js';
import { errorText, type Strings } from '../strings.js';
import { mark } from './glyphs.js';

/** The head of the instrument: its name, what runs it, the choice of model, and what is wrong with it. */
export function header(
  strings: Strings,
  { model, models, backend }: InstrumentState,
  onModel: (event: Event) => void,
): TemplateResult {
  const failed = model.phase === 'error' ? errorText(strings, model.error) : null;
  return html`<header part="header">
      <div class="brand">${mark()}<span>${strings.name}</span></div>
      <div class="backend">
        <span class="lamp ${model.phase}" aria-hidden="true"></span>
        <span role="status"
          >${
            model.phase === 'loading'
              ? strings.model.loading
              : failed
                ? strings.backend.offline
                : (backend?.description ?? strings.backend.waiting)
          }</span
        >
      </div>
      <label class="model">
        <span class="label">${strings.model.label}</span>
        <select class="pill" ?disabled=${models.length === 0} @change=${onModel}>
          ${
            models.length === 0
              ? html`<option>${failed ? strings.model.error : strings.model.none}</option>`
              : models.map(
                  ({ id, title, description }) =>
                    html`<option
                      value=${id}
                      title=${description}
                      ?selected=${'id' in model && model.id === id}
                    >
                      ${strings.models[id] ?? title}
                    </option>`,
                )
          }
        </select>
      </label>
    </header>
    ${failed ? html`<p class="failure danger" role="alert">${failed} ${strings.model.hint}</p>` : nothing}`;
}
