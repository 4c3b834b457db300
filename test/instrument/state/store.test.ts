/** Tests the state store and its change events. */
import { afterEach, expect, it, vi } from 'vitest';
import { Store } from '../../../src/instrument/state/store.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('tells of progress after a frame that came late', () => {
  vi.useFakeTimers();
  const frames: (() => void)[] = [];
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  const store = new Store();
  let told = 0;
  store.addEventListener('change', () => told++);
  store.update({});
  store.progress({ seed: 2 });
  vi.advanceTimersByTime(100); // the frame is not there yet
  frames.shift()!();
  expect(told).toBe(1);
  store.progress({ seed: 3 });
  vi.advanceTimersByTime(100);
  frames.shift()?.();
  expect(told).toBe(2);
  expect(store.state.seed).toBe(3);
});
