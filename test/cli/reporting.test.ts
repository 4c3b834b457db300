/** Tests what programs are told of a long command: every stage of it from its beginning on, in steps that can be read. */
import { afterEach, expect, it, vi } from 'vitest';
import { reportDisplay } from '../../src/cli/reporting.js';

afterEach(() => vi.restoreAllMocks());

it('--json-lines tells of each stage, a second one that begins anew too', () => {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (lines.push(String(text)), true));
  const display = reportDisplay({ jsonLines: true, quiet: true });
  const stage = (label: string): void => {
    for (let i = 0; i <= 1000; i++) display.update({ label, progress: i / 1000, detail: '' } as never);
  };
  stage('encode');
  stage('render');
  display.end();
  const told = lines.map((line) => JSON.parse(line) as { event: string; label: string; progress: number });
  for (const label of ['encode', 'render']) {
    const progress = told.filter((one) => one.label === label).map((one) => one.progress);
    expect([progress[0], progress.at(-1)]).toEqual([0, 1]);
    expect(progress.length).toBeGreaterThan(90);
    expect(progress.length).toBeLessThan(105);
  }
});
