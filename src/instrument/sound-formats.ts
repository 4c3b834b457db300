/** Which sound formats the instrument reads, for the page's file chooser and messages. */
export { FILE_ACCEPT, FORMAT_NAMES } from '../audio/formats/names.js';
