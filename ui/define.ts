/** Registers `<alloy-instrument>` and the elements that it is made of; elements that exist already stay. */
import { AlloyBridge } from './elements/bridge.js';
import { AlloyChoice } from './elements/choice.js';
import { AlloyConsole } from './elements/console.js';
import { AlloyControlMenu } from './elements/control-menu.js';
import { AlloyEmbedding } from './elements/embedding.js';
import { AlloyEnvelope } from './elements/envelope.js';
import { AlloyFilter } from './elements/filter.js';
import { AlloyHeader } from './elements/header.js';
import { AlloyHelp } from './elements/help.js';
import { AlloyInstrument } from './elements/instrument.js';
import { AlloyKeyboard } from './elements/keyboard.js';
import { AlloyKnob } from './elements/knob.js';
import { AlloyLearnedList } from './elements/learned-list.js';
import { AlloyLfo } from './elements/lfo.js';
import { AlloyMeter } from './elements/meter.js';
import { AlloyMidi } from './elements/midi.js';
import { AlloyMix } from './elements/mix.js';
import { AlloyModelChoice } from './elements/model-choice.js';
import { AlloyModelRemover } from './elements/model-remover.js';
import { AlloyMorph } from './elements/morph.js';
import { AlloyNoteField } from './elements/note-field.js';
import { AlloyPad } from './elements/pad.js';
import { AlloyPresets } from './elements/presets.js';
import { AlloyRainbowgram } from './elements/rainbowgram.js';
import { AlloyRenderBar } from './elements/render-bar.js';
import { AlloyRootField } from './elements/root-field.js';
import { AlloySound } from './elements/sound.js';
import { AlloySourceSlot } from './elements/source-slot.js';
import { AlloyClip } from './elements/clip.js';
import { AlloyClipList } from './elements/clip-list.js';
import { AlloyTabs } from './elements/tabs.js';
import { AlloyTip } from './elements/tip.js';
import { AlloyTrimmer } from './elements/trimmer.js';
import { AlloyTuning } from './elements/tuning.js';
import { AlloyWaveform } from './elements/waveform.js';
import { AlloyWheel } from './elements/wheel.js';
import { AlloyZoneGrid } from './elements/zone-grid.js';
import { AlloyZoneStrip } from './elements/zone-strip.js';

const elements = {
  'alloy-bridge': AlloyBridge,
  'alloy-choice': AlloyChoice,
  'alloy-console': AlloyConsole,
  'alloy-control-menu': AlloyControlMenu,
  'alloy-embedding': AlloyEmbedding,
  'alloy-envelope': AlloyEnvelope,
  'alloy-filter': AlloyFilter,
  'alloy-header': AlloyHeader,
  'alloy-help': AlloyHelp,
  'alloy-keyboard': AlloyKeyboard,
  'alloy-knob': AlloyKnob,
  'alloy-learned-list': AlloyLearnedList,
  'alloy-lfo': AlloyLfo,
  'alloy-meter': AlloyMeter,
  'alloy-midi': AlloyMidi,
  'alloy-mix': AlloyMix,
  'alloy-model-choice': AlloyModelChoice,
  'alloy-model-remover': AlloyModelRemover,
  'alloy-morph': AlloyMorph,
  'alloy-note-field': AlloyNoteField,
  'alloy-pad': AlloyPad,
  'alloy-presets': AlloyPresets,
  'alloy-rainbowgram': AlloyRainbowgram,
  'alloy-render-bar': AlloyRenderBar,
  'alloy-root-field': AlloyRootField,
  'alloy-sound': AlloySound,
  'alloy-source-slot': AlloySourceSlot,
  'alloy-clip': AlloyClip,
  'alloy-clip-list': AlloyClipList,
  'alloy-tabs': AlloyTabs,
  'alloy-tip': AlloyTip,
  'alloy-trimmer': AlloyTrimmer,
  'alloy-tuning': AlloyTuning,
  'alloy-waveform': AlloyWaveform,
  'alloy-wheel': AlloyWheel,
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

export { LiveFeed } from './controllers/live-feed.js';
export { AlloyInstrument };
