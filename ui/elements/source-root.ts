/** Renders the root of a source slot, and the passages to choose from where a sound holds several notes in a row. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Passage, SlotState, Trim } from '../../src/instrument/state/state.js';
import { noteName } from '../format.js';
import type { Strings } from '../strings.js';

type Ready = Extract<SlotState, { phase: 'ready' }>;

/** A trim is a passage where both ends are as near as this, seconds. */
const SAME_END = 0.02;

/** Where the root comes from, in words, and what can be done where that is in doubt. */
export function rootWords({ rootOverride, found, chord }: Ready, { root }: Strings): string {
  const where = root.from[found.from](noteName(found.midi, true), found.confidence);
  if (rootOverride !== null) return root.overridden(where);
  if (chord && chord.length > 1 && found.from === 'heard')
    return root.chord(chord.map((note) => noteName(note)));
  return where;
}

/** What a chord's notice says. The words of the root say the same, in the reader's language and as long as it is so. */
const CHORD_NOTICE = /^“.+” is a chord \(/;

/** What is said of the sound beside the words of its root. */
export function noticesBesideRoot({ notices, chord }: Ready): readonly string[] {
  return chord === null ? notices : notices.filter((notice) => !CHORD_NOTICE.test(notice));
}

/** Notes in a row, each to be used alone. */
export function passageChoice(
  { passages, trim, name }: Ready,
  strings: Strings,
  onChoose: (trim: Trim) => void,
): TemplateResult | typeof nothing {
  const words = strings.more?.passages;
  if (passages.length < 2 || !words) return nothing;
  const note = ({ midi }: Passage, i: number): string =>
    midi === null ? words.unpitched(i + 1) : noteName(midi);
  return html`<div class="passages" role="group" aria-label=${words.label(name)}>
    <span class="muted">${words.title}</span>
    ${passages.map(
      (passage, i) =>
        html`<button
          class="chip number"
          aria-pressed=${isUsed(passage, trim)}
          aria-label=${words.use(note(passage, i), i + 1, passages.length)}
          title=${words.use(note(passage, i), i + 1, passages.length)}
          @click=${() => onChoose({ start: passage.start, end: passage.end })}
        >
          ${note(passage, i)}
        </button>`,
    )}
  </div>`;
}

function isUsed({ start, end }: Passage, trim: Trim | null): boolean {
  return trim !== null && Math.abs(trim.start - start) < SAME_END && Math.abs(trim.end - end) < SAME_END;
}
