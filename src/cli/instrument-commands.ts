/** The commands of instrument files: make, show, link, play, export. [Node] */
import { Command, Option } from 'commander';
import { EXPORT_FORMATS, EXPORT_RATES } from '../exports/formats.js';
import {
  backendOption,
  endOption,
  expectOut,
  inputListOption,
  jobsOption,
  listOption,
  modelOption,
  rootOption,
  sampleOption,
  SOUNDS,
  startOption,
} from './common-options.js';
import type { ExportCommandOptions, ExportReport } from './export.js';
import { inputPaths } from './input-paths.js';
import { isInstrument } from './instrument-path.js';
import { interruptible } from './interruption.js';
import type { MakeReport } from './make.js';
import { numberBetween, parseKeys, parsePage } from './options.js';
import type { PlayOptions, PlayReport } from './play.js';
import type { Given, RemakeOptions } from './remake.js';
import { addReportOptions, printReport, reportDisplay, type ReportOptions } from './reporting.js';

const INSTRUMENT = 'an instrument (.alloy), a bank, a document (.json), or a link in quotation marks';
const FIRST_KEYS = 'C2..C6/4';
const STOPPING = 'Stopping; nothing is written.';

const presetOption = (): Option =>
  new Option('--preset <name>', 'of a bank: the name of the instrument, or its number from 1');

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

function makeCommand(): Command {
  const command = new Command('make')
    .description('Make an instrument of one to four sounds, and render it, into one file.')
    .argument(
      '[sound...]',
      `one to four ${SOUNDS}; or patterns of them; or an instrument, to render it otherwise`,
    )
    .addOption(inputListOption())
    .option('-o, --out <file>', 'the instrument file, X.alloy say')
    .addOption(
      new Option('--keys <range>', 'lowest and highest key, and semitones between rendered ones')
        .argParser(parseKeys)
        .default(parseKeys(FIRST_KEYS), FIRST_KEYS),
    )
    .option('--mixes <n>', 'mixes to render along one side, 1 to 9', numberBetween(1, 9, true), 3)
    .option('--mix <x>', 'where the mix is at first, 0 to 1', numberBetween(0, 1), 0.5)
    .option('--seconds <s>', 'length of a rendered note, 0.1 to 60', numberBetween(0.1, 60), 4)
    .option('--name <name>', 'name of the instrument (default: its sounds)')
    .addOption(new Option('--author <name>', 'who made it').default('', 'nobody is named'))
    .addOption(
      new Option('--licence <text>', 'what may be done with its sounds').default('', 'nothing is said'),
    )
    .addOption(
      new Option('--tag <text>', 'a word to find it by; may be repeated')
        .argParser<readonly string[]>(collect)
        .default([], 'none'),
    )
    .option('--seed <n>', 'equal seeds give equal sound', numberBetween(0, 4294967295, true), 1)
    .option('--temperature <t>', "0 to 2; lower is cleaner (default: the model's own)", numberBetween(0, 2))
    .addOption(modelOption())
    .addOption(rootOption())
    .addOption(startOption())
    .addOption(endOption())
    .addOption(sampleOption())
    .addOption(listOption())
    .addOption(presetOption())
    .option('--no-render', 'the document alone, some kilobytes: whoever opens it renders it')
    .option('--sounds', 'put the sounds themselves into the file, too')
    .addOption(backendOption())
    .addOption(jobsOption())
    .option('--force', 'replace the file where it is there')
    .addHelpText(
      'after',
      `
Examples:
  alloy make guitar.wav flute.flac --out "Guitar flute.alloy"
  alloy make piano.sf2 --list
  alloy make piano.sf2 flute.sfz --sample C3 --sample "Flute A4" --out pf.alloy
  alloy make bell.wav --out bell.alloy --keys C3..C5/3 --seconds 6 --no-render
  alloy make "Guitar flute.alloy" --out "Guitar flute, all keys.alloy" --keys A0..C8/1`,
    )
    .action(async (patterns: string[], { tag, ...options }: RemakeOptions & { tag: readonly string[] }) => {
      const [instrument] = patterns;
      if (patterns.length === 1 && options.inputList === undefined && isInstrument(instrument!)) {
        expectOut(options.out, '<file>');
        const given: Given = (option) => command.getOptionValueSource(option) === 'cli';
        return interruptible(STOPPING, options, async (signal) => {
          const { remakeInstrument } = await import('./remake.js');
          const all = { ...options, tags: tag };
          const report = await remakeInstrument(instrument!, all, given, reportDisplay(options), signal);
          printReport(options, report, [madeLine(report)]);
        });
      }
      const sounds = await inputPaths(patterns, options.inputList, 'as-given');
      if (options.list) return printPacks(sounds, options);
      expectOut(options.out, '<file>');
      await interruptible(STOPPING, options, async (signal) => {
        const { makeInstrument } = await import('./make.js');
        const display = reportDisplay(options);
        const report = await makeInstrument(sounds, { ...options, tags: tag }, display, signal);
        printReport(options, report, [madeLine(report)]);
      });
    });
  return addReportOptions(command, 'path, bytes, sources, keyZones, notes, seconds');
}

/** For `--list`. */
export async function printPacks(paths: readonly string[], options: ReportOptions): Promise<void> {
  const { listLines, listPacks } = await import('./packs.js');
  const packs = await listPacks(paths);
  printReport(options, { packs }, packs.flatMap(listLines));
}

function madeLine({ path, bytes, keyZones, notes }: MakeReport): string {
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${path}: ${size}, ${keyZones > 0 ? `${keyZones} keys, ${notes} notes` : 'not rendered'}`;
}

interface ShowOptions extends ReportOptions {
  readonly preset?: string;
}

function showCommand(): Command {
  const command = new Command('show')
    .description('Say what an instrument is made of.')
    .argument('<instrument>', INSTRUMENT)
    .addOption(presetOption())
    .action(async (path: string, options: ShowOptions) => {
      const { showFile, showLines } = await import('./show.js');
      const report = await showFile(path, options.preset);
      printReport(options, report, showLines(report));
    });
  return addReportOptions(command, 'the documents and what is with them');
}

interface LinkOptions extends ShowOptions {
  readonly page: string;
}

function linkCommand(): Command {
  const command = new Command('link')
    .description('Print the link of an instrument: all of it is in the link, nothing is uploaded.')
    .argument('<instrument>', INSTRUMENT)
    .option(
      '--page <address>',
      'the page that the link opens (default: the part behind the address alone)',
      parsePage,
      '',
    )
    .addOption(presetOption())
    .action(async (path: string, options: LinkOptions) => {
      const { linkOf, linkNotices } = await import('./show.js');
      const report = await linkOf(path, options.page, options.preset);
      const display = reportDisplay(options);
      for (const notice of linkNotices(report)) display.say(notice);
      printReport(options, report, [report.link]);
    });
  return addReportOptions(command, 'link, characters, coarser, live, fits, leftOut');
}

function playCommand(): Command {
  const bits = new Option('--bits <n>', 'of a sample').choices(['16', '24', 'float']).default('24');
  const command = new Command('play')
    .description('Play a MIDI file through an instrument, into a WAV file: the samples that the page plays.')
    .argument('<instrument>', INSTRUMENT)
    .argument('<song>', 'a standard MIDI file')
    .requiredOption('-o, --out <file>', 'the WAV file, stereo')
    .option('--rate <hz>', 'samples a second', numberBetween(8000, 192_000, true), 48_000)
    .addOption(bits)
    .option(
      '--seconds <s>',
      'exactly so long (default: until the last note has died away)',
      numberBetween(0.001, 86_400),
    )
    .addOption(presetOption())
    .option('--model <name|path>', "in place of the instrument's own, where it is not rendered yet")
    .addOption(backendOption())
    .addOption(jobsOption())
    .option('--force', 'replace the file where it is there')
    .action(
      async (instrument: string, song: string, options: Omit<PlayOptions, 'bits'> & { bits: string }) => {
        await interruptible(STOPPING, options, async (signal) => {
          const { playFile } = await import('./play.js');
          const display = reportDisplay(options);
          const kind = options.bits === '16' ? 16 : options.bits === '24' ? 24 : 'float';
          const report = await playFile(instrument, song, { ...options, bits: kind }, display, signal);
          printReport(options, report, [playedLine(report)]);
        });
      },
    );
  return addReportOptions(command, 'file, seconds, peak, speed');
}

function playedLine({ path, seconds, realTimeFactor, peak }: PlayReport): string {
  const level = peak > 0 ? `${(20 * Math.log10(peak)).toFixed(1)} dBFS` : 'silent';
  return `${path}: ${seconds.toFixed(1)} s, peak ${level}, ${realTimeFactor.toFixed(0)} × real time`;
}

function exportCommand(): Command {
  const command = new Command('export')
    .description('Write an instrument in the format of another sampler: SFZ, SoundFont 2, Decent Sampler …')
    .argument('<instrument>', INSTRUMENT)
    .addOption(
      new Option('-f, --format <name>', 'of the export').choices(EXPORT_FORMATS).makeOptionMandatory(),
    )
    .requiredOption('-o, --out <dir>', 'folder for the export; made if it is not there')
    .addOption(
      new Option('--rate <hz>', "samples a second (default: the instrument's own)").choices(
        EXPORT_RATES.map(String),
      ),
    )
    .addOption(
      new Option('--bits <n>', 'of a sample; SoundFonts have 16').choices(['16', '24']).default('16'),
    )
    .option('--zip', 'one zip in place of a folder')
    .addOption(presetOption())
    .option('--model <name|path>', "in place of the instrument's own, where it is not rendered yet")
    .addOption(backendOption())
    .addOption(jobsOption())
    .option('--force', 'replace the export where it is there')
    .addHelpText(
      'after',
      `
Examples:
  alloy export "Guitar flute.alloy" --format sfz --out samplers --rate 48000 --bits 24
  alloy export bank.alloy --preset 3 --format sf2 --out samplers`,
    )
    .action(
      async (
        instrument: string,
        {
          rate,
          bits,
          ...options
        }: Omit<ExportCommandOptions, 'rate' | 'bits'> & { rate?: string; bits: string },
      ) => {
        await interruptible(STOPPING, options, async (signal) => {
          const { exportInstrument } = await import('./export.js');
          const display = reportDisplay(options);
          const report = await exportInstrument(
            instrument,
            { ...options, rate: rate === undefined ? null : Number(rate), bits: bits === '24' ? 24 : 16 },
            display,
            signal,
          );
          if (!options.quiet && report.lost.length > 0) process.stderr.write(`${lostLine(report)}\n`);
          printReport(options, report, report.paths);
        });
      },
    );
  return addReportOptions(command, 'paths, files, bytes, lost');
}

function lostLine({ format, lost }: ExportReport): string {
  return `Not in ${format}: ${lost.join(', ')}.`;
}

export function instrumentCommands(): Command[] {
  return [makeCommand(), showCommand(), linkCommand(), playCommand(), exportCommand()];
}
