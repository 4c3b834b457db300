/** The commands of libraries: plan, render, status, pack. [Node] */
import { Command, InvalidArgumentError, Option } from 'commander';
import { FORMAT_NAMES } from '../audio/formats/names.js';
import { EXPORT_FORMATS, EXPORT_RATES } from '../exports/formats.js';
import {
  backendOption,
  inputListOption,
  jobsOption,
  modelOption,
  rateOption,
  rootOption,
} from './common-options.js';
import { EXIT_AGAIN, EXIT_SOME_FAILED } from './exit-codes.js';
import { interruptible, interruption } from './interruption.js';
import type { LibraryPackOptions, LibraryPlanOptions, LibraryRenderOptions } from './library.js';
import { numberBetween, parseKeys } from './options.js';
import { createProgress } from './progress.js';
import {
  addReportOptions,
  printLine,
  printReport,
  quietOption,
  reportDisplay,
  type ReportOptions,
} from './reporting.js';

/** A render is over in 2 s, whatever it is in the middle of: nothing of it is ever half-written. */
const RENDER_PATIENCE = 1500;
const FIRST_KEYS = 'C2..C6/4';

const planOption = (): Option =>
  new Option('--plan <file>', 'the plan that the library is of').makeOptionMandatory();

const lower = (option: Option, text: string): Option => option.default(text);

/** `i/n`: shard i of n, from 1. */
function parseShard(text: string): { index: number; count: number } {
  const [, index = '', count = ''] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (index === '' || shard.index < 1 || shard.index > shard.count)
    throw new InvalidArgumentError('It takes a shard and how many there are, from 1: 3/7.');
  return shard;
}

const PLAN_HELP = `
Writes three files: PLAN.ndjson, a head and then a recipe a line, its hash first; PLAN.sources, the sounds as the model encodes
them, so that every machine renders the same; PLAN.instruments.ndjson, what "alloy pack" makes.

Examples:
  alloy plan sounds/*.wav --pairs all --mixes 5 --keys C2..C6/4 --out plan.ndjson
  alloy plan "sounds/**/*.flac" --pairs neighbours --out plan.ndjson       (patterns in quotation marks: *, **, ?)
  find sounds -name '*.wav' | alloy plan --input-list - --pairs pairs.csv --out plan.ndjson`;

export function planCommand(): Command {
  const command = new Command('plan')
    .description('Plan a library: a recipe a line for every note, and the sounds, encoded, beside it.')
    .argument('[sound...]', `sound files, or patterns of them: ${FORMAT_NAMES}`)
    .requiredOption('-o, --out <file>', 'the plan, X.ndjson')
    .addOption(inputListOption())
    .addOption(
      lower(
        new Option(
          '--pairs <which>',
          'all, neighbours, none (every sound by itself), or a table: a,b a line',
        ),
        'all',
      ),
    )
    .option(
      '--mixes <n>',
      'mixes of a pair, its sounds themselves counted in, 1 to 9',
      numberBetween(1, 9, true),
      5,
    )
    .addOption(
      new Option('--keys <range>', 'lowest and highest key, and semitones between')
        .argParser(parseKeys)
        .default(parseKeys(FIRST_KEYS), FIRST_KEYS),
    )
    .option('--seconds <s>', 'length of a note, 0.1 to 60', numberBetween(0.1, 60), 4)
    .option('--seed <n>', 'equal seeds give equal sound', numberBetween(0, 4294967295, true), 1)
    .option('--temperature <t>', "0 to 2; lower is cleaner (default: the model's own)", numberBetween(0, 2))
    .addOption(modelOption())
    .addOption(rootOption())
    .addOption(rateOption())
    .addOption(
      new Option(
        '--weights <storage>',
        'what WebAssembly is to keep weights in (default: as the model suits)',
      ).choices(['float32', 'int16', 'int8']),
    )
    .addOption(
      new Option(
        '--codes <storage>',
        'how encoded sounds are kept (default: float16 for NSynth, float32 else)',
      ).choices(['float32', 'float16']),
    )
    .option('--force', 'replace the plan where it is there')
    .addHelpText('after', PLAN_HELP)
    .action(async (sounds: string[], options: LibraryPlanOptions) => {
      const { planFiles } = await import('./library.js');
      const { planLines } = await import('./library-words.js');
      await interruptible('Stopping; nothing is written.', options, async (signal) => {
        const report = await planFiles(sounds, options, reportDisplay(options), signal);
        printReport(options, report, planLines(report));
      });
    });
  return addReportOptions(command, 'notes, instruments, sources, estimate');
}

const RENDER_HELP = `
Notes that are there, whole, are skipped; broken ones are made again; the others go on where they were. Any number of processes may
write to one DIR, two of them to one shard, too. On WebAssembly every machine, shard and order makes the same bytes.

Examples:
  alloy render plan.ndjson --out notes
  alloy render plan.ndjson --out notes --shard 3/7 --jobs 1 --json-lines
  alloy render plan.ndjson --out notes --shard $((SLURM_ARRAY_TASK_ID + 1))/$SLURM_ARRAY_TASK_COUNT`;

export function renderCommand(): Command {
  const backend = backendOption().default('wasm');
  backend.description = 'what runs the generator; only wasm makes the same bytes everywhere';
  return new Command('render')
    .description('Render a plan, or a shard of it, on any number of machines.')
    .argument('<plan>', 'what "alloy plan" wrote; its files lie together')
    .requiredOption('-o, --out <dir>', 'folder of the library; made if it is not there')
    .addOption(
      new Option('--shard <i/n>', 'a share of the plan, by what it costs')
        .argParser(parseShard)
        .default({ index: 1, count: 1 }, '1/1'),
    )
    .addOption(backend)
    .option('--model <path>', "where the plan's model is (default: the shipped model of its name)")
    .addOption(jobsOption())
    .option(
      '--checkpoint <s>',
      'seconds between two checkpoints of a note that takes long',
      numberBetween(0.01, 3600),
      10,
    )
    .option('--check', 'read every byte of notes that are there; else their size and their head')
    .addOption(
      new Option('--json', 'print one JSON object on stdout at the end; on failure the error').conflicts(
        'jsonLines',
      ),
    )
    .option('--json-lines', 'print what happens on stdout, a JSON object a line: start, note, failed, end')
    .addOption(quietOption())
    .addHelpText('after', RENDER_HELP)
    .action(async (plan: string, options: LibraryRenderOptions) => {
      const message = 'Stopping; what was made is kept, and goes on from here.';
      const { quiet } = options;
      const signal = interruption(message, { quiet, exitCode: EXIT_AGAIN, patience: RENDER_PATIENCE });
      const { renderFiles } = await import('./library.js');
      const { renderedLines } = await import('./library-words.js');
      const display = createProgress(process.stderr, options.quiet);
      const report = await renderFiles(plan, options, {
        display,
        signal,
        line: options.jsonLines ? printLine : null,
      });
      printReport(options, report, renderedLines(report, options.out));
      process.exitCode = report.interrupted ? EXIT_AGAIN : report.failed.length > 0 ? EXIT_SOME_FAILED : 0;
    });
}

interface StatusCommandOptions extends ReportOptions {
  readonly plan: string;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly check?: boolean;
}

export function statusCommand(): Command {
  const command = new Command('status')
    .description('Say how far a library is.')
    .argument('<dir>', 'folder of the library')
    .addOption(planOption())
    .addOption(new Option('--shard <i/n>', 'of a shard only').argParser(parseShard))
    .option('--check', 'read every note, and compare it with what was made; else sizes are looked at')
    .action(runStatus);
  return addReportOptions(command, 'notes, done, missing, broken, failed, sha256');
}

async function runStatus(folder: string, options: StatusCommandOptions): Promise<void> {
  const { libraryStatus } = await import('../library/library-status.js');
  const { statusLines } = await import('./library-words.js');
  const { plan, shard, check = false } = options;
  const display = reportDisplay(options);
  await interruptible('Stopping; nothing is changed.', options, async (signal) => {
    const onProgress = (progress: number): void =>
      display.update({ progress, realTimeFactor: 0, secondsLeft: null });
    const facts = { plan, folder, check, signal, onProgress, ...(shard ? { shard } : {}) };
    const status = await libraryStatus(facts).finally(() => display.end());
    printReport(options, status, statusLines(status));
    process.exitCode = status.done < status.notes ? EXIT_SOME_FAILED : 0;
  });
}

export function packCommand(): Command {
  const command = new Command('pack')
    .description('Pack the notes of a library into instruments, conditioned as "make" does.')
    .argument('<dir>', 'folder of the library')
    .addOption(planOption())
    .addOption(
      new Option('-f, --format <name>', 'of the instruments')
        .choices(['alloy', ...EXPORT_FORMATS])
        .makeOptionMandatory(),
    )
    .requiredOption('-o, --out <dir>', 'folder for the instruments; made if it is not there')
    .addOption(
      new Option('--rate <hz>', "samples a second (default: the model's own)").choices(
        EXPORT_RATES.map(String),
      ),
    )
    .addOption(
      new Option('--bits <n>', 'of a sample; SoundFonts have 16').choices(['16', '24']).default('16'),
    )
    .option('--partial', 'leave out what is not rendered')
    .option('--force', 'replace instruments that are there')
    .addHelpText(
      'after',
      `
Examples:
  alloy pack notes --plan plan.ndjson --format sfz --out library
  alloy pack notes --plan plan.ndjson --format alloy --out library`,
    )
    .action(async (folder: string, options: LibraryPackOptions) => {
      const { packFiles } = await import('./library-pack.js');
      await interruptible('Stopping; the instruments that are packed are there.', options, async (signal) => {
        const report = await packFiles(folder, options, reportDisplay(options), signal);
        const paths = report.instruments.map(({ path }) => path);
        printReport(options, report, paths);
      });
    });
  return addReportOptions(command, 'instruments, files, bytes');
}
