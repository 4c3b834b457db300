/** What is in the tarball, and what its entries are to tools: sizes, contents, publint, attw, types. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import type { Browser } from 'playwright';
import { publint } from 'publint';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { KERNELS } from '../../scripts/tfjs-kernels.js';
import { plainHtml } from './builders.js';
import { root, type Project } from './project.js';
import { chunkOf, gzippedBytes, gzippedScripts } from './sizes.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';

/** Models are 1.65 MB of it, recordings 1.1 MB (docs/decisions/package.md). */
const TARBALL_BYTES = 4e6;
const INSTALLED_BYTES = 25e6;
/** JavaScript before the face is seen, gzipped: half of the 124 KB that it was when all came at once. */
const FACE_BYTES = 62_000;
/** JavaScript until the instrument is ready, before a sound is loaded, gzipped; the workers that compute come with the first note. */
const READY_BYTES = 150e3;

/** Paths of the package's files. */
function filesOf({ installed }: Project): string[] {
  return readdirSync(installed, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => statSync(join(installed, name)).isFile());
}

/** Names of modules that a built file imports by a name. */
function bareImports(code: string): string[] {
  const found = code.matchAll(/(?:\bfrom|\bimport)\s*\(?["'`]([@a-z][^"'`\s]*)["'`]/g);
  return [...found].map(([, name]) => name!);
}

function manifestOf({ installed }: Project): { scripts?: Record<string, string>; dependencies?: unknown } {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as never;
}

const CONSUMER = `import { Instrument, AlloyError, type InstrumentOptions } from 'alloy-instrument';
import { AlloyInstrument as Element, type AlloyInstrumentElement } from 'alloy-instrument/element';
import { AlloyInstrument } from 'alloy-instrument/react';
import { RenderEngine } from 'alloy-instrument/node';
import Plugin from 'alloy-instrument/wam';
import 'alloy-instrument/vue';
import 'alloy-instrument/solid';
import { createElement, createRef } from 'react';

const options: InstrumentOptions = { assetsUrl: '/assets/', storageKey: null };
export const made = (): Instrument => new Instrument(options);
export const code: string = new AlloyError('closed', 'x', 'y').code;
export const element: AlloyInstrumentElement = new Element();
export const found: AlloyInstrumentElement | null = document.querySelector('alloy-instrument');
const ref = createRef<AlloyInstrumentElement>();
export const view = createElement(AlloyInstrument, { ref, storageKey: 'none', className: 'x', onReady: () => undefined });
export const open: typeof RenderEngine.open = RenderEngine.open;
export const plugin = async (group: string, context: AudioContext): Promise<Instrument | null> => {
  const instance = await Plugin.createInstance(group, context);
  instance.audioNode.scheduleEvents({ type: 'wam-midi', data: { bytes: [0x90, 60, 100] } });
  return instance instanceof Plugin ? instance.instrument : null;
};
// @ts-expect-error an option that there is not
export const wrong: InstrumentOptions = { assetUrl: '/assets/' };
`;

const JSX = `import 'alloy-instrument/react';
export const view = <alloy-instrument storage-key="none" class="x" onClick={() => undefined} />;
// @ts-expect-error an attribute that there is not
export const wrong = <alloy-instrument storageKee="none" />;
`;

/** What TypeScript says of somebody's code, and of every declaration that it reads of Alloy's. */
function complaintsOfTypes({ folder }: Project, kind: 'nodenext' | 'bundler'): string[] {
  const files = { 'consumer.ts': CONSUMER, 'consumer.tsx': JSX };
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, `${kind}-${name}`), text);
    return join(folder, `${kind}-${name}`);
  });
  const nodenext = kind === 'nodenext';
  const program = ts.createProgram(paths, {
    target: ts.ScriptTarget.ES2022,
    module: nodenext ? ts.ModuleKind.NodeNext : ts.ModuleKind.ESNext,
    moduleResolution: nodenext ? ts.ModuleResolutionKind.NodeNext : ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    types: [],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  });
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(folder.replaceAll('\\', '/')));
  expect(ours.length).toBeGreaterThan(6);
  return ours
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

type Holder = HTMLElement & { readonly instrument: InstrumentContract & { readonly ready: Promise<void> } };

/** Resolves when the instrument of a page is ready. [page] */
async function becomeReady(element: Element): Promise<void> {
  await customElements.whenDefined('alloy-instrument');
  await (element as Holder).instrument.ready;
}

/** Loads one of the sounds that ship. [page] */
function loadFirstSound(element: Element): Promise<void> {
  const { instrument } = element as Holder;
  return instrument.loadSource(0, instrument.bundledSources[0]!.url);
}

export function describePackage(project: () => Project, browser: () => Browser): void {
  describe('the package', () => {
    it('is small to fetch and to have', () => {
      expect(project().tarballBytes).toBeLessThanOrEqual(TARBALL_BYTES);
      const bytes = filesOf(project()).reduce(
        (sum, name) => sum + statSync(join(project().installed, name)).size,
        0,
      );
      expect(bytes).toBeLessThanOrEqual(INSTALLED_BYTES);
      const { dependencies, scripts } = manifestOf(project());
      expect(dependencies ?? {}).toEqual({});
      expect(
        Object.keys(scripts ?? {}).filter((name) => /^(pre|post)?(install|prepare)$/.test(name)),
      ).toEqual([]);
    });

    it('shows its face after little code, and has the rest come later', () => {
      const names = filesOf(project());
      expect(gzippedBytes(project(), ['element.js'])).toBeLessThanOrEqual(FACE_BYTES);
      const face = readFileSync(join(project().installed, 'dist', chunkOf(names, 'define')), 'utf8');
      expect(face.match(/[一-鿿]+/g)).toEqual(['简体中文']); // no other language's words, but its name
      for (const part of ['instrument', 'sound', 'listen', 'menu', 'play', 'presets', 'taste'])
        expect(face, part).toContain(`import("./${chunkOf(names, part)}")`);
    });

    it('is ready after little code, and has what runs on a GPU come later', async () => {
      const { installed } = project();
      const entries = ['element.js', chunkOf(filesOf(project()), 'instrument'), 'assets/render-worker.js'];
      expect(gzippedBytes(project(), entries)).toBeLessThanOrEqual(READY_BYTES);
      const later = pathToFileURL(join(installed, 'dist/assets/webgpu-generator.js')).href;
      const script = (await import(/* @vite-ignore */ later)) as Record<string, unknown>;
      expect(script).toHaveProperty('createResilientGenerator');
    });

    it('fetches as little in a page, and what makes notes with the first sound', async () => {
      const served = await plainHtml(project());
      const page = await browser().newPage();
      page.setDefaultTimeout(0);
      await page.goto(served.url);
      const element = page.locator('alloy-instrument');
      await element.evaluate(becomeReady);
      await page.locator('alloy-factory-taste button').first().waitFor(); // the last to come by itself
      await page.waitForLoadState('networkidle');
      const scripts = gzippedScripts(served.sent);
      expect([...scripts.keys()]).toContain('render-worker.js');
      expect([...scripts.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(READY_BYTES);
      expect([...scripts.keys()]).not.toContain('generator-worker.js');
      await element.evaluate(loadFirstSound);
      await expect.poll(() => [...gzippedScripts(served.sent).keys()]).toContain('generator-worker.js');
      await page.close();
      await served.stop();
    });

    it('has the code of the face apart from that of an instrument without one', () => {
      const index = gzippedBytes(project(), ['index.js']);
      const both = gzippedBytes(project(), ['index.js', 'element.js']);
      expect(both - index).toBeGreaterThan(0.8 * gzippedBytes(project(), ['element.js']));
    });

    it('has no page, no examples to listen to and no source in it', () => {
      const names = filesOf(project());
      expect(names).toContain('dist/element.js');
      expect(names).toContain('dist/assets/models/instruments/model.json');
      expect(
        names.filter((name) => /^dist\/app\/|\/examples\/|\.ts$|nsynth/.test(name) && !/\.d\.ts$/.test(name)),
      ).toEqual([]);
    });

    it('has the kernels of tfjs that models call, and no others', async () => {
      const path = join(project().installed, 'dist/assets/tfjs-backend-wasm-simd.wasm');
      const exported = WebAssembly.Module.exports(await WebAssembly.compile(readFileSync(path)));
      const kernels = exported.map(({ name }) => name).filter((name) => /^_?[A-Z]/.test(name));
      expect(kernels).toContain('Conv2D');
      expect(kernels.filter((name) => !KERNELS.includes(name))).toEqual([]);
    });

    it('imports nothing but React, and what Node has', () => {
      const scripts = filesOf(project()).filter((name) => name.startsWith('dist/') && name.endsWith('.js'));
      expect(scripts.length).toBeGreaterThan(20);
      for (const name of scripts) {
        const imported = bareImports(readFileSync(join(project().installed, name), 'utf8'));
        const node = name.startsWith('dist/node/');
        expect(
          imported.filter((one) => one !== 'react' && !(node && /^(node:)?[a-z_/]+$/.test(one))),
          name,
        ).toEqual([]);
      }
    });

    it('is loaded by Node without a page, every entry of it, and has its own command', () => {
      const entries = ['', '/element', '/react', '/node', '/wam', '/vue', '/solid'].map(
        (entry) => `alloy-instrument${entry}`,
      );
      const script = `for (const name of ${JSON.stringify(entries)}) console.log(Object.keys(await import(name)).join());`;
      const run = (args: readonly string[]): string =>
        execFileSync(process.execPath, args, { cwd: project().folder, encoding: 'utf8' });
      const lines = run(['--input-type=module', '-e', script]).split('\n');
      expect(lines[0]).toContain('Instrument');
      expect(lines[1]).toContain('AlloyInstrument');
      expect(lines[3]).toContain('RenderEngine');
      const command = join(project().installed, 'dist/node/alloy.js');
      const sounds = ['nylon-guitar-c4', 'flute-c5'].map((name) =>
        join(root, `presets/sources/${name}.flac`),
      );
      const args = [command, 'blend', ...sounds, '--out', 'wavs', '--seconds', '0.3', '--json', '--quiet'];
      const report = JSON.parse(run(args)) as {
        backend: { generator: string };
        files: { samples: number }[];
      };
      expect(report.backend.generator).toBe('wasm');
      expect(report.files.map((file) => file.samples)).toEqual([14_400, 14_400, 14_400]);
    });

    it('pleases publint', async () => {
      const { messages } = await publint({ pkgDir: project().installed, pack: false, strict: true });
      expect(messages).toEqual([]);
    });

    it('has types that every resolution of ES modules finds', async () => {
      const data = createPackageFromTarballData(new Uint8Array(readFileSync(project().tarball)));
      const analysis = await checkPackage(data, {
        entrypoints: ['.', './element', './react', './node', './vue', './solid', './wam'],
      });
      const problems = analysis.types ? analysis.problems : [{ kind: 'NoTypes' }];
      // Alloy is ES modules only: old Node and require are no concern.
      const ignored = new Set(['CJSResolvesToESM']);
      expect(
        problems.filter(
          (one) => !ignored.has(one.kind) && !('resolutionKind' in one && one.resolutionKind === 'node10'),
        ),
      ).toEqual([]);
    });

    it.each(['nodenext', 'bundler'] as const)('has types that TypeScript takes with "%s"', (kind) => {
      expect(complaintsOfTypes(project(), kind)).toEqual([]);
    });

    it('makes small files large enough that no bundler writes them into the code as data: addresses', () => {
      const assets = filesOf(project()).filter((name) =>
        /^dist\/assets\/.*\.(js|json|wasm|bin|flac)$/.test(name),
      );
      const small = assets.filter((name) => statSync(join(project().installed, name)).size <= 4096);
      expect(assets.length).toBeGreaterThan(30);
      expect(small).toEqual([]);
    });
  });
}
