/** Serves MIDI messages to pages on this machine by WebSocket, and nothing else to anybody. [Node] */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { AlloyError } from '../../errors.js';
import type { Milliseconds } from '../../units.js';
import type { MidiInputInfo } from '../web-midi.js';
import { REFUSED } from './client.js';
import {
  bridgeAddress,
  BRIDGE_PROTOCOL,
  BRIDGE_VERSION,
  LONGEST_MIDI,
  LONGEST_QUESTION,
  parseClockQuestion,
  type BridgeMessage,
} from './messages.js';

/** The only address that is bound: other machines cannot reach it. */
const LOOPBACK = '127.0.0.1';
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost'];
/** Bytes that wait for a page that does not read: one that sleeps gets none of what was played meanwhile. */
const LONGEST_QUEUE = 1 << 20;

export interface BridgeServerOptions {
  /** TCP port to listen on. 0 lets the system choose a free one: `address` names it. */
  readonly listen: number;
  /** What a page has to know: it is in `address`. */
  readonly token: string;
  /** Origins whose pages may connect, beside those of this machine (http or https, localhost or 127.0.0.1, any port). */
  readonly origins: readonly string[];
  /** Called when pages come and go, with how many there are. */
  onPages(count: number): void;
  /** A page was turned away: its origin, or what else was wrong. */
  onRefused(reason: string): void;
}

/** Whether pages of an origin are served from this machine. */
function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return /^https?:$/.test(protocol) && (LOOPBACK_NAMES.includes(hostname) || hostname === '[::1]');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Milliseconds on this process's steady clock. */
function now(): Milliseconds {
  return performance.now();
}

export class BridgeServer {
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #options: BridgeServerOptions;
  /** Those that were let in. */
  readonly #pages = new Set<WebSocket>();
  #inputs: readonly MidiInputInfo[] = [];

  private constructor(options: BridgeServerOptions) {
    this.#options = options;
    this.#http = createServer((_request, response) => {
      response.writeHead(404).end(); // there are no files here
    });
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: LONGEST_QUESTION,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(BRIDGE_PROTOCOL) ? BRIDGE_PROTOCOL : false),
    });
    this.#http.on('upgrade', (request, socket, head) => {
      const reason = this.#whyNot(request);
      if (reason !== null) options.onRefused(reason);
      // Where the origin is wrong, not even that is told; a page of ours learns that it need not try again.
      if (reason === 'origin' || reason === 'host') return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      this.#sockets.handleUpgrade(request, socket, head, (page) => {
        page.on('error', () => page.terminate()); // it sent what no page of ours sends
        if (reason === null) this.#welcome(page);
        else page.close(REFUSED, reason);
      });
    });
  }

  /** Resolves once it listens. @throws AlloyError `bad-argument` where the port is taken or not allowed. */
  static async open(options: BridgeServerOptions): Promise<BridgeServer> {
    const server = new BridgeServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', (error: NodeJS.ErrnoException) => {
        const why =
          error.code === 'EADDRINUSE'
            ? 'is in use, perhaps by another bridge'
            : `cannot be used (${String(error.code)})`;
        const message = `Port ${options.listen} of ${LOOPBACK} ${why}. Name another one with --listen.`;
        reject(new AlloyError('bad-argument', `port ${options.listen}`, message, { cause: error }));
      });
      server.#http.listen(options.listen, LOOPBACK, resolve);
    });
    return server;
  }

  /** What a page is to be told. */
  get address(): string {
    return bridgeAddress((this.#http.address() as AddressInfo).port, this.#options.token);
  }

  /** Tells pages which inputs are heard. Those that are gone are let go there. */
  setInputs(inputs: readonly MidiInputInfo[]): void {
    this.#inputs = inputs;
    this.#tellAll({ kind: 'inputs', inputs });
  }

  /** Sends a whole MIDI message to all pages. `time`: on `performance.now()`'s clock. */
  send(input: string, bytes: readonly number[], time: Milliseconds): void {
    if (bytes.length <= LONGEST_MIDI) this.#tellAll({ kind: 'midi', input, bytes, time });
  }

  async close(): Promise<void> {
    for (const page of this.#sockets.clients) page.terminate();
    this.#sockets.close();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Why a page may not connect; null: it may. */
  #whyNot(request: IncomingMessage): 'host' | 'origin' | 'token' | null {
    const { host = '', origin = '' } = request.headers;
    // A name that somebody else's DNS gave this address is not ours, whatever page it comes from.
    if (!LOOPBACK_NAMES.includes(host.replace(/:\d+$/, ''))) return 'host';
    if (!isLoopbackOrigin(origin) && !this.#options.origins.includes(origin)) return 'origin';
    const token = new URL(request.url ?? '/', `http://${LOOPBACK}`).searchParams.get('token') ?? '';
    return equal(token, this.#options.token) ? null : 'token';
  }

  #welcome(page: WebSocket): void {
    this.#pages.add(page);
    page.on('message', (data, isBinary) => {
      const question = isBinary ? null : parseClockQuestion(String(data as Buffer));
      if (question) tell(page, { kind: 'clock', id: question.id, time: now() });
    });
    page.on('close', () => {
      this.#pages.delete(page);
      this.#options.onPages(this.#pages.size);
    });
    tell(page, { kind: 'hello', version: BRIDGE_VERSION });
    tell(page, { kind: 'inputs', inputs: this.#inputs });
    this.#options.onPages(this.#pages.size);
  }

  #tellAll(message: BridgeMessage): void {
    for (const page of this.#pages) {
      if (page.bufferedAmount > LONGEST_QUEUE) page.terminate();
      else tell(page, message);
    }
  }
}

function tell(page: WebSocket, message: BridgeMessage): void {
  if (page.readyState === page.OPEN) page.send(JSON.stringify(message));
}
