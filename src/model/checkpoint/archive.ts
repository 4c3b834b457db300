/** Reads the files of a checkpoint from a .tar or a .tar.gz, dropped on a page or on a disk. */
import { AlloyError } from '../../errors.js';

/** Bytes that can be read from the start, again and again: a File of a page, a file of Node. */
export interface ByteSource {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  stream(): ReadableStream<Uint8Array>;
}

/** A file on the way past. */
export interface ArchivedFile {
  /** With its folders. */
  readonly name: string;
  /** Its contents, to be read before the next file is asked for, or not at all. */
  readonly contents: AsyncIterable<Uint8Array>;
}

/** Files that can be walked through again and again, in whatever order they lie. */
export interface Archive {
  readonly name: string;
  /** @param onRead told what share of the whole has been read, 0 to 1. */
  files(onRead?: (fraction: number) => void): AsyncIterable<ArchivedFile>;
}

const GZIP = [0x1f, 0x8b];

/**
 * A tar archive, compressed with gzip or not. Nothing of it is kept in memory but what is being read.
 * @throws while it is walked through: AlloyError 'model-invalid' when it is none, 'model-truncated' when it ends early.
 */
export function tarArchive(source: ByteSource): Archive {
  return { name: source.name, files: (onRead) => walk(source, onRead) };
}

async function* walk(
  source: ByteSource,
  onRead: (fraction: number) => void = () => undefined,
): AsyncIterable<ArchivedFile> {
  const { createTarDecoder } = await import('modern-tar');
  let any = false;
  try {
    const bytes = await unpacked(source, onRead);
    const entries = bytes.pipeThrough(createTarDecoder({ strict: true }));
    for await (const { header, body } of iterate(entries)) {
      any = true;
      const contents = iterate(body);
      if (header.type === 'file') yield { name: header.name, contents };
      for await (const _ of contents) void _; // what was not read has to pass
    }
  } catch (cause) {
    const aborted = cause instanceof DOMException && cause.name === 'AbortError';
    throw aborted || cause instanceof AlloyError ? cause : broken(source.name, any, cause);
  }
  if (!any) throw new AlloyError('model-invalid', source.name, `${source.name} is no tar archive, or empty.`);
}

/** @param any whether it began as an archive does. */
function broken(name: string, any: boolean, cause: unknown): AlloyError {
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
  return any
    ? new AlloyError(
        'model-truncated',
        name,
        `${name} ends too early or is damaged: ${reason}. Get it again.`,
        {
          cause,
        },
      )
    : new AlloyError('model-invalid', name, `${name} is no .tar or .tar.gz archive: ${reason}.`, { cause });
}

/** The bytes of the tar, whether it lies in gzip or not. */
async function unpacked(
  source: ByteSource,
  onRead: (fraction: number) => void,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const head: number[] = [];
  for await (const bytes of iterate(source.stream())) {
    head.push(...bytes.subarray(0, GZIP.length));
    if (head.length >= GZIP.length) break;
  }
  let read = 0;
  const counted = source.stream().pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        read += bytes.length;
        onRead(Math.min(1, read / source.size));
        controller.enqueue(bytes as Uint8Array<ArrayBuffer>);
      },
    }),
  );
  const zipped = GZIP.every((byte, i) => head[i] === byte);
  return zipped ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
}

/** A stream's chunks; leaving early cancels it. Safari's streams cannot be iterated. */
async function* iterate<T>(stream: ReadableStream<T>): AsyncGenerator<T, void, undefined> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
