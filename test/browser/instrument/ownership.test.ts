/** Tests the ownership of a key at the edges of an instrument's life: closed before, and while it claims. */
import { expect, it, vi } from 'vitest';
import { Ownership } from '../../../src/instrument/storage/ownership.js';

let count = 0;

function ownership(key: string): Ownership {
  const flush = (): Promise<void> => Promise.resolve();
  return new Ownership({ key, flush, gained: () => undefined, lost: () => undefined });
}

it('that was closed before it claims, as where an element goes while it opens, is refused without an error', async () => {
  const key = `closed ${count++}`;
  const gone = ownership(key);
  gone.close();
  expect(await gone.claim()).toBe(false);
  const next = ownership(key);
  expect(await next.claim()).toBe(true);
  next.close();
});

it('that is closed while it claims does not have the key, and the next one does', async () => {
  const key = `closing ${count++}`;
  const owner = ownership(key);
  expect(await owner.claim()).toBe(true);
  const leaving = ownership(key);
  const claimed = leaving.claim();
  leaving.close();
  expect(await claimed).toBe(false);
  owner.close();
  const next = ownership(key);
  expect(await next.claim()).toBe(true);
  next.close();
});

it('without locks, as on plain http, is refused too where it was closed', async () => {
  const navigator = vi.spyOn(globalThis.navigator, 'locks', 'get').mockReturnValue(undefined as never);
  try {
    const leaving = ownership(`plain ${count++}`);
    const claimed = leaving.claim();
    leaving.close();
    expect(await claimed).toBe(false);
  } finally {
    navigator.mockRestore();
  }
});

it('that nobody has comes to who claims it, however late a busy machine grants it', async () => {
  const { locks } = globalThis.navigator;
  const request = locks.request.bind(locks) as (...asked: unknown[]) => Promise<unknown>;
  let grant = (): void => undefined;
  const late = new Promise<void>((resolve) => (grant = resolve));
  const slow = vi
    .spyOn(locks, 'request')
    .mockImplementation((...asked) => late.then(() => request(...asked)));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const owner = ownership(`late ${count++}`);
    const claimed = owner.claim();
    vi.advanceTimersByTime(60_000); // no owner has answered
    await locks.query();
    grant();
    expect(await claimed).toBe(true);
    owner.close();
    const closing = ownership(`late ${count++}`);
    const left = closing.claim();
    vi.advanceTimersByTime(60_000);
    await locks.query();
    closing.close();
    expect(await left).toBe(false);
  } finally {
    vi.useRealTimers();
    slow.mockRestore();
  }
});
