/**
 * `npm run licences`: writes THIRD_PARTY.md, every package that ships with its licence and notices. Fails where one is
 * not permissive or not known.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { init } from 'license-checker-rseidelsohn';
import { format } from 'prettier';
import texts from 'spdx-license-list/full.js';
import { build } from 'vite';
import { isPermissive, shippedPackages, WRITERS } from './licence-list.js';
import { buildForNode, buildForPages } from './library.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Libraries in C and C++ that packages carry compiled to wasm, as their repositories say. */
const COMPILED_IN = [
  [
    '@echogarden/speex-resampler-wasm',
    'Speex resampler',
    'BSD-3-Clause',
    'Xiph.Org Foundation, Jean-Marc Valin',
  ],
  [
    '@tensorflow/tfjs-backend-wasm',
    'XNNPACK',
    'BSD-3-Clause',
    'Facebook, Inc. and its affiliates; Google LLC',
  ],
  ['@tensorflow/tfjs-backend-wasm', 'Emscripten runtime', 'MIT', 'The Emscripten Authors'],
  ['minimp3-wasm', 'minimp3', 'CC0-1.0', 'dedicated to the public domain by its author'],
  ['opus-decoder', 'libopus', 'BSD-3-Clause', 'Xiph.Org, Skype Limited, Octasic, Jean-Marc Valin and others'],
];

/** Names of the packages whose modules are in what `npm run build` bundles. */
async function bundledNames() {
  const names = new Set();
  const collect = {
    name: 'alloy-bundled-packages',
    generateBundle(_, bundle) {
      for (const { moduleIds = [], originalFileNames = [] } of Object.values(bundle))
        for (const id of [...moduleIds, ...originalFileNames]) {
          const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id) ?? [];
          if (name) names.add(name);
        }
    },
  };
  const outDir = mkdtempSync(join(tmpdir(), 'alloy-licences-'));
  const page = {
    configFile: join(root, 'vite.config.ts'),
    build: { outDir: join(outDir, 'app') },
    plugins: [collect],
    worker: { format: 'es', plugins: () => [collect] },
    logLevel: 'warn',
  };
  try {
    await buildForPages(outDir, collect);
    await buildForNode(outDir, collect);
    await build(page);
  } finally {
    rmSync(outDir, { recursive: true });
  }
  return names;
}

/** What license-checker finds in node_modules, by folder. */
async function installed() {
  const customFormat = { licenseText: '', copyright: '' };
  const found = await new Promise((resolve, reject) =>
    init({ start: root, customFormat }, (error, packages) => (error ? reject(error) : resolve(packages))),
  );
  return new Map(Object.values(found).map((one) => [one.path, one]));
}

/** Where a package's own licence ends and those of what it was built from, and Alloy does not ship, begin. */
const OTHERS = /^# Licenses of bundled dependencies/m;

/** The licence's own words from the package, or the standard ones with its holder where it carries none. */
function notice(licence, { licenseFile = '', licenseText = '', copyright, publisher }) {
  if (licenseText !== '' && !/readme/i.test(licenseFile))
    return licenseText.replaceAll('\r', '').split(OTHERS)[0].trim();
  const [id] = /[\w.-]+/.exec(licence);
  const holder = copyright || (publisher ? `Copyright (c) ${publisher}` : '');
  const standard = texts[id].licenseText.trim();
  const whole = holder ? standard.replace(/^Copyright \(c\) <.*$/m, holder) : standard;
  return whole === standard && holder ? `${holder}\n\n${standard}` : whole;
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const [bundled, onDisk] = [await bundledNames(), await installed()];
const refused = [];
/** Text of a licence → the packages that carry it. */
const notices = new Map();
const shipped = shippedPackages(lock).sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
const rows = shipped.map(({ path, name, version, licence }) => {
  const found = onDisk.get(join(root, path));
  const known = licence ?? found?.licenses;
  if (!found) refused.push(`${name}@${version} is not installed: npm ci, then again`);
  else if (!isPermissive(known))
    refused.push(`${name}@${version} is under ${known}: not a licence that ships`);
  else {
    const text = notice(known, found);
    notices.set(text, [...(notices.get(text) ?? []), `${name} ${version}`]);
  }
  const where = WRITERS[name] ?? (bundled.has(name) ? 'bundled' : 'installed with the package');
  return `| ${name} | ${version} | ${known} | ${where} |`;
});
for (const name of bundled)
  if (!shipped.some((one) => one.name === name))
    refused.push(`${name} is bundled: add it to BUNDLED in licence-list.js`);
if (refused.length > 0) {
  console.error(refused.join('\n'));
  process.exit(1);
}

for (const [, name, licence, holder] of COMPILED_IN)
  if (licence !== 'CC0-1.0') notices.set(notice(licence, { copyright: `Copyright (c) ${holder}` }), [name]);

const inside = COMPILED_IN.map((row) => `| ${row.join(' | ')} |`);
const sections = [...notices].map(
  ([text, names]) => `### ${names.join(', ')}\n\n\`\`\`\`text\n${text}\n\`\`\`\`\n`,
);
const markdown = `# Third-party licences

Written by \`npm run licences\`: not to be edited. \`bundled\` is in \`dist/\` itself; the rest comes with
\`npm install\`. Sounds and models have their licences beside them.

| Package | Version | Licence | Where |
| --- | --- | --- | --- |
${rows.join('\n')}

## Compiled in

| Package | Holds | Licence | Of |
| --- | --- | --- | --- |
${inside.join('\n')}

## Notices

${sections.join('\n')}`;
writeFileSync(join(root, 'THIRD_PARTY.md'), await format(markdown, { parser: 'markdown' }));
console.log(`THIRD_PARTY.md: ${rows.length} packages, ${notices.size} notices`);
