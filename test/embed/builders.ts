/** Builds the fixtures with each bundler, by nothing but what README.md says. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { rollup, type Plugin } from 'rollup';
import { build as vite, createServer, preview } from 'vite';
import webpack from 'webpack';
import { buildDocs } from '../../site/build.js';
import { serve, type FileServer, type Served } from '../support/serve.js';
import { root, type Project } from './project.js';

/** A page that a bundler wrote `main.js` for, as somebody serves it: a module, or a classic script. */
function servePage(folder: string, kind: 'type="module"' | 'defer'): Promise<Served> {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8" /><title>Bundled</title>
    <body></body><script ${kind} src="main.js"></script></html>`;
  return serve({ '/': folder }, { '/': html }, {});
}

function outputOf({ folder }: Project, name: string): string {
  const out = join(folder, 'out', name);
  mkdirSync(out, { recursive: true });
  return out;
}

const entryOf = ({ folder }: Project): string => join(folder, 'module/main.js');

/** The README's lines of HTML. */
function readmeHtml(): string {
  return /```html\n([\s\S]+?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))![1]!;
}

/** A static server, and the package's files as they are. */
export function plainHtml(
  { folder, installed }: Project,
  {
    headers = {},
    missing,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly missing?: string } = {},
): Promise<FileServer> {
  const gone = missing === undefined ? {} : { [`/alloy/assets/${missing}`]: join(folder, 'nothing') };
  return serve({ ...gone, '/alloy/': join(installed, 'dist') }, { '/': readmeHtml() }, headers);
}

/** The package's files on an origin of their own, that lets other pages read them. */
export async function otherOrigin(
  { installed }: Project,
  headers: (origin: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<Served> {
  const cors = { 'Access-Control-Allow-Origin': '*' };
  const files = await serve({ '/': join(installed, 'dist') }, {}, cors);
  const html = `<!doctype html><html lang="en"><title>Another origin</title>
    <script type="module" src="${files.url}element.js"></script><alloy-instrument></alloy-instrument></html>`;
  const page = await serve({}, { '/': html }, headers(new URL(files.url).origin));
  return { url: page.url, stop: () => Promise.all([files.stop(), page.stop()]).then(() => undefined) };
}

export async function viteDevelopment({ folder }: Project): Promise<Served> {
  const server = await createServer({
    root: join(folder, 'vite'),
    configFile: false,
    logLevel: 'error',
    server: { port: 0, host: 'localhost' },
  });
  await server.listen();
  return { url: server.resolvedUrls!.local[0]!, stop: () => server.close() };
}

export async function viteProduction(project: Project): Promise<Served> {
  const outDir = outputOf(project, 'vite');
  const config = { root: join(project.folder, 'vite'), configFile: false, logLevel: 'error' } as const;
  await vite({ ...config, build: { outDir, emptyOutDir: true } });
  const server = await preview({ ...config, build: { outDir }, preview: { port: 0, host: 'localhost' } });
  return { url: server.resolvedUrls!.local[0]!, stop: () => server.close() };
}

/** Not minimised: that starts processes, takes the longest, and is not what fails. */
export async function webpack5(project: Project): Promise<Served> {
  const path = outputOf(project, 'webpack');
  const stats = await new Promise<webpack.Stats>((resolve, reject) => {
    const optimization = { minimize: false };
    webpack(
      { mode: 'production', entry: entryOf(project), output: { path }, optimization },
      (error, result) => (error || !result ? reject(error ?? new Error('no result')) : resolve(result)),
    );
  });
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
  return servePage(path, 'defer');
}

/** Copies nothing: the recipe's one line does. */
export async function esbuildBundle(project: Project): Promise<Served> {
  const outdir = outputOf(project, 'esbuild');
  await esbuild({ entryPoints: [entryOf(project)], bundle: true, format: 'esm', outdir, logLevel: 'silent' });
  cpSync(join(project.installed, 'dist/assets'), join(outdir, 'assets'), { recursive: true });
  return servePage(outdir, 'type="module"');
}

/** What Rollup needs to find packages, as @rollup/plugin-node-resolve does it. */
function nodeResolve(project: Project): Plugin {
  const { resolve } = createRequire(join(project.folder, 'package.json'));
  return {
    name: 'resolve',
    resolveId: (source) => {
      if (!/^alloy-instrument/.test(source)) return null;
      return source === 'alloy-instrument/element'
        ? join(project.installed, 'dist/element.js')
        : resolve(source);
    },
  };
}

export async function rollupBundle(project: Project): Promise<Served> {
  const dir = outputOf(project, 'rollup');
  const bundle = await rollup({ input: entryOf(project), plugins: [nodeResolve(project)] });
  await bundle.write({ dir, format: 'esm' });
  await bundle.close();
  cpSync(join(project.installed, 'dist/assets'), join(dir, 'assets'), { recursive: true });
  return servePage(dir, 'type="module"');
}

/** Its server renders the page; the browser plays it. */
export async function nextPage({ folder }: Project): Promise<Served> {
  const cwd = join(folder, 'next');
  writeFileSync(join(cwd, 'package.json'), '{ "name": "next-embedder", "private": true }\n');
  writeFileSync(join(cwd, 'next.config.mjs'), "export default { output: 'export' };\n");
  const command = join(root, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  execFileSync(process.execPath, [command, 'build'], { cwd, env, stdio: 'pipe' });
  return serve({ '/': join(cwd, 'out') }, {}, {});
}

/** The documentation, with the package beside it: its page for embedders shows an instrument. */
export async function documentation(project: Project): Promise<Served> {
  const out = outputOf(project, 'docs');
  await buildDocs(out, join(project.installed, 'dist'));
  const { url, stop } = await serve({ '/': out }, {}, {});
  return { url: `${url}embed.html`, stop };
}
