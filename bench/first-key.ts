/**
 * From two dropped files to the first playable key, without a GPU: model, decoding, encoding, and a note of
 * four seconds generated in full (it can be played from its first chunk on). Run in a fresh process, so
 * that nothing is warm.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.js';

const ASKED_SECONDS = 8;
const ASKED_SOONER = 5;

interface Parts {
  readonly load: number;
  readonly decode: number;
  readonly encode: number;
  readonly generate: number;
  readonly firstChunk: number;
  readonly total: number;
  /** To the first sound of a live key. */
  readonly live: number;
}

export async function benchFirstKey(): Promise<Row[]> {
  const script = fileURLToPath(new URL('./first-key-process.ts', import.meta.url));
  const run = spawnSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`first-key failed:\n${run.stderr}`);
  const parts = JSON.parse(run.stdout) as Parts;
  const s = (seconds: number) => `${seconds.toFixed(2)} s`;
  const detail = `load ${s(parts.load)}, decode ${s(parts.decode)}, encode ${s(parts.encode)}, generate ${s(parts.generate)}`;
  return [
    {
      figure: 'two 4 s files to first playable key, 2 cores, no GPU',
      asked: `≤ ${ASKED_SECONDS} s`,
      measured: `${s(parts.total)} (${detail}; sounds after ${s(parts.firstChunk)})`,
      ok: parts.total <= ASKED_SECONDS,
    },
    {
      figure: 'the same to the first sound of a live key, beside the first of a rendered one',
      asked: `≥ ${ASKED_SOONER} × sooner`,
      measured: `${(parts.firstChunk / parts.live).toFixed(1)} × (${s(parts.live)}; the sounds one after the other)`,
      ok: parts.firstChunk / parts.live >= ASKED_SOONER,
    },
  ];
}
