/** Names the sound of a source in an instrument file. */

/** Characters of a name: with its slot and folder it fits into what a zip's reader takes, in any script. */
const LONGEST = 60;
const SOUND_ENDING = /\.[a-z0-9]{2,5}$/i;

/** The name of a sound as every disk takes it. @param ending in place of its own: `.wav`; left out: it keeps its own. */
export function sourceFileName(name: string, ending?: string): string {
  const plain = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, '_');
  if (ending === undefined) return [...plain].slice(-LONGEST).join('') || 'sound';
  const stem = plain.replace(SOUND_ENDING, '').trim();
  return `${[...stem].slice(0, LONGEST - ending.length).join('') || 'sound'}${ending}`;
}
