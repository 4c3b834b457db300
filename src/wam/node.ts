/** The WAM's AudioWorkletNode: what a host asks of a plugin on the page, answered by the instrument and the processor. [page] */
import type {
  WamEvent,
  WamParameterDataMap,
  WamParameterInfoMap,
  WebAudioModule,
} from '@webaudiomodules/api';
import { copyOf } from '../../worklets/wam/read-event.js';
import type { WamCommand, WamProcessorOptions, WamReport } from '../../worklets/wam/messages.js';
import { AlloyError } from '../errors.js';
import type { Instrument } from '../instrument/instrument.js';
import { noWorklet, notLoaded, type PlayerHost } from '../instrument/play/player-host.js';
import { isParameter, normalizeParameter, PARAMETERS, type ParameterId } from '../parameters.js';
import type { PlayerReport } from '../protocol.js';
import { parameterInfos } from './parameter-info.js';
import { PageMirror } from './page-mirror.js';
import { ANSWER_MILLISECONDS, deferred, Requests, unanswered } from './requests.js';
import { SharedPort } from './shared-port.js';
import { StateKeeper } from './state-keeper.js';

/** There is none in Node, where this file must load all the same. */
const Base = (globalThis.AudioWorkletNode ?? Object) as typeof AudioWorkletNode;

/** Input of the node for the instrument's own clips; the first is there because hosts connect something to it. */
const CLIPS = 1;
const OPTIONS = { numberOfInputs: 2, numberOfOutputs: 1, outputChannelCount: [2] };

const noHost =
  'There is no WAM environment in this audio context: call initializeWamHost(audioContext) of @webaudiomodules/sdk first.';

/**
 * The plugin's node. [page] Every promise settles: after `destroy`, requests reject with 'closed' (those that only read
 * resolve where they can). Events may come in any order and form; none is written to.
 */
export class AlloyNode extends Base {
  readonly module: WebAudioModule;
  readonly #requests = new Requests<readonly number[]>();
  readonly #playerPort: SharedPort;
  /** The page's events that wait to be played. */
  readonly #scheduled = new Map<number, WamEvent>();
  #scheduleCount = 0;
  readonly #started = deferred<string | null>();
  #mirror: PageMirror | null = null;
  #state: StateKeeper | null = null;
  #instrument: Instrument | null = null;
  #clips: AudioNode | null = null;
  #ended: AlloyError | null = null;
  #onFailure: () => void = () => undefined;

  private constructor(module: WebAudioModule, processor: string) {
    const { audioContext, groupId, moduleId, instanceId } = module;
    const processorOptions: WamProcessorOptions = { groupId, moduleId, instanceId };
    super(audioContext, processor, { ...OPTIONS, processorOptions });
    this.module = module;
    this.#playerPort = new SharedPort(this.port);
    this.port.onmessage = ({ data }: MessageEvent<WamReport | PlayerReport>) => this.#hear(data);
    this.addEventListener('processorerror', () => this.#fail());
    audioContext.addEventListener('statechange', this.#onContext);
  }

  /**
   * Makes the node in the module's context and group; resolves once its processor runs there.
   * @throws AlloyError 'insecure-page', 'audio-output', 'bad-argument' (no such group).
   */
  static async open(module: WebAudioModule): Promise<AlloyNode> {
    const { audioContext, groupId } = module;
    const worklet = audioContext.audioWorklet as AudioWorklet | undefined;
    if (worklet === undefined) throw noWorklet();
    const { wamModuleUrl } = await import('./processor-url.js');
    // Each copy of Alloy has a name of its own: the first that takes a name in a context has it, whatever its version.
    const address = `${wamModuleUrl}#${encodeURIComponent(wamModuleUrl)}`;
    await limited(worklet.addModule(address), 'loading its module').catch((cause: unknown) => {
      throw cause instanceof AlloyError ? cause : notLoaded(wamModuleUrl, cause);
    });
    const node = made(module, wamModuleUrl);
    const problem = await limited(node.#started.promise, 'making the plugin').catch((error: unknown) => {
      node.destroy();
      throw error;
    });
    if (problem === null) return node;
    node.destroy();
    const none = `There is no WAM group “${groupId}” in this audio context (${problem}): pass what initializeWamHost gave.`;
    throw new AlloyError('bad-argument', groupId, problem === 'no-host' ? noHost : none);
  }

  get groupId(): string {
    return this.module.groupId;
  }

  get moduleId(): string {
    return this.module.moduleId;
  }

  get instanceId(): string {
    return this.module.instanceId;
  }

  /** Lets the instrument's player be this node. */
  get playerHost(): PlayerHost<AudioNode> {
    return {
      createNode: async () => ({
        port: this.#playerPort,
        connect: (output) => {
          this.#clips = output;
          output.connect(this, 0, CLIPS);
        },
        disconnect: () => this.#clips?.disconnect(),
        onError: (listener) => (this.#onFailure = listener),
      }),
    };
  }

  /** The instrument whose player this node is: answers for everything but its processor's events. */
  attach(instrument: Instrument): void {
    this.#instrument = instrument;
    this.#mirror = new PageMirror(instrument, {
      send: (command) => this.#send(command),
      changed: () => this.#tellInfo(),
    });
    this.#state = new StateKeeper(instrument, {
      offline: !('suspend' in this.context && 'close' in this.context),
      placed: () => this.#mirror?.look(),
      synced: () => this.#synced(),
    });
  }

  async getParameterInfo(...parameterIds: string[]): Promise<WamParameterInfoMap> {
    return parameterInfos(parameterIds);
  }

  /** Values after everything that was scheduled for before now; ids that there are not are left out. */
  async getParameterValues(normalized = false, ...parameterIds: string[]): Promise<WamParameterDataMap> {
    await this.#synced();
    const instrument = this.living();
    this.#mirror?.flush();
    const { parameters } = instrument.state;
    const ids = PARAMETERS.map(({ id }) => id).filter(
      (id) => parameterIds.length === 0 || parameterIds.includes(id),
    );
    const valueOf = (id: ParameterId): number =>
      normalized ? normalizeParameter(id, parameters[id]) : parameters[id];
    return Object.fromEntries(ids.map((id) => [id, { id, value: valueOf(id), normalized }]));
  }

  /** Clamps and rounds; ids that there are not, and values that are no numbers, are ignored. */
  async setParameterValues(parameterValues: WamParameterDataMap): Promise<void> {
    this.living();
    if (typeof parameterValues !== 'object' || parameterValues === null)
      throw new AlloyError('bad-argument', 'parameterValues', 'Pass a map of parameters by their ids.');
    if (this.context.state === 'closed') throw contextClosed();
    const values = Object.entries(parameterValues)
      .filter(([id, data]) => isParameter(id) && typeof data === 'object')
      .map(([id, { value, normalized }]) => ({ id, value, normalized }));
    await this.#requests.ask('setting parameters', (id) => this.#send({ kind: 'wam-set', id, values }));
  }

  /** JSON of at most 16 KB; while a state is being set, that one. */
  async getState(): Promise<unknown> {
    this.living();
    this.#mirror?.flush();
    return this.#state!.get();
  }

  /**
   * Resolves once it sounds right: in a live context when the first keys are rendered, offline when all are. Nothing, null and {}
   * change nothing. Where another state comes meanwhile, that one counts.
   * @throws AlloyError 'bad-argument' and others of the instrument's; 'closed'.
   */
  async setState(state: unknown): Promise<void> {
    this.living();
    await this.#state!.set(state);
  }

  /** The same, and resolves in a live context as soon as the state is in place. */
  async begin(state: unknown): Promise<void> {
    await this.#state!.begin(state);
  }

  async getCompensationDelay(): Promise<number> {
    return 0;
  }

  /** Schedules events; listeners on this node hear each when it is played. After `destroy` nothing happens. */
  scheduleEvents(...events: WamEvent[]): void {
    if (this.#ended) return;
    const ids: number[] = [];
    const copies = events.flatMap((event) => {
      const copy = copyOf(event);
      if (copy) {
        ids.push(++this.#scheduleCount);
        this.#scheduled.set(this.#scheduleCount, event);
      }
      return copy ?? [];
    });
    if (copies.length > 0) this.#send({ kind: 'wam-events', ids, events: copies });
  }

  /** Drops all events that wait, whoever sent them; a note whose end is among them ends now. Never rejects. */
  async clearEvents(): Promise<void> {
    if (this.#ended || this.context.state === 'closed') return;
    const asked = this.#requests.ask('clearing events', (id) => this.#send({ kind: 'wam-clear', id }));
    const cleared = await asked.catch(() => []);
    for (const id of cleared) this.#scheduled.delete(id);
  }

  connectEvents(toId: string, output = 0): void {
    this.#send({ kind: 'wam-connect', to: toId, output });
  }

  disconnectEvents(toId?: string, output?: number): void {
    this.#send({ kind: 'wam-disconnect', to: toId ?? null, output: output ?? null });
  }

  /** Silences it, takes it out of its group and frees the instrument. A second call does nothing. */
  destroy(): void {
    if (this.#ended) return;
    this.port.postMessage({ kind: 'close' });
    this.#end(destroyed());
    this.disconnect();
    void this.#instrument?.close().finally(() => this.port.close());
  }

  #end(error: AlloyError): void {
    this.#ended = error;
    this.#requests.end(error);
    this.#state?.end(error);
    this.#mirror?.close();
    this.#scheduled.clear();
    this.context.removeEventListener('statechange', this.#onContext);
  }

  readonly #onContext = (): void => {
    if (this.context.state === 'closed') this.#requests.release([]);
  };

  /** The instrument. @throws AlloyError 'closed' after `destroy`. */
  living(): Instrument {
    if (this.#ended) throw this.#ended;
    return this.#instrument!;
  }

  /** Resolves once the processor has handled everything that was sent, and the page knows of it. */
  async #synced(): Promise<void> {
    if (this.#ended) throw this.#ended;
    if (this.context.state === 'closed') return;
    await this.#requests.ask('its parameters', (id) => this.#send({ kind: 'wam-sync', id }));
  }

  #send(command: WamCommand): void {
    if (!this.#ended) this.port.postMessage(command);
  }

  #hear(report: WamReport | PlayerReport): void {
    switch (report.kind) {
      case 'wam-ready':
        return this.#started.resolve(report.problem);
      case 'wam-answer':
        return this.#requests.answer(report.id, report.cleared);
      case 'wam-played':
        return this.#played(report);
      default:
        this.#playerPort.receive(report);
    }
  }

  #played({ played, values }: Extract<WamReport, { kind: 'wam-played' }>): void {
    this.#mirror?.follow(values);
    for (const one of played) {
      const event = typeof one === 'number' ? this.#scheduled.get(one) : (one as WamEvent);
      if (typeof one === 'number') this.#scheduled.delete(one);
      if (!event) continue;
      this.#mirror?.play(event);
      this.#dispatch(event);
    }
  }

  /** The instrument's parameters are others now, and no host's automation did it. */
  #tellInfo(): void {
    const event: WamEvent = { type: 'wam-info', data: { instanceId: this.instanceId } };
    this.#send({ kind: 'wam-emit', events: [event] });
    this.#dispatch(event);
  }

  #dispatch(event: WamEvent): void {
    this.dispatchEvent(new CustomEvent(event.type, { bubbles: true, detail: event }));
  }

  #fail(): void {
    if (this.#ended) return;
    const message = 'The plugin’s processor failed and is silent. Make the instance anew.';
    const error = new AlloyError('audio-output', 'processor', message);
    this.#started.reject(error);
    this.#end(error);
    this.#onFailure();
  }
}

/** @throws AlloyError where the module has not registered its processor: the browser says nothing of one that throws. */
function made(module: WebAudioModule, moduleUrl: string): AlloyNode {
  try {
    return Reflect.construct(AlloyNode, [module, moduleUrl]) as AlloyNode;
  } catch (cause) {
    if (module.audioContext.state === 'closed') throw contextClosed();
    throw notLoaded(moduleUrl, cause);
  }
}

function limited<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unanswered(what)), ANSWER_MILLISECONDS);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

function destroyed(): AlloyError {
  return new AlloyError(
    'closed',
    'instance',
    'This instance of the plugin was destroyed: make another with createInstance.',
  );
}

function contextClosed(): AlloyError {
  const message = 'The audio context is closed: make another instance in a context that runs.';
  return new AlloyError('closed', 'context', message);
}
