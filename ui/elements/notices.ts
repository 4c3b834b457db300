/** Renders what is to be said above the views of an instrument: about the visit, storage, the page, a drop. */
import { html, nothing, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { Strings } from '../strings.js';
import { elsewhere, leftOver, pageNotices, restored, storageNotice } from './greetings.js';

/** @param greets whether what the last visit left is here, and that is still to be said. */
export function notices(
  instrument: InstrumentContract,
  state: InstrumentState,
  strings: Strings,
  greets: boolean,
  onGreeted: () => void,
): TemplateResult {
  const away = state.storage.phase === 'elsewhere';
  return html`<div class="notices">
    ${greets && state.history.undo === null && !away ? restored(strings, onGreeted) : nothing}
    ${away ? elsewhere(strings, () => void instrument.keepHere()) : nothing}
    ${state.leftOver ? leftOver(state.leftOver, strings, () => instrument.dismissLeftOver()) : nothing}
    ${state.storage.notices.map((notice) => storageNotice(notice, strings))}
    ${pageNotices(state.policy, strings)}
  </div>`;
}
