/** Translates the names in a state to the reader's language. */
import type { BundledSource } from '../../src/instrument/contract.js';
import type { InstrumentState, SlotState, SourceProblem, Clip } from '../../src/instrument/state/state.js';
import { SOUND_FORMATS } from '../../src/audio/formats/names.js';
import type { Strings } from '../strings.js';

/** Between the names of a hybrid's parents. */
const TIMES = ' × ';

/** What the instrument calls sounds that have no name of their own. */
const MADE_HERE = ['Recording', 'Microphone', 'sound'];

/** The ending of a sound file's name; a name that is nothing else stays. */
const ENDING = new RegExp(
  `(?<=.)(${SOUND_FORMATS.flatMap(({ extensions }): readonly string[] => extensions)
    .join('|')
    .replaceAll('.', '\\.')})$`,
  'i',
);

/**
 * A state with sounds called as people call them: those that ship in the reader's language, files without their endings. What was put into a slot keeps the name that it came
 * with, so that a change of language changes what is shown and nothing else. What did not change stays the same object.
 */
export class Localized {
  #names: ReadonlyMap<string, string> = new Map();
  #bundled: readonly BundledSource[] = [];
  #strings: Strings | null = null;
  #slots = new WeakMap<SlotState, SlotState>();
  #clips = new WeakMap<Clip, Clip>();

  of(state: InstrumentState, bundled: readonly BundledSource[], strings: Strings): InstrumentState {
    if (bundled !== this.#bundled || strings !== this.#strings) {
      this.#bundled = bundled;
      this.#strings = strings;
      this.#slots = new WeakMap();
      this.#clips = new WeakMap();
      const named = [...bundled, ...MADE_HERE.map((title) => ({ id: title, title }))];
      this.#names = new Map(
        named.flatMap(({ id, title }) => {
          const name = strings.sounds[id];
          return name && name !== title ? [[title, name] as const] : [];
        }),
      );
    }
    if (this.#names.size === 0 && !hasEndings(state)) return state;
    return {
      ...state,
      slots: state.slots.map((slot) =>
        'name' in slot || slot.phase === 'recording' ? kept(this.#slots, slot, () => this.#slot(slot)) : slot,
      ),
      clips: state.clips.map((clip) =>
        kept(this.#clips, clip, () => ({
          ...clip,
          title: clip.title
            .split(TIMES)
            .map((name) => this.#title(name))
            .join(TIMES),
        })),
      ),
    };
  }

  #slot(slot: SlotState): SlotState {
    switch (slot.phase) {
      case 'empty':
        return slot;
      case 'recording':
        return { ...slot, replaces: slot.replaces && this.#title(slot.replaces) };
      case 'ready': {
        const { name, incoming, problem } = slot;
        return {
          ...slot,
          name: this.#title(name),
          incoming: incoming && this.#title(incoming),
          problem: problem && this.#problem(problem),
        };
      }
      case 'loading':
        return { ...slot, name: this.#title(slot.name) };
      case 'error':
        return { ...slot, ...this.#problem(slot) };
    }
  }

  /** A message names its sound, too; the file that is wrong is found by its whole name. */
  #problem({ name, error }: SourceProblem): SourceProblem {
    return { name: this.#name(name), error: { ...error, subject: this.#name(error.subject) } };
  }

  #title(name: string): string {
    return this.#name(name).replace(ENDING, '');
  }

  #name(name: string): string {
    return this.#names.get(name) ?? name;
  }
}

function hasEndings({ slots, clips }: InstrumentState): boolean {
  const names = slots.flatMap((slot) => [
    'name' in slot ? slot.name : '',
    (slot.phase === 'ready' && slot.incoming) || '',
    (slot.phase === 'recording' && slot.replaces) || '',
  ]);
  const titles = clips.flatMap(({ title }) => title.split(TIMES));
  return [...names, ...titles].some((name) => ENDING.test(name));
}

function kept<T extends object>(map: WeakMap<T, T>, key: T, make: () => T): T {
  let made = map.get(key);
  if (!made) map.set(key, (made = make()));
  return made;
}
