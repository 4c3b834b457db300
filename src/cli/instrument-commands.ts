/** The commands of instrument files: make, show, link, play, export. [Node] */
import { Command, Option } from 'commander';
import { EXPORT_FORMATS, EXPORT_RATES } from '../exports/formats.js';
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
import type { ExportCommandOptions, ExportReport } from './export.js';
import { interruptible } from './interruption.js';
import type { MakeOptions, MakeReport } from './make.js';
import { numberBetween, parseKeys } from './options.js';
import type { PlayOptions, PlayReport } from './play.js';
import { printJson } from './print.js';
import { createProgress } from './progress.js';

/** The whole command's exit codes, below its help. */
export interface HelpTexts {
  readonly exitCodes: string;
}

const INSTRUMENT = 'an instrument (.alloy), a bank, a document (.json), or a link in quotation marks';
const FIRST_KEYS = 'C2..C6/4';
const STOPPING = 'Stopping; nothing is written.';

const presetOption = (): Option =>
  new Option('--preset <name>', 'of a bank: the name of the instrument, or its number from 1');

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

function makeCommand({ exitCodes }: HelpTexts): Command {
  return new Command('make')
    .description('Make an instrument of one to four sounds, and render it, into one file.')
    .argument('<sound...>', `one to four ${SOUNDS}`)
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
    .option('--no-render', 'the document alone, some kilobytes: whoever opens it renders it')
    .option('--sounds', 'put the sounds themselves into the file, too')
    .addOption(backendOption())
    .addOption(jobsOption())
    .option('--force', 'replace the file where it is there')
    .option('--json', 'print one JSON object on stdout; on failure the error')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText(
      'after',
      `
Examples:
  alloy make guitar.wav flute.flac --out "Guitar flute.alloy"
  alloy make piano.sf2 --list
  alloy make piano.sf2 flute.sfz --sample C3 --sample "Flute A4" --out pf.alloy
  alloy make bell.wav --out bell.alloy --keys C3..C5/3 --seconds 6 --no-render
${exitCodes}`,
    )
    .action(async (sounds: string[], { tag, ...options }: MakeOptions & { tag: readonly string[] }) => {
      if (options.list) return printPacks(sounds, options.json);
      expectOut(options.out, '<file>');
      await interruptible(STOPPING, async (signal) => {
        const { makeInstrument } = await import('./make.js');
        const display = createProgress(process.stderr, options.quiet);
        const report = await makeInstrument(sounds, { ...options, tags: tag }, display, signal);
        if (options.json) printJson(report);
        else process.stdout.write(`${madeLine(report)}\n`);
      });
    });
}

/** For `--list`. */
export async function printPacks(paths: readonly string[], json: boolean | undefined): Promise<void> {
  const { listLines, listPacks } = await import('./packs.js');
  const packs = await listPacks(paths);
  if (json) printJson({ packs });
  else process.stdout.write(`${packs.flatMap(listLines).join('\n')}\n`);
}

function madeLine({ path, bytes, keyZones, notes }: MakeReport): string {
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${path}: ${size}, ${keyZones > 0 ? `${keyZones} keys, ${notes} notes` : 'not rendered'}`;
}

function showCommand(): Command {
  return new Command('show')
    .description('Say what an instrument is made of.')
    .argument('<instrument>', INSTRUMENT)
    .addOption(presetOption())
    .option(
      '--json',
      'print one JSON object on stdout: the documents and what is with them; on failure the error',
    )
    .action(async (path: string, { preset, json }: { preset?: string; json?: boolean }) => {
      const { showFile, showLines } = await import('./show.js');
      const report = await showFile(path, preset);
      if (json) printJson(report);
      else process.stdout.write(`${showLines(report).join('\n')}\n`);
    });
}

interface LinkOptions {
  readonly preset?: string;
  readonly page: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

function linkCommand(): Command {
  return new Command('link')
    .description('Print the link of an instrument: all of it is in the link, nothing is uploaded.')
    .argument('<instrument>', INSTRUMENT)
    .option(
      '--page <address>',
      'the page that the link opens (default: the part behind the address alone)',
      '',
    )
    .addOption(presetOption())
    .option(
      '--json',
      'print one JSON object on stdout: link, characters, coarser, fits, leftOut; on failure the error',
    )
    .option('-q, --quiet', 'nothing on stderr')
    .action(async (path: string, { preset, page, json, quiet }: LinkOptions) => {
      const { linkOf, linkNotices } = await import('./show.js');
      const report = await linkOf(path, page, preset);
      if (!quiet) for (const notice of linkNotices(report)) process.stderr.write(`${notice}\n`);
      if (json) printJson(report);
      else process.stdout.write(`${report.link}\n`);
    });
}

function playCommand({ exitCodes }: HelpTexts): Command {
  const bits = new Option('--bits <n>', 'of a sample').choices(['16', '24', 'float']).default('24');
  return new Command('play')
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
    .option('--json', 'print one JSON object on stdout: file, seconds, peak, speed; on failure the error')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', exitCodes)
    .action(
      async (instrument: string, song: string, options: Omit<PlayOptions, 'bits'> & { bits: string }) => {
        await interruptible(STOPPING, async (signal) => {
          const { playFile } = await import('./play.js');
          const display = createProgress(process.stderr, options.quiet);
          const kind = options.bits === '16' ? 16 : options.bits === '24' ? 24 : 'float';
          const report = await playFile(instrument, song, { ...options, bits: kind }, display, signal);
          if (options.json) printJson(report);
          else process.stdout.write(`${playedLine(report)}\n`);
        });
      },
    );
}

function playedLine({ path, seconds, realTimeFactor, peak }: PlayReport): string {
  const level = peak > 0 ? `${(20 * Math.log10(peak)).toFixed(1)} dBFS` : 'silent';
  return `${path}: ${seconds.toFixed(1)} s, peak ${level}, ${realTimeFactor.toFixed(0)} × real time`;
}

function exportCommand({ exitCodes }: HelpTexts): Command {
  return new Command('export')
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
    .option('--json', 'print one JSON object on stdout: paths, files, bytes, lost; on failure the error')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText(
      'after',
      `
Examples:
  alloy export "Guitar flute.alloy" --format sfz --out samplers --rate 48000 --bits 24
  alloy export bank.alloy --preset 3 --format sf2 --out samplers
${exitCodes}`,
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
        await interruptible(STOPPING, async (signal) => {
          const { exportInstrument } = await import('./export.js');
          const display = createProgress(process.stderr, options.quiet);
          const report = await exportInstrument(
            instrument,
            { ...options, rate: rate === undefined ? null : Number(rate), bits: bits === '24' ? 24 : 16 },
            display,
            signal,
          );
          if (!options.quiet && report.lost.length > 0) process.stderr.write(`${lostLine(report)}\n`);
          if (options.json) printJson(report);
          else process.stdout.write(`${report.paths.join('\n')}\n`);
        });
      },
    );
}

function lostLine({ format, lost }: ExportReport): string {
  return `Not in ${format}: ${lost.join(', ')}.`;
}

export function instrumentCommands(texts: HelpTexts): Command[] {
  return [makeCommand(texts), showCommand(), linkCommand(), playCommand(texts), exportCommand(texts)];
}
