#!/usr/bin/env node
/** The `alloy` command. [Node] */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { FORMAT_NAMES } from '../audio/formats/names.js';
import { BRIDGE_PORT } from '../midi/bridge/messages.js';
import { AlloyError, toErrorMessage, type ErrorMessage } from '../errors.js';
import type { BlendReport } from './blend.js';
import {
  backendOption,
  endOption,
  jobsOption,
  modelOption,
  rootOption,
  startOption,
} from './common-options.js';
import type { ConvertCommandOptions } from './convert.js';
import { instrumentCommands } from './instrument-commands.js';
import { EXIT_INTERRUPTED, interruption } from './interruption.js';
import { numberBetween, parseModelName, type BlendOptions } from './options.js';
import { packageRoot } from './paths.js';
import type { BridgeCommandOptions, MidiCommandHost } from './midi.js';
import { createProgress } from './progress.js';

const EXIT_FAILURE = 1;
const EXIT_INPUT = 2;

const EXIT_CODES = `
Exit codes:
  0    done
  1    something broke inside Alloy; ALLOY_DEBUG=1 prints where
  2    bad arguments, a sound that cannot be used, a result that cannot be written: one line says which
  130  interrupted by Ctrl-C or SIGTERM; what was made is saved`;

const EXAMPLES = `
What it writes to DIR, 16-bit mono WAV at the model's rate:
  recon_<a>.wav            each sound through the model and back, at its own pitch
  interp_<a>_X_<b>.wav     each pair, blended
Every file is saved at each tenth of the way and on Ctrl-C, so it is valid at any moment. Results of an earlier run
are replaced; a sound that is read never is.

Examples:
  alloy blend guitar.wav flute.flac --out hybrids
  alloy blend a.wav b.mp3 c.ogg --out hybrids --mix 0.3 --seconds 2 --root C4
  alloy blend phrase.wav drum.wav --out hybrids --start 1.7,0 --end 2.5
  alloy blend a.wav b.wav --out hybrids --json --quiet > report.json
${EXIT_CODES}`;

function blendCommand(run: (files: string[], options: BlendOptions) => Promise<void>): Command {
  return new Command('blend')
    .description('Blend two or more sounds: every reconstruction and every pair, as WAV files.')
    .argument('<sound...>', `two or more sound files: ${FORMAT_NAMES}`)
    .requiredOption('-o, --out <dir>', 'folder for the results; made if it is not there')
    .option('--seconds <s>', 'length of each result, 0.1 to 60', numberBetween(0.1, 60), 4)
    .option('--mix <x>', 'share of the second sound of a pair, 0 to 1', numberBetween(0, 1), 0.5)
    .option('--seed <n>', 'equal seeds give equal sound', numberBetween(0, 4294967295, true), 1)
    .option(
      '--temperature <t>',
      "0 to 2; lower is cleaner, 0 takes the likeliest sample (default: the model's own, 0.85 to 1)",
      numberBetween(0, 2),
    )
    .addOption(backendOption())
    .addOption(modelOption())
    .addOption(rootOption())
    .addOption(startOption())
    .addOption(endOption())
    .addOption(jobsOption())
    .addOption(
      new Option(
        '--weights <storage>',
        'what WebAssembly keeps weights in; int8 is faster for large models, and far from exact (default: int16 for large models)',
      ).choices(['float32', 'int16', 'int8']),
    )
    .option('--json', 'print one JSON object on stdout: sources, files, timings; on failure the error')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: BlendOptions) => run(files, options));
}

function convertCommand(run: (checkpoint: string, options: ConvertCommandOptions) => Promise<void>): Command {
  return new Command('convert-checkpoint')
    .description("Make a model of a published NSynth checkpoint (TensorFlow's format V2).")
    .argument('<checkpoint>', 'wavenet-ckpt.tar, a .tar.gz, a folder, or the prefix of an .index file')
    .requiredOption('-o, --out <dir>', 'folder of the model, models/nsynth-instruments say')
    .option(
      '--name <name>',
      "the model's name (default: nsynth-instruments or nsynth-voices)",
      parseModelName,
    )
    .option('--averaged', 'take the moving averages of the weights that training kept')
    .option('--float32', 'keep 32 bits a weight; twice the size of the default, float16')
    .option('-q, --quiet', 'no progress on stderr')
    .action(run);
}

const LINES: MidiCommandHost = {
  out: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
};

function midiCommand(): Command {
  return new Command('midi')
    .description('List the MIDI inputs of this machine.')
    .option('--json', 'print one JSON object on stdout: inputs; on failure the error')
    .action(async (options: { json?: boolean }) => (await import('./midi.js')).listMidi(options, LINES));
}

const BRIDGE_HELP = `
Pages on this machine hear the inputs through it where the browser has no Web MIDI, or a DAW no loop-back cable. It prints the
address to paste there (MIDI, then Bridge): ws://127.0.0.1:8643/?token=…; other machines, and pages of other origins, cannot
connect. The token is made once and kept for you.

Examples:
  alloy bridge                        every input, those too that are plugged in later
  alloy bridge --port keystation      one of them
  alloy bridge --virtual              a port "Alloy" that a desktop DAW plays to (not on Windows)
  alloy bridge --origin https://daw.example
${EXIT_CODES}`;

function bridgeCommand(run: (options: BridgeCommandOptions) => Promise<void>): Command {
  const collect = (origin: string, before: readonly string[]): readonly string[] => [...before, origin];
  return new Command('bridge')
    .description('Serve MIDI inputs to pages on this machine.')
    .option('--port <name>', 'only inputs with this in their name')
    .option('--virtual [name]', 'an input that other programs see and play to (default name: Alloy)')
    .option('--listen <n>', 'TCP port, 0 for any', numberBetween(0, 65535, true), BRIDGE_PORT)
    .option('--origin <origin>', 'lets pages of this origin connect, too; may be repeated', collect, [])
    .option('--token <text>', 'what pages must know, in place of the kept one')
    .option('--json', 'print one JSON object on stdout: address, inputs; on failure the error')
    .option('-q, --quiet', 'nothing on stderr')
    .addHelpText('after', BRIDGE_HELP)
    .action(run);
}

async function startBridge(options: BridgeCommandOptions): Promise<void> {
  const { runBridge } = await import('./midi.js');
  await runBridge(options, LINES, interruption('Closing the bridge.'));
}

function printReport(report: BlendReport, options: BlendOptions): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  for (const file of report.files) process.stdout.write(`${file.path}${file.complete ? '' : ' (partial)'}\n`);
}

async function runConvert(checkpoint: string, options: ConvertCommandOptions): Promise<void> {
  const { convertFiles } = await import('./convert.js');
  const signal = interruption('Stopping; nothing is written.');
  const display = createProgress(process.stderr, options.quiet);
  try {
    const { title } = await convertFiles(checkpoint, options, display, signal);
    process.stdout.write(`${options.out}: ${title}\n`);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = EXIT_INTERRUPTED;
  }
}

async function runBlend(files: string[], options: BlendOptions): Promise<void> {
  if (files.length < 2) throw new AlloyError('bad-argument', 'sound', 'A blend takes two or more sounds.');
  const { blendFiles } = await import('./blend.js'); // tfjs and the decoders: not needed for --help
  const signal = interruption('Stopping; what was made is being saved …');
  const report = await blendFiles(files, options, createProgress(process.stderr, options.quiet), signal);
  printReport(report, options);
  process.exitCode = report.interrupted ? EXIT_INTERRUPTED : 0;
}

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
  return /'([^' ]+)[^']*'/.exec(message)?.[1] ?? 'arguments';
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
}

const program = new Command('alloy')
  .description('Alloy blends two sounds into an instrument that never existed.')
  .version(version())
  .addHelpText('after', EXIT_CODES)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(`alloy: ${oneLine(text)}\n`) });
program.addCommand(blendCommand(runBlend).copyInheritedSettings(program));
for (const command of instrumentCommands({ exitCodes: EXIT_CODES }))
  program.addCommand(command.copyInheritedSettings(program));
program.addCommand(convertCommand(runConvert).copyInheritedSettings(program));
program.addCommand(midiCommand().copyInheritedSettings(program));
program.addCommand(bridgeCommand(startBridge).copyInheritedSettings(program));

try {
  await program.parseAsync();
} catch (error) {
  fail(error, process.argv.includes('--json'));
}
