/** Tests that a stopped context comes back, against a scripted one. */
import { describe, expect, it } from 'vitest';
import { AudioWaker, type WakeState } from '../../../src/instrument/play/audio-waker.js';

/** A context whose state and whose answers to `resume` are the test's to choose. */
class Context extends EventTarget {
  state = 'suspended';
  asked = 0;
  answer: () => Promise<void> = () => new Promise(() => undefined);
  resume(): Promise<void> {
    this.asked++;
    return this.answer();
  }
  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  become(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

function setUp() {
  const [context, page] = [new Context(), new Page()];
  const told: WakeState[] = [];
  const timers = new Set<() => void>();
  const waker = new AudioWaker(context, {
    onState: (state) => told.push(state),
    later: (callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
    page: page as unknown as Document,
  });
  const runOut = (): void => {
    for (const callback of [...timers]) {
      timers.delete(callback);
      callback();
    }
  };
  const resumes = (): Promise<void> => Promise.resolve(context.become('running'));
  return { context, page, told, waker, runOut, resumes, timers };
}

const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a context that is not running', () => {
  it.each(['suspended', 'interrupted'])('%s, is resumed by each call until it runs', async (state) => {
    const { context, told, waker, resumes, timers } = setUp();
    context.state = state;
    context.answer = resumes;
    await waker.wake();
    expect([context.asked, told, timers.size]).toEqual([1, ['running'], 0]);
    await waker.wake();
    expect(context.asked).toBe(1);
    context.answer = () => new Promise(() => undefined);
    context.become('interrupted'); // a call
    expect(context.asked).toBe(2);
    void waker.wake(); // a key
    void waker.wake(); // another
    expect(context.asked).toBe(4);
    context.become('running');
    expect(told).toEqual(['running']); // nobody had to be told
  });

  it('is let be until sound was asked for', () => {
    const { context, page } = setUp();
    context.become('interrupted');
    page.become('visible');
    expect(context.asked).toBe(0);
  });

  it.each([
    ['rejects', () => Promise.reject(new DOMException('no', 'InvalidStateError'))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
  ])('is blocked where resume %s, and nothing is rejected', async (_how, answer) => {
    const { context, told, waker, resumes } = setUp();
    context.answer = answer;
    await waker.wake();
    expect(told).toEqual(['blocked']);
    await waker.wake();
    expect(told).toEqual(['blocked']); // said once
    context.answer = resumes;
    await waker.wake(); // a tap
    expect(told).toEqual(['blocked', 'running']);
  });

  it('is blocked where resume is pending for ever, or resolves and nothing runs', async () => {
    for (const answer of [() => new Promise<void>(() => undefined), () => Promise.resolve()]) {
      const { context, told, waker, runOut } = setUp();
      context.answer = answer;
      const woken = waker.wake();
      await rest();
      expect(told).toEqual([]); // it may only be slow
      runOut();
      await woken;
      expect(told).toEqual(['blocked']);
      context.become('running');
      expect(told).toEqual(['blocked', 'running']);
    }
  });

  it('is resumed when the page is seen again', async () => {
    const { context, page, told, waker, resumes } = setUp();
    context.answer = resumes;
    await waker.wake();
    context.answer = () => Promise.reject(new Error('hidden'));
    page.become('hidden');
    context.become('suspended');
    await rest();
    expect(told).toEqual(['running', 'blocked']);
    context.answer = resumes;
    page.become('visible');
    await rest();
    expect(told).toEqual(['running', 'blocked', 'running']);
  });

  it('that the device closed is said so, by every way to find out, and not resumed', async () => {
    const { context, told, waker, page } = setUp();
    void waker.wake();
    context.become('closed');
    expect(told).toEqual(['closed']);
    await waker.wake();
    page.become('visible');
    expect(context.asked).toBe(1);
  });

  it('that its owner closes says nothing any more', async () => {
    const { context, told, waker, page, timers } = setUp();
    const woken = waker.wake();
    waker.close();
    await woken;
    context.become('closed');
    page.become('visible');
    expect([told, timers.size]).toEqual([[], 0]);
  });
});
