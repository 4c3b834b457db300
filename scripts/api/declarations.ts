/** Writes classes and functions as Markdown: signature, then what the docstring says; docs of interfaces are inherited. */
import ts from 'typescript';
import type { PublicName, PublicTypes } from './read-types.js';

const printer = ts.createPrinter({ removeComments: true });

/** A docstring in one paragraph after another, with what it says of parameters and errors. */
export function docOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  const tags = symbol.getJsDocTags(checker).flatMap(({ name, text: parts }) => {
    const words = ts.displayPartsToString(parts).trim();
    if (name === 'throws') return [`Throws ${words}`];
    if (name === 'returns') return [`Returns ${words}`];
    if (name === 'param') return [words.replace(/^(\w+)\s+/, '`$1`: ')];
    return [];
  });
  return [text, ...tags.map((tag) => (/[.!?:]$/.test(tag) ? tag : `${tag}.`))]
    .filter(Boolean)
    .join(' ')
    .replace(/\s*\n\s*/g, ' ');
}

/** A declaration in one line, without words of the class and without its end. */
function signature(declaration: ts.Node): string {
  return printer
    .printNode(ts.EmitHint.Unspecified, declaration, declaration.getSourceFile())
    .replace(/^(export |declare |default |static |function |readonly )+/, '')
    .replace(/;$/, '')
    .replace(/\s*\n\s*/g, ' ');
}

/** A property, whether it is a field or accessors. */
function propertySignature(symbol: ts.Symbol): string {
  const { declarations = [] } = symbol;
  const [first] = declarations;
  const getter = declarations.find(ts.isGetAccessorDeclaration);
  if (!getter) {
    const fixed = ts.getCombinedModifierFlags(first!) & ts.ModifierFlags.Readonly ? 'readonly ' : '';
    return fixed + signature(first!);
  }
  const fixed = declarations.some(ts.isSetAccessorDeclaration) ? '' : 'readonly ';
  return `${fixed}${symbol.name}: ${getter.type?.getText() ?? 'unknown'}`;
}

/** Public members as people read them: one a line, overloads together. */
interface Member {
  readonly lines: readonly string[];
  readonly doc: string;
  readonly place: number;
}

function memberOf(checker: ts.TypeChecker, symbol: ts.Symbol, prefix: string): Member | null {
  const { declarations = [] } = symbol;
  const [first] = declarations;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (!first || symbol.name.startsWith('#') || symbol.name === 'prototype') return null;
  if (ts.getCombinedModifierFlags(first) & hidden) return null;
  const methods = declarations.filter(ts.isMethodDeclaration);
  const lines = methods.length > 0 ? methods.map(signature) : [propertySignature(symbol)];
  return {
    lines: lines.map((line) => prefix + line),
    doc: docOf(checker, symbol),
    place: first.pos,
  };
}

/** Members of a class that are declared in it, in their order: static ones, too. */
export function membersOf(checker: ts.TypeChecker, { symbol }: PublicName): Member[] {
  const all = [
    ...[...(symbol.exports?.values() ?? [])].map((one) => memberOf(checker, one, `${symbol.name}.`)),
    ...[...(symbol.members?.values() ?? [])].map((one) =>
      one.flags & ts.SymbolFlags.Constructor ? null : memberOf(checker, one, ''),
    ),
  ];
  return all.filter((one) => one !== null).sort((a, b) => a.place - b.place);
}

function constructorsOf(declaration: ts.Declaration, name: string): string[] {
  if (!ts.isClassLike(declaration)) return [];
  return declaration.members
    .filter(ts.isConstructorDeclaration)
    .filter((one) => !(ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Private))
    .map((one) => signature(one).replace('constructor', `new ${name}`));
}

/** A list entry: signatures, then what is said of them. */
function entry(lines: readonly string[], doc: string): string {
  const code = lines.map((line) => `\`${line}\``).join('<br>');
  return `- ${code}${doc === '' ? '' : `<br>${doc}`}`;
}

export function classSection(checker: ts.TypeChecker, one: PublicName): string {
  const name = one.symbol.name;
  const title = one.name === 'default' ? name : one.name;
  const [declaration] = one.declarations;
  const constructor = one.symbol.members?.get(ts.InternalSymbolName.Constructor);
  const made = constructorsOf(declaration!, name);
  const lines = [
    ...(made.length > 0 ? [entry(made, constructor ? constructorDoc(constructor) : '')] : []),
    ...membersOf(checker, one).map(({ lines, doc }) => entry(lines, doc)),
  ];
  return `### ${title}\n\n${docOf(checker, one.symbol)}\n\n${lines.join('\n')}\n`;
}

/** The language service says nothing of constructors: their comment as it stands. */
function constructorDoc({ declarations = [] }: ts.Symbol): string {
  return declarations
    .flatMap((one) => ts.getJSDocCommentsAndTags(one))
    .map((comment) =>
      comment
        .getText()
        .replace(/^\/\*\*|\*\/$|^\s*\*/gm, '')
        .trim()
        .replace(/@throws/g, 'Throws'),
    )
    .join(' ')
    .replace(/\s*\n\s*/g, ' ');
}

export function functionSection(checker: ts.TypeChecker, one: PublicName): string {
  const code = one.declarations.map(signature).join(';\n');
  return `### ${one.name}\n\n\`\`\`ts\n${code}\n\`\`\`\n\n${docOf(checker, one.symbol)}\n`;
}

/** What runs and has no docstring: classes, their members (constructors apart), functions, constants. */
export function undocumented({ checker, entries }: PublicTypes): string[] {
  const running = entries.flatMap(({ exports }) => exports).filter(({ typeOnly }) => !typeOnly);
  return running.flatMap((one) => {
    const name = one.symbol.name;
    const members = one.symbol.flags & ts.SymbolFlags.Class ? membersOf(checker, one) : [];
    const missing = members.filter(({ doc }) => doc === '').map(({ lines }) => `${name}: ${lines[0]!}`);
    return docOf(checker, one.symbol) === '' ? [name, ...missing] : missing;
  });
}
