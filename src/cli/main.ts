#!/usr/bin/env node
/** The `alloy` command. [Node] */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { AlloyError } from '../errors.js';
import type { BlendReport } from './blend.js';
import type { ConvertCommandOptions } from './convert.js';
import { numberBetween, parseModelName, parseRoot, type BlendOptions } from './options.js';
import { packageRoot, shippedModels } from './paths.js';
import { createProgress } from './progress.js';

/** Exit codes: 0 done, 1 a failure of Alloy's own, 2 bad arguments or input, 130 interrupted. */
const EXIT_INPUT = 2;
const EXIT_INTERRUPTED = 130;

const EXAMPLES = `
What it writes to DIR, 16-bit mono WAV at the model's rate:
  recon_<a>.wav            each sound through the model and back, at its own pitch
  interp_<a>_X_<b>.wav     each pair, blended
Every file is saved at each tenth of the way and on Ctrl-C, so it is valid at any moment.

Examples:
  alloy blend guitar.wav flute.flac --out hybrids
  alloy blend a.wav b.mp3 c.ogg --out hybrids --mix 0.3 --seconds 2 --root C4
  alloy blend a.wav b.wav --out hybrids --json --quiet > report.json`;

function blendCommand(run: (files: string[], options: BlendOptions) => Promise<void>): Command {
  const models = shippedModels();
  return new Command('blend')
    .description('Blend two or more sounds: every reconstruction and every pair, as WAV files.')
    .argument('<sound...>', 'two or more sound files: WAV, MP3, FLAC, Ogg Vorbis, Opus')
    .requiredOption('-o, --out <dir>', 'folder for the results; made if it is not there')
    .option('--seconds <s>', 'length of each result, 0.1 to 60', numberBetween(0.1, 60), 4)
    .option('--mix <x>', 'share of the second sound of a pair, 0 to 1', numberBetween(0, 1), 0.5)
    .option('--seed <n>', 'equal seeds give equal sound', numberBetween(0, 4294967295, true), 1)
    .option(
      '--temperature <t>',
      "0 to 2; lower is cleaner, 0 takes the likeliest sample (default: the model's own, 0.85 to 1)",
      numberBetween(0, 2),
    )
    .addOption(
      new Option('--backend <name>', 'what runs the generator; auto measures and picks')
        .choices(['auto', 'webgpu', 'wasm', 'reference'])
        .default('auto'),
    )
    .option('--model <name|path>', `a shipped model (${models.join(', ')}) or a model folder`, 'instruments')
    .option(
      '--root <note>',
      'pitch of every sound: auto, a MIDI number, or a name such as C4',
      parseRoot,
      'auto',
    )
    .option('--jobs <n>', 'notes to generate at once (default: one a core)', numberBetween(1, 64, true))
    .addOption(
      new Option(
        '--weights <storage>',
        'what WebAssembly keeps weights in; int8 is faster for large models, and far from exact (default: int16 for large models)',
      ).choices(['float32', 'int16', 'int8']),
    )
    .option('--json', 'print one JSON object on stdout: files, timings, real-time factor')
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

function printReport(report: BlendReport, options: BlendOptions): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  for (const file of report.files) process.stdout.write(`${file.path}${file.complete ? '' : ' (partial)'}\n`);
}

/** Aborts at the first Ctrl-C, and says so; the second one does not wait. */
function interruption(message: string): AbortSignal {
  const abort = new AbortController();
  const onInterrupt = () => {
    if (abort.signal.aborted) process.exit(EXIT_INTERRUPTED);
    process.stderr.write(`\n${message}\n`);
    abort.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  return abort.signal;
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

/** Ends with one clear line and the exit code that belongs to the error. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    // commander has printed its line already; help and version are no errors
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_INPUT;
  } else if (error instanceof AlloyError) {
    process.stderr.write(`alloy: ${error.message}\n`);
    process.exitCode = EXIT_INPUT;
  } else {
    process.stderr.write(`alloy: something broke inside Alloy: ${String(error)}\n`);
    if (process.env.ALLOY_DEBUG && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    process.exitCode = 1;
  }
}

const program = new Command('alloy')
  .description('Alloy blends two sounds into an instrument that never existed.')
  .version(version())
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'alloy: ')) });
program.addCommand(blendCommand(runBlend).copyInheritedSettings(program));
program.addCommand(convertCommand(runConvert).copyInheritedSettings(program));

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
