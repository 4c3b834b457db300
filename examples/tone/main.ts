/** The page: one button. */
import * as Tone from 'tone';
import { inTone, partOf } from './tone.js';

export function start(root: HTMLElement): void {
  const button = document.createElement('button');
  button.textContent = 'Play';
  button.addEventListener(
    'click',
    async () => {
      await Tone.start(); // browsers want a gesture
      partOf(await inTone());
      Tone.getTransport().start();
    },
    { once: true },
  );
  root.append(button);
}
