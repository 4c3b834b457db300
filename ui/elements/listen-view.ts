/** Renders the clips of an instrument: all of them to listen to, and the hybrid beside the mix. */
import { html, nothing, type TemplateResult } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { Clip, InstrumentState } from '../../src/instrument/state/state.js';
import { blendedSources } from '../controllers/mix-sources.js';
import { fileName } from '../format.js';
import { alloyColors } from '../pictures/tints.js';
import type { ClipView, Strings } from '../strings.js';
import { saveBlob } from './save.js';

type On<T> = CustomEvent<T>;

export interface ListenProps {
  readonly instrument: InstrumentContract;
  /** In the reader's language. */
  readonly state: InstrumentState;
  readonly strings: Strings;
}

export function listenView(
  props: ListenProps,
  picture: ClipView,
  onPicture: (view: ClipView) => void,
): TemplateResult {
  const { instrument, state, strings } = props;
  const { clips, playing, mix, seconds } = state;
  if (clips.length === 0) {
    return html`<p class="nothing muted">
      <strong>${strings.clips.empty}</strong> ${strings.clips.emptyHint}
    </p>`;
  }
  return html`<alloy-clip-list
    part="clips"
    .view=${picture}
    @view-change=${({ detail }: On<{ view: ClipView }>) => onPicture(detail.view)}
    exportparts="views: clips-views, clips: clips-grid, blend: clips-blend"
    .clips=${clips}
    .playing=${playing}
    .mix=${mix}
    .sources=${blendedSources(state)}
    .seconds=${seconds}
    @clip-play=${({ detail }: On<{ id: string }>) => void instrument.playClip(detail.id)}
    @clip-stop=${() => instrument.stopClip()}
    @clip-save=${({ detail }: On<{ id: string }>) => save(props, detail.id)}
  ></alloy-clip-list>`;
}

/** What is rendered of all sources, as a sound and its waveform. */
export function hybrid(props: ListenProps): TemplateResult | typeof nothing {
  const { instrument, state } = props;
  const clip = state.clips.find(({ id }) => id === 'hybrid');
  if (!clip) return nothing;
  const sources = Math.max(2, blendedSources(state).length);
  return html`<alloy-clip
    part="hybrid"
    exportparts="card: hybrid-card, picture: hybrid-picture"
    .clip=${clip}
    .colors=${alloyColors(sources, state.mix)}
    .playing=${state.playing === clip.id}
    .span=${Math.round(state.seconds * clip.audio.sampleRate)}
    @clip-play=${() => void instrument.playClip(clip.id)}
    @clip-stop=${() => instrument.stopClip()}
    @clip-save=${() => save(props, clip.id)}
  ></alloy-clip>`;
}

function save({ instrument, strings }: ListenProps, id: Clip['id']): void {
  const clip = instrument.state.clips.find((candidate) => candidate.id === id);
  if (clip) saveBlob(instrument.exportClip(id), fileName(clip.title, strings.clips.kinds[clip.kind]));
}
