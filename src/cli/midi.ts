/** Runs `alloy midi`, which lists the MIDI inputs, and `alloy bridge`, which serves them to pages on this machine. [Node] */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { AlloyError } from '../errors.js';
import { BridgeInputs, namedInputs } from '../midi/bridge/inputs.js';
import { BridgeServer } from '../midi/bridge/server.js';
import { NodeMidi, type RtMidiModule } from '../midi/node.js';

/** The options of `alloy bridge`, checked. */
export interface BridgeCommandOptions {
  /** Hears only inputs whose name holds this, whatever the case. */
  readonly port?: string;
  /** Name of a virtual input; true: 'Alloy'. */
  readonly virtual?: string | true;
  /** TCP port of the server (`port` is a MIDI one); 0 as in BridgeServerOptions. */
  readonly listen: number;
  /** Origins whose pages may connect, beside those of this machine. */
  readonly origin: readonly string[];
  readonly token?: string;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
}

/** Where the command's lines go, and what it hears MIDI by. */
export interface MidiCommandHost {
  readonly out: (line: string) => void;
  readonly note: (line: string) => void;
  /** The package `midi` where left out. */
  readonly load?: () => Promise<RtMidiModule>;
}

const VIRTUAL_NAME = 'Alloy';
/** Bytes of a token: not to be guessed. */
const TOKEN_BYTES = 24;
/** What a token looks like, so that it stays itself in an address. */
const TOKEN = /^[\w-]{16,128}$/;

/** What one of them says to programs. */
interface Told {
  readonly json?: boolean;
  readonly jsonLines?: boolean;
}

/** A report as `--json` or `--json-lines` print it; null where people read. */
function told({ json, jsonLines }: Told, event: string, report: object): string | null {
  if (jsonLines) return JSON.stringify({ event, ...report });
  return json ? JSON.stringify(report, null, 2) : null;
}

/** Prints the names of the inputs, one a line or as JSON: `{ "inputs": ["…"] }`. */
export async function listMidi(
  options: Told & { readonly quiet?: boolean },
  { out, note, load }: MidiCommandHost,
): Promise<void> {
  const names = namedInputs((await NodeMidi.open(load)).inputs()).map(({ name }) => name);
  const report = told(options, 'end', { inputs: names });
  if (report !== null) return out(report);
  for (const name of names) out(name);
  if (names.length === 0 && !options.quiet)
    note('No MIDI input. Plug one in, or let other programs play to "alloy bridge --virtual".');
}

/** The token of this user on this machine, made at first: pages that know it find the bridge again when it is started anew. */
function keptToken(): string {
  const folder = envPaths('alloy', { suffix: '' }).config;
  const path = join(folder, 'bridge-token');
  try {
    const kept = readFileSync(path, 'utf8').trim();
    if (TOKEN.test(kept)) return kept;
  } catch {
    // it is made below
  }
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, `${token}\n`, { mode: 0o600 });
  } catch {
    // it holds for this run: pages have to be told the address again after the next start
  }
  return token;
}

function checkToken(token: string): void {
  if (TOKEN.test(token)) return;
  throw new AlloyError('bad-argument', '--token', 'A token has 16 to 128 letters, digits, - and _.');
}

/** An origin as browsers send it. */
function checkedOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin;
  throw new AlloyError(
    'bad-argument',
    text,
    `“${text}” is no origin. Write it as https://daw.example, without a path.`,
  );
}

/** Fails where an input is asked for by name and is not there, with those that are. */
function expectPort(port: string | undefined, names: readonly string[]): void {
  if (port === undefined || names.some((name) => holds(name, port))) return;
  const there = names.length === 0 ? 'There is none.' : `There are: ${names.join(', ')}.`;
  throw new AlloyError('bad-argument', port, `No MIDI input has “${port}” in its name. ${there}`);
}

function holds(name: string, part: string): boolean {
  return name.toLowerCase().includes(part.toLowerCase());
}

/** What to hear: with `--virtual` alone, only the virtual input. */
function wantedInputs({ port, virtual }: BridgeCommandOptions): (name: string) => boolean {
  if (port !== undefined) return (name) => holds(name, port);
  return () => virtual === undefined;
}

/**
 * Serves MIDI inputs to pages until `signal` aborts. Resolves when everything is closed.
 * @throws AlloyError where there is no MIDI, no such input, or no such port.
 */
export async function runBridge(
  options: BridgeCommandOptions,
  host: MidiCommandHost,
  signal: AbortSignal,
): Promise<void> {
  const note = (text: string): void => {
    if (options.jsonLines) host.out(JSON.stringify({ event: 'say', text }));
    if (!options.quiet) host.note(text);
  };
  const origins = options.origin.map(checkedOrigin);
  if (options.token !== undefined) checkToken(options.token);
  const midi = await NodeMidi.open(host.load);
  expectPort(
    options.port,
    namedInputs(midi.inputs()).map(({ name }) => name),
  );
  const server = await BridgeServer.open({
    listen: options.listen,
    token: options.token ?? keptToken(),
    origins,
    onPages: (count) => note(`${count} ${count === 1 ? 'page' : 'pages'} connected`),
    onRefused: (reason) => note(`a page was turned away: wrong ${reason}`),
  });
  const { virtual } = options;
  let inputs: BridgeInputs;
  try {
    inputs = new BridgeInputs(midi, {
      wanted: wantedInputs(options),
      virtual: virtual === true ? VIRTUAL_NAME : (virtual ?? null),
      onMessage: (id, bytes, time) => server.send(id, bytes, time),
      onInputs: (heard) => {
        server.setInputs(heard);
        note(
          heard.length === 0
            ? 'no input yet: plug one in'
            : `inputs: ${heard.map(({ name }) => name).join(', ')}`,
        );
      },
    });
  } catch (error) {
    await server.close();
    throw error;
  }
  const { address } = server;
  host.out(told(options, 'open', { address, inputs: inputs.inputs }) ?? address);
  note('Paste this address in the page: MIDI, then Bridge. Whoever has it hears what you play. Ctrl-C ends.');
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  inputs.close();
  await server.close();
  if (options.jsonLines) host.out(JSON.stringify({ event: 'end' }));
}
