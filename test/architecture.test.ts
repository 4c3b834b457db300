/** Tests that docs/architecture.md is true: reads the imports of every source file, the folders, and each file's first line. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const SOURCES = ['src', 'ui', 'engine', 'worklets', 'app', 'bench'];
const SOURCE = /\.(ts|js|mjs|wgsl|as|py)$/;
const WORKLET_IMPORTS = [
  'src/units.ts',
  'src/parameters.ts',
  'src/mix-curve.ts',
  'src/protocol.ts',
  'src/midi/tuning/mts.ts',
  'src/timbre/heard-mix.ts',
  'src/timbre/mix.ts',
];

/** Paths from the root, with slashes, of all files below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(^|[\\/])(__pycache__|node_modules)([\\/]|$)/.test(name))
    .map((name) => join(folder, name).split(sep).join('/'))
    .filter((path) => statSync(join(root, path)).isFile());
}

/** The lines of a fenced block of the page: names that stand in one line are one group. */
function block(name: string): string[][] {
  const text = new RegExp(`\`\`\`${name}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (!text) throw new Error(`docs/architecture.md has no block ${name}.`);
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

/** The line that a file belongs to, and the name in it; −1 when none names it. */
function placeOf(
  path: string,
  groups: readonly string[][],
): { readonly floor: number; readonly name: string } {
  const bare = path.replace(/\.(ts|js)$/, '');
  for (const [floor, names] of groups.entries()) {
    const name = names.find((one) => bare === one || path.startsWith(`${one}/`));
    if (name) return { floor, name };
  }
  return { floor: -1, name: '' };
}

/** Files of ours that a file imports, types included. */
function importsOf(path: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, path), 'utf8'), true, true);
  return importedFiles
    .map(({ fileName }) => fileName.replace(/\?.*$/, ''))
    .filter((name) => name.startsWith('.'))
    .map((name) =>
      relative(root, join(root, dirname(path), name))
        .split(sep)
        .join('/'),
    )
    .map((name) => (existsSync(join(root, name)) ? name : name.replace(/\.js$/, '.ts')));
}

const files = SOURCES.flatMap(filesBelow);
const modules = files.filter((path) => /\.(ts|js)$/.test(path) && !path.includes('/assembly/'));

describe('docs/architecture.md', () => {
  it('lists the layers in the order in which they import each other', () => {
    const layers = block('layers');
    const wrong = modules
      .filter((path) => !path.startsWith('worklets/'))
      .flatMap((path) => {
        const own = placeOf(path, layers);
        if (own.floor < 0) return [`${path} is in no layer`];
        return importsOf(path)
          .filter((to) => /^(src|ui|app|bench)\//.test(to) && placeOf(to, layers).floor > own.floor)
          .map((to) => `${path} imports ${to}`);
      });
    expect(wrong).toEqual([]);
  });

  it('lists the rooms of the instrument, each of which imports lower ones only', () => {
    const rooms = block('rooms');
    const wrong = modules
      .filter((path) => path.startsWith('src/instrument/'))
      .flatMap((path) => {
        const own = placeOf(path, rooms);
        if (own.floor < 0) return [`${path} is in no room`];
        return importsOf(path)
          .filter((to) => to.startsWith('src/instrument/'))
          .filter((to) => {
            const { floor, name } = placeOf(to, rooms);
            return floor < own.floor || (floor === own.floor && name !== own.name);
          })
          .map((to) => `${path} imports ${to}`);
      });
    expect(wrong).toEqual([]);
  });

  it('says what worklets may import', () => {
    const wrong = modules
      .filter((path) => path.startsWith('worklets/'))
      .flatMap((path) => importsOf(path).map((to) => [path, to] as const))
      .filter(([, to]) => !to.startsWith('worklets/') && !WORKLET_IMPORTS.includes(to))
      .map(([path, to]) => `${path} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  it('names every folder of src, with its thread', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`);
    const listed = [...page.matchAll(/^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name!);
    expect(listed.sort()).toEqual([...folders, 'engine', 'ui', 'worklets'].sort());
  });
});

describe('every folder', () => {
  const folders = [
    ...new Set(
      ['src', 'ui', 'engine', 'worklets', 'training'].flatMap(filesBelow).map((path) => dirname(path)),
    ),
  ];

  it('has a README', () => {
    expect(folders.filter((folder) => !existsSync(join(root, folder, 'README.md')))).toEqual([]);
  });

  it('says in three to ten lines what is here, what comes in, what goes out, and where to begin', () => {
    const wrong = folders
      .filter((folder) => folder !== 'training')
      .filter((folder) => {
        const lines = readFileSync(join(root, folder, 'README.md'), 'utf8')
          .split('\n')
          .filter((line) => line.trim() !== '');
        const parts = ['- In: ', '- Out: ', '- Begin with: '];
        return (
          lines.length < 3 ||
          lines.length > 10 ||
          !parts.every((part) => lines.some((line) => line.startsWith(part)))
        );
      });
    expect(wrong).toEqual([]);
  });

  it('begins with files that are there', () => {
    const missing = folders.flatMap((folder) => {
      const text = readFileSync(join(root, folder, 'README.md'), 'utf8');
      const begin = /^- Begin with: (.*)$/m.exec(text)?.[1] ?? '';
      return [...begin.matchAll(/`([^`\s]+\.(?:ts|py|md|wgsl))`/g)]
        .map(([, name]) => name!)
        .filter((name) => !existsSync(join(root, folder, name)) && !existsSync(join(root, name)))
        .map((name) => `${folder}: ${name}`);
    });
    expect(missing).toEqual([]);
  });
});

describe('every source file', () => {
  const sources = [
    ...files,
    ...filesBelow('test'),
    ...filesBelow('training'),
    ...filesBelow('scripts'),
  ].filter((path) => SOURCE.test(path));

  it('says on its first line what it is for', () => {
    const silent = sources.filter((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n');
      const at = lines[0]!.startsWith('#!') ? 1 : 0;
      const [first, second] = [lines[at] ?? '', lines[at + 1] ?? ''];
      const said = /^(\/\*\*|\/\/|"""|#|;;)\s*(.*)$/.exec(first);
      return (
        !said || `${said[2]} ${first.trim() === '/**' ? second : ''}`.replace(/[^\p{L}]/gu, '').length < 12
      );
    });
    expect(silent).toEqual([]);
  });

  it('is no re-export of two lines', () => {
    const thin = modules.filter((path) => {
      const source = ts.createSourceFile(
        path,
        readFileSync(join(root, path), 'utf8'),
        ts.ScriptTarget.Latest,
      );
      const { statements } = source;
      return (
        statements.length > 0 &&
        statements.length <= 2 &&
        statements.every((one) => ts.isExportDeclaration(one) && one.moduleSpecifier)
      );
    });
    // The package's entries, and what it has of other packages as files of their own.
    const meant = /^src\/(index|node|audio\/formats\/opus-library|model\/tfjs-(used|wasm|webgpu))\.ts$/;
    expect(thin.filter((path) => !meant.test(path))).toEqual([]);
  });
});
