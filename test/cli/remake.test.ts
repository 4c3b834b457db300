/** Tests what the command makes of an instrument's own sounds: other keys, other models, other instruments, live play; and where it needs none. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlayReport } from '../../src/cli/play.js';
import type { ShowReport } from '../../src/cli/show.js';
import type { InstrumentFile } from '../../src/document/file/instrument-file.js';
import { isPicture } from '../../src/document/file/known-picture.js';
import { readInstrumentFile } from '../../src/document/file/read.js';
import { writeInstrumentFile } from '../../src/document/file/write.js';
import type { InstrumentStateDocument } from '../../src/document/schema.js';
import { fourVoices } from '../midi/song-writer.js';
import { shared } from '../support/shared.js';

const sources = fileURLToPath(new URL('../../presets/sources/', import.meta.url));
const guitar = join(sources, 'nylon-guitar-c4.flac');
const flute = join(sources, 'flute-c5.flac');

let command: string;
let folder: string;
/** With notes and sounds, whose parts begin at 0.05 s. */
let made: string;
let song: string;

const alloy = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
const at = (name: string): string => join(folder, name);

function read(path: string): InstrumentFile {
  return readInstrumentFile(new Uint8Array(readFileSync(path)), path).instruments[0]!;
}

/** A copy of an instrument that differs in something. */
function written(name: string, change: Partial<InstrumentFile>): string {
  writeFileSync(at(name), writeInstrumentFile({ ...read(made), ...change }));
  return at(name);
}

function withDocument(change: Partial<InstrumentStateDocument>): Pick<InstrumentFile, 'document'> {
  return { document: { ...read(made).document, ...change } };
}

beforeAll(async () => {
  command = join(await shared('node'), 'node/alloy.js');
  folder = mkdtempSync(join(tmpdir(), 'alloy-remake-'));
  made = at('made.alloy');
  song = at('song.mid');
  writeFileSync(song, fourVoices(1));
  const short = ['--keys', 'C4..G4/7', '--mixes', '1', '--seconds', '0.3', '--start', '0.05', '--sounds'];
  const run = alloy('make', guitar, flute, '--out', made, ...short, '--name', 'Made', '--seed', '7');
  expect([run.status, run.stderr]).toEqual([0, expect.stringMatching(/100 %/) as string]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an instrument that is made', () => {
  it('has a picture, and says which part of its sounds is used', () => {
    const { picture, document } = read(made);
    expect(isPicture(picture!)).toBe(true);
    expect(document.sources.map((source) => source!.trim!.start)).toEqual([0.05, 0.05]);
    const run = alloy('show', made);
    expect(run.stdout).toMatch(
      /sound 1: {3}nylon-guitar-c4\.flac \(C4, from 0\.05 to [\d.]+ s, with its sound\)/,
    );
    const { instruments } = JSON.parse(alloy('show', made, '--json').stdout) as ShowReport;
    expect(instruments[0]).toMatchObject({
      picture: true,
      sounds: [
        { slot: 0, name: 'nylon-guitar-c4.flac', bytes: readFileSync(guitar).length },
        { slot: 1, name: 'flute-c5.flac', bytes: readFileSync(flute).length },
      ],
    });
  });
});

describe('alloy make of an instrument', () => {
  it('renders other keys of it, and all else stays', () => {
    const run = alloy('make', made, '--out', at('keys.alloy'), '--keys', 'C4..C5/12');
    expect(run.status).toBe(0);
    const [before, after] = [read(made), read(at('keys.alloy'))];
    expect(after.zones!.keyZones.map(({ rootMidi }) => rootMidi)).toEqual([60, 72]);
    expect(after.zones!.keyZones[0]).toEqual(before.zones!.keyZones[0]); // the same note, to the bit
    const plan = { ...before.document.plan, low: 60, high: 72, step: 12 };
    expect(after.document).toEqual({ ...before.document, plan });
    expect(after.sources).toEqual(before.sources);
  });

  it('renders nothing where its notes stay what they are', () => {
    const run = alloy('make', made, '--out', at('named.alloy'), '--name', 'Named', '--tag', 'new');
    expect([run.status, run.stderr]).toEqual([0, '']);
    const [before, after] = [read(made), read(at('named.alloy'))];
    expect(after.zones).toEqual(before.zones);
    expect(after.document).toEqual({ ...before.document, name: 'Named', tags: ['new'] });
  });

  it('encodes its sounds anew for another model; without them it says what is missing', () => {
    const keys = ['--keys', 'C4..C4/12', '--model', 'voices'];
    expect(alloy('make', made, '--out', at('voices.alloy'), ...keys).status).toBe(0);
    const [before, after] = [read(made), read(at('voices.alloy'))];
    expect(after.document.model!.id).toBe('voices');
    expect(after.document.model!.fingerprint).not.toBe(before.document.model!.fingerprint);
    after.document.sources.forEach((source, slot) => {
      const { embedding, ...rest } = before.document.sources[slot]!;
      expect(source).toMatchObject(rest);
      expect(source!.embedding.code).not.toBe(embedding.code);
    });
    const bare = written('bare.alloy', { sources: [] });
    const refused = alloy('make', bare, '--out', at('none.alloy'), ...keys, '--json');
    expect([refused.status, existsSync(at('none.alloy'))]).toEqual([2, false]);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: { code: 'source-model', subject: 'nylon-guitar-c4.flac' },
    });
  });

  it('refuses options of sounds', () => {
    const run = alloy('make', made, '--out', at('none.alloy'), '--start', '1', '--json');
    expect(run.status).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'bad-argument', subject: '--start' } });
  });
});

describe('the sounds of an instrument', () => {
  it('are sounds to other commands', () => {
    const run = alloy(
      'blend',
      made,
      '--engine',
      'live',
      '--seconds',
      '0.3',
      '--out',
      at('blended'),
      '--json',
    );
    expect(run.status).toBe(0);
    const { sources: used } = JSON.parse(run.stdout) as { sources: { path: string; root: number }[] };
    expect(used.map(({ path }) => path)).toEqual([`${made}/nylon-guitar-c4.flac`, `${made}/flute-c5.flac`]);
    expect(readdirSync(at('blended')).sort()).toEqual([
      'interp_nylon-guitar-c4_X_flute-c5.wav',
      'recon_flute-c5.wav',
      'recon_nylon-guitar-c4.wav',
    ]);
    const bare = written('bare.alloy', { sources: [] });
    const refused = alloy('blend', bare, '--out', at('none'), '--json');
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'unreadable', subject: bare } });
  });
});

describe('alloy play', () => {
  const float = ['--bits', 'float', '--seconds', '0.6', '--json'];

  it('plays the notes of a file although its model is nowhere: none is rendered', () => {
    const model = { id: 'nowhere', fingerprint: '0123456789abcdef' };
    const lost = written('lost.alloy', withDocument({ model }));
    expect(alloy('play', lost, song, '--out', at('lost.wav'), ...float).status).toBe(0);
    expect(alloy('play', made, song, '--out', at('there.wav'), ...float).status).toBe(0);
    expect(readFileSync(at('lost.wav'))).toEqual(readFileSync(at('there.wav')));
    const unrendered = written('unrendered.alloy', { ...withDocument({ model }), zones: null });
    const refused = alloy('play', unrendered, song, '--out', at('none.wav'), ...float);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'model-missing' } });
  });

  it('plays an instrument that is set to play live from its sounds, without a render', () => {
    const parameters = { ...read(made).document.parameters, live: 1 };
    const live = written('live.alloy', { ...withDocument({ parameters }), zones: null });
    const run = alloy('play', live, song, '--out', at('live.wav'), ...float);
    expect([run.status, run.stderr]).not.toContain('%');
    const { peak } = JSON.parse(run.stdout) as PlayReport;
    expect([run.status, peak > 0.05]).toEqual([0, true]);
    const coded = written('coded.alloy', { ...withDocument({ parameters }), sources: [], zones: null });
    const ofCodes = alloy('play', coded, song, '--out', at('coded.wav'), ...float);
    expect([ofCodes.status, (JSON.parse(ofCodes.stdout) as PlayReport).peak > 0.05]).toEqual([0, true]);
    expect(ofCodes.stderr).not.toContain('its rendered notes are played');
    const bare = read(made).document.sources.map((source) => source && { ...source, live: '' });
    const silent = written('silent.alloy', { ...withDocument({ parameters, sources: bare }), sources: [] });
    const told = alloy('play', silent, song, '--out', at('silent.wav'), ...float);
    expect(told.stderr).toContain('its rendered notes are played');
    expect(told.status).toBe(0);
    expect(alloy('play', made, song, '--out', at('zones.wav'), ...float).status).toBe(0);
    expect(readFileSync(at('silent.wav'))).toEqual(readFileSync(at('zones.wav')));
    expect(readFileSync(at('live.wav'))).not.toEqual(readFileSync(at('zones.wav')));
  });
});
