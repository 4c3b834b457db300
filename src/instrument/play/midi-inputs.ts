/** Hears MIDI inputs, by Web MIDI and by the bridge of this machine, and says in the state which there are. [page] */
import { AlloyError } from '../../errors.js';
import type { BridgeClient, BridgeClientOptions } from '../../midi/bridge/client.js';
import { parseBridgeAddress } from '../../midi/bridge/messages.js';
import type { MidiBytes } from '../../midi/parse.js';
import type { MidiInputInfo, WebMidi, WebMidiFailure, WebMidiOptions } from '../../midi/web-midi.js';
import { expectUrl } from '../../platform/policy.js';
import type { Milliseconds } from '../../units.js';
import type { Store } from '../state/store.js';

export interface MidiInputsOptions {
  /** A channel message of a selected input, and when it happened on `performance.now()`'s clock. */
  onMessage(id: string, bytes: MidiBytes, time: Milliseconds): void;
  /** An input is heard no more. */
  onLeave(id: string, time: Milliseconds): void;
  onSystemExclusive(bytes: Uint8Array): void;
}

/** Begins the ids of the bridge's inputs, so that they are nobody else's. */
const BRIDGE = 'bridge ';

/** Between tries to fetch the code of bridges. */
const RETRY_WAIT: Milliseconds = 5000;

/** An id that no input has. */
const OTHER = '';

/** The inputs of browser and bridge as one list, of which one is selected or all are. [page] */
export class MidiInputs {
  readonly #store: Store;
  readonly #options: MidiInputsOptions;
  #web: WebMidi | null = null;
  #failure: WebMidiFailure | null = null;
  #bridge: BridgeClient | null = null;
  /** The bridge that is heard, or whose code is on its way. */
  #bridgeAddress: URL | null = null;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #selected: string | 'all' = 'all';

  constructor(store: Store, options: MidiInputsOptions) {
    this.#store = store;
    this.#options = options;
    if (typeof navigator.requestMIDIAccess !== 'function') this.#fail('unsupported');
  }

  /** Asks for the browser's inputs; does nothing where they are heard. */
  async enable(): Promise<void> {
    if (this.#web) return;
    const opened = await this.#open(false);
    if (typeof opened === 'string') this.#fail(opened);
    else this.#use(opened);
  }

  /** Asks for system exclusive messages too; refused, MIDI is as it was. */
  async enableTuningMessages(): Promise<void> {
    if (this.#store.state.tuningMessages === 'on') return;
    const opened = await this.#open(true);
    if (typeof opened !== 'string') this.#use(opened);
    else this.#store.update({ tuningMessages: 'refused' });
  }

  /** Hears one input, or all. One that is not there is waited for. */
  select(id: string | 'all'): void {
    this.#selected = id;
    this.#web?.select(id);
    this.#selectOfBridge();
    this.#publish();
  }

  /** Hears a bridge in place of another; null: none. @throws AlloyError 'bad-argument' where it is no address of one. */
  connectBridge(address: string | null): void {
    const url = address === null ? null : parseBridgeAddress(address);
    if (address !== null && url === null) {
      const form = 'ws://127.0.0.1:8643/?token=…, as “alloy bridge” prints it';
      throw new AlloyError(
        'bad-argument',
        address,
        `That is no address of a MIDI bridge. It looks like ${form}.`,
      );
    }
    this.#closeBridge();
    if (url !== null) expectUrl(url.origin);
    this.#bridgeAddress = url;
    if (url !== null) void this.#hearBridge(url);
    this.#publish();
  }

  /** The code of bridges comes with the first; where it cannot be fetched, it is tried again, as a bridge that is away is. */
  async #hearBridge(url: URL): Promise<void> {
    try {
      const { BridgeClient } = await import('../../midi/bridge/client.js');
      if (this.#bridgeAddress !== url) return;
      this.#bridge = new BridgeClient(url, this.#bridgeOptions());
      this.#selectOfBridge();
    } catch {
      if (this.#bridgeAddress === url)
        this.#waiting = setTimeout(() => void this.#hearBridge(url), RETRY_WAIT);
    }
    this.#publish();
  }

  #closeBridge(): void {
    clearTimeout(this.#waiting);
    this.#bridgeAddress = null;
    this.#bridge?.close();
    this.#bridge = null;
  }

  close(): void {
    this.#web?.close();
    this.#web = null;
    this.#closeBridge();
  }

  async #open(exclusive: boolean): Promise<WebMidi | WebMidiFailure> {
    const { WebMidi } = await import('../../midi/web-midi.js');
    const { onMessage, onLeave, onSystemExclusive } = this.#options;
    return WebMidi.open(
      {
        onMessage: (bytes, time, { id }) => onMessage(id, bytes, time),
        onLeave: ({ id }, time) => onLeave(id, time),
        onSystemExclusive,
        onInputs: () => this.#publish(),
      },
      exclusive,
    );
  }

  #bridgeOptions(): BridgeClientOptions {
    const { onMessage, onLeave, onSystemExclusive } = this.#options;
    const options: Required<WebMidiOptions> = {
      onMessage: (bytes, time, { id }) => onMessage(BRIDGE + id, bytes, time),
      onLeave: ({ id }, time) => onLeave(BRIDGE + id, time),
      onSystemExclusive,
      onInputs: () => this.#publish(),
    };
    return { ...options, onPhase: () => this.#publish() };
  }

  /** Listens to the same inputs by another access. */
  #use(web: WebMidi): void {
    web.select(this.#selected);
    this.#web?.close();
    this.#web = web;
    if (web.exclusive) this.#store.update({ tuningMessages: 'on' });
    this.#publish();
  }

  #fail(failure: WebMidiFailure): void {
    this.#failure = failure;
    this.#publish();
  }

  #selectOfBridge(): void {
    const id = this.#selected;
    this.#bridge?.select(id.startsWith(BRIDGE) || id === 'all' ? id.replace(BRIDGE, '') : OTHER);
  }

  #publish(): void {
    const [web, bridge, address] = [this.#web, this.#bridge, this.#bridgeAddress];
    const ofBridge = (bridge?.inputs ?? []).map(({ id, name }): MidiInputInfo => ({ id: BRIDGE + id, name }));
    const inputs = [...(web?.inputs ?? []), ...ofBridge];
    const without = this.#failure ?? 'off';
    const on = web !== null || bridge?.phase === 'on';
    this.#store.update({
      midi: on
        ? { phase: 'on', inputs, selected: this.#selected, ...(web ? {} : { without }) }
        : { phase: without },
      bridge: address ? { phase: bridge?.phase ?? 'connecting', address: address.href } : { phase: 'off' },
    });
  }
}
