/** Renders what one plays with: mix and keys, and while nothing else is open above them, the hybrid and its render. */
import { html, nothing, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState } from '../../src/instrument/state/state.js';
import type { PlayController } from '../controllers/play-controller.js';
import type { Strings } from '../strings.js';
import { hybrid } from './listen-view.js';
import { renderBar } from './render-view.js';

export interface ConsoleProps {
  readonly instrument: InstrumentContract;
  readonly state: InstrumentState;
  readonly strings: Strings;
  readonly hands: PlayController;
  /** Nothing else is open. */
  readonly plays: boolean;
}

export function consoleView({ instrument, state, strings, hands, plays }: ConsoleProps): TemplateResult {
  return html`<alloy-console
    part="play"
    exportparts="console: play-console, mix, mix-line, mix-plate, mix-shares, macros, bar: play-bar, meter, deck, keyboard, keyboard-keys, keyboard-zones"
    .instrument=${instrument}
    .state=${state}
    .hands=${hands}
    .base=${hands.base}
    .velocity=${hands.velocity}
    .sustained=${hands.sustained}
    .computerKeys=${hands.computerKeys}
    .docked=${!plays}
  >
    ${
      plays
        ? html`<div slot="hybrid" class="hybrid">
            ${hybrid({ instrument, state, strings })} ${renderBar(instrument, state, 'action')}
          </div>`
        : nothing
    }
  </alloy-console>`;
}
