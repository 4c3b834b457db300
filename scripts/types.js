/** Rolls the declarations of the package's entries up into dist/types, each with what it needs and nothing of development's. */
import { appendFileSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Those whose source is there. */
const ENTRIES = Object.entries({
  index: 'src/index.ts',
  node: 'src/node.ts',
  element: 'ui/types/element.ts',
  attributes: 'ui/types/attributes.ts',
  react: 'ui/react.ts',
  wam: 'src/wam/index.ts',
})
  .map(([name, path]) => [name, join(root, path)])
  .filter(([, path]) => existsSync(path));

/** Declarations that other packages' types are extended by. */
const AUGMENTATIONS = ['tag-name.d.ts', 'react-jsx.d.ts', 'vue.d.ts', 'solid.d.ts'];

/** types/ into a folder. */
export async function buildTypes(outDir) {
  const types = join(outDir, 'types');
  await build({
    cwd: root,
    input: Object.fromEntries(ENTRIES),
    external: ['react'],
    plugins: [dts({ dtsOnly: true, tsconfig: join(root, 'tsconfig.json') })],
    checks: { pluginTimings: false },
    output: { dir: types, chunkFileNames: 'shared/[name]-[hash].d.ts' },
  });
  for (const name of AUGMENTATIONS) cpSync(join(root, 'ui/types', name), join(types, name));
  appendFileSync(join(types, 'element.d.ts'), "\nimport './tag-name.js';\n");
  appendFileSync(join(types, 'react.d.ts'), "\nimport './react-jsx.js';\n");
}
