/**
 * Starts the longest files of tests first: begun last, each would run alone beside an idle core. Vitest goes by what it has
 * measured before, and on a machine that has measured nothing by the sizes of files, which say little of their time.
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Half a minute and more on one core, the longest first. */
const LONGEST: readonly string[] = [
  'test/browser/generator/webgpu-layered.test.ts',
  'test/embed/embed.test.ts',
  'test/instrument/factory/levels.test.ts',
  'test/library/library.test.ts',
  'test/embed/wam.test.ts',
  'test/app/built.test.ts',
  'test/audio/pitch.test.ts',
  'test/worklets/fuzz.test.ts',
  'test/generator/webgpu-node.test.ts',
  'test/cli/instruments.test.ts',
  'test/cli/command.test.ts',
  'test/render/conditioning.test.ts',
  'test/library/plan-file.test.ts',
  'test/document/file/fuzz.test.ts',
  'test/render/crest.test.ts',
];

/** Vitest's order, but that these come first. @throws Error where one of them is no file any more. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const gone = LONGEST.filter((name) => !existsSync(join(root, name)));
    if (gone.length > 0) throw new Error(`longest-first.ts names what is not there: ${gone.join(', ')}`);
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(root, moduleId).replaceAll('\\', '/'));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
