/** Writes what `<alloy-instrument>` has as Markdown, from custom-elements.json and the types of its events. */
import ts from 'typescript';
import { docOf } from './declarations.js';
import { readElement, type ElementManifest, type ManifestItem } from './element.js';
import type { PublicTypes } from './read-types.js';

/** Of a cell of a table. */
const cell = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''].join('\n');
}

const code = (text: string): string => `\`${text}\``;

function properties({ members }: ElementManifest): string {
  const rows = members
    .filter(({ kind }) => kind === 'field')
    .map((one) => [
      code(one.name),
      one.attribute ? code(one.attribute) : '',
      one.type ? code(one.type.text) : '',
      one.description ?? '',
    ]);
  return table(['property', 'attribute', 'type', 'what it is'], rows);
}

function methods({ members }: ElementManifest): string {
  return members
    .filter(({ kind }) => kind === 'method')
    .map(({ name, return: result, description }) =>
      cell(`- ${code(`${name}(): ${result?.type.text ?? 'void'}`)}<br>${description ?? ''}`),
    )
    .join('\n');
}

/** The type of an event's details, and what is said of it, from the table of the instrument's events. */
function events({ checker, entries }: PublicTypes, { events: all }: ElementManifest): string {
  const details = entries
    .flatMap(({ exports }) => exports)
    .find(({ name }) => name === 'InstrumentEventDetails')!.symbol;
  const rows = all.map(({ name }) => {
    const member = details.members!.get(ts.escapeLeadingUnderscores(name))!;
    const [declaration] = member.declarations!;
    const type = (declaration as ts.PropertySignature).type!.getText();
    const short = type
      .replace(/\/\*\*.*?\*\//gs, '')
      .replace(/readonly /g, '')
      .replace(/\s+/g, ' ');
    return [code(name), code(short), docOf(checker, member)];
  });
  return table(['event', '`detail`', 'when'], rows);
}

const items = (head: string, all: readonly ManifestItem[]): string =>
  table(
    [head, 'what it is'],
    all.map(({ name, description = '' }) => [code(name), description]),
  );

/** Properties and attributes, methods, events, slots, parts, custom properties. */
export function elementSection(types: PublicTypes): string {
  const element = readElement();
  return [
    `### The element\n\n${element.description}\n`,
    properties(element),
    `${methods(element)}\n`,
    '#### Events of the element\n',
    'CustomEvents that leave shadow roots and do not bubble.\n',
    events(types, element),
    '#### Slots, parts, custom properties\n',
    items('slot', element.slots),
    items('part', element.cssParts),
    items('custom property', element.cssProperties),
  ].join('\n');
}
