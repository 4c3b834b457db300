/** Reads CAF (Apple's Core Audio Format): PCM, floats, G.711, Apple's IMA and MP3. */
import { ima4Layout, readAdpcm } from './adpcm.js';
import { CAF_LAYOUT, idAt, walkChunks, type Chunk } from './chunks.js';
import { lettersCoding } from './codings.js';
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
import { fileRootOf, readCafInst } from './file-root.js';
import { isCoding, readPcm, type SampleCoding } from './pcm.js';

const DESCRIPTION_BYTES = 32;
/** The edit count before the samples. */
const DATA_HEADER = 4;
const IS_FLOAT = 1;
const IS_LITTLE_ENDIAN = 2;

interface Description {
  readonly coding: string;
  readonly flags: number;
  readonly frameBytes: number;
  readonly channels: number;
  readonly bits: number;
  readonly sampleRate: number;
}

/** @throws AlloyError 'truncated', 'unreadable'. */
export async function decodeCaf(file: SoundFile): Promise<DecodedFile> {
  const { bytes } = file;
  const walk = walkChunks(bytes, 8, CAF_LAYOUT);
  const [desc, data, inst] = ['desc', 'data', 'inst'].map((id) =>
    walk.chunks.find((chunk) => chunk.id === id),
  );
  if (!desc || !data) throw truncated(file);
  const isEmpty = data.announced >= 0 && data.announced <= DATA_HEADER;
  const isOpen = isEmpty && walk.end === data.end && data.end < bytes.length; // its writer never came to its end
  const end = isOpen ? bytes.length : data.end;
  const start = Math.min(end, data.start + DATA_HEADER);
  const decoded = await readData(file, readDescription(file, desc), start, end);
  const { totalSeconds } = decoded;
  const there = bytes.length - data.start;
  const notices = [...(decoded.notices ?? [])];
  if (isOpen) notices.push(lengthOpen(file, totalSeconds));
  if (data.announced > there && totalSeconds > 0) {
    notices.push(cutOff(file, totalSeconds, (totalSeconds * data.announced) / there));
  }
  if (!isOpen && bytes.subarray(walk.end).some((byte) => byte !== 0)) {
    notices.push(leftOver(file, bytes.length - walk.end));
  }
  const fileRoot = fileRootOf([inst ? readCafInst(viewOf(bytes.subarray(inst.start, inst.end))) : null]);
  return { ...decoded, notices, fileRoot };
}

function readDescription(file: SoundFile, { start, end }: Chunk): Description {
  if (end - start < DESCRIPTION_BYTES) throw truncated(file);
  const view = viewOf(file.bytes);
  const sampleRate = view.getFloat64(start);
  const [flags, frameBytes, channels, bits] = [12, 16, 24, 28].map((at) => view.getUint32(start + at)) as [
    number,
    number,
    number,
    number,
  ];
  checkShape(file, sampleRate, channels);
  return { coding: idAt(file.bytes, start + 8), flags, frameBytes, channels, bits, sampleRate };
}

async function readData(
  file: SoundFile,
  description: Description,
  start: number,
  end: number,
): Promise<DecodedFile> {
  const { coding, channels, sampleRate, bits } = description;
  if (coding === 'ima4') return readAdpcm(file, ima4Layout(channels, sampleRate), start, end);
  if (coding === '.mp3') {
    const { decodeMp3 } = await import('./mp3.js');
    return decodeMp3({ ...file, bytes: file.bytes.subarray(start, end) });
  }
  const samples = codingOf(description);
  if (!samples || !isCoding(samples)) throw notSupported(file, lettersCoding(coding, bits));
  return readPcm(
    file,
    { coding: samples, channels, sampleRate, frameBytes: samples.bytes * channels },
    start,
    end,
  );
}

/** null for what is not read. Samples narrower than their place in the frame stand at its upper end. */
function codingOf({ coding, flags, frameBytes, channels, bits }: Description): SampleCoding | null {
  const littleEndian = (flags & IS_LITTLE_ENDIAN) !== 0;
  if (coding === 'alaw') return { kind: 'alaw', bytes: 1, littleEndian };
  if (coding === 'ulaw') return { kind: 'mulaw', bytes: 1, littleEndian };
  if (coding !== 'lpcm') return null;
  const wide = frameBytes / channels;
  const least = Math.ceil(bits / 8);
  const bytes = Number.isInteger(wide) && wide >= least && wide <= 8 ? wide : least;
  return { kind: (flags & IS_FLOAT) !== 0 ? 'float' : 'signed', bytes, littleEndian };
}
