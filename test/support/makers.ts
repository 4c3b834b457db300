/**
 * What tests use as it is shipped, each made into a folder of its own. The folders lie in the package's, where modules,
 * models and presets are found. Run as a script: NAME FOLDER, and the folders of what it is made from.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createLogger, transformWithOxc } from 'vite';
import { buildWam } from '../../scripts/build-wam.js';
import { buildForNode } from '../../scripts/library.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What can be had, and what it is made from. */
export const SHARED = {
  /** The standalone page, as in dist/app. */
  page: [],
  /** index.js, element.js and the plugin, with what is beside them, as in dist/. */
  library: [],
  /** node/ and types/, as in dist/. */
  node: [],
  /** src/ file by file, as in dist/node, but without its types: src/cli/main.js is there in a second. */
  command: [],
  /** The package as npm installs it, in package/, and packed: package.tgz. */
  package: ['library', 'node', 'page'],
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

async function makeCommand(folder: string): Promise<void> {
  const source = join(root, 'src');
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    const to = join(folder, 'src', name);
    if (name.endsWith('.ts') && !name.includes('assembly')) {
      const path = join(source, name);
      const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path, { sourcemap: false });
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to.replace(/\.ts$/, '.js'), code);
    } else if (/\.(js|wgsl|wasm)$/.test(name)) {
      cpSync(join(source, name), to);
    }
  }
}

function makePackage(folder: string, [library, node, page]: readonly string[]): void {
  const staged = join(folder, 'staged');
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
  for (const name of ['package.json', ...files].filter((name) => name !== 'dist')) {
    cpSync(join(root, name), join(staged, name), { recursive: true });
  }
  cpSync(library!, join(staged, 'dist'), { recursive: true });
  cpSync(node!, join(staged, 'dist'), { recursive: true });
  cpSync(page!, join(staged, 'dist/app'), { recursive: true });
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
  library: buildWam,
  node: (folder) => buildForNode(folder),
  command: makeCommand,
  package: makePackage,
};

const [script, name, folder, ...from] = process.argv.slice(1);
if (script === fileURLToPath(import.meta.url)) {
  mkdirSync(folder!, { recursive: true });
  await MAKERS[name as SharedName](folder!, from);
}
