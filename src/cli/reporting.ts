/** Reports what a command does: progress for people on stderr, events and the result for programs on stdout. [Node] */
import { Option, type Command } from 'commander';
import { printJson } from './print.js';
import { createProgress, type ProgressDisplay } from './progress.js';

/** What every command knows. */
export interface ReportOptions {
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
}

/** Adds `--json`, `--json-lines`, `--quiet`. @param fields of the one JSON object, for the help. */
export function addReportOptions(command: Command, fields: string): Command {
  return command
    .addOption(
      new Option('--json', `print one JSON object on stdout: ${fields}; on failure the error`).conflicts(
        'jsonLines',
      ),
    )
    .option(
      '--json-lines',
      'print what happens on stdout, a JSON object a line: say, progress, end; on failure error',
    )
    .addOption(quietOption());
}

export const quietOption = (): Option => new Option('-q, --quiet', 'nothing on stderr, unless it fails');

/** One event of `--json-lines`. */
export function printLine(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Progress is told each time it has come this far. */
const STEP = 0.01;

/** Where a command says what it does. With `--json-lines` programs are told as well. */
export function reportDisplay({ jsonLines, quiet }: ReportOptions): ProgressDisplay {
  const shown = createProgress(process.stderr, quiet);
  if (!jsonLines) return shown;
  let told = -Infinity;
  return {
    say(text) {
      printLine({ event: 'say', text });
      shown.say(text);
    },
    update(line) {
      shown.update(line);
      if (line.progress < told) told = -Infinity; // another stage begins
      if (line.progress < told + STEP && !(line.progress >= 1 && told < 1)) return;
      told = line.progress;
      printLine({ event: 'progress', ...line });
    },
    end: () => shown.end(),
  };
}

/** Prints the result. @param lines of it for people. */
export function printReport(
  { json, jsonLines }: ReportOptions,
  report: object,
  lines: readonly string[],
): void {
  if (jsonLines) printLine({ event: 'end', ...report });
  else if (json) printJson(report);
  else if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}
