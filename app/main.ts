/** The standalone page: one instrument, links and files that open it, and a service worker that makes it work offline. */
import { registerSW } from 'virtual:pwa-register';
import { AlloyInstrument } from '../ui/define.js';
import { hearFiles, hearLinks } from './arrivals.js';
import { preferredLanguage, speak } from './language.js';

void speak(preferredLanguage());
const instrument = document.querySelector('alloy-instrument');
if (instrument instanceof AlloyInstrument) {
  hearLinks(instrument);
  hearFiles(instrument);
}
registerSW({ immediate: true });
