/** Joins the parts of a file that are sounds of their own: chained Ogg, MP3s and WAVs one after another. */
import { resample } from '../resample.js';
import { keptFrames, type DecodedFile, type SoundFile } from './file.js';

/**
 * One sound of all, at the highest rate and with the most channels among them; a mono part sounds in every channel.
 * @param parts at least one.
 */
export async function joinLinks(file: SoundFile, parts: readonly DecodedFile[]): Promise<DecodedFile> {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const sampleRate = Math.max(...parts.map((part) => part.sampleRate));
  const count = Math.max(...parts.map((part) => part.channels.length));
  const totalSeconds = parts.reduce((sum, part) => sum + part.totalSeconds, 0);
  const present = parts.reduce((sum, { channels, sampleRate: r }) => sum + channels[0]!.length / r, 0);
  const room = keptFrames(file, Math.round(present * sampleRate), sampleRate, count);
  const channels = Array.from({ length: count }, () => new Float32Array(room));
  let at = 0;
  for (const part of parts) {
    if (at >= room) break;
    const sounds = await Promise.all(part.channels.map((c) => resample(c, part.sampleRate, sampleRate)));
    channels.forEach((channel, i) => {
      const source = sounds.length === 1 ? sounds[0] : sounds[i];
      if (source) channel.set(source.subarray(0, room - at), at);
    });
    at += sounds[0]!.length;
  }
  const notices = [...new Set(parts.flatMap((part) => part.notices ?? [])), chained(file, parts, sampleRate)];
  const fileRoot = parts.find((part) => part.fileRoot != null)?.fileRoot ?? null;
  const { format, decoder } = parts[0]!;
  const joined = channels.map((c) => c.subarray(0, at));
  return {
    ...(format && { format }),
    ...(decoder && { decoder }),
    sampleRate,
    channels: joined,
    totalSeconds,
    notices,
    fileRoot,
  };
}

function chained(file: SoundFile, parts: readonly DecodedFile[], rate: number): string {
  const same = parts.every((part) => part.sampleRate === rate);
  const brought = same ? '' : `, at ${rate} Hz`;
  return `“${file.name}” holds ${parts.length} sounds one after another: they are joined${brought}.`;
}
