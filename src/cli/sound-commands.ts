/** The commands of sounds and checkpoints: blend, convert-checkpoint. [Node] */
import { Command, Option } from 'commander';
import { AlloyError } from '../errors.js';
import type { BlendReport } from './blend.js';
import {
  backendOption,
  endOption,
  expectOut,
  jobsOption,
  listOption,
  modelOption,
  rootOption,
  sampleOption,
  SOUNDS,
  startOption,
} from './common-options.js';
import type { ConvertCommandOptions } from './convert.js';
import { EXIT_CODES } from './exit-codes.js';
import { printPacks } from './instrument-commands.js';
import { EXIT_INTERRUPTED, interruption } from './interruption.js';
import { numberBetween, parseKey, parseModelName, RESULT_RATES, type BlendOptions } from './options.js';
import { printJson } from './print.js';
import { createProgress } from './progress.js';

const EXAMPLES = `
What it writes to DIR, 16-bit mono WAV at 48 kHz (with --rate native at the model's, which ends at half of it):
  recon_<a>.wav            each sound through the model and back, at its own pitch
  interp_<a>_X_<b>.wav     each pair, blended
Every file is saved at each tenth of the way and on Ctrl-C, so it is valid at any moment. Results of an earlier run
are replaced; a sound that is read never is.

Examples:
  alloy blend guitar.wav flute.flac --out hybrids
  alloy blend a.wav b.mp3 c.ogg --out hybrids --mix 0.3 --seconds 2 --root C4
  alloy blend a.wav b.wav --out hybrids --engine live --key C5
  alloy blend phrase.wav drum.wav --out hybrids --start 1.7,0 --end 2.5
  alloy blend a.wav b.wav --out hybrids --json --quiet > report.json
${EXIT_CODES}`;

export function blendCommand(): Command {
  return new Command('blend')
    .description('Blend two or more sounds: every reconstruction and every pair, as WAV files.')
    .argument('<sound...>', `two or more ${SOUNDS}`)
    .option('-o, --out <dir>', 'folder for the results; made if it is not there')
    .option('--seconds <s>', 'length of each result, 0.1 to 60', numberBetween(0.1, 60), 4)
    .option('--mix <x>', 'share of the second sound of a pair, 0 to 1', numberBetween(0, 1), 0.5)
    .option('--seed <n>', 'equal seeds give equal sound', numberBetween(0, 4294967295, true), 1)
    .option(
      '--temperature <t>',
      "0 to 2; lower is cleaner, 0 takes the likeliest sample (default: the model's own, 0.85 to 1)",
      numberBetween(0, 2),
    )
    .addOption(
      new Option(
        '--engine <engine>',
        'neural: through the model; live: partials and noise, as keys play before a render, at 48 kHz',
      )
        .choices(['neural', 'live'])
        .default('neural'),
    )
    .option('--key <note>', 'key of all results, C5 or 72; with --engine live', parseKey)
    .addOption(backendOption())
    .addOption(modelOption())
    .addOption(rootOption())
    .addOption(startOption())
    .addOption(endOption())
    .addOption(sampleOption())
    .addOption(listOption())
    .addOption(jobsOption())
    .addOption(
      new Option(
        '--rate <hz>',
        "samples a second: 48000 with the sounds' own brightness above the model's band, or native, the model's own",
      )
        .choices(RESULT_RATES)
        .default('48000'),
    )
    .addOption(
      new Option(
        '--weights <storage>',
        'what WebAssembly keeps weights in; int8 is faster for large models, and far from exact (default: int16 for large models)',
      ).choices(['float32', 'int16', 'int8']),
    )
    .option('--json', 'print one JSON object on stdout: sources, files, timings; on failure the error')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', EXAMPLES)
    .action(runBlend);
}

export function convertCommand(): Command {
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
    .action(runConvert);
}

function printReport(report: BlendReport, options: BlendOptions): void {
  if (options.json) {
    printJson(report);
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
  if (options.list) return printPacks(files, options.json);
  expectOut(options.out, '<dir>');
  if (options.key !== undefined && options.engine !== 'live')
    throw new AlloyError('bad-argument', '--key', '--key is for --engine live: a model takes --root.');
  if (options.rate === 'native' && options.engine === 'live')
    throw new AlloyError(
      'bad-argument',
      '--rate',
      '--rate native is for a model: the live engine makes 48 kHz.',
    );
  const { blendFiles } = await import('./blend.js'); // tfjs and the decoders: not needed for --help
  const signal = interruption('Stopping; what was made is being saved …');
  const report = await blendFiles(files, options, createProgress(process.stderr, options.quiet), signal);
  printReport(report, options);
  process.exitCode = report.interrupted ? EXIT_INTERRUPTED : 0;
}
