/** A checkpoint on the disk: an archive, a folder, or the prefix of its files. [Node] */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AlloyError } from '../errors.js';
import { tarArchive, type Archive, type ArchivedFile } from '../model/checkpoint/archive.js';

/** @throws AlloyError 'model-missing' when there is nothing at that path. */
export function openCheckpoint(path: string): Archive {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isDirectory()) return folderArchive(path, () => true);
  if (kind && !path.endsWith('.index')) {
    const stream = () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
    return tarArchive({ name: basename(path), size: kind.size, stream });
  }
  const prefix = path.replace(/\.index$/, '');
  if (existsSync(`${prefix}.index`)) {
    return folderArchive(dirname(prefix), (name) => name.startsWith(`${basename(prefix)}.`));
  }
  throw new AlloyError(
    'model-missing',
    path,
    `There is no checkpoint “${path}”: give a .tar, a .tar.gz, a folder, or the prefix of an .index file.`,
  );
}

function folderArchive(folder: string, wanted: (name: string) => boolean): Archive {
  const names = readdirSync(folder).filter((name) => /\.(index|data-\d+-of-\d+)$/.test(name) && wanted(name));
  const total = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return {
    name: basename(folder),
    async *files(onRead): AsyncGenerator<ArchivedFile> {
      let read = 0;
      for (const name of names) {
        const bytes = createReadStream(join(folder, name)) as AsyncIterable<Uint8Array>;
        const contents = (async function* () {
          for await (const part of bytes) {
            read += part.length;
            onRead?.(read / total);
            yield part;
          }
        })();
        yield { name, contents };
      }
    },
  };
}
