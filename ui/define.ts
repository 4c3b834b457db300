/** Registers `<alloy-instrument>` and the elements of its first face; the others come later, see `parts.ts`. */
import { AlloyConsole } from './elements/console.js';
import { AlloyHeader } from './elements/header.js';
import { AlloyHelp } from './elements/help.js';
import { AlloyInstrument } from './elements/instrument.js';
import { AlloyKeyboard } from './elements/keyboard.js';
import { AlloyMeter } from './elements/meter.js';
import { AlloyMix } from './elements/mix.js';
import { AlloyModelChoice } from './elements/model-choice.js';
import { AlloyNoteField } from './elements/note-field.js';
import { AlloyRenderBar } from './elements/render-bar.js';
import { AlloySourceSlot } from './elements/source-slot.js';
import { AlloyTabs } from './elements/tabs.js';
import { AlloyWheel } from './elements/wheel.js';
import { AlloyZoneGrid } from './elements/zone-grid.js';
import { defineElements, type PartElements } from './parts.js';

const elements = {
  'alloy-console': AlloyConsole,
  'alloy-header': AlloyHeader,
  'alloy-help': AlloyHelp,
  'alloy-keyboard': AlloyKeyboard,
  'alloy-meter': AlloyMeter,
  'alloy-mix': AlloyMix,
  'alloy-model-choice': AlloyModelChoice,
  'alloy-note-field': AlloyNoteField,
  'alloy-render-bar': AlloyRenderBar,
  'alloy-source-slot': AlloySourceSlot,
  'alloy-tabs': AlloyTabs,
  'alloy-wheel': AlloyWheel,
  'alloy-zone-grid': AlloyZoneGrid,
  'alloy-instrument': AlloyInstrument,
};

type Table = typeof elements & PartElements;
type Elements = { [Name in keyof Table]: InstanceType<Table[Name]> };

declare global {
  // An empty body: the names and types are those of the tables.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface HTMLElementTagNameMap extends Elements {}
}

defineElements(elements);

export { LiveFeed } from './controllers/live-feed.js';
export { AlloyInstrument };
