/** The part of player.ts that runs in a page. */
import { nativeHost } from '../src/instrument/player-host.js';
import { Player } from '../src/instrument/player.js';

const RATE = 48000;
const ZONE_RATE = 16000;

/** [page] Time to render `seconds` with so many voices offline, in the worklet, ÷ `seconds`. */
export async function measureInPage(voices: number, seconds: number): Promise<number> {
  const context = new OfflineAudioContext(2, seconds * RATE, RATE);
  const player = await Player.open(nativeHost(context));
  player.connect(context.destination);
  const samples = Float32Array.from({ length: 4 * seconds * ZONE_RATE }, () => 0.2 * (Math.random() - 0.5));
  for (let zone = 0; zone < 8; zone++) {
    player.setZone(zone, { rootMidi: 36 + 6 * zone, sampleRate: ZONE_RATE, length: samples.length });
    player.appendSamples(zone, 0, samples);
  }
  for (let voice = 0; voice < voices; voice++) player.midi([0x90, 30 + voice, 100]);
  await player.settled();
  const begin = performance.now();
  const rendered = await context.startRendering();
  const took = (performance.now() - begin) / 1000;
  if (!rendered.getChannelData(0).some((sample) => sample !== 0)) throw new Error('Nothing was rendered.');
  return took / seconds;
}
