/** Renders the view of the sources: a greeting for newcomers, the slots, how they are rendered, the model. */
import { html, nothing, type TemplateResult } from 'lit';
import { renderBar } from './render-view.js';
import { sources, type SourcesProps } from './sources.js';
import { welcome } from './greetings.js';

type On<T> = CustomEvent<T>;

export function sourcesView(props: SourcesProps): TemplateResult {
  const { instrument, state, strings } = props;
  const untouched = state.slots.every(({ phase }) => phase === 'empty') && state.zones.length === 0;
  return html`${untouched ? welcome(instrument, strings) : nothing} ${sources(props)}
    ${renderBar(instrument, state, 'settings')} ${renderBar(instrument, state, 'action')}
    <alloy-model-choice
      exportparts="model, model-add, model-remove, model-remove-question"
      .model=${state.model}
      .models=${state.models}
      .adding=${state.adding}
      @model-add=${({ detail }: On<{ file: File }>) => void instrument.addModel(detail.file)}
      @model-add-stop=${() => instrument.stopAddingModel()}
      @model-remove=${({ detail }: On<{ id: string }>) => void instrument.removeModel(detail.id)}
      @model-choose=${({ detail }: On<{ id: string }>) => void instrument.selectModel(detail.id)}
    ></alloy-model-choice>`;
}
