/** Reads AU (Sun and NeXT, .snd): PCM, floats and G.711, of either byte order. */
import { auCoding } from './codings.js';
import {
  checkShape,
  cutOff,
  leftOver,
  lengthOpen,
  notSupported,
  truncated,
  viewOf,
  type DecodedFile,
  type SoundFile,
} from './file.js';
import { isLittleAu } from './recognise.js';
import { readPcm, type SampleCoding } from './pcm.js';

const HEADER_BYTES = 24;
const UNKNOWN_SIZE = 0xffffffff;
const PLACEHOLDER_SIZE = 0x7fff0000;

const CODINGS: Readonly<Record<number, readonly [SampleCoding['kind'], number]>> = {
  1: ['mulaw', 1],
  2: ['signed', 1],
  3: ['signed', 2],
  4: ['signed', 3],
  5: ['signed', 4],
  6: ['float', 4],
  7: ['float', 8],
  27: ['alaw', 1],
};

/** @throws AlloyError 'truncated', 'unreadable'. */
export function decodeAu(file: SoundFile): DecodedFile {
  const { bytes } = file;
  if (bytes.length < HEADER_BYTES) throw truncated(file);
  const view = viewOf(bytes);
  const littleEndian = isLittleAu(bytes);
  const [offset, announced, encoding, sampleRate, channels] = [4, 8, 12, 16, 20].map((at) =>
    view.getUint32(at, littleEndian),
  ) as [number, number, number, number, number];
  checkShape(file, sampleRate, channels);
  const known = CODINGS[encoding];
  if (!known) throw notSupported(file, auCoding(encoding));
  const start = Math.min(bytes.length, Math.max(HEADER_BYTES, offset));
  const there = bytes.length - start;
  const isOpen = announced === 0 || announced >= PLACEHOLDER_SIZE;
  const end = isOpen ? bytes.length : Math.min(bytes.length, start + announced);
  const coding = { kind: known[0], bytes: known[1], littleEndian };
  const decoded = readPcm(
    file,
    { coding, channels, sampleRate, frameBytes: known[1] * channels },
    start,
    end,
  );
  const { totalSeconds } = decoded;
  const notices: string[] = [];
  if (totalSeconds > 0) {
    if (isOpen && announced !== UNKNOWN_SIZE) notices.push(lengthOpen(file, totalSeconds));
    if (!isOpen && announced > there)
      notices.push(cutOff(file, totalSeconds, (totalSeconds * announced) / there));
    if (bytes.subarray(end).some((byte) => byte !== 0)) notices.push(leftOver(file, bytes.length - end));
  }
  return { ...decoded, notices };
}
