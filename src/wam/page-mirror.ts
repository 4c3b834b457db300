/** Keeps the page's instrument and the processor of one mind about parameters, mix, keys and tuning. [page] */
import type { WamEvent } from '@webaudiomodules/api';
import type { WamCommand } from '../../worklets/wam/messages.js';
import { readEvent } from '../../worklets/wam/read-event.js';
import type { Instrument } from '../instrument/instrument.js';
import { isParameter, PARAMETERS, type ParameterId, type ParameterValues } from '../parameters.js';
import type { MixPosition } from '../timbre/mix.js';
import type { Milliseconds } from '../units.js';

/** How long automated values are gathered before the page is told: a frame. */
const GATHER_MILLISECONDS: Milliseconds = 16;

export interface MirrorOptions {
  readonly send: (command: WamCommand) => void;
  /** Parameters changed on the page: by the face, a preset, a state. */
  readonly changed: () => void;
}

/**
 * What hosts change in the audio thread is shown on the page, and not sent back; what the page changes is sent, and hosts
 * are told. [page]
 */
export class PageMirror {
  readonly #instrument: Instrument;
  readonly #options: MirrorOptions;
  /** As both sides have them. */
  #known: ParameterValues;
  #mix: MixPosition | null = null;
  #gains: readonly number[] = [];
  /** Automated values that the page was not told of yet. */
  readonly #automated = new Map<ParameterId, number>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(instrument: Instrument, options: MirrorOptions) {
    this.#instrument = instrument;
    this.#options = options;
    this.#known = instrument.state.parameters;
    instrument.addEventListener('change', this.#onChange);
    this.#sendMix();
  }

  close(): void {
    this.#instrument.removeEventListener('change', this.#onChange);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#automated.clear();
  }

  /** The processor has set these. */
  follow(values: readonly (readonly [string, number])[]): void {
    for (const [id, value] of values) if (isParameter(id)) this.#automated.set(id, value);
    if (this.#automated.size > 0) this.#timer ??= setTimeout(() => this.flush(), GATHER_MILLISECONDS);
  }

  /** The processor has played this: keys go down on the face, their zones are rendered first. */
  play(event: WamEvent): void {
    const action = readEvent(event);
    if (action.kind === 'midi') this.#instrument.followMidi([action.status, action.first, action.second]);
    else if (action.kind === 'sysex') this.#instrument.followTuning(action.bytes);
  }

  /** Tells the page all that the processor has set. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#automated.size === 0) return;
    this.look(); // what the page changed before is still the page's change
    const values = Object.fromEntries(this.#automated) as Partial<ParameterValues>;
    this.#automated.clear();
    this.#instrument.followParameters(values);
    this.#known = this.#instrument.state.parameters;
    this.#mix = this.#instrument.state.mix;
  }

  /** Looks at what the page has changed. */
  look(): void {
    this.#sendMix();
    const { parameters } = this.#instrument.state;
    if (parameters === this.#known) return;
    const before = this.#known;
    this.#known = parameters;
    if (PARAMETERS.some(({ id }) => parameters[id] !== before[id])) this.#options.changed();
  }

  readonly #onChange = (): void => this.look();

  #sendMix(): void {
    const { mixGains: gains } = this.#instrument;
    const { mix } = this.#instrument.state;
    const x = mix.x === this.#mix?.x ? {} : { x: mix.x };
    const y = mix.y === this.#mix?.y ? {} : { y: mix.y };
    const same = gains.length === this.#gains.length && gains.every((gain, i) => gain === this.#gains[i]);
    this.#mix = mix;
    this.#gains = gains;
    const change = { ...x, ...y, ...(same ? {} : { gains }) };
    if (Object.keys(change).length > 0) this.#options.send({ kind: 'wam-mix', ...change });
  }
}
