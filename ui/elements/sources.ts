/** Renders the source slots. */
import { html, nothing, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentState, Trim } from '../../src/instrument/state/state.js';
import type { Dropped } from '../controllers/dropped.js';
import { shownSlots } from '../controllers/mix-sources.js';
import { slotLetter, type Strings } from '../strings.js';
import { glyph } from './glyphs.js';

type On<T> = CustomEvent<T>;

export interface SourcesProps {
  readonly instrument: InstrumentContract;
  /** In the reader's language. */
  readonly state: InstrumentState;
  readonly strings: Strings;
  /** How many slots were asked for. */
  readonly asked: number;
  readonly onAsk: (slots: number) => void;
  /** Opens an instrument or a pack of sounds among what was dropped or chosen; false: there is none. */
  readonly takeInstrument: (dropped: Dropped, slot: number) => boolean;
}

/** The sources that there are, and a button for one more. */
export function sources(props: SourcesProps): TemplateResult {
  const { state, strings, asked, onAsk } = props;
  const shown = shownSlots(state, asked);
  return html`<div class="slots">${Array.from({ length: shown }, (_, i) => sourceSlot(props, i, shown))}</div>
    ${
      shown < state.slots.length
        ? html`<button class="add quiet" @click=${() => onAsk(shown + 1)}>
            ${glyph('plus')} <span>${strings.slot.add(shown)}</span>
          </button>`
        : nothing
    }`;
}

function sourceSlot(
  { instrument, state, onAsk, takeInstrument }: SourcesProps,
  index: number,
  shown: number,
): TemplateResult {
  const clip = `original-${index}`;
  const letter = slotLetter(index).toLowerCase();
  return html`<alloy-source-slot
    class=${letter}
    part="source-${letter}"
    exportparts="card: source-${letter}-card, picture: source-${letter}-picture, handle: source-${letter}-handle, gain: source-${letter}-gain"
    .index=${index}
    .source=${state.slots[index] ?? { phase: 'empty' }}
    .bundled=${instrument.bundledSources}
    .playing=${state.playing === clip}
    .removable=${index > 1 && index === shown - 1}
    @source-load=${({ detail }: On<{ source: File | string; name: string }>) =>
      takeInstrument({ sounds: [detail.source], folders: [] }, index) ||
      void instrument.loadSource(index, detail.source, detail.name)}
    @sources-load=${({ detail }: On<Dropped>) =>
      takeInstrument(detail, index) || void instrument.loadSources(index, detail.sounds, detail.folders)}
    @source-expect=${() => instrument.expectSounds()}
    @source-clear=${() => instrument.clearSource(index)}
    @source-dismiss=${() => instrument.dismissProblem(index)}
    @source-remove=${() => onAsk(index)}
    @source-root=${({ detail }: On<{ midi: number | null }>) => instrument.setRoot(index, detail.midi)}
    @source-gain=${({ detail }: On<{ gain: number }>) => instrument.setSlotGain(index, detail.gain)}
    @source-trim=${({ detail }: On<{ trim: Trim | null }>) => instrument.setTrim(index, detail.trim)}
    @source-record=${({ detail }: On<{ on: boolean }>) =>
      void (detail.on ? instrument.startRecording(index) : instrument.stopRecording(index))}
    @source-listen=${({ detail }: On<{ on: boolean }>) =>
      detail.on ? void instrument.playClip(clip) : instrument.stopClip()}
  ></alloy-source-slot>`;
}
