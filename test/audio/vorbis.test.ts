/** Vorbis that begins anywhere: blocks of two lengths follow each other in any order, and a file is decoded in pieces. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readOgg, type OggLink } from '../../src/audio/formats/ogg.js';
import { decodeVorbis } from '../../src/audio/formats/vorbis.js';

const HEADERS = 3;
const FILES = ['drum-snare.ogg', 'drum-hi-hat.ogg', 'note-marimba-c5.ogg'] as const;

async function linkOf(name: string): Promise<OggLink> {
  const bytes = new Uint8Array(await readFile(new URL(`../golden/sounds/${name}`, import.meta.url)));
  return readOgg({ name, bytes, maxSeconds: Infinity }).links[0]!;
}

/** Decodes packets of it. @param marks as pages tell them; none: all that the packets make. */
async function decode(link: OggLink, packets: OggLink['packets'], marks: OggLink['marks'] = []) {
  const { channels, notices } = await decodeVorbis(
    { name: 'x', bytes: new Uint8Array(), maxSeconds: Infinity },
    { ...link, packets, marks },
  );
  return { samples: channels[0]!, notices };
}

describe.each(FILES)('%s', (name) => {
  it('is the same wherever its pages end', async () => {
    const link = await linkOf(name);
    const { packets } = link;
    const { samples: whole } = await decode(link, packets);
    for (let k = HEADERS + 1; k < packets.length; k++) {
      const { samples } = await decode(link, packets.slice(0, k));
      const marks = [
        { packets: k, granule: samples.length },
        { packets: packets.length, granule: whole.length },
      ];
      const pieces = await decode(link, packets, marks);
      expect(pieces.samples.length, `page of ${k}`).toBe(whole.length);
      expect(pieces.samples, `page of ${k}`).toEqual(whole);
      expect(pieces.notices).toEqual([]);
    }
  });

  it('is its own end, captured from any packet on', async () => {
    const link = await linkOf(name);
    const { packets } = link;
    const { samples: whole } = await decode(link, packets);
    for (let k = HEADERS; k < packets.length - 1; k++) {
      const { samples: missing } = await decode(link, packets.slice(0, k + 1));
      const { samples } = await decode(link, [...packets.slice(0, HEADERS), ...packets.slice(k)]);
      expect(samples, `from ${k}`).toEqual(whole.subarray(missing.length));
    }
  });
});
