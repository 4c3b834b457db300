/** Tests instruments and presets as files and links in a page; and that Node renders and plays the same samples. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commands } from 'vitest/browser';
import type { InstrumentFile } from '../../../src/document/file/instrument-file.js';
import { encodeWav } from '../../../src/audio/wav.js';
import { isPicture } from '../../../src/document/file/known-picture.js';
import { readInstrumentFile } from '../../../src/document/file/read.js';
import { writeBank, writeInstrumentFile } from '../../../src/document/file/write.js';
import { fromBase64, toBase64 } from '../../../src/document/base64.js';
import type { InstrumentStateDocument } from '../../../src/document/schema.js';
import { AlloyError } from '../../../src/errors.js';
import type { Instrument } from '../../../src/instrument/instrument.js';
import type { PresetInfo } from '../../../src/instrument/state/state.js';
import { readSong } from '../../../src/midi/song.js';
import golden from '../../golden/documents/guitar-flute.json';
import { fourVoices } from '../../midi/song-writer.js';
import { encoded, loadPair, open, until, watchRequests } from './rig.js';

const { renderInNode, playInNode } = commands as unknown as {
  renderInNode(text: string): Promise<string>;
  playInNode(file: string, song: string, sampleRate: number, seconds: number): Promise<string>;
};

/** Two keys of two mixes, short, with something learned and a gain that moves the mix. */
const DOCUMENT = {
  ...golden,
  ...{ name: 'Guitar flute', tags: ['plucked'], reverb: { size: 2 } },
  ...{ seconds: 0.4, plan: { low: 57, high: 64, step: 7, mixes: 2 }, mix: { x: 0.3, y: 0 } },
  sources: golden.sources.map((source, i) => source && { ...source, gain: i === 1 ? 3 : 0 }),
  parameters: {
    ...golden.parameters,
    attack: 0.02,
    release: 0.1,
    mix: 30,
    filterType: 1,
    filterCutoff: 4000,
  },
  midi: { channel: null, bindings: [{ parameter: 'mix', channel: 0, controller: 1 }] },
} as unknown as InstrumentStateDocument;

const done = (instrument: Instrument): Promise<void> =>
  until(instrument, ({ render }) => render.phase === 'done' || render.phase === 'error');

async function fileOf(blob: Blob): Promise<InstrumentFile> {
  const { instruments } = readInstrumentFile(new Uint8Array(await blob.arrayBuffer()), 'x.alloy');
  return instruments[0]!;
}

const layersOf = ({ zones }: InstrumentFile): unknown =>
  zones!.keyZones.map(({ rootMidi, loop, layers }) => ({
    ...{ rootMidi, loop },
    layers: layers.map(({ x, y, decayRate, samples }) => [
      x,
      y,
      decayRate,
      ...new Int32Array(samples.slice().buffer),
    ]),
  }));

describe('a file of an instrument', () => {
  let saved: Blob;
  let node: string;

  beforeAll(async () => {
    const instrument = await open();
    await instrument.setState(DOCUMENT);
    await done(instrument);
    expect(instrument.state.render.phase).toBe('done');
    saved = await instrument.files.save();
    await instrument.close();
    node = await renderInNode(JSON.stringify(DOCUMENT));
  });

  it('has the same notes, to the bit, from a page and from Node', async () => {
    const [page, there] = [await fileOf(saved), readInstrumentFile(fromBase64(node), 'x').instruments[0]!];
    expect(page.zones!.keyZones.map(({ layers }) => layers.length)).toEqual([2, 2]);
    expect(layersOf(page)).toEqual(layersOf(there));
    const compared = ({ document }: InstrumentFile): unknown => ({
      ...document,
      sources: document.sources.filter(Boolean),
    });
    expect(compared(page)).toEqual(compared(there));
    expect(page.unknown).toEqual({ reverb: { size: 2 } });
  });

  it('plays the same samples offline in the page as in Node: notes, a learned controller, a moved mix', async () => {
    const [rate, seconds] = [44_100, 1.5];
    const song = fourVoices(1.2);
    const context = new OfflineAudioContext(2, rate * seconds, rate);
    const instrument = await open({ context });
    await instrument.files.open(saved);
    await done(instrument);
    for (const { seconds: time, bytes } of readSong(song, 'song').events) instrument.midi(bytes, time);
    await instrument.synced();
    const heard = await context.startRendering();
    await instrument.close();
    const bytes = fromBase64(
      await playInNode(toBase64(new Uint8Array(await saved.arrayBuffer())), toBase64(song), rate, seconds),
    );
    const played = new Float32Array(bytes.slice().buffer);
    expect(played).toHaveLength(2 * rate * seconds);
    let [away, peak] = [0, 0];
    for (const channel of [0, 1]) {
      heard.getChannelData(channel).forEach((sample, i) => {
        away = Math.max(away, Math.abs(sample - played[channel * rate * seconds + i]!));
        peak = Math.max(peak, Math.abs(sample));
      });
    }
    expect(peak).toBeGreaterThan(0.05);
    expect(away).toBeLessThanOrEqual(1e-6);
  });

  it('opens in a fresh page and plays its notes without rendering any; one undo takes it back', async () => {
    const instrument = await open();
    const asked = watchRequests();
    const opened = await instrument.files.open(saved, 'x.alloy');
    await done(instrument);
    asked.stop();
    expect(opened).toEqual({ kind: 'instrument', names: ['Guitar flute'] });
    expect(instrument.state.zones.every(({ phase }) => phase === 'ready')).toBe(true);
    // clips of the sources are rendered, zones are not
    expect(asked.notes.filter(({ rootMidi }) => [57, 64].includes(rootMidi))).toEqual([]);
    expect(layersOf(await fileOf(await instrument.files.save()))).toEqual(layersOf(await fileOf(saved)));
    instrument.undo();
    expect(instrument.state.slots.every(({ phase }) => phase === 'empty')).toBe(true);
    await instrument.close();
  });

  it('brings the sounds that are in it back into their slots, at their roots and gains', async () => {
    const tone = Float32Array.from(
      { length: 16_000 },
      (_, i) => 0.4 * Math.sin((2 * Math.PI * 220 * i) / 16_000),
    );
    const wav = new Uint8Array(encodeWav(tone, 16_000));
    const maker = await open();
    maker.setSeconds(0.3);
    maker.setPlan({ low: 45, high: 57, step: 12, mixes: 1 });
    await maker.loadSource(0, new Blob([wav]), 'tone.wav');
    maker.setRoot(0, 58);
    maker.setSlotGain(0, -2);
    await maker.render();
    const made = await fileOf(await maker.files.save());
    await maker.close();
    expect(made.sources).toEqual([]);
    const sources = [
      { slot: 0, name: 'tone.wav', bytes: wav },
      { slot: 1, name: 'nothing.wav', bytes: Uint8Array.of(1, 2) }, // of no source: left out
    ];
    const file = new File(
      [writeInstrumentFile({ ...made, sources }) as Uint8Array<ArrayBuffer>],
      'tone.alloy',
    );
    const instrument = await open();
    await instrument.files.open(file);
    await done(instrument);
    const [slot] = instrument.state.slots;
    expect(slot).toMatchObject({
      phase: 'ready',
      name: 'tone.wav',
      embedded: false,
      rootOverride: 58,
      gain: -2,
    });
    expect(slot?.phase === 'ready' && slot.original.samples.length).toBe(16_000);
    await instrument.close();
  });

  it('saves the sounds, too, and brings them back as they were used: part, root, gain, name; its notes are not rendered again', async () => {
    const rate = 44_100;
    const tone = Float32Array.from(
      { length: rate },
      (_, i) => 0.4 * Math.sin((2 * Math.PI * 220 * i) / rate),
    );
    const maker = await open();
    maker.setSeconds(0.3);
    maker.setPlan({ low: 45, high: 57, step: 12, mixes: 1 });
    await maker.loadSource(0, new Blob([encodeWav(tone, rate)]), 'A tone / of mine.wav');
    maker.setRoot(0, 58);
    maker.setSlotGain(0, -2);
    maker.setTrim(0, { start: 0.2, end: 0.7 });
    await maker.render();
    const before = maker.state.slots[0]!;
    const saved = await maker.files.save({ sounds: true });
    await maker.close();
    const { sources, picture, document } = await fileOf(saved);
    expect(sources.map(({ slot, name }) => [slot, name])).toEqual([[0, 'A tone _ of mine.wav']]);
    expect(document.sources[0]!.trim).toEqual({ start: 0.2, end: 0.7 });
    expect(isPicture(picture!)).toBe(true);
    const instrument = await open();
    const asked = watchRequests();
    await instrument.files.open(saved, 'tone.alloy');
    await done(instrument);
    asked.stop();
    const [after] = instrument.state.slots;
    if (before.phase !== 'ready' || after?.phase !== 'ready') throw new Error('There is no sound.');
    const { name, embedded, rootOverride, gain, trim, original, found } = after;
    expect({ name, embedded, rootOverride, gain, trim, found }).toEqual({
      ...{ name: 'A tone / of mine.wav', embedded: false, rootOverride: 58, gain: -2 },
      ...{ trim: { start: 0.2, end: 0.7 }, found: before.found },
    });
    expect(original).toEqual(before.original);
    expect(instrument.state.zones.every(({ phase }) => phase === 'ready')).toBe(true);
    expect(asked.notes.filter(({ rootMidi }) => rootMidi === 45)).toEqual([]); // 57 is that of the clip of the source
    expect((await fileOf(await instrument.files.save())).sources).toEqual(sources); // as they came
    expect((await fileOf(await instrument.files.save({ sounds: false }))).sources).toEqual([]);
    await instrument.close();
  });

  it('keeps what it does not know, and is small without its notes', async () => {
    const file = await fileOf(saved);
    const others = new Map([['later/effect.json', new TextEncoder().encode('{}')]]);
    const sources = [{ slot: 0, name: 'guitar.wav', bytes: Uint8Array.of(1, 2) }];
    const bytes = writeInstrumentFile({ ...file, zones: null, others, sources });
    const instrument = await open();
    await instrument.files.open(new File([bytes as Uint8Array<ArrayBuffer>], 'mine.alloy'));
    const again = await fileOf(await instrument.files.save({ notes: false }));
    expect([again.others, again.sources, again.zones]).toEqual([others, sources, null]);
    expect(again.unknown).toEqual({ reverb: { size: 2 } });
    instrument.cancel();
    await instrument.setState(null);
    expect((await fileOf(await instrument.files.save())).others.size).toBe(0); // another instrument by now
    await instrument.close();
  });

  it('that is damaged changes nothing, and says what it is', async () => {
    const instrument = await open();
    await instrument.setState(DOCUMENT);
    instrument.cancel();
    const before = await instrument.getState();
    const whole = new Uint8Array(await saved.arrayBuffer());
    for (const bad of [new Blob(['hello']), new Blob([whole.slice(0, 5000)])]) {
      const failed = await instrument.files.open(bad, 'bad.alloy').catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(AlloyError);
      expect(failed).toMatchObject({ code: 'document-damaged', subject: 'bad.alloy' });
    }
    expect(await instrument.getState()).toEqual(before);
    await instrument.close();
  });

  it('is a link, too, which makes the same instrument', async () => {
    const instrument = await open();
    await instrument.setState(DOCUMENT);
    instrument.cancel();
    const before = await instrument.getState();
    const sent = vi.spyOn(Worker.prototype, 'postMessage');
    const { fragment, fits, coarser } = await instrument.files.link();
    // rounding until it fits takes seconds: no page waits for that
    expect(sent.mock.calls.map(([message]) => (message as { kind: string }).kind)).toContain('link');
    sent.mockRestore();
    expect([fits, coarser]).toEqual([true, false]);
    await instrument.setState(null);
    await instrument.files.openLink(`https://alloy.example/#${fragment}`);
    instrument.cancel();
    expect(await instrument.getState()).toEqual(before);
    let kept = 0;
    const keep = () => Promise.resolve(kept++);
    await expect(instrument.files.openLink('#alloy=xyz', keep)).rejects.toMatchObject({
      code: 'document-damaged',
    });
    expect(kept).toBe(0);
    await instrument.files.openLink(fragment, keep);
    expect(kept).toBe(1);
    instrument.cancel();
    await instrument.close();
  });
});

describe('presets as files', () => {
  let instrument: Instrument;
  const list = () => instrument.state.presets!.list;
  const names = (): string[] => list().map(({ name }) => name);

  beforeAll(async () => {
    instrument = await open({ storageKey: `files ${Math.random()}` });
    await until(instrument, ({ presets }) => presets !== null);
    await loadPair(instrument, 0.3);
    await Promise.all([encoded(instrument, 0), encoded(instrument, 1)]);
    await instrument.savePreset('Recorded');
    await instrument.setState(DOCUMENT);
    instrument.cancel();
    await instrument.savePreset('Sent');
  });
  afterAll(async () => {
    for (const { id } of list()) await instrument.removePreset(id);
    await instrument.close();
  });

  it('have a picture where they were rendered, which stays with them in a file and a bank', async () => {
    const rendered = await open({ storageKey: `pictures ${Math.random()}` });
    await rendered.setState(DOCUMENT);
    await done(rendered);
    await rendered.savePreset('Seen');
    const preset = (): PresetInfo => rendered.state.presets!.list.find((one) => one.name.startsWith('Seen'))!;
    const { picture } = preset();
    expect(isPicture(picture!)).toBe(true);
    const { file } = await rendered.files.savePresets([preset().id]);
    expect((await fileOf(file)).picture).toEqual(picture);
    const bank = writeBank({ instruments: [await fileOf(file)], others: new Map() });
    await rendered.removePreset(preset().id);
    await rendered.files.open(new Blob([bank as Uint8Array<ArrayBuffer>]), 'bank.alloy');
    rendered.cancel();
    expect(preset().picture).toEqual(picture);
    await rendered.removePreset(preset().id);
    await rendered.close();
  });

  it('leave as one bank and come back beside what is there, also in a fresh page; undo takes them away', async () => {
    const { file, leftOut } = await instrument.files.savePresets(null);
    expect(leftOut).toEqual([]);
    const bank = readInstrumentFile(new Uint8Array(await file.arrayBuffer()), 'bank');
    expect([bank.isBank, bank.instruments.map(({ document }) => document.name)]).toEqual([
      true,
      ['Recorded', 'Sent'],
    ]);
    expect(bank.instruments[0]!.document.sources.filter(Boolean)).toHaveLength(2);
    expect(await instrument.files.open(file)).toMatchObject({ kind: 'bank', names: ['Recorded', 'Sent'] });
    instrument.cancel();
    expect(names()).toEqual(['Recorded', 'Sent', 'Recorded (2)', 'Sent (2)']);
    expect(instrument.state.slots[0]).toMatchObject({ phase: 'ready', embedded: true });
    instrument.undo(); // the first of them was loaded
    instrument.undo();
    await until(instrument, ({ presets }) => presets!.list.length === 2);
    instrument.redo();
    await until(instrument, ({ presets }) => presets!.list.length === 4);
    instrument.undo();
    await until(instrument, ({ presets }) => presets!.list.length === 2);
  });

  it('leave at their own length, whatever their sounds are prepared for meanwhile', async () => {
    const own = await open({ storageKey: `lengths ${Math.random()}` });
    await loadPair(own, 0.3);
    await Promise.all([encoded(own, 0), encoded(own, 1)]);
    const save = async (name: string): Promise<string> => {
      await own.savePreset(name);
      return own.state.presets!.list.find((one) => one.name === name)!.id;
    };
    const ids = [await save('Short')];
    const short = await fileOf((await own.files.savePresets(ids)).file);
    own.setSeconds(0.6);
    ids.push(await save('Long')); // at once: neither sound is prepared for it
    await Promise.all([encoded(own, 0), encoded(own, 1)]);
    ids.push(await save('Long too')); // what is kept of both sounds is for this one
    const { file, leftOut } = await own.files.savePresets(ids);
    expect(leftOut).toEqual([]);
    const { instruments } = readInstrumentFile(new Uint8Array(await file.arrayBuffer()), 'bank');
    const saved = new Map(instruments.map(({ document }) => [document.name, document]));
    expect(saved.get('Short')!.sources).toEqual(short.document.sources);
    expect(saved.get('Long')!.sources).toEqual(saved.get('Long too')!.sources);
    expect(saved.get('Long')!.sources).not.toEqual(short.document.sources);
    for (const id of ids) await own.removePreset(id);
    await own.close();
  });

  it('leave one by one, as instruments', async () => {
    const sent = list().find(({ name }) => name === 'Sent')!;
    const { file } = await instrument.files.savePresets([sent.id]);
    const { isBank, instruments } = readInstrumentFile(new Uint8Array(await file.arrayBuffer()), 'one');
    expect([isBank, instruments[0]!.document.name, instruments[0]!.unknown]).toEqual([
      false,
      'Sent',
      { reverb: { size: 2 } },
    ]);
  });

  it('are duplicated, tagged and made favourites; undo takes each back', async () => {
    const { id } = list()[0]!;
    await instrument.duplicatePreset(id);
    expect(names()).toEqual(['Recorded', 'Sent', 'Recorded (2)']);
    expect(instrument.state.history.undo).toBe('presetAdded');
    instrument.undo();
    await until(instrument, ({ presets }) => presets!.list.length === 2);
    await instrument.markPreset(id, { tags: [' warm ', 'warm', '', '弦'] });
    await instrument.markPreset(id, { favourite: true });
    expect(list()[0]).toMatchObject({ tags: ['warm', '弦'], favourite: true });
    await instrument.savePreset('Recorded'); // replaced: what was said of it stays its own
    expect(list()[0]).toMatchObject({ favourite: true });
    instrument.undo();
    instrument.undo();
    await until(instrument, ({ presets }) => presets!.list[0]!.favourite !== true);
    expect(list()[0]!.tags).toEqual(['warm', '弦']);
    instrument.undo();
    await until(instrument, ({ presets }) => presets!.list[0]!.tags === undefined);
  });
});
