/** Reads the rolled-up declarations of the package: its entries, what each exports, and what those name. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Something that an entry exports, or that an exported type names. */
export interface PublicName {
  /** As it is exported; `default` for a default export. */
  readonly name: string;
  /** Where it was declared, aliases followed. */
  readonly symbol: ts.Symbol;
  readonly declarations: readonly ts.Declaration[];
  /** Whether nothing of it is there at run time. */
  readonly typeOnly: boolean;
}

export interface PublicEntry {
  /** As it is imported: `alloy-instrument/element`. */
  readonly specifier: string;
  /** By name. */
  readonly exports: readonly PublicName[];
  /** What it adds to other packages' types, and to the DOM's: whole statements. */
  readonly augmentations: readonly ts.Statement[];
}

export interface PublicTypes {
  readonly checker: ts.TypeChecker;
  readonly entries: readonly PublicEntry[];
  /** What exported types name without being exported themselves. By name. */
  readonly named: readonly PublicName[];
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types?: string }>>;
}

/** Entries that have types: what is imported → path below `dist/types`. */
function entriesOfPackage(): [specifier: string, path: string][] {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  return Object.entries(exports).flatMap(([path, target]): [string, string][] =>
    typeof target === 'object' && target.types
      ? [[path.replace('.', name), target.types.replace('./dist/types/', '')]]
      : [],
  );
}

/** Follows aliases to the symbol that was declared. */
function declared(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Whether an export says `type`. */
function isTypeOnly({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(
    (one) => ts.isExportSpecifier(one) && (one.isTypeOnly || one.parent.parent.isTypeOnly),
  );
}

const byName = (a: PublicName, b: PublicName): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** What a file, and those that it imports for their effect, add to other modules' types. */
function augmentationsOf(program: ts.Program, file: ts.SourceFile): ts.Statement[] {
  return file.statements.flatMap((statement) => {
    if (ts.isModuleDeclaration(statement)) return [statement];
    if (!ts.isImportDeclaration(statement) || statement.importClause) return [];
    const path = resolve(file.fileName, '..', (statement.moduleSpecifier as ts.StringLiteral).text);
    const imported = program.getSourceFile(path.replace(/\.js$/, '.d.ts'));
    return imported ? augmentationsOf(program, imported) : [];
  });
}

function readEntry(program: ts.Program, specifier: string, path: string): PublicEntry {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path)!;
  const symbol = checker.getSymbolAtLocation(file);
  const exports = (symbol ? checker.getExportsOfModule(symbol) : []).map((one) => {
    const target = declared(checker, one);
    const typeOnly = isTypeOnly(one) || !(target.flags & ts.SymbolFlags.Value);
    return { name: one.name, symbol: target, declarations: target.declarations ?? [], typeOnly };
  });
  return { specifier, exports: exports.sort(byName), augmentations: augmentationsOf(program, file) };
}

/** What of the package's own files a declaration names. */
function namedBy(checker: ts.TypeChecker, node: ts.Node, folder: string): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const look = (one: ts.Node): void => {
    const symbol = ts.isIdentifier(one) ? checker.getSymbolAtLocation(one) : undefined;
    const target = symbol && declared(checker, symbol);
    const declarations = target?.declarations ?? [];
    const inside = declarations.every((each) => each.getSourceFile().fileName.startsWith(folder));
    if (target && declarations.length > 0 && inside && declarations.every(isTopLevel)) found.push(target);
    ts.forEachChild(one, look);
  };
  look(node);
  return found;
}

/** Of variables the whole statement stands at the top of a file; of others the declaration itself. */
function isTopLevel(declaration: ts.Declaration): boolean {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return ts.isSourceFile(statement.parent);
}

function namedNotExported(
  checker: ts.TypeChecker,
  entries: readonly PublicEntry[],
  folder: string,
): PublicName[] {
  const exported = new Set(entries.flatMap((entry) => entry.exports.map(({ symbol }) => symbol)));
  const found = new Map<ts.Symbol, PublicName>();
  const look = (nodes: readonly ts.Node[]): void => {
    for (const symbol of nodes.flatMap((node) => namedBy(checker, node, folder))) {
      if (exported.has(symbol) || found.has(symbol)) continue;
      const declarations = symbol.declarations ?? [];
      found.set(symbol, { name: symbol.name, symbol, declarations, typeOnly: true });
      look(declarations);
    }
  };
  for (const { exports, augmentations } of entries)
    look([...exports.flatMap(({ declarations }) => declarations), ...augmentations]);
  return [...found.values()].sort(byName);
}

/** The public types in a folder that `buildTypes` wrote `types/` into. */
export function readTypes(outDir: string): PublicTypes {
  const folder = `${join(outDir, 'types').replaceAll('\\', '/')}/`;
  const paths = entriesOfPackage().map(([specifier, path]) => [specifier, folder + path] as const);
  const program = ts.createProgram(
    paths.map(([, path]) => path),
    {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    },
  );
  const checker = program.getTypeChecker();
  const entries = paths.map(([specifier, path]) => readEntry(program, specifier, path));
  return { checker, entries, named: namedNotExported(checker, entries, folder) };
}
