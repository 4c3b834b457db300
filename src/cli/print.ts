/** Prints what `--json` asks for. [Node] */

/** One value on stdout, for people to read as well. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
