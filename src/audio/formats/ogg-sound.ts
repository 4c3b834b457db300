/** Decodes every link of an Ogg file, whatever codec each has, into one sound. */
import { AlloyError } from '../../errors.js';
import {
  cutOff,
  damaged,
  leftOver,
  piecesMissing,
  sideBySide,
  unreadable,
  type DecodedFile,
  type SoundFile,
} from './file.js';
import { joinLinks } from './links.js';
import { joined, readOgg, type OggCodec, type OggFile, type OggLink } from './ogg.js';

const NAMES: Readonly<Record<OggCodec, string>> = { vorbis: 'Ogg Vorbis', opus: 'Opus', flac: 'Ogg FLAC' };
/** Of a first packet of FLAC in Ogg, before the native stream starts. */
const OGG_FLAC_HEAD = 9;

/** @throws AlloyError 'truncated', 'unreadable'. */
export async function decodeOgg(file: SoundFile): Promise<DecodedFile> {
  const ogg = readOgg(file);
  const parts: DecodedFile[] = [];
  let failure: unknown = null;
  for (const link of ogg.links) {
    try {
      const part = await decodeLink(file, link);
      if (part.channels[0]!.length > 0 || (ogg.links.length === 1 && !isDamaged(ogg))) parts.push(part);
    } catch (error) {
      if (!(error instanceof AlloyError)) throw error;
      failure ??= error; // the other links may be whole
    }
  }
  if (parts.length === 0) throw isDamaged(ogg) ? unreadable(file, 'it is damaged', failure) : failure;
  const whole = await joinLinks(file, parts);
  const names = [...new Set(ogg.links.map((link) => NAMES[link.codec]))];
  const notices = [...(whole.notices ?? []), ...fileNotices(file, ogg, failure !== null)];
  return { ...whole, format: names.join(' and '), notices };
}

function fileNotices(file: SoundFile, ogg: OggFile, isLinkLost: boolean): readonly string[] {
  const notices: string[] = [];
  const hasGaps = ogg.links.some((link) => link.gaps.size > 0);
  if (ogg.lostBytes > 0) notices.push(damaged(file, ogg.lostBytes));
  else if (hasGaps || isLinkLost) notices.push(piecesMissing(file));
  if (ogg.leftBytes > 0 && ogg.links.at(-1)!.complete) notices.push(leftOver(file, ogg.leftBytes));
  if (ogg.otherSounds > 0) notices.push(sideBySide(file, ogg.otherSounds + 1));
  return notices;
}

/** Whether bytes are no pages though more than an end is missing. */
function isDamaged({ lostBytes, leftBytes }: OggFile): boolean {
  return lostBytes + leftBytes > 0;
}

async function decodeLink(file: SoundFile, link: OggLink): Promise<DecodedFile> {
  switch (link.codec) {
    case 'vorbis': {
      const { decodeVorbis } = await import('./vorbis.js');
      return decodeVorbis(file, link);
    }
    case 'opus': {
      const { decodeOpus } = await import('./opus.js');
      return decodeOpus(file, link);
    }
    case 'flac': {
      const { decodeFlac } = await import('./flac.js');
      const [head, ...rest] = link.packets;
      const bare = joined([head!.subarray(OGG_FLAC_HEAD), ...rest]);
      const decoded = await decodeFlac({ ...file, bytes: bare });
      return link.complete || decoded.notices?.length
        ? decoded
        : { ...decoded, notices: [cutOff(file, decoded.totalSeconds, null)] };
    }
  }
}
