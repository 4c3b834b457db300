/** The computer's keyboard as a piano, for pages; they see no other layer. */
export { ComputerKeys, keyOffset, PLAYING_CODES } from '../midi/computer-keys.js';
