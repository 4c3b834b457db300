#!/usr/bin/env node
/** The `alloy` command: loads what the command that was asked for needs, and no more. [Node] */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { AlloyError, toErrorMessage, type ErrorMessage } from '../errors.js';
import { endWithReaders } from './closed-output.js';
import { EXIT_CODES, EXIT_FAILURE, EXIT_INPUT } from './exit-codes.js';
import { packageRoot } from './package-root.js';

/** A command before it is loaded: what the list of commands says of it. */
interface Listed {
  readonly name: string;
  readonly takes: string;
  readonly summary: string;
  load(): Promise<Command>;
}

const sounds = () => import('./sound-commands.js');
const instruments = () => import('./instrument-commands.js');
const libraries = () => import('./library-commands.js');
const midi = () => import('./midi-commands.js');

/** One of the commands of instrument files. */
async function instrument(name: string): Promise<Command> {
  const { instrumentCommands } = await instruments();
  return instrumentCommands().find((command) => command.name() === name)!;
}

const COMMANDS: readonly Listed[] = [
  {
    name: 'blend',
    takes: '[sound...]',
    summary: 'Blend two or more sounds: every reconstruction and every pair, as WAV files.',
    load: async () => (await sounds()).blendCommand(),
  },
  {
    name: 'make',
    takes: '[sound...]',
    summary: 'Make an instrument of one to four sounds, and render it, into one file.',
    load: () => instrument('make'),
  },
  {
    name: 'show',
    takes: '<instrument>',
    summary: 'Say what an instrument is made of.',
    load: () => instrument('show'),
  },
  {
    name: 'link',
    takes: '<instrument>',
    summary: 'Print the link of an instrument: all of it is in the link, nothing is uploaded.',
    load: () => instrument('link'),
  },
  {
    name: 'play',
    takes: '<instrument> <song>',
    summary: 'Play a MIDI file through an instrument, into a WAV file: the samples that the page plays.',
    load: () => instrument('play'),
  },
  {
    name: 'export',
    takes: '<instrument>',
    summary: 'Write an instrument in the format of another sampler: SFZ, SoundFont 2, Decent Sampler …',
    load: () => instrument('export'),
  },
  {
    name: 'plan',
    takes: '[sound...]',
    summary: 'Plan a library: a recipe a line for every note, and the sounds, encoded, beside it.',
    load: async () => (await libraries()).planCommand(),
  },
  {
    name: 'render',
    takes: '<plan>',
    summary: 'Render a plan, or a shard of it, on any number of machines.',
    load: async () => (await libraries()).renderCommand(),
  },
  {
    name: 'status',
    takes: '<dir>',
    summary: 'Say how far a library is.',
    load: async () => (await libraries()).statusCommand(),
  },
  {
    name: 'pack',
    takes: '<dir>',
    summary: 'Pack the notes of a library into instruments, conditioned as "make" does.',
    load: async () => (await libraries()).packCommand(),
  },
  {
    name: 'convert-checkpoint',
    takes: '<checkpoint>',
    summary: "Make a model of a published NSynth checkpoint (TensorFlow's format V2).",
    load: async () => (await sounds()).convertCommand(),
  },
  {
    name: 'midi',
    takes: '',
    summary: 'List the MIDI inputs of this machine.',
    load: async () => (await midi()).midiCommand(),
  },
  {
    name: 'bridge',
    takes: '',
    summary: 'Serve MIDI inputs to pages on this machine.',
    load: async () => (await midi()).bridgeCommand(),
  },
];

function version(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What commander says, as one line. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}

/** The option or command that commander complains of. */
function subjectOf({ message }: CommanderError): string {
  return /'(?:-\w, )?([^' ]+)[^']*'/.exec(message)?.[1] ?? 'arguments';
}

/** Ends with one clear line and the exit code that belongs to the error; with `--json`, with the error on stdout too. */
function fail(error: unknown, json: boolean): void {
  let told: ErrorMessage;
  if (error instanceof CommanderError) {
    // commander has printed its line already; help and version are no errors
    if (error.exitCode === 0) return;
    const message = oneLine(error.message);
    told = { code: 'bad-argument', subject: subjectOf(error), message };
    process.exitCode = EXIT_INPUT;
  } else if (error instanceof AlloyError) {
    told = toErrorMessage(error);
    process.stderr.write(`alloy: ${error.message}\n`);
    process.exitCode = EXIT_INPUT;
  } else {
    told = toErrorMessage(error);
    process.stderr.write(`alloy: something broke inside Alloy: ${String(error)}\n`);
    if (process.env.ALLOY_DEBUG && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    process.exitCode = EXIT_FAILURE;
  }
  if (json) process.stdout.write(`${JSON.stringify({ error: told }, null, 2)}\n`);
  if (process.argv.includes('--json-lines'))
    process.stdout.write(`${JSON.stringify({ event: 'error', error: told })}\n`);
}

/** How the list of commands names each. */
const terms = new Map(COMMANDS.map(({ name, takes }) => [name, `${name} [options] ${takes}`.trimEnd()]));

const program = new Command('alloy')
  .description('Alloy blends two sounds into an instrument that never existed.')
  .version(version())
  .addHelpText('after', EXIT_CODES)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(`alloy: ${oneLine(text)}\n`) })
  .configureHelp({ subcommandTerm: (command) => terms.get(command.name()) ?? command.name() });

/** What was asked for as it is, after `help`, too; the others as the list has them. */
async function addCommands(asked: readonly string[]): Promise<void> {
  for (const { name, summary, load } of COMMANDS) {
    const command = asked.includes(name)
      ? (await load()).addHelpText('after', EXIT_CODES)
      : new Command(name).description(summary);
    program.addCommand(command.copyInheritedSettings(program));
  }
}

endWithReaders();
try {
  const [first = '', second = ''] = process.argv.slice(2);
  await addCommands(first === 'help' ? [second] : [first]);
  await program.parseAsync();
} catch (error) {
  fail(error, process.argv.includes('--json'));
}
