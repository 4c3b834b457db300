import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('100,000 blocks allocate nothing and keep nothing', () => {
  const script = fileURLToPath(new URL('./memory.child.ts', import.meta.url));
  const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64', '--import', 'tsx'];
  const output = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' });
  const { allocated, kept, rendered } = JSON.parse(output.trim().split('\n').at(-1)!) as {
    allocated: number;
    kept: number;
    rendered: boolean;
  };
  expect(rendered).toBe(true);
  // One boxed number a block would be 12 bytes; an object or array more.
  expect(allocated).toBeLessThan(8);
  expect(kept).toBeLessThan(200_000);
});
