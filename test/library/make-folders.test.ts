/** Tests that folders are made one by one, or not at all. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolders } from '../../src/library/make-folders.js';

const folder = mkdtempSync(join(tmpdir(), 'alloy-folders-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes what is missing, outermost first, and says what that was', () => {
  const path = join(folder, 'a', 'b', 'c');
  expect(makeFolders(path)).toEqual([join(folder, 'a'), join(folder, 'a', 'b'), path]);
  expect(statSync(path).isDirectory()).toBe(true);
  expect(makeFolders(path)).toEqual([]);
});

it('leaves nothing behind where a file is in the way', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolders(join(folder, 'file', 'x'))).toThrow(
    expect.objectContaining({ code: 'ENOTDIR' }) as Error,
  );
  expect(() => makeFolders(join(folder, 'file'))).toThrow(
    expect.objectContaining({ code: 'ENOTDIR' }) as Error,
  );
});

it.skipIf(!existsSync('/sys/kernel'))('ends at the first folder that nobody may make', () => {
  expect(() => makeFolders('/sys/alloy/deeper')).toThrow(
    expect.objectContaining({ syscall: 'mkdir' }) as Error,
  );
  expect(existsSync('/sys/alloy')).toBe(false);
});
