/** Names of the codings that WAV, AIFF-C, AU and CAF files can hold, for those that are not read. */

const WAV_CODINGS: Readonly<Record<number, string>> = {
  0x0000: 'sound of no named coding',
  0x0004: 'IBM VSELP',
  0x0005: 'IBM CVSD',
  0x0008: 'DTS',
  0x0010: 'OKI ADPCM',
  0x0012: 'MediaSpace ADPCM',
  0x0014: 'G.723 ADPCM',
  0x0016: 'DSP Group TrueSpeech',
  0x0017: 'Dialogic OKI ADPCM',
  0x0020: 'Yamaha ADPCM',
  0x0022: 'DSP Group TrueSpeech',
  0x0031: 'GSM 6.10',
  0x0040: 'G.721 ADPCM',
  0x0042: 'G.723.1',
  0x0045: 'G.726 ADPCM',
  0x0050: 'MPEG layer I or II',
  0x0061: 'Duck DK4 ADPCM',
  0x0062: 'Duck DK3 ADPCM',
  0x0064: 'G.726 ADPCM',
  0x0092: 'Dolby AC-3',
  0x00ff: 'AAC',
  0x0130: 'Sipro ACELP',
  0x0160: 'Windows Media Audio 1',
  0x0161: 'Windows Media Audio 2',
  0x0162: 'Windows Media Audio Pro',
  0x0163: 'Windows Media Audio Lossless',
  0x0200: 'Creative ADPCM',
  0x0270: 'ATRAC3',
  0x0401: 'Indeo audio',
  0x0674: 'Vorbis in WAV',
  0x1600: 'AAC',
  0x1602: 'AAC',
  0x1610: 'AAC',
  0x2000: 'Dolby AC-3',
  0x2001: 'DTS',
  0x4143: 'AMR',
  0x4243: 'G.726 ADPCM',
  0x566f: 'Vorbis in WAV',
  0x674f: 'Vorbis in WAV',
  0x6750: 'Vorbis in WAV',
  0x6751: 'Vorbis in WAV',
  0x676f: 'Vorbis in WAV',
  0x6770: 'Vorbis in WAV',
  0x6771: 'Vorbis in WAV',
  0x704f: 'Opus in WAV',
  0xa106: 'AAC',
  0xa109: 'Speex',
  0xf1ac: 'FLAC in WAV',
};

const FOUR_LETTERS: Readonly<Record<string, string>> = {
  MAC3: 'MACE 3:1',
  MAC6: 'MACE 6:1',
  'GSM ': 'GSM 6.10',
  agsm: 'GSM 6.10',
  G722: 'G.722 ADPCM',
  G726: 'G.726 ADPCM',
  G728: 'G.728',
  ADP4: 'DVI ADPCM',
  DWVW: 'DWVW',
  QDMC: 'QDesign Music',
  QDM2: 'QDesign Music 2',
  Qclp: 'Qualcomm PureVoice',
  'aac ': 'AAC',
  aach: 'HE-AAC',
  aacp: 'HE-AAC 2',
  alac: 'Apple Lossless',
  '.mp1': 'MPEG layer I',
  '.mp2': 'MPEG layer II',
  'ac-3': 'Dolby AC-3',
  opus: 'Opus in CAF',
  flac: 'FLAC in CAF',
  samr: 'AMR',
  ilbc: 'iLBC',
};

const AU_CODINGS: Readonly<Record<number, string>> = {
  8: 'fragmented samples',
  10: 'a program for a signal processor',
  11: '8-bit fixed point',
  12: '16-bit fixed point',
  13: '24-bit fixed point',
  14: '32-bit fixed point',
  18: 'emphasised samples',
  19: 'compressed samples',
  20: 'compressed samples',
  23: 'G.721 ADPCM',
  24: 'G.722 ADPCM',
  25: 'G.723 ADPCM, 3 bits',
  26: 'G.723 ADPCM, 5 bits',
};

/** What a WAV file's format tag means. */
export function wavCoding(tag: number, bits: number): string {
  if (tag === 1 || tag === 3) return `samples of ${bits} bits`;
  return WAV_CODINGS[tag] ?? `a coding of WAV that has no name here (0x${tag.toString(16)})`;
}

/** What the four letters of AIFF-C or CAF mean. */
export function lettersCoding(letters: string, bits: number): string {
  if (letters === 'lpcm') return `samples of ${bits} bits`;
  return FOUR_LETTERS[letters] ?? `a coding that has no name here (“${letters.replace(/[^ -~]/g, '?')}”)`;
}

/** What an AU file's encoding means. */
export function auCoding(encoding: number): string {
  return AU_CODINGS[encoding] ?? `a coding of AU that has no name here (${encoding})`;
}
