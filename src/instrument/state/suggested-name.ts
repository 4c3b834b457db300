/** Says what an instrument may be called: for the names of its files. */
import type { InstrumentState } from './state.js';

/** Of the sounds in a hybrid's title: “guitar.wav × flute.flac”. */
export const SOUND_ENDINGS = /\.[a-z0-9]{2,4}(?= ×|$)/gi;

/** Its preset's name, or that of the one that ships, or its sounds'; empty where it has none. */
export function suggestedName({ presets, factory, clips }: InstrumentState): string {
  const preset = presets?.list.find(({ id }) => id === presets.current)?.name;
  const shipped = factory.list.find(({ id }) => id === factory.current)?.name;
  const sounds = clips.find(({ id }) => id === 'hybrid')?.title.replace(SOUND_ENDINGS, '');
  return preset ?? shipped ?? sounds ?? '';
}
