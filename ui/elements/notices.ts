/** Renders what is to be said above the views of an instrument: about the visit, storage, the page, a drop. */
import { html, nothing, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { Strings } from '../strings.js';
import type { FilesController } from '../controllers/files-controller.js';
import { elsewhere, fileOutcome, leftOver, pageNotices, restored, storageNotice } from './greetings.js';

export interface NoticesProps {
  readonly instrument: InstrumentContract;
  readonly state: InstrumentState;
  readonly strings: Strings;
  /** Whether what the last visit left is here, and that is still to be said. */
  readonly greets: boolean;
  readonly onGreeted: () => void;
  readonly files: Pick<FilesController, 'outcome' | 'dismiss'>;
}

export function notices({
  instrument,
  state,
  strings,
  greets,
  onGreeted,
  files,
}: NoticesProps): TemplateResult {
  const away = state.storage.phase === 'elsewhere';
  return html`<div class="notices">
    ${files.outcome ? fileOutcome(files.outcome, strings, () => files.dismiss()) : nothing}
    ${greets && state.history.undo === null && !away ? restored(strings, onGreeted) : nothing}
    ${away ? elsewhere(strings, () => void instrument.keepHere()) : nothing}
    ${state.leftOver ? leftOver(state.leftOver, strings, () => instrument.dismissLeftOver()) : nothing}
    ${state.storage.notices.map((notice) => storageNotice(notice, strings))}
    ${pageNotices(state.policy, strings)}
  </div>`;
}
