/** Puts something of the test's in the place of a global of the browser's, until the test is over. */
import { afterEach } from 'vitest';

const replaced: [string, unknown][] = [];

export function stub(name: string, value: unknown): void {
  replaced.push([name, Reflect.get(globalThis, name)]);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

afterEach(() => {
  for (const [name, value] of replaced.splice(0))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
});
