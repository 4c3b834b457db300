/** Alloy in Tone.js: in its context, in a native one, and offline. */
import * as Tone from 'tone';
import { Instrument, type InstrumentOptions } from 'alloy-instrument';
import { HELD, MELODY, renderHybrid } from '../melody.js';

/** In Tone's context, through one of its effects. */
export async function inTone(options: InstrumentOptions = {}): Promise<Instrument> {
  const delay = new Tone.FeedbackDelay('8n', 0.3).toDestination();
  const instrument = new Instrument({ context: Tone.getContext(), destination: delay, ...options });
  await renderHybrid(instrument);
  return instrument;
}

/** Tone in a native context, which other libraries of the page may use, too. Call it before anything of Tone plays. */
export async function inNative(context: AudioContext, options: InstrumentOptions = {}): Promise<Instrument> {
  Tone.setContext(context);
  const instrument = new Instrument({ context, ...options });
  await renderHybrid(instrument);
  return instrument;
}

/** The melody on Tone's transport: its callbacks tell the time. */
export function partOf(instrument: Instrument): Tone.Part {
  const part = new Tone.Part(
    (time, { key }: { key: number }) => {
      instrument.noteOn(key, 100, time);
      instrument.noteOff(key, time + HELD);
    },
    MELODY.map(([time, key]) => ({ time, key })),
  );
  part.loop = true;
  part.loopEnd = 1;
  return part.start(0);
}

/** The melody as a buffer, faster than it plays. */
export async function bounce(options: InstrumentOptions = {}): Promise<Tone.ToneAudioBuffer> {
  let instrument: Instrument | null = null;
  const buffer = await Tone.Offline(async (context) => {
    instrument = new Instrument({ context, ...options });
    await renderHybrid(instrument);
    for (const [time, key] of MELODY) {
      instrument.noteOn(key, 100, time);
      instrument.noteOff(key, time + HELD);
    }
    await instrument.synced(); // the player has it all before it begins
  }, 1.2);
  await instrument!.close();
  return buffer;
}
