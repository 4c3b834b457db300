/** Tests the MIDI bridge with the real WebSocket, the real command and a fake of the native module: what is sent, and who is let in. */
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { AlloyError } from '../../../src/errors.js';
import { runBridge, listMidi, type BridgeCommandOptions } from '../../../src/cli/midi.js';
import {
  parseBridgeAddress,
  parseBridgeMessage,
  parseClockQuestion,
} from '../../../src/midi/bridge/messages.js';
import { LOOK_MILLISECONDS } from '../../../src/midi/node.js';
import { FakeInput } from '../fake-rtmidi.js';

const TOKEN = 'a-token-for-the-tests';
const ORIGIN = 'http://localhost:8642';

interface Running {
  readonly address: URL;
  readonly notes: string[];
  stop(): Promise<void>;
}

const running: Running[] = [];
const load = () => Promise.resolve({ Input: FakeInput } as never);

async function start(options: Partial<BridgeCommandOptions> = {}): Promise<Running> {
  const abort = new AbortController();
  const notes: string[] = [];
  let resolve: (line: string) => void = () => undefined;
  const promise = new Promise<string>((done) => (resolve = done));
  const all = { listen: 0, origin: [], token: TOKEN, ...options };
  const ended = runBridge(
    all,
    { out: (line) => resolve(line), note: (line) => notes.push(line), load },
    abort.signal,
  );
  const address = new URL(await Promise.race([promise, ended.then(() => 'ended')]));
  const bridge = { address, notes, stop: () => (abort.abort(), ended) };
  running.push(bridge);
  return bridge;
}

function holds(message: unknown, wanted: object): boolean {
  try {
    expect(message).toMatchObject(wanted);
    return true;
  } catch {
    return false;
  }
}

/** A page, or somebody who would like to be one. */
class Page {
  readonly messages: unknown[] = [];
  readonly #socket: WebSocket;
  readonly #waiting: (() => void)[] = [];
  readonly closed: Promise<number>;
  #read = 0;

  constructor(address: URL, headers: Record<string, string> = { Origin: ORIGIN }, protocol = 'alloy-midi') {
    this.#socket = new WebSocket(address, protocol, { headers });
    this.#socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(String(data)));
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', resolve);
      this.#socket.on('unexpected-response', (_, response) => resolve(response.statusCode!));
      this.#socket.on('error', () => undefined); // what it was is in the code
    });
  }

  send(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** The next message of a kind that holds what is wanted, after the one that was found last. */
  async next(kind: string, wanted: object = {}): Promise<Record<string, unknown>> {
    for (;;) {
      for (; this.#read < this.messages.length; this.#read++) {
        const message = this.messages[this.#read];
        if (holds(message, { kind, ...wanted }))
          return this.messages[this.#read++] as Record<string, unknown>;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    this.#socket.close();
  }
}

beforeEach(() => FakeInput.reset('Keys 20:0', 'Pads 24:0'));
afterEach(async () => {
  for (const bridge of running.splice(0)) await bridge.stop();
});

describe('what a page hears', () => {
  it('is every message of every input, with the time at which it was played', async () => {
    const { address } = await start();
    const page = new Page(address);
    expect(await page.next('inputs')).toMatchObject({
      inputs: [
        { id: 'Keys', name: 'Keys' },
        { id: 'Pads', name: 'Pads' },
      ],
    });
    expect(page.messages[0]).toEqual({ kind: 'hello', version: 1 });
    const before = performance.now();
    FakeInput.find('Keys 20:0').play(0, 0x90, 60, 100);
    FakeInput.find('Pads 24:0').play(0, 0x99, 36, 1);
    FakeInput.find('Pads 24:0').play(0, 0xf0, 0x7f, 1, 8, 2, 0xf7);
    FakeInput.find('Keys 20:0').play(0, 0xf8); // a clock's tick is nobody's note
    const after = performance.now();
    const { time } = await page.next('midi', { input: 'Keys', bytes: [0x90, 60, 100] });
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(after);
    await page.next('midi', { input: 'Pads', bytes: [0x99, 36, 1] });
    await page.next('midi', { input: 'Pads', bytes: [0xf0, 0x7f, 1, 8, 2, 0xf7] });
    page.send('{"kind":"clock","id":7}');
    expect((await page.next('clock', { id: 7 })).time).toBeGreaterThanOrEqual(after);
    expect(page.messages.length).toBe(6);
  });

  it('is one input where one is named, and only the virtual one where that is asked for', async () => {
    const named = await start({ port: 'pad' });
    const page = new Page(named.address);
    expect(await page.next('inputs')).toEqual({ kind: 'inputs', inputs: [{ id: 'Pads', name: 'Pads' }] });
    await named.stop();
    const virtual = await start({ virtual: true });
    expect(FakeInput.opened.map(({ port }) => port)).toEqual(['virtual Alloy']);
    const other = new Page(virtual.address);
    await other.next('inputs', { inputs: [{ id: 'virtual Alloy', name: 'Alloy' }] });
    FakeInput.find('virtual Alloy').play(0, 0x90, 64, 64);
    await other.next('midi', { input: 'virtual Alloy', bytes: [0x90, 64, 64] });
    await virtual.stop();
    expect(FakeInput.opened).toEqual([]);
  });

  it('follows inputs that come and go, and ends the notes of those that go', async () => {
    FakeInput.reset();
    const { address, notes } = await start();
    expect(notes[0]).toMatch(/no input yet/);
    const page = new Page(address);
    await page.next('inputs', { inputs: [] });
    FakeInput.names = ['Keys 20:0'];
    await page.next('inputs', { inputs: [{ id: 'Keys' }] });
    FakeInput.find('Keys 20:0').play(0, 0x90, 60, 100);
    FakeInput.names = [];
    await page.next('midi', { bytes: [0x80, 60, 0] });
    await page.next('inputs', { inputs: [] });
    FakeInput.names = ['Keys 28:0']; // the same keyboard, replugged
    await page.next('inputs', { inputs: [{ id: 'Keys' }] });
    expect(LOOK_MILLISECONDS).toBeLessThanOrEqual(1000);
  });

  it('tells inputs of one name apart', async () => {
    FakeInput.reset('Keys', 'Keys');
    const page = new Page((await start()).address);
    await page.next('inputs', { inputs: [{ id: 'Keys' }, { id: 'Keys (2)' }] });
    FakeInput.names = ['Keys'];
    await page.next('inputs', { inputs: [{ id: 'Keys' }] });
    expect(FakeInput.opened.length).toBe(1);
  });
});

describe('who is let in', () => {
  const elsewhere = (address: URL, host: string) => ({ Origin: ORIGIN, Host: `${host}:${address.port}` });

  it.each(['http://localhost:1', 'http://127.0.0.1:8642', 'https://localhost', 'http://[::1]:80'])(
    'pages of this machine: %s',
    async (origin) => {
      const page = new Page((await start()).address, { Origin: origin });
      await page.next('hello');
    },
  );

  it.each([
    'https://example.com',
    'https://localhost.example.com',
    'http://127.0.0.1.example.com',
    'null',
    'file://',
    '',
  ])('nobody else: %s', async (origin) => {
    const { address, notes } = await start();
    expect(await new Page(address, origin === '' ? {} : { Origin: origin }).closed).toBe(403);
    expect(notes.at(-1)).toMatch(/wrong origin/);
  });

  it('pages of an origin that was named, and no other of its site', async () => {
    const { address } = await start({ origin: ['https://daw.example/'] });
    await new Page(address, { Origin: 'https://daw.example' }).next('hello');
    for (const origin of ['http://daw.example', 'https://daw.example:444', 'https://a.daw.example']) {
      expect(await new Page(address, { Origin: origin }).closed).toBe(403);
    }
  });

  it('no page that came by a name that is not this machine’s own', async () => {
    const { address } = await start();
    expect(await new Page(address, elsewhere(address, 'rebound.example')).closed).toBe(403);
  });

  it('no page with another token, or without one; it hears nothing', async () => {
    const { address } = await start();
    for (const token of ['', 'another-token-of-tests', `${TOKEN}x`]) {
      const page = new Page(new URL(token === '' ? '/' : `/?token=${token}`, address));
      expect(await page.closed).toBe(4001);
      expect(page.messages).toEqual([]);
    }
  });

  it('answers nothing but WebSockets, to this machine only', async () => {
    const { address } = await start();
    const http = `http://127.0.0.1:${address.port}`;
    for (const path of ['/', '/package.json', '/../src', `/?token=${TOKEN}`]) {
      const response = await fetch(http + path);
      expect([response.status, await response.text()]).toEqual([404, '']);
      expect([...response.headers.keys()]).not.toContain('access-control-allow-origin');
    }
    const others = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address: host } of others) {
      const refused = await new Promise((resolve) => {
        const socket = connect(Number(address.port), host, () => resolve('open'));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      });
      expect(refused).toBe('ECONNREFUSED');
    }
  });

  it('lets go a page that sends what no page sends, and goes on for the others', async () => {
    const { address } = await start();
    const [good, bad] = [new Page(address), new Page(address)];
    await Promise.all([good.next('inputs'), bad.next('inputs')]);
    for (const odd of ['', 'x', '{}', '{"kind":"clock"}', '{"kind":"midi","bytes":[144,1,1]}']) bad.send(odd);
    bad.send(Buffer.from([1, 2, 3]));
    bad.send('{"kind":"clock","id":1}');
    await bad.next('clock', { id: 1 });
    bad.send('x'.repeat(10_000));
    expect(await bad.closed).toBe(1009); // too long
    FakeInput.find('Keys 20:0').play(0, 0x90, 60, 100);
    await good.next('midi');
    expect(good.messages.length).toBe(3); // nothing that a page says reaches another one
  });
});

describe('what the command says', () => {
  const fails = async (options: Partial<BridgeCommandOptions>): Promise<AlloyError> => {
    const error: unknown = await start(options).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(AlloyError);
    return error as AlloyError;
  };

  it('names the inputs where the one that is asked for is not there', async () => {
    expect((await fails({ port: 'organ' })).message).toBe(
      'No MIDI input has “organ” in its name. There are: Keys, Pads.',
    );
  });

  it('names the port that is taken, and the way out', async () => {
    const { address } = await start();
    const error = await fails({ listen: Number(address.port) });
    expect([error.code, error.message]).toEqual(['bad-argument', expect.stringMatching(/in use.*--listen/)]);
  });

  it.each([
    { token: 'short' },
    { token: 'with space and more of it' },
    { origin: ['daw.example'] },
    { origin: ['https://a.b/c'] },
  ])('refuses %o', async (options) => {
    expect((await fails(options)).code).toBe('bad-argument');
  });

  it('lists inputs as people know them', async () => {
    const lines: string[] = [];
    const host = { out: (line: string) => lines.push(line), note: (line: string) => lines.push(line), load };
    await listMidi({}, host);
    await listMidi({ json: true }, host);
    expect(lines.slice(0, 2)).toEqual(['Keys', 'Pads']);
    expect(JSON.parse(lines[2]!)).toEqual({ inputs: ['Keys', 'Pads'] });
    FakeInput.reset();
    await listMidi({}, host);
    expect(lines[3]).toMatch(/No MIDI input/);
  });
});

describe('messages', () => {
  it('are read with every field checked', () => {
    const good = [
      { kind: 'hello', version: 1 },
      { kind: 'inputs', inputs: [{ id: 'a', name: 'A' }] },
      { kind: 'midi', input: 'a', bytes: [0x90, 60, 100], time: 1.5 },
      { kind: 'clock', id: 1, time: 2 },
    ];
    for (const message of good) {
      expect(parseBridgeMessage(JSON.stringify(message))).toEqual(message);
      for (const field of Object.keys(message)) {
        for (const wrong of [undefined, null, 'x', [], {}, [256], [-1], [1.5], [null]]) {
          const broken = JSON.stringify({ ...message, [field]: wrong });
          const same = field === 'input' && wrong === 'x';
          const empty = field === 'inputs' && Array.isArray(wrong) && wrong.length === 0;
          if (!same && !empty) expect(parseBridgeMessage(broken), broken).toBeNull();
        }
      }
    }
    for (const text of ['', 'null', '[]', '1', '{', new ArrayBuffer(3), undefined]) {
      expect(parseBridgeMessage(text)).toBeNull();
      expect(parseClockQuestion(text)).toBeNull();
    }
  });

  it('addresses are those of this machine, with a token', () => {
    for (const good of [
      'ws://127.0.0.1:8643/?token=abc',
      ' ws://localhost:1/?token=x\n',
      'ws://[::1]:9/?token=x',
    ]) {
      expect(parseBridgeAddress(good)).toBeInstanceOf(URL);
    }
    for (const bad of [
      '',
      'abc',
      'ws://127.0.0.1:8643/',
      'ws://127.0.0.1:8643/?token=',
      'http://127.0.0.1:8643/?token=x',
      'ws://example.com/?token=x',
      'ws://127.0.0.1.example.com/?token=x',
      'wss://10.0.0.1/?token=x',
    ]) {
      expect(parseBridgeAddress(bad), bad).toBeNull();
    }
  });
});
