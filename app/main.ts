/** The standalone page: one instrument, and a service worker that makes it work offline. */
import { registerSW } from 'virtual:pwa-register';
import '../ui/define.js';
import { preferredLanguage, speak } from './language.js';

void speak(preferredLanguage());
registerSW({ immediate: true });
