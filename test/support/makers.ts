/**
 * What tests use as it is shipped, each made into a folder of its own. The folders lie in the package's, where modules,
 * models and presets are found. Run as a script: NAME FOLDER, and the folders of what it is made from.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createLogger } from 'vite';
import { buildForNode, buildForPages } from '../../scripts/library.js';
import { buildTypes } from '../../scripts/types.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What can be had, and what it is made from. */
export const SHARED = {
  /** The standalone page, as in dist/app. */
  page: [],
  /** index.js and element.js with what is beside them, as in dist/. */
  library: [],
  /** node/ and what it reads of assets/, as in dist/: node/alloy.js is the command. */
  node: [],
  /** Its declarations, as in dist/: types/. */
  types: [],
  /** The package as npm installs it, in package/, and packed: package.tgz. */
  package: ['library', 'node', 'types'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SharedName = keyof typeof SHARED;

async function makePage(folder: string): Promise<void> {
  await build({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'silent',
    customLogger: createLogger('silent'),
    build: { outDir: folder, reportCompressedSize: false },
  });
}

async function makePackage(folder: string, [library, node, types]: readonly string[]): Promise<void> {
  const staged = join(folder, 'staged');
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
  for (const name of ['package.json', ...files].filter((name) => !/^!?dist/.test(name))) {
    cpSync(join(root, name), join(staged, name), { recursive: true });
  }
  cpSync(library!, join(staged, 'dist'), { recursive: true });
  cpSync(node!, join(staged, 'dist'), { recursive: true });
  cpSync(types!, join(staged, 'dist'), { recursive: true });
  mkdirSync(join(staged, 'dist/app'));
  cpSync(join(root, 'app/index.html'), join(staged, 'dist/app/index.html')); // is not to be packed
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const packed = execFileSync(npm, args, { cwd: staged, encoding: 'utf8' }).trim();
  renameSync(join(folder, packed), join(folder, 'package.tgz'));
  rmSync(staged, { recursive: true });
  execFileSync('tar', ['-xzf', 'package.tgz'], { cwd: folder }); // npm's archives hold package/
}

const MAKERS: Readonly<
  Record<SharedName, (folder: string, from: readonly string[]) => Promise<void> | void>
> = {
  page: makePage,
  library: (folder) => buildForPages(folder),
  node: (folder) => buildForNode(folder),
  types: (folder) => buildTypes(folder),
  package: makePackage,
};

const [script, name, folder, ...from] = process.argv.slice(1);
if (script === fileURLToPath(import.meta.url)) {
  mkdirSync(folder!, { recursive: true });
  await MAKERS[name as SharedName](folder!, from);
}
