/** The commands of sounds and checkpoints: blend, convert-checkpoint. [Node] */
import { Command, Option } from 'commander';
import { AlloyError } from '../errors.js';
import {
  backendOption,
  endOption,
  expectOut,
  inputListOption,
  jobsOption,
  listOption,
  modelOption,
  rateOption,
  rootOption,
  sampleOption,
  SOUNDS,
  startOption,
} from './common-options.js';
import type { ConvertCommandOptions } from './convert.js';
import { inputPaths } from './input-paths.js';
import { printPacks } from './instrument-commands.js';
import { EXIT_INTERRUPTED, interruptible, interruption } from './interruption.js';
import { numberBetween, parseKey, parseModelName, type BlendOptions } from './options.js';
import { addReportOptions, printReport, reportDisplay } from './reporting.js';

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
  alloy blend "takes/*.wav" --out hybrids          (patterns in quotation marks: *, **, ?)
  find takes -name '*.flac' | alloy blend --input-list - --out hybrids
  alloy blend a.wav b.wav --out hybrids --json --quiet > report.json`;

export function blendCommand(): Command {
  const command = new Command('blend')
    .description('Blend two or more sounds: every reconstruction and every pair, as WAV files.')
    .argument('[sound...]', `two or more ${SOUNDS}; or patterns of them`)
    .addOption(inputListOption())
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
    .addOption(rateOption())
    .addOption(
      new Option(
        '--weights <storage>',
        'what WebAssembly keeps weights in; int8 is faster for large models, and far from exact (default: int16 for large models)',
      ).choices(['float32', 'int16', 'int8']),
    )
    .addHelpText('after', EXAMPLES)
    .action(runBlend);
  return addReportOptions(command, 'sources, files, timings');
}

export function convertCommand(): Command {
  const command = new Command('convert-checkpoint')
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
    .action(runConvert);
  return addReportOptions(command, 'path, name, title');
}

async function runConvert(checkpoint: string, options: ConvertCommandOptions): Promise<void> {
  const { convertFiles } = await import('./convert.js');
  await interruptible('Stopping; nothing is written.', options, async (signal) => {
    const { name, title } = await convertFiles(checkpoint, options, reportDisplay(options), signal);
    printReport(options, { path: options.out, name, title }, [`${options.out}: ${title}`]);
  });
}

async function runBlend(patterns: string[], options: BlendOptions): Promise<void> {
  const files = await inputPaths(patterns, options.inputList, 'as-given');
  if (options.list) return printPacks(files, options);
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
  const signal = interruption('Stopping; what was made is being saved …', options);
  const report = await blendFiles(files, options, reportDisplay(options), signal);
  const lines = report.files.map(({ path, complete }) => `${path}${complete ? '' : ' (partial)'}`);
  printReport(options, report, lines);
  process.exitCode = report.interrupted ? EXIT_INTERRUPTED : 0;
}
