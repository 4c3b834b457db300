/** Opens what the page is called with: the instrument of a link, and files that the system hands to the installed page. */

/** What opens them. */
interface Opener {
  openLink(link: string): Promise<void>;
  openFile(file: File): Promise<void>;
}

interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files: readonly { getFile(): Promise<File> }[] }) => void): void;
}

/** What a fragment that holds an instrument begins with: see src/document/link.ts, which is not loaded for this. */
const LINK = '#alloy=';

/** Opens the instrument in the address, now and each time that another one is put there. */
export function hearLinks(opener: Opener): void {
  const hear = (): void => {
    const { hash, pathname, search } = location;
    if (!hash.startsWith(LINK)) return;
    // it is the page's from here on: a reload must not put it in the place of what was made of it
    history.replaceState(null, '', pathname + search);
    void opener.openLink(hash);
  };
  addEventListener('hashchange', hear);
  hear();
}

/** Opens files with which the installed page was started. */
export function hearFiles(opener: Opener): void {
  const { launchQueue } = globalThis as { readonly launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files }) => {
    const [first] = files;
    if (first) void first.getFile().then((file) => opener.openFile(file));
  });
}
