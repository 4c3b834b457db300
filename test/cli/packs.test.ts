/** Tests what commands take of packs: samples by key and name, the nearest to the middle, folders, lists, refusals. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenSounds, listLines, listPacks, type PackListing } from '../../src/cli/packs.js';
import { readSounds } from '../../src/cli/sources.js';
import type { ErrorMessage } from '../../src/errors.js';
import { instrument } from '../exports/known-instruments.js';
import { exported } from '../exports/instruments.js';
import { sine, zipOf } from '../imports/packs.js';
import { shared } from '../support/shared.js';

const folder = mkdtempSync(join(tmpdir(), 'alloy-packs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (path: string, content: Uint8Array | string): string => {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  return target;
};

let font: string;
let sfz: string;
let kit: string;
let wav: string;
beforeAll(async () => {
  font = await exported(instrument({ decayRates: [0] }), { format: 'sf2' }, '.sf2');
  sfz = await exported(instrument({ decayRates: [0] }), { format: 'sfz' }, '.sfz');
  kit = at('kit.zip', zipOf({ 'kit/a.wav': sine(220), 'kit/b.wav': sine(330) }));
  wav = at('plain.wav', sine(440));
});

const names = async (paths: readonly string[], samples?: readonly string[]): Promise<string[]> =>
  (await givenSounds(paths, samples)).map(({ path }) => basename(path));

describe('samples of packs', () => {
  it('are the nearest to the middle, or what is named by key or name; folders and zips give all', async () => {
    const [middle] = await givenSounds([sfz]);
    expect([basename(middle!.path), Math.round(middle!.root!)]).toEqual(['060_C4.wav', 60]);
    expect(middle!.notices).toEqual([
      expect.stringMatching(/nearest to the middle of 3: --sample chooses/) as string,
      expect.stringMatching(/loop of “060_C4” is not taken over/) as string,
    ]);
    expect(await names([sfz, wav, sfz], ['C3', '052_e3'])).toEqual(['048_C3.wav', 'plain.wav', '052_E3.wav']);
    expect(await names([sfz, font], ['50'])).toEqual([
      '052_E3.wav',
      expect.stringMatching(/E3|052/) as string,
    ]);
    expect(await names([kit])).toEqual(['a.wav', 'b.wav']);
    expect(await names([kit], ['b'])).toEqual(['b.wav']);
    expect(await names([dirname(sfz)])).toEqual(['060_C4.wav']);
  });

  it('have the root that their map gives, tuned by what is heard', async () => {
    const [sound] = await readSounds(await givenSounds([font], ['C3']), {});
    expect(sound!.whole.root).toMatchObject({ from: 'file' });
    expect(sound!.whole.root.midi).toBeCloseTo(48, 0);
  });

  it('that no sound has are not asked for', async () => {
    await expect(givenSounds([wav], ['A4'])).rejects.toMatchObject({
      ...{ code: 'bad-argument', subject: '--sample' },
    });
  });

  it('that are not there are named in the list and in what is said', async () => {
    const map = at(
      'gaps/gaps.sfz',
      ['here', 'gone', 'lost'].map((name) => `<region> sample=${name}.wav key=60`).join('\n'),
    );
    at('gaps/here.wav', sine(440));
    expect(listLines((await listPacks([map]))[0]!).slice(-2)).toEqual([
      expect.stringMatching(/“gone.wav” is named, and is not there/) as string,
      expect.stringMatching(/“lost.wav” is named, and is not there/) as string,
    ]);
    expect((await givenSounds([map]))[0]!.notices.at(-1)).toMatch(/“gone.wav”, “lost.wav” are not there/);
  });

  it('that are not there, too many, or without their samples are refused with a way out', async () => {
    const many = at(
      'many.zip',
      zipOf(Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`${n}.wav`, sine(99)]))),
    );
    const alone = at('alone/x.sfz', '<region> sample=gone.wav');
    const bad: [readonly string[], readonly string[], RegExp][] = [
      [[sfz], ['trombone'], /no sample “trombone”.*--list/],
      [[sfz, kit], ['a', 'b', 'c'], /once for all, or once for each of the 2/],
      [[many], [], /holds 5 sounds.*--sample NAME/],
      [[alone], [], /gone\.wav/],
      [[join(folder, 'none.sf2')], [], /no such file/],
    ];
    for (const [paths, samples, message] of bad)
      await expect(givenSounds(paths, samples)).rejects.toThrow(message);
    await expect(listPacks([wav])).rejects.toThrow(/one sound/);
  });
});

describe('alloy', () => {
  let command: string;
  beforeAll(async () => {
    command = join(await shared('node'), 'node/alloy.js');
  });
  const alloy = (...args: string[]): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } =>
    spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });

  it.each([
    ['names none that is there', '<region> sample=gone.wav key=60', /“gone\.wav”/],
    ['leads out of its folder', '<region> sample=../outside.wav key=60', /cannot be used/],
    ['has an absolute path', `<region> sample=${folder}/outside.wav key=60`, /cannot be used/],
    ['is empty', '', /cannot be used/],
  ])('of a map that %s are not the other sounds of its folder', async (name, text, said) => {
    at('outside.wav', sine(550));
    const folderOf = name.replaceAll(' ', '-');
    at(`${folderOf}/other.wav`, sine(660));
    const map = at(`${folderOf}/map.sfz`, text);
    await expect(givenSounds([map])).rejects.toThrow(said);
    await expect(listPacks([map])).rejects.toThrow(said);
  });

  it('lists samples, for people and as JSON, and asks for --out where it makes something', () => {
    const text = alloy('make', sfz, '--list');
    expect([text.status, text.stdout.split('\n').length]).toEqual([0, 5]);
    expect(text.stdout).toMatch(/C4 +G♯3–G9 +060_C4|C4 +.+ +060_C4/);
    const { packs } = JSON.parse(alloy('blend', font, '--list', '--json').stdout) as { packs: PackListing[] };
    expect(packs[0]!.sounds.map(({ root }) => Math.round(root!))).toEqual([60, 52, 48]);
    for (const name of ['make', 'blend']) {
      const without = alloy(name, wav, wav, '--json');
      expect(without.status).toBe(2);
      expect(without.stderr).toBe(
        "alloy: required option '-o, --out " + (name === 'make' ? '<file>' : '<dir>') + "' not specified\n",
      );
      expect((JSON.parse(without.stdout) as { error: ErrorMessage }).error).toMatchObject({
        ...{ code: 'bad-argument', subject: '--out' },
      });
    }
  });

  it('makes an instrument of samples, with their names and roots', () => {
    const out = join(folder, 'made.alloy');
    const made = alloy('make', sfz, kit, '--sample', 'C3', '--out', out, '--no-render', '--json', '-q');
    expect(made.stderr).toBe(
      'alloy: “' + kit + '” has no sample “C3”, neither by key nor by name: --list prints what there is.\n',
    );
    const again = alloy(
      'make',
      sfz,
      kit,
      '--sample',
      'C3',
      '--sample',
      'a',
      '--out',
      out,
      '--no-render',
      '--json',
      '-q',
      '--sounds',
    );
    expect(again.stderr).toBe('');
    const { sources, name } = JSON.parse(again.stdout) as {
      name: string;
      sources: { path: string; rootFrom: string; notices: string[] }[];
    };
    expect(name).toBe('048_C3 × a');
    expect(sources[0]!.rootFrom).toBe('file');
    expect(sources[0]!.notices.join()).toContain('is not taken over');
  });
});
