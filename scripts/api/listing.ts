/** Writes the public types as a text that a change of them changes: entries with what they export, then each declaration once. */
import { format } from 'prettier';
import ts from 'typescript';
import type { PublicEntry, PublicName, PublicTypes } from './read-types.js';

const HEAD = `// The public types of the package, without comments. A change here is one that the changelog and the version have to say.
// \`npm run api\` writes it.

`;

const printer = ts.createPrinter({ removeComments: true });

/** A statement as text, without the words that depend on how files were rolled up. */
export function printed(declaration: ts.Node): string {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const text = printer.printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile());
  return text.replace(/^(export )?(default )?(declare )?/, '');
}

function entryLines({ specifier, exports, augmentations }: PublicEntry): string {
  const names = exports.map(({ name, typeOnly }) => (typeOnly ? `type ${name}` : name));
  const exported = names.length === 0 ? 'export {};' : `export { ${names.join(', ')} };`;
  const added = augmentations.map((statement) => `declare ${printed(statement)}\n`);
  return `// ${specifier}\n${exported}\n${added.join('')}`;
}

function declarationLines({ name, symbol, declarations }: PublicName): string {
  const renamed = name === symbol.name ? '' : `// exported as ${name}\n`;
  return renamed + declarations.map(printed).join('\n');
}

/** All of it, each declaration once, by the names that they were declared under. */
export async function listing({ entries, named }: PublicTypes): Promise<string> {
  const all = new Map<ts.Symbol, PublicName>();
  for (const one of entries.flatMap(({ exports }) => exports)) all.set(one.symbol, one);
  const sorted = (names: readonly PublicName[]): string =>
    names
      .toSorted((a, b) => (a.symbol.name < b.symbol.name ? -1 : 1))
      .map(declarationLines)
      .join('\n\n');
  const text = [
    ...entries.map(entryLines),
    `// Exported\n\n${sorted([...all.values()])}`,
    `// Named by those, not exported\n\n${sorted(named)}\n`,
  ].join('\n');
  return HEAD + (await format(text, { parser: 'typescript', printWidth: 110, singleQuote: true }));
}
