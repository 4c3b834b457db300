/** Lights keys that sound, in the tint of their mix. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MeterReading, VoicePosition } from '../../src/instrument/contract.js';
import type { MidiNote } from '../../src/units.js';
import { mixColor } from '../pictures/mix-color.js';
import { LiveController } from './live-controller.js';
import type { LiveSource } from './live-feed.js';

/** Resolution of the mix along each side, and of the level: smaller changes are not redrawn. */
const MIX_STEPS = 50;
const LEVEL_STEPS = 16;
const FLOOR_DB = -48;

/** How bright a voice of a (linear) level shows, 0 to 1. */
function brightness(level: number): number {
  const decibels = 20 * Math.log10(Math.max(level, 1e-6));
  return Math.round(Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB)) * LEVEL_STEPS) / LEVEL_STEPS;
}

/**
 * Colours the keys (elements with `data-key`) that sound: `--key-tint` is the tint of the mix that a key's loudest
 * voice sounds with, `--key-glow` its level. Writes straight to the keys, and only what changed: no host is
 * rendered anew for it. [page]
 */
export class LiveKeysController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #feed: LiveController;
  /** What each lit key shows. */
  readonly #lit = new Map<MidiNote, string>();
  /** How many sources are blended. */
  sources = 2;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#feed = new LiveController(host, (reading) => this.#show(reading));
    host.addController(this);
  }

  get source(): LiveSource | null {
    return this.#feed.source;
  }

  set source(source: LiveSource | null) {
    this.#feed.source = source;
  }

  hostDisconnected(): void {
    this.clear();
  }

  /** Puts every key out; those that sound light up again with the next reading. */
  clear(): void {
    for (const key of [...this.#lit.keys()]) this.#set(key, null);
  }

  /** True while any key is lit: the last frame puts them out. */
  #show({ positions }: MeterReading): boolean {
    const loudest = new Map<MidiNote, VoicePosition>();
    for (const voice of positions) {
      const other = loudest.get(voice.key);
      if (!other || voice.level > other.level) loudest.set(voice.key, voice);
    }
    for (const key of [...this.#lit.keys()]) if (!loudest.has(key)) this.#set(key, null);
    for (const [key, voice] of loudest) this.#set(key, voice);
    return this.#lit.size > 0;
  }

  #set(key: MidiNote, voice: VoicePosition | null): void {
    const step = (share: number) => Math.round(share * MIX_STEPS) / MIX_STEPS;
    const glow = voice ? brightness(voice.level) : 0;
    const tint = voice && glow > 0 ? mixColor(this.sources, step(voice.x), step(voice.y)) : '';
    const shown = tint === '' ? '' : `${tint} ${glow}`;
    if ((this.#lit.get(key) ?? '') === shown) return;
    if (shown === '') this.#lit.delete(key);
    else this.#lit.set(key, shown);
    const style = this.#host.shadowRoot?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.style;
    if (!style) return;
    if (shown === '') {
      style.removeProperty('--key-tint');
      style.removeProperty('--key-glow');
    } else {
      style.setProperty('--key-tint', tint);
      style.setProperty('--key-glow', String(glow));
    }
  }
}
