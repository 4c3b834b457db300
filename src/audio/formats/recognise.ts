/** Recognises sound files by their first bytes, without loading what reads them. */
import { hasText } from './file.js';
import { afterTags } from './tags.js';

const WAVE64_MAGIC = [
  0x72, 0x69, 0x66, 0x66, 0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0, 0,
];
const WAV_FORMS = ['RIFF', 'RIFX', 'RF64', 'BW64'];

export function isWave64(bytes: Uint8Array): boolean {
  return WAVE64_MAGIC.every((byte, i) => bytes[i] === byte);
}

export function isWav(bytes: Uint8Array): boolean {
  return isWave64(bytes) || (hasText(bytes, 8, 'WAVE') && WAV_FORMS.some((id) => hasText(bytes, 0, id)));
}

export function isAiff(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, 'FORM') && (hasText(bytes, 8, 'AIFF') || hasText(bytes, 8, 'AIFC'));
}

export function isAu(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, '.snd') || isLittleAu(bytes);
}

/** DEC's machines wrote it the other way round, under either magic number. */
export function isLittleAu(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, 'dns.') || hasText(bytes, 0, '\0ds.');
}

export function isCaf(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, 'caff');
}

export function isFlac(bytes: Uint8Array): boolean {
  return hasText(bytes, afterTags(bytes), 'fLaC');
}

export function isOgg(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, 'OggS');
}
