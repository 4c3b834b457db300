/** custom-elements.json is what the analyzer says now, and has all that the element has: no more, no less. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { readElement, type ElementManifest } from '../../scripts/api/element.js';
import { readTypes, type PublicName, type PublicTypes } from '../../scripts/api/read-types.js';
import { INSTRUMENT_EVENTS } from '../../src/instrument/events.js';
import { shared } from '../support/shared.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const elements = join(root, 'ui/elements');
const names = (items: readonly { readonly name: string }[] | undefined): string[] =>
  (items ?? []).map(({ name }) => name).sort();
const unique = (items: readonly string[]): string[] => [...new Set(items)].sort();

/** The files whose templates are in the shadow root of the element in `path`: what it imports, as far as that is no element. */
function templatesOf(path: string, found = new Set<string>()): Set<string> {
  found.add(path);
  for (const [, name] of readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*'(\.\/[\w-]+)\.js'/g)) {
    const imported = resolve(dirname(path), `${name}.ts`);
    const isElement = /export (abstract )?class Alloy/.test(readFileSync(imported, 'utf8'));
    if (!isElement && !found.has(imported)) templatesOf(imported, found);
  }
  return found;
}

const templates = [...templatesOf(join(elements, 'instrument.ts'))].map((path) => readFileSync(path, 'utf8'));

/** What templates write after an attribute; of the sources, for each of the four. */
function written(attribute: string): string[] {
  const pattern = new RegExp(`\\s${attribute}="([^"]+)"`, 'g');
  return templates
    .flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!))
    .flatMap((text) =>
      text.includes('${letter}')
        ? ['a', 'b', 'c', 'd'].map((letter) => text.replaceAll('${letter}', letter))
        : text,
    );
}

/** "inner: outer" or "both". */
const outerNames = (list: string): string[] => list.split(',').map((pair) => pair.split(':').pop()!.trim());

let element: ElementManifest;
let types: PublicTypes;

beforeAll(async () => {
  element = readElement();
  types = readTypes(await shared('types'));
});

/** What of a public type is Alloy's own: without what every element has. */
function ownMembers(name: string): string[] {
  const all: PublicName[] = [...types.entries.flatMap(({ exports }) => exports), ...types.named];
  const type = types.checker.getDeclaredTypeOfSymbol(all.find((one) => one.name === name)!.symbol);
  return types.checker
    .getPropertiesOfType(type)
    .filter(({ declarations = [] }) => declarations.some((one) => isOwn(one)))
    .map((one) => one.name)
    .filter((one) => !/EventListener$/.test(one))
    .sort();
}

const isOwn = (declaration: ts.Declaration): boolean =>
  !/[\\/]lib\.[\w.]+\.d\.ts$/.test(declaration.getSourceFile().fileName);

describe('custom-elements.json', () => {
  it('is what npm run manifest writes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'alloy-manifest-'));
    try {
      const command = join(root, 'node_modules/@custom-elements-manifest/analyzer/cem.js');
      const args = [command, 'analyze', '--quiet', '--outdir', relative(root, folder)];
      execFileSync(process.execPath, args, { cwd: root, stdio: 'pipe' });
      expect(read('custom-elements.json')).toBe(readFileSync(join(folder, 'custom-elements.json'), 'utf8'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('defines the tag', () => {
    expect(element).toMatchObject({
      customElement: true,
      tagName: 'alloy-instrument',
      name: 'AlloyInstrument',
    });
  });

  it('has the properties and methods of the type, each described', () => {
    expect(names(element.members)).toEqual(ownMembers('AlloyInstrumentElement'));
    for (const { name, description } of element.members) expect(description, name).toBeTruthy();
  });

  it('has the attributes of the types for templates, each of a property', () => {
    expect(names(element.attributes)).toEqual(ownMembers('AlloyInstrumentAttributes'));
    for (const { name, fieldName } of element.attributes)
      expect(names(element.members), name).toContain(fieldName);
  });

  it('has the events of an instrument, with the types of their details', () => {
    expect(names(element.events)).toEqual([...INSTRUMENT_EVENTS].sort());
    for (const { name, type } of element.events) {
      const detail = name === 'ready' ? 'null' : `InstrumentEventDetails['${name}']`;
      expect(type?.text).toBe(`CustomEvent<${detail}>`);
    }
  });

  it('has the parts of the templates, and those that their elements hand on', () => {
    // sheets are put beside the templates when they are asked for, each with its dialog
    const sheets = read('ui/controllers/file-actions.ts').matchAll(/showSheet\(sheet, face, '(\w+)'\)/g);
    const ofSheets = [...sheets].flatMap(([, name]) => [name!, `${name!}-sheet`]);
    expect(ofSheets.length).toBeGreaterThan(0);
    const parts = unique([...written('part'), ...written('exportparts').flatMap(outerNames), ...ofSheets]);
    expect(names(element.cssParts)).toEqual(parts);
  });

  it('has the slots of the templates', () => {
    const slots = templates.flatMap((text) => [...text.matchAll(/<slot(?: name="([\w-]+)")?/g)]);
    expect(names(element.slots)).toEqual(unique(slots.map(([, name = '']) => name)));
  });

  it('has the custom properties of the style sheet, and those only', () => {
    const tokens = [...read('ui/styles/tokens.ts').matchAll(/(--alloy-[\w-]+)/g)].map(([name]) => name);
    // A place of the mix, which is told from property to property.
    const themable = unique(tokens).filter((name) => !/-mix(-|$)/.test(name));
    expect(names(element.cssProperties)).toEqual(themable);
  });

  it('has the parts that docs/theming.md tells of', () => {
    const section = read('docs/theming.md').split('## Parts')[1]!.split('\n## ')[0]!;
    const told = unique([...section.matchAll(/`([a-z][\w-]*)`/g)].map((match) => match[1]!));
    const letters = (name: string): string => name.replace(/^source-[bc]/, 'source-a').replace('-d-', '-a-');
    expect(told).toEqual(unique(names(element.cssParts).map(letters)));
  });
});
