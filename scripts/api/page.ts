/** Writes API.md: every entry of the package with what it exports, as the docstrings say it. */
import ts from 'typescript';
import { PARAMETERS, type Parameter } from '../../src/parameters.js';
import { ENGLISH_UNITS } from '../../ui/format.js';
import { classSection, docOf, functionSection } from './declarations.js';
import { elementSection } from './element-section.js';
import type { PublicEntry, PublicName, PublicTypes } from './read-types.js';

const HEAD = `# API

What the package's entries export, from its types and their docstrings; \`npm run api\` writes this page. How the parts go together:
[Embed](docs/embed.md), [a page of yours](docs/embedding.md), [hosts](docs/hosts.md).

- **[page]**, **[worker]**, **[audio]**: the thread on which something runs. In a page everything heavy runs in workers.
- Whatever fails throws, or rejects with, an [AlloyError](#alloyerror): its \`code\` is for programs, its message for people.
- Names of types say units: \`Seconds\`, \`Samples\`, \`Hertz\`, \`Decibels\`; \`MidiNote\`: 69 is A4, 440 Hz, fractions are hundreds of cents; \`Gain01\`: linear,
  0 to 1; \`Velocity\`: 1 to 127. All are numbers.
- [CHANGELOG](CHANGELOG.md) says what changed; a version keeps the types of the versions before it, as semantic versioning has it.
`;

/** What each entry is for, and how it is imported. */
const INTRODUCTIONS: Readonly<Record<string, string>> = {
  'alloy-instrument': 'The instrument without a face, and the parts that it is made of, for pages.',
  'alloy-instrument/element':
    'Importing it defines `<alloy-instrument>`, and the elements that it is made of. On a server importing it does nothing.',
  'alloy-instrument/react':
    'The element as a component of React 18 and 19. Types for the plain tag in JSX come with it.',
  'alloy-instrument/vue':
    'Types of `<alloy-instrument>` in templates of Vue 3: import it once, anywhere. Nothing runs.',
  'alloy-instrument/solid':
    'Types of `<alloy-instrument>` in JSX of Solid: import it once, anywhere. Nothing runs.',
  'alloy-instrument/node': 'Sounds, models and rendering in Node, without the page’s workers.',
  'alloy-instrument/wam':
    'The plugin, as its default export: a Web Audio Module 2. Hosts import it at run time; [Alloy in hosts](docs/hosts.md) says what they can count on.',
};

function rangeOf({ min, max, unit, default: initial, choices }: Parameter): string {
  if (choices) return `${choices.map((choice, value) => `${value} ${choice}`).join(', ')} | ${initial}`;
  const units = unit === 'none' ? '' : ENGLISH_UNITS[unit].replaceAll('\u00a0', ' ').trimStart();
  return `${min} to ${max}${units === '' ? '' : ` ${units}`} | ${initial}`;
}

/** The table of parameters, which no type can show. */
function parameters(): string {
  const rows = PARAMETERS.map((one: Parameter) => `| \`${one.id}\` | ${one.title} | ${rangeOf(one)} |`);
  return `| id | title | values | default |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** A type as its declaration says it, with its comments. */
function typeSection({ name, declarations }: PublicName): string {
  const code = declarations.map((one) => {
    const [doc = ''] = ts.getJSDocCommentsAndTags(one).map((comment) => comment.getText());
    return `${doc}\n${one.getText().replace(/^(export )?(declare )?/, '')}`;
  });
  return `### ${name}\n\n\`\`\`ts\n${code.join('\n').trim()}\n\`\`\`\n`;
}

function constantSection(types: PublicTypes, one: PublicName): string {
  const type = types.checker.typeToString(types.checker.getTypeOfSymbol(one.symbol));
  const table = one.name === 'PARAMETERS' ? `\n${parameters()}` : '';
  const code = one.name === 'PARAMETERS' ? 'readonly Parameter[]' : type;
  return `### ${one.name}\n\n\`const ${one.name}: ${code}\`\n\n${docOf(types.checker, one.symbol)}\n${table}`;
}

/** What classes of the package implement, and what that extends: their members are the classes' own. */
function implemented({ checker, entries }: PublicTypes): Map<ts.Symbol, string> {
  const found = new Map<ts.Symbol, string>();
  const look = (declaration: ts.Declaration, name: string): void => {
    if (!ts.isClassLike(declaration) && !ts.isInterfaceDeclaration(declaration)) return;
    for (const clause of declaration.heritageClauses ?? []) {
      if (ts.isClassLike(declaration) && clause.token !== ts.SyntaxKind.ImplementsKeyword) continue;
      for (const { symbol } of clause.types.map((type) => checker.getTypeAtLocation(type))) {
        found.set(symbol, name);
        for (const one of symbol.declarations ?? []) look(one, name);
      }
    }
  };
  for (const { symbol, declarations } of entries.flatMap(({ exports }) => exports))
    if (symbol.flags & ts.SymbolFlags.Class) for (const one of declarations) look(one, symbol.name);
  return found;
}

function section(types: PublicTypes, one: PublicName): string {
  const of = implemented(types).get(one.symbol);
  if (of !== undefined)
    return `### ${one.name}\n\n${docOf(types.checker, one.symbol)}\n\nIts members are described at [${of}](#${of.toLowerCase()}).\n`;

  const { flags } = one.symbol;
  if (flags & ts.SymbolFlags.Class && !one.typeOnly) return classSection(types.checker, one);
  if (flags & ts.SymbolFlags.Function) return functionSection(types.checker, one);
  if (flags & ts.SymbolFlags.Variable && !one.typeOnly) return constantSection(types, one);
  return typeSection(one);
}

/** What runs comes first, then types; by name within each. */
const isType = ({ typeOnly }: PublicName): number => (typeOnly ? 1 : 0);

function entrySection(types: PublicTypes, entry: PublicEntry, known: Map<ts.Symbol, string>): string {
  const { specifier, exports } = entry;
  const own = exports.filter(({ symbol }) => !known.has(symbol));
  const others = exports.filter(({ symbol }) => known.has(symbol));
  for (const { name, symbol } of own) known.set(symbol, name);
  const again = others.map(({ symbol }) => `[${known.get(symbol)}](#${known.get(symbol)!.toLowerCase()})`);
  return [
    `## ${specifier}\n\n${INTRODUCTIONS[specifier] ?? ''}\n`,
    ...(specifier.endsWith('/element') ? [elementSection(types)] : []),
    ...own.toSorted((a, b) => isType(a) - isType(b)).map((one) => section(types, one)),
    ...(again.length > 0 ? [`Also exported here: ${again.join(', ')}.\n`] : []),
  ].join('\n');
}

/** The whole page. */
export function apiPage(types: PublicTypes): string {
  const known = new Map<ts.Symbol, string>();
  return [HEAD, ...types.entries.map((entry) => entrySection(types, entry, known))].join('\n');
}
