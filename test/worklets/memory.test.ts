import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('a million blocks with notes in them allocate next to nothing, and keep nothing', () => {
  const script = fileURLToPath(new URL('./memory.child.ts', import.meta.url));
  const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64', '--import', 'tsx'];
  const output = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' });
  const { allocated, kept, blocks, rendered } = JSON.parse(output.trim().split('\n').at(-1)!) as {
    allocated: number;
    kept: readonly number[];
    blocks: number;
    rendered: boolean;
  };
  expect(rendered).toBe(true);
  expect(blocks).toBe(1_000_000);
  // The clock's time, boxed to be passed in, is 16 bytes a block, and the notes 3; nothing else may be there.
  expect(allocated).toBeLessThan(32);
  for (const bytes of kept) expect(bytes).toBeLessThan(200_000);
});
