/** Tests whether the Content-Security-Policy allows workers of blob: addresses, and scripts in them. */

/** A worker of one line is there in far less; some browsers tell nothing of one that was refused. */
const PATIENCE_MILLISECONDS = 2000;

function blobUrl(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
}

/** False where there are no threads either way, as the page is not isolated. [page] [worker] */
export async function mayRunBlobs(): Promise<boolean> {
  if (!globalThis.crossOriginIsolated) return false;
  const script = blobUrl('postMessage(true)');
  const entry = blobUrl(`importScripts(${JSON.stringify(script)})`);
  let worker: Worker | null = null;
  try {
    return await new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), PATIENCE_MILLISECONDS);
      worker = new Worker(entry);
      worker.onmessage = () => resolve(true);
      worker.onerror = () => resolve(false);
    });
  } catch {
    return false; // some browsers throw
  } finally {
    (worker as Worker | null)?.terminate();
    URL.revokeObjectURL(script);
    URL.revokeObjectURL(entry);
  }
}
