/** What tests in a browser ask of Node: to render a document, play a song, and export, as the command does. [Node] */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs this beside the browser: Vitest's configuration, which commands are part of, cannot import the library. */
function inNode(request: unknown): Promise<string> {
  const script = fileURLToPath(new URL('test/browser/document/in-node.ts', rootOf(import.meta.url)));
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString('latin1')));
  child.stdin.end(JSON.stringify(request));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`Node ended with ${code}.`))));
  });
}

/** This file is bundled with the configuration, which lies in the root. */
function rootOf(url: string): URL {
  return new URL(url.includes('/test/browser/') ? '../../../' : './', url);
}

/** The file of a document with its notes, in base64. */
const renderInNode = (_: unknown, document: string): Promise<string> => inNode({ kind: 'render', document });

/** A song through an instrument file; left, then right, as 32-bit floats in base64. */
const playInNode = (
  _: unknown,
  file: string,
  song: string,
  sampleRate: number,
  seconds: number,
): Promise<string> => inNode({ kind: 'play', file, song, sampleRate, seconds });

/** What `alloy export` makes of an instrument file, in base64: a file, or a zip. */
const exportInNode = (
  _: unknown,
  file: string,
  options: { format: string; rate: number | null; bits: number; zip: boolean },
): Promise<string> => inNode({ kind: 'export', file, ...options });

export const nodeCommands = { renderInNode, playInNode, exportInNode };
