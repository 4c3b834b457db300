/** Builds the `alloy` command for tests from the source of the moment: a process of it starts in a fraction of the time that one from TypeScript takes. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformWithOxc } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A built command. */
export interface BuiltCommand {
  /** Path of its main module, as package.json names it under dist/node. */
  readonly main: string;
  /** Deletes it. */
  remove(): void;
}

/**
 * Builds src/ file by file, as `npm run build` lays it out, without tsc's checks and types, which
 * test/app/built.test.ts has. In the package's folder, where its modules, models and presets are found.
 */
export async function buildCommand(): Promise<BuiltCommand> {
  mkdirSync(join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(join(root, 'build/command-'));
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
  return {
    main: join(folder, 'src/cli/main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
