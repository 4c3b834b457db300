/** Tests that playing allocates nothing. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it.each([
  ['samples', 1_000_000],
  ['live', 240_000],
])('%s: blocks with notes in them allocate next to nothing, and keep nothing', (kind, count) => {
  const script = fileURLToPath(new URL('./memory.child.ts', import.meta.url));
  const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64', '--import', 'tsx'];
  const output = execFileSync(process.execPath, [...flags, script, kind], { encoding: 'utf8' });
  const { allocated, kept, blocks, rendered } = JSON.parse(output.trim().split('\n').at(-1)!) as {
    allocated: readonly number[];
    kept: readonly number[];
    blocks: number;
    rendered: boolean;
  };
  expect(rendered).toBe(true);
  expect(blocks).toBe(count);
  // The clock's time, boxed to be passed in, is 16 bytes a block, and the notes 3 to 6; one more boxed number a block
  // would be 12 to 16. What is allocated by playing is in every window alike; the median leaves out what the compiler
  // keeps of one recompilation (some 200 KB, whenever a busy machine lets it run).
  expect(allocated).toHaveLength(9);
  expect(allocated.toSorted((a, b) => a - b)[4]).toBeLessThan(28);
  for (const bytes of kept) expect(bytes).toBeLessThan(200_000);
});
