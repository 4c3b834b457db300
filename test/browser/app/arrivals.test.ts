/** Tests what the page opens when it is called: links in its address, files of the system. */
import { afterEach, expect, it } from 'vitest';
import { hearFiles, hearLinks } from '../../../app/arrivals.js';

class Opener {
  readonly links: string[] = [];
  readonly files: string[] = [];
  async openLink(link: string): Promise<void> {
    this.links.push(link);
  }
  async openFile(file: File): Promise<void> {
    this.files.push(file.name);
  }
}

const before = location.hash;
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'launchQueue');
  location.hash = before;
});

it('opens the link that it is called with, and those that come, each once', async () => {
  const opener = new Opener();
  history.replaceState(null, '', '#alloy=first');
  hearLinks(opener);
  expect(opener.links).toEqual(['#alloy=first']);
  expect(location.hash).toBe(''); // a reload does not open it again
  const changed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
  location.hash = '#alloy=second';
  await changed;
  expect(opener.links).toEqual(['#alloy=first', '#alloy=second']);
  const other = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
  location.hash = '#chapter';
  await other;
  expect([opener.links.length, location.hash]).toEqual([2, '#chapter']);
});

it('opens the file that the system hands to it', async () => {
  const opener = new Opener();
  let launch: ((with_: { files: unknown[] }) => void) | null = null;
  const launchQueue = { setConsumer: (consumer: typeof launch) => (launch = consumer) };
  Object.defineProperty(globalThis, 'launchQueue', { value: launchQueue, configurable: true });
  hearFiles(opener);
  launch!({ files: [] });
  launch!({ files: [{ getFile: async () => new File(['x'], 'Mine.alloy') }] });
  await Promise.resolve();
  await Promise.resolve();
  expect(opener.files).toEqual(['Mine.alloy']);
});
