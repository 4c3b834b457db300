/** Configures ESLint: style, the order in which layers and rooms may import each other, no import circles. */
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { flatConfigs } from 'eslint-plugin-import-x';

/**
 * Dependencies run one way: each layer may import the layers above it in this list, and itself.
 * units, errors, parameters, protocol, platform → audio, timbre, midi → generator → model → render
 * → document, presets, exports → imports → instrument → library → ui, wam, cli.
 */
const layers = [
  [
    './src/units.ts',
    './src/errors.ts',
    './src/parameters.ts',
    './src/mix-curve.ts',
    './src/protocol.ts',
    './src/platform',
  ],
  ['./src/audio', './src/timbre', './src/midi'],
  ['./src/generator'],
  ['./src/model'],
  ['./src/render'],
  ['./src/document', './src/presets', './src/exports'],
  ['./src/imports'],
  ['./src/instrument'],
  ['./src/library'],
  ['./src/wam', './src/cli', './ui'],
];

const zones = layers.slice(0, -1).flatMap((targets, layer) =>
  targets.map((target) => ({
    target,
    from: layers.slice(layer + 1).flat(),
    message: 'Dependencies run one way: see eslint.config.js.',
  })),
);
// Same layer, apart: they must not know each other.
zones.push(
  { target: './src/audio', from: ['./src/midi'], message: 'audio/ does not know midi/.' },
  { target: './src/midi', from: ['./src/audio', './src/timbre'], message: 'midi/ does not know audio/.' },
  {
    target: './ui',
    from: ['./src'],
    except: [
      './instrument',
      './units.ts',
      './errors.ts',
      './parameters.ts',
      './mix-curve.ts',
      './platform/secure.ts', // whether the page came over plain http
      './audio/formats/names.ts', // the sound files that are read
      './audio/rainbowgram.ts', // the scale of the levels that a picture shows
      './midi/computer-keys.ts', // the computer's keyboard as a piano
    ],
    message:
      'ui/ sees src/instrument, the scale of a rainbowgram, the computer keys and the kind of page only.',
  },
  {
    target: './worklets',
    from: ['./src', './ui'],
    except: [
      './units.ts',
      './errors.ts',
      './parameters.ts',
      './mix-curve.ts',
      './protocol.ts',
      './midi/tuning/mts.ts', // tuning messages of a host
      './timbre', // where an automated mix is heard
    ],
    message:
      'Worklet code imports only src/units, src/errors, src/parameters, src/mix-curve, src/protocol, src/midi/tuning/mts and src/timbre.',
  },
);

export default defineConfig(
  {
    ignores: [
      'dist',
      'build',
      'node_modules',
      'training',
      'coverage',
      'src/generator/wasm/assembly',
      'src/audio/fft/assembly',
      'engine/assembly',
      'test/embed/fixtures',
      'test/package/fixtures',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    files: ['**/*.ts', '**/*.js'],
    plugins: flatConfigs.typescript.plugins ?? {},
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        WebAssembly: 'readonly',
      },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off', // typed-array reads under noUncheckedIndexedAccess
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/unified-signatures': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'No enums: use a union of strings.' },
        { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'No namespaces.' },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
  { files: ['site/live.js'], languageOptions: { globals: { document: 'readonly' } } },
  {
    files: ['src/**/*.ts', 'ui/**/*.ts', 'worklets/**/*.ts'],
    plugins: flatConfigs.recommended.plugins,
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: { 'import-x/no-restricted-paths': ['error', { zones }], 'import-x/no-cycle': 'error' },
  },
  { files: ['**/*.config.ts', '**/*.config.js', '**/*.d.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
