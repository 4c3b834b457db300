/** Entry of the export worker: writes one instrument in one format, file by file as the page asks for them. [worker] */
import { toErrorMessage } from '../../../errors.js';
import { exportFiles } from '../../../exports/export.js';
import type { ExportKeyZone } from '../../../exports/input.js';
import type { ExportFile } from '../../../exports/job.js';
import { storedZip } from '../../../exports/zip.js';
import { tellPolicyViolations } from '../../../platform/policy.js';
import type { ExportReply, ExportRequest } from './messages.js';

tellPolicyViolations();

const keyZones: ExportKeyZone[] = [];
let files: AsyncGenerator<ExportFile> | null = null;

function tell(reply: ExportReply, transfer: Transferable[] = []): void {
  postMessage(reply, { transfer });
}

function begin({ input, format, options, zip }: Extract<ExportRequest, { kind: 'begin' }>): void {
  const onProgress = (done: number): void => tell({ kind: 'progress', done });
  const made = exportFiles({ ...input, keyZones }, { format, options, onProgress });
  files = zip === null ? made : zipped(made, zip, input.name);
}

async function* zipped(
  files: AsyncIterable<ExportFile>,
  path: string,
  subject: string,
): AsyncGenerator<ExportFile> {
  const all: ExportFile[] = [];
  for await (const file of files) all.push(file);
  yield { path, bytes: storedZip(all, subject) };
}

async function next(): Promise<void> {
  const { value: file, done } = await files!.next();
  if (done) tell({ kind: 'done' });
  else tell({ kind: 'file', file }, [file.bytes.buffer]);
}

addEventListener('message', ({ data }: MessageEvent<ExportRequest>) => {
  const failed = (error: unknown): void => tell({ kind: 'failed', error: toErrorMessage(error) });
  if (data.kind === 'keyZone') keyZones.push(data.keyZone);
  else if (data.kind === 'next') next().catch(failed);
  else {
    try {
      begin(data);
    } catch (error) {
      failed(error);
      return;
    }
    next().catch(failed);
  }
});
