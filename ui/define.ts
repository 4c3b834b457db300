/** Registers `<alloy-instrument>` and the elements that it is made of; elements that exist already stay. */
import { AlloyBendWheel } from './elements/bend-wheel.js';
import { AlloyConsole } from './elements/console.js';
import { AlloyEmbedding } from './elements/embedding.js';
import { AlloyHeader } from './elements/header.js';
import { AlloyInstrument } from './elements/instrument.js';
import { AlloyKeyboard } from './elements/keyboard.js';
import { AlloyKnob } from './elements/knob.js';
import { AlloyMeter } from './elements/meter.js';
import { AlloyMidi } from './elements/midi.js';
import { AlloyMix } from './elements/mix.js';
import { AlloyNoteField } from './elements/note-field.js';
import { AlloyPad } from './elements/pad.js';
import { AlloyRainbowgram } from './elements/rainbowgram.js';
import { AlloyRenderBar } from './elements/render-bar.js';
import { AlloyRootField } from './elements/root-field.js';
import { AlloySourceSlot } from './elements/source-slot.js';
import { AlloyTake } from './elements/take.js';
import { AlloyTakeList } from './elements/take-list.js';
import { AlloyTrimmer } from './elements/trimmer.js';
import { AlloyWaveform } from './elements/waveform.js';
import { AlloyZoneGrid } from './elements/zone-grid.js';
import { AlloyZoneStrip } from './elements/zone-strip.js';

const elements = {
  'alloy-bend-wheel': AlloyBendWheel,
  'alloy-console': AlloyConsole,
  'alloy-embedding': AlloyEmbedding,
  'alloy-header': AlloyHeader,
  'alloy-keyboard': AlloyKeyboard,
  'alloy-knob': AlloyKnob,
  'alloy-meter': AlloyMeter,
  'alloy-midi': AlloyMidi,
  'alloy-mix': AlloyMix,
  'alloy-note-field': AlloyNoteField,
  'alloy-pad': AlloyPad,
  'alloy-rainbowgram': AlloyRainbowgram,
  'alloy-render-bar': AlloyRenderBar,
  'alloy-root-field': AlloyRootField,
  'alloy-source-slot': AlloySourceSlot,
  'alloy-take': AlloyTake,
  'alloy-take-list': AlloyTakeList,
  'alloy-trimmer': AlloyTrimmer,
  'alloy-waveform': AlloyWaveform,
  'alloy-zone-grid': AlloyZoneGrid,
  'alloy-zone-strip': AlloyZoneStrip,
  'alloy-instrument': AlloyInstrument,
};

type Elements = { [Name in keyof typeof elements]: InstanceType<(typeof elements)[Name]> };

declare global {
  // An empty body: the names and types are those of the table above.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface HTMLElementTagNameMap extends Elements {}
}

for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

export { AlloyInstrument };
