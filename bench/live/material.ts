/** Finds the notes, bundled sounds and recordings that the live engine is measured with. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeAudio } from '../../src/audio/decode.js';
import { HighPass } from '../../src/audio/high-pass.js';
import { wholeSound } from '../../src/audio/source.js';

export interface Material {
  readonly name: string;
  readonly channels: readonly Float32Array[];
  readonly sampleRate: number;
  /** null: without pitch. */
  readonly root: number | null;
}

export interface Note extends Material {
  readonly program: number;
  readonly font: string;
  readonly key: number;
  /** Of a note an octave away: the key of the note that it is to be made from. */
  readonly from: number | null;
}

const NOTES = process.env['ALLOY_LIVE_NOTES'] ?? '/tmp/live/notes';
const RECORDINGS = process.env['ALLOY_LIVE_RECORDINGS'] ?? '/usr/share';
const RUMBLE_HZ = 20;
/** No more of a sound is measured. */
const SECONDS = 4;

interface IndexRow {
  readonly set: string;
  readonly file: string;
  readonly program: number;
  readonly font: string;
  readonly key: number;
  readonly from: number | null;
}

/** Notes of a set (training/live/test_notes.py); empty where they were not rendered. */
export async function notesOf(set: string): Promise<Note[]> {
  const index = join(NOTES, 'index.json');
  if (!existsSync(index)) return [];
  const rows = (JSON.parse(await readFile(index, 'utf8')) as IndexRow[]).filter((row) => row.set === set);
  const notes: Note[] = [];
  for (const row of rows) {
    const { channels, sampleRate } = await read(join(NOTES, row.file));
    notes.push({ ...row, name: row.file, channels, sampleRate, root: row.key });
  }
  return notes;
}

/** The sounds that ship, at their roots. */
export async function bundledSounds(): Promise<Material[]> {
  const folder = new URL('../../presets/sources/', import.meta.url).pathname;
  const list = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as {
    id: string;
    file?: string;
    rootMidi: number;
  }[];
  const sounds: Material[] = [];
  for (const { id, file, rootMidi } of list) {
    if (file === undefined) continue; // figures are those of the recorded ones
    sounds.push({ ...(await read(join(folder, file))), name: id, root: rootMidi });
  }
  return sounds;
}

/** Drums, bells, voices, speech, noise, chords, loops, instruments as recorded, by what they are. */
const LIST: Readonly<Record<string, readonly string[]>> = {
  drum: [
    'sonic-pi/samples/drum_tom_lo_hard.flac',
    'sonic-pi/samples/drum_snare_hard.flac',
    'sonic-pi/samples/drum_heavy_kick.flac',
    'sonic-pi/samples/tabla_tun1.flac',
    'sonic-pi/samples/tabla_ghe3.flac',
    'hydrogen/data/drumkits/ForzeeStereo/CrashRide18Bell-2.wav',
  ],
  bell: [
    'sonic-pi/samples/perc_bell.flac',
    'sonic-pi/samples/drum_cowbell.flac',
    'sonic-pi/samples/elec_bell.flac',
    'lmms/samples/misc/dong01.ogg',
    'sonic-pi/samples/elec_chime.flac',
    'hydrogen/data/drumkits/ForzeeStereo/AgogoHigh-2.wav',
  ],
  voice: [
    'sonic-pi/samples/ambi_choir.flac',
    'lmms/samples/stringsnpads/rave_choir01.ogg',
    'SuperCollider/sounds/a11wlk01.wav',
    'lmms/samples/misc/breath01.ogg',
  ],
  noise: [
    'sonic-pi/samples/vinyl_hiss.flac',
    'sonic-pi/samples/ambi_sauna.flac',
    'lmms/samples/misc/applause01.ogg',
    'sonic-pi/samples/drum_cymbal_open.flac',
  ],
  chord: [
    'sonic-pi/samples/guit_em9.flac',
    'sonic-pi/samples/guit_e_fifths.flac',
    'lmms/samples/instruments/e_piano_accord01.ogg',
    'sonic-pi/samples/ambi_piano.flac',
  ],
  loop: ['sonic-pi/samples/loop_amen.flac', 'sonic-pi/samples/loop_tabla.flac'],
  instrument: [
    'sonic-pi/samples/guit_harmonics.flac',
    'lmms/samples/instruments/cello01.ogg',
    'lmms/samples/instruments/flute01.ogg',
    'lmms/samples/instruments/trumpet01.ogg',
    'lmms/samples/instruments/violin_pizzicato01.ogg',
    'lmms/samples/instruments/piano01.ogg',
    'sonic-pi/samples/elec_twang.flac',
    'lmms/samples/stringsnpads/strings01.ogg',
  ],
};

/** Recordings that are installed, with the root that Alloy hears in them. */
export async function recordings(): Promise<(Material & { readonly kind: string })[]> {
  const found: (Material & { kind: string })[] = [];
  for (const [kind, files] of Object.entries(LIST)) {
    for (const file of files) {
      const path = join(RECORDINGS, file);
      if (!existsSync(path)) continue;
      const { channels, sampleRate } = await read(path);
      const { heard } = wholeSound(channels, sampleRate, file);
      const cut = channels.map((channel) => channel.slice(0, SECONDS * sampleRate));
      // as a source is prepared; else levels would be matched by rumble that neither ear nor bands hear
      for (const channel of cut) new HighPass(RUMBLE_HZ, sampleRate).process(channel);
      found.push({
        kind,
        name: file.split('/').at(-1)!,
        channels: cut,
        sampleRate,
        root: heard?.midi ?? null,
      });
    }
  }
  return found;
}

async function read(path: string): Promise<{ channels: Float32Array[]; sampleRate: number }> {
  const bytes = await readFile(path);
  const { channels, sampleRate } = await decodeAudio(new Uint8Array(bytes).buffer, path);
  return { channels: channels.slice(0, 2), sampleRate };
}
