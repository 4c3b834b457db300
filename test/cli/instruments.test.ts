/** Tests the commands of instrument files as a process: make, show, link, play; and what they refuse. */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MakeReport } from '../../src/cli/make.js';
import type { PlayReport } from '../../src/cli/play.js';
import type { LinkReport, ShowReport } from '../../src/cli/show.js';
import { readInstrumentFile } from '../../src/document/file/read.js';
import { writeBank, writeInstrumentFile } from '../../src/document/file/write.js';
import { decodeLink } from '../../src/document/link.js';
import type { InstrumentStateDocument } from '../../src/document/schema.js';
import type { ErrorMessage } from '../../src/errors.js';
import { smallInstrument } from '../document/file/instruments.js';
import { fourVoices, header, midiFile, track } from '../midi/song-writer.js';
import { shared } from '../support/shared.js';

const sources = fileURLToPath(new URL('../../presets/sources/', import.meta.url));
const guitar = join(sources, 'nylon-guitar-c4.flac');
const flute = join(sources, 'flute-c5.flac');

let command: string;
let folder: string;
/** An instrument that was made by the command. */
let made: string;
let song: string;

beforeAll(async () => {
  command = join(await shared('node'), 'node/alloy.js');
  folder = mkdtempSync(join(tmpdir(), 'alloy-instruments-'));
  made = join(folder, 'made.alloy');
  song = join(folder, 'song.mid');
  writeFileSync(song, fourVoices(2));
  const short = [
    '--keys',
    'C4..G4/7',
    '--mixes',
    '2',
    '--seconds',
    '0.4',
    '--name',
    'Made',
    '--tag',
    'plucked',
    '--tag',
    'air',
  ];
  const run = alloy('make', guitar, flute, '--out', made, ...short, '--sounds', '--json');
  expect(run.stderr).toMatch(/100 %/);
  expect(run.status).toBe(0);
  report = JSON.parse(run.stdout) as MakeReport;
});
afterAll(() => rmSync(folder, { recursive: true }));
let report: MakeReport;

function alloy(...args: string[]) {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
}

/** What is wrong, as its one line and as JSON say it. */
function refusal(...args: string[]): ErrorMessage {
  const before = readdirSync(folder);
  const run = alloy(...args, '--json');
  expect(run.status).toBe(2);
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  expect(run.stderr).toMatch(/^alloy: /);
  expect(readdirSync(folder)).toEqual(before);
  return (JSON.parse(run.stdout) as { error: ErrorMessage }).error;
}

describe('alloy make', () => {
  it('writes an instrument with its notes and sounds, and says so', () => {
    const { instruments } = readInstrumentFile(new Uint8Array(readFileSync(made)), made);
    const [{ document, zones, sources: sounds }] = instruments as [(typeof instruments)[number]];
    expect(document).toMatchObject({
      name: 'Made',
      tags: ['plucked', 'air'],
      seconds: 0.4,
      plan: { low: 60, high: 67, step: 7, mixes: 2 },
    });
    expect(document.sources.map((source) => source!.name)).toEqual(['nylon-guitar-c4.flac', 'flute-c5.flac']);
    expect(zones!.keyZones.map(({ rootMidi, layers }) => [rootMidi, layers.length])).toEqual([
      [60, 2],
      [67, 2],
    ]);
    expect(sounds.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['nylon-guitar-c4.flac', readFileSync(guitar).length],
      ['flute-c5.flac', readFileSync(flute).length],
    ]);
    expect(report).toMatchObject({
      path: made,
      name: 'Made',
      keyZones: 2,
      notes: 4,
      bytes: readFileSync(made).length,
    });
  });

  it('gives a document of some kilobytes with --no-render', () => {
    const out = join(folder, 'bare.alloy');
    const run = alloy('make', guitar, '--out', out, '--no-render', '--seconds', '0.4', '--quiet');
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(run.stdout).toMatch(/bare\.alloy: \d+ KB, not rendered/);
    expect(readFileSync(out).length).toBeLessThan(16_000);
  });

  it('refuses bad input before any work, with nothing written', () => {
    expect(refusal('make', guitar, flute, '--out', made)).toMatchObject({
      code: 'unwritable',
      subject: made,
    });
    expect(refusal('make', guitar, '--out', guitar, '--force')).toMatchObject({ code: 'unwritable' });
    const out = join(folder, 'new/none.alloy');
    expect(refusal('make', join(folder, 'no.wav'), '--out', out)).toMatchObject({ code: 'unreadable' });
    expect(refusal('make', song, '--out', out)).toMatchObject({ code: 'unreadable', subject: song });
    expect(refusal('make', guitar, guitar, guitar, guitar, guitar, '--out', out)).toMatchObject({
      code: 'bad-argument',
    });
    for (const keys of ['C4', 'C6..C2', 'C2..C6/0', 'H2..C3'])
      expect(refusal('make', guitar, '--out', out, '--keys', keys)).toMatchObject({ subject: '--keys' });
    expect(refusal('make', guitar, '--out', out, '--model', 'none')).toMatchObject({ code: 'model-missing' });
    expect(refusal('export', made, '--format', 'none', '--out', out)).toMatchObject({ subject: '--format' });
  });

  it('interrupted, leaves nothing', async () => {
    const out = join(folder, 'interrupted/x.alloy');
    const child = spawn(process.execPath, [command, 'make', guitar, flute, '--out', out]);
    let [words, killed] = ['', false];
    const code = await new Promise((resolve) => {
      child.stderr.on('data', (data: Buffer) => {
        words += data.toString();
        if (!killed && words.includes('0 %')) killed = child.kill('SIGINT'); // a second one would not wait
      });
      child.on('exit', resolve);
    });
    expect(words).toMatch(/Stopping; nothing is written/);
    expect(code).toBe(130);
    expect(existsSync(join(folder, 'interrupted'))).toBe(false);
  });
});

describe('alloy show', () => {
  it('says what an instrument is made of, to people and as JSON', () => {
    const run = alloy('show', made);
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(run.stdout).toMatch(/^Made\n/);
    expect(run.stdout).toMatch(/sound 1: {3}nylon-guitar-c4\.flac \(C4, with its sound\)/);
    expect(run.stdout).toMatch(/rendered: {2}2 keys, 4 notes/);
    const shown = JSON.parse(alloy('show', made, '--json').stdout) as ShowReport;
    expect(shown).toMatchObject({
      bank: false,
      instruments: [{ rendered: { roots: [60, 67], notes: 4 }, document: { name: 'Made' } }],
    });
  });

  it('says all of a bank, names what it does not know, and lets no text command a terminal', () => {
    const path = join(folder, 'bank.alloy');
    const instruments = [smallInstrument('One'), smallInstrument('\u001b[2JTwo\u202e')];
    writeFileSync(path, writeBank({ instruments, others: new Map() }));
    const run = alloy('show', path);
    expect(run.stdout).toMatch(/^One\n[^]*\n\n \[2JTwo \n/);
    expect(run.stdout).toMatch(/also: +12, later\/effect\.json|also: +later\/effect\.json, 12/);
    expect(alloy('show', path, '--preset', '2').stdout).not.toMatch(/One/);
  });

  it('refuses what is no instrument', () => {
    const text = join(folder, 'text.alloy');
    writeFileSync(text, 'hello');
    expect(refusal('show', text)).toMatchObject({ code: 'document-damaged', subject: text });
    expect(refusal('show', join(folder, 'none.alloy'))).toMatchObject({ code: 'unreadable' });
    expect(refusal('show', join(folder, 'bank.alloy'), '--preset', 'Nine')).toMatchObject({
      code: 'bad-argument',
    });
  });
});

describe('alloy link', () => {
  it('prints the link of the instrument, and says what is not in it', () => {
    const run = alloy('link', made, '--page', 'https://alloy.example/');
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(/Not in the link: rendered notes, sounds, picture\./);
    expect(run.stdout).toMatch(/^https:\/\/alloy\.example\/#alloy=[\w-]+\n$/);
    const [file] = readInstrumentFile(new Uint8Array(readFileSync(made)), made).instruments;
    // what plays live is rougher in it
    const withoutLive = (sources: InstrumentStateDocument['sources']): object[] =>
      sources.map((source) => ({ ...source, live: typeof source?.live }));
    expect(withoutLive(decodeLink(run.stdout.trim().split('#')[1]!).state.sources)).toEqual(
      withoutLive(file!.document.sources),
    );
    const { characters, fits, coarser, live } = JSON.parse(
      alloy('link', made, '--json', '-q').stdout,
    ) as LinkReport;
    expect([characters <= 8192, fits, coarser, live]).toEqual([true, true, false, 'coarser']);
  });

  it.each(['not a url', 'ftp://alloy.example/', '//alloy.example'])('is of no page “%s”', (page) => {
    expect(alloy('link', made, '--page', page).status).toBe(2);
  });

  it('is an instrument to the other commands', () => {
    const link = alloy('link', made, '-q').stdout.trim();
    expect(alloy('show', link).stdout).toMatch(/^Made\n/);
  });
});

describe('alloy play', () => {
  const play = (out: string, ...more: string[]) => alloy('play', made, song, '--out', out, ...more);

  it('writes a WAV of the song, until its last note has died away', () => {
    const out = join(folder, 'song.wav');
    const run = play(out, '--json');
    expect(run.status).toBe(0);
    const { seconds, songSeconds, peak, events, realTimeFactor } = JSON.parse(run.stdout) as PlayReport;
    expect(songSeconds).toBeCloseTo(1.97, 1);
    expect(seconds).toBeGreaterThan(songSeconds);
    expect(seconds).toBeLessThan(songSeconds + 30);
    expect([events, peak > 0.05, peak <= 1, realTimeFactor > 0]).toEqual([36, true, true, true]);
    const bytes = readFileSync(out);
    expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect([
      bytes.readUInt16LE(20),
      bytes.readUInt16LE(22),
      bytes.readUInt32LE(24),
      bytes.readUInt16LE(34),
    ]).toEqual([1, 2, 48_000, 24]);
    expect(bytes.length).toBe(44 + bytes.readUInt32LE(40));
    expect(bytes.readUInt32LE(40)).toBe(Math.round(seconds * 48_000) * 6);
  });

  it('gives the same sound in every kind of file, as exact as that is', () => {
    const samples = new Map(
      (['16', '24', 'float'] as const).map((bits) => {
        const out = join(folder, `${bits}.wav`);
        expect(play(out, '--bits', bits, '--seconds', '0.5', '--rate', '44100').status).toBe(0);
        const data = readFileSync(out).subarray(44);
        const size = bits === 'float' ? 4 : Number(bits) / 8;
        const at = (i: number): number =>
          bits === 'float' ? data.readFloatLE(4 * i) : data.readIntLE(size * i, size) / 2 ** (8 * size - 1);
        return [bits, Array.from({ length: data.length / size }, (_, i) => at(i))];
      }),
    );
    const float = samples.get('float')!;
    expect(float).toHaveLength(2 * 22_050);
    for (const [bits, steps] of [
      ['16', 2 ** 15],
      ['24', 2 ** 23],
    ] as const) {
      const away = samples.get(bits)!.reduce((most, x, i) => Math.max(most, Math.abs(x - float[i]!)), 0);
      expect(away).toBeLessThanOrEqual(0.5001 / steps);
    }
  });

  it('refuses what cannot be played, with nothing written, and replaces nothing without --force', () => {
    const out = join(folder, 'no.wav');
    expect(refusal('play', made, guitar, '--out', out)).toMatchObject({
      code: 'unreadable',
      subject: guitar,
    });
    expect(refusal('play', made, join(folder, 'no.mid'), '--out', out)).toMatchObject({ code: 'unreadable' });
    const silent = join(folder, 'silent.mid');
    writeFileSync(silent, midiFile(header(0, 1), track([[480, 0xb0, 7, 100]])));
    const cut = join(folder, 'cut.mid');
    writeFileSync(cut, readFileSync(song).subarray(0, 24));
    for (const path of [silent, cut])
      expect(refusal('play', made, path, '--out', out)).toMatchObject({ code: 'unreadable', subject: path });
    expect(refusal('play', song, song, '--out', out)).toMatchObject({ code: 'document-damaged' });
    expect(refusal('play', made, song, '--out', song, '--force')).toMatchObject({ code: 'unwritable' });
    expect(refusal('play', made, song, '--out', out, '--seconds', '80000')).toMatchObject({
      code: 'bad-argument',
    });
    const there = join(folder, 'there.wav');
    writeFileSync(there, 'mine');
    expect(refusal('play', made, song, '--out', there)).toMatchObject({ code: 'unwritable', subject: there });
    expect(readFileSync(there, 'utf8')).toBe('mine');
    expect(play(there, '--force', '--seconds', '0.1').status).toBe(0);
    mkdirSync(join(folder, 'dir.wav'));
    expect(refusal('play', made, song, '--out', join(folder, 'dir.wav'), '--force')).toMatchObject({
      code: 'unwritable',
    });
  });

  it('renders what is not rendered, to the same samples', () => {
    const bare = join(folder, 'unrendered.alloy');
    const [file] = readInstrumentFile(new Uint8Array(readFileSync(made)), made).instruments;
    writeFileSync(bare, writeInstrumentFile({ ...file!, zones: null }));
    const [a, b] = [join(folder, 'a.wav'), join(folder, 'b.wav')];
    const args = ['--bits', 'float', '--seconds', '1', '--quiet'];
    expect(play(a, ...args).status).toBe(0);
    expect(alloy('play', bare, song, '--out', b, ...args).status).toBe(0);
    expect(readFileSync(b)).toEqual(readFileSync(a));
  });
});
