/** The page: one button. */
import { Instrument, type InstrumentOptions } from 'alloy-instrument';
import { renderHybrid } from '../melody.js';
import { Sequencer } from './sequencer.js';

interface Started {
  readonly instrument: Instrument;
  readonly sequencer: Sequencer;
}

export function start(root: HTMLElement, options: InstrumentOptions = {}): Started {
  const context = new AudioContext();
  const instrument = new Instrument({ context, ...options });
  const sequencer = new Sequencer(instrument);
  const button = document.createElement('button');
  button.textContent = 'Play';
  let plays = false;
  button.addEventListener('click', async () => {
    await context.resume(); // browsers want a gesture
    button.textContent = 'Rendering …';
    await renderHybrid(instrument);
    if (plays) sequencer.stop();
    else sequencer.start();
    plays = !plays;
    button.textContent = plays ? 'Stop' : 'Play';
  });
  root.append(button);
  return { instrument, sequencer };
}
