/** Tests that the lint rule holds the boundaries between layers. */
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

/** The dependency lint of eslint.config.js really forbids what the design forbids, and nothing else. */
describe('boundaries', () => {
  let eslint: ESLint;
  beforeAll(() => (eslint = new ESLint()));

  const complaints = async (filePath: string, imported: string) => {
    const [result] = await eslint.lintText(`export * from '${imported}';\n`, { filePath });
    return result!.messages.filter((m) => m.ruleId === 'import-x/no-restricted-paths').length;
  };

  it.each([
    ['src/units.ts', './errors.js'],
    ['src/model/load.ts', '../generator/decoder.js'],
    ['src/model/load.ts', '../audio/logmel.js'],
    ['src/render/engine.ts', '../model/load.js'],
    ['src/instrument/instrument.ts', '../render/client.js'],
    ['ui/define.ts', '../src/instrument/contract.js'],
    ['worklets/player.ts', '../src/protocol.js'],
  ])('%s may import %s', async (file, imported) => {
    expect(await complaints(file, imported)).toBe(0);
  });

  it.each([
    ['src/units.ts', './audio/mulaw.js'],
    ['src/audio/wav.ts', '../generator/decoder.js'],
    ['src/audio/wav.ts', '../model/manifest.js'],
    ['src/generator/reference.ts', '../model/manifest.js'],
    ['src/model/load.ts', '../render/plan.js'],
    ['src/render/engine.ts', '../instrument/contract.js'],
    ['src/instrument/instrument.ts', '../cli/plan.js'],
    ['ui/define.ts', '../src/render/client.js'],
    ['ui/define.ts', '../src/audio/wav.js'],
    ['worklets/player.ts', '../src/audio/mulaw.js'],
  ])('%s must not import %s', async (file, imported) => {
    expect(await complaints(file, imported)).toBe(1);
  });
});
