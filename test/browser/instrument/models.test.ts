/** A published checkpoint dropped on the page becomes a model, and is there at the next visit. */
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import { loadModel } from '../../../src/model/load.js';
import { storedModels } from '../../../src/model/model-repository.js';
import { initTensors } from '../../../src/model/tensors.js';
import { until } from './rig.js';
import { checkpointFiles, convertGolden } from '../../model/nsynth.js';

const assets = { modelsUrl: '/models/', sourcesUrl: '/presets/sources/' };
const open: Instrument[] = [];

async function start(storageKey: string | null = null): Promise<Instrument> {
  const instrument = new Instrument({ ...assets, storageKey });
  open.push(instrument);
  await instrument.started;
  return instrument;
}

/** Folders that are kept, models or not. */
async function folders(): Promise<number> {
  const root = await navigator.storage.getDirectory();
  const models = await root.getDirectoryHandle('alloy-models', { create: true });
  const names: string[] = [];
  for await (const name of (models as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name);
  return names.length;
}

async function clear(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry('alloy-models', { recursive: true }).catch(() => undefined);
}

/** @param padding bytes of another file, after the checkpoint's. */
async function archive(name: string, padding = 0): Promise<File> {
  const files = [...(await checkpointFiles())];
  if (padding > 0) files.push(['events.out', new Uint8Array(padding)]);
  const packed = await packTar(
    files.map(([file, bytes]) => ({
      header: { name: `ckpt/${file}`, size: bytes.length, type: 'file' as const },
      body: bytes as Uint8Array<ArrayBuffer>,
    })),
  );
  if (name.endsWith('.tar')) return new File([packed as Uint8Array<ArrayBuffer>], name);
  const stream = new Blob([packed]).stream().pipeThrough(new CompressionStream('gzip'));
  return new File([await new Response(stream).blob()], name);
}

beforeEach(clear);
afterEach(async () => {
  await Promise.all(open.splice(0).map((instrument) => instrument.close()));
  await clear();
});

it('is converted, opened, and there at the next visit', async () => {
  const first = await start();
  const seen: number[] = [];
  first.addEventListener('change', () => {
    const { adding } = first.state;
    if (adding.phase === 'running') seen.push(adding.progress);
  });
  for (let times = 0; times < 2; times++) await first.addModel(await archive('wavenet-voice-ckpt.tar.gz'));
  expect(first.state.adding).toEqual({ phase: 'idle' });
  expect(first.state.model).toMatchObject({
    phase: 'ready',
    id: 'kept:nsynth-voices',
    title: 'NSynth Voices',
  });
  expect(first.state.models.map(({ id }) => id)).toEqual(['instruments', 'voices', 'kept:nsynth-voices']);
  expect(seen.length).toBeGreaterThan(1);
  expect(await folders()).toBe(1); // the second took the place of the first

  const second = await start();
  expect(second.state.models.map(({ id }) => id)).toEqual(['instruments', 'voices', 'kept:nsynth-voices']);
  await second.selectModel('kept:nsynth-voices');
  expect(second.state.model).toMatchObject({ phase: 'ready', title: 'NSynth Voices' });
});

it('has the weights that the command writes', async () => {
  await (await start()).addModel(await archive('wavenet-ckpt.tar.gz'));
  const [stored] = await storedModels();
  await initTensors('wasm');
  const kept = await loadModel(new URL(`${stored!.url}/model.json`));
  const expected = await loadModel(await convertGolden({}));
  expect(kept.decoder).toEqual(expected.decoder);
});

it('says what is wrong with an archive, and keeps nothing of it', async () => {
  const instrument = await start();
  const whole = await archive('wavenet-ckpt.tar.gz');
  const cut = new File([whole.slice(0, Math.floor(whole.size / 2))], 'cut.tar.gz');
  await instrument.addModel(cut);
  expect(instrument.state.adding).toMatchObject({ phase: 'error', name: 'cut.tar.gz' });
  expect(instrument.state.adding).toMatchObject({ error: { code: 'model-truncated' } });
  await instrument.addModel(new File(['hello'], 'hello.tar'));
  expect(instrument.state.adding).toMatchObject({ error: { code: 'model-invalid', subject: 'hello.tar' } });
  expect(instrument.state.model).toMatchObject({ phase: 'ready', id: 'instruments' });
  expect(instrument.state.models).toHaveLength(2);
  expect(await folders()).toBe(0);
});

it('can be stopped while it is added: nothing is left of it, and what it would replace stays', async () => {
  const instrument = await start();
  await instrument.addModel(await archive('wavenet-ckpt.tar.gz'));
  const { models, model } = instrument.state;
  const atOnce = instrument.addModel(await archive('wavenet-voice-ckpt.tar.gz'));
  instrument.stopAddingModel();
  await atOnce;
  expect(instrument.state).toMatchObject({ adding: { phase: 'idle' }, models, model });

  const seen: number[] = [];
  instrument.addEventListener('change', () => {
    const { adding } = instrument.state;
    if (adding.phase !== 'running' || adding.progress === 0) return;
    seen.push(adding.progress);
    instrument.stopAddingModel();
  });
  await instrument.addModel(await archive('wavenet-ckpt.tar', 128 * 1024 * 1024));
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every((progress) => progress < 1)).toBe(true);
  expect(instrument.state).toMatchObject({ adding: { phase: 'idle' }, models, model });
  expect(await folders()).toBe(1);
});

it('ends with the instrument while it is added', async () => {
  const instrument = await start();
  const adding = instrument.addModel(await archive('wavenet-ckpt.tar.gz'));
  await instrument.close();
  await adding;
  expect(await folders()).toBe(0);
});

it('can be removed: what names it stays, says what is missing, and is whole once it is added again', async () => {
  const storageKey = `test ${crypto.randomUUID()}`;
  const id = 'kept:nsynth-voices';
  const missing = { phase: 'error', id, error: { code: 'model-removed', subject: 'nsynth-voices' } };
  const first = await start(storageKey);
  await until(first, ({ presets }) => presets !== null);
  await first.addModel(await archive('wavenet-voice-ckpt.tar.gz'));
  await first.savePreset('Choir');
  const bytes = first.state.models.find((model) => model.id === id)!.storedBytes!;
  expect(bytes).toBeGreaterThan(10_000);
  expect(first.state.models[0]).not.toHaveProperty('keptBytes');
  await expect(first.removeModel('instruments')).rejects.toMatchObject({ code: 'bad-argument' });

  await first.removeModel(id);
  expect(await folders()).toBe(0);
  expect(first.state.model).toMatchObject(missing);
  expect(first.state.models.map((model) => model.id)).toEqual(['instruments', 'voices']);
  await first.loadSource(0, new File(['x'], 'no sound'));
  await first.close();

  const second = await start(storageKey);
  expect(second.state.model).toMatchObject(missing);
  await second.render();
  expect(second.state.render).toMatchObject({ phase: 'error', error: { code: 'model-removed' } });
  await second.selectModel('instruments');
  expect(second.state.model).toMatchObject({ phase: 'ready' });
  await until(second, ({ presets }) => presets !== null);
  const { list } = second.state.presets!;
  await second.loadPreset(list.find(({ name }) => name === 'Choir')!.id);
  expect(second.state.model).toMatchObject(missing);
  second.undo();
  await until(second, ({ model }) => model.phase === 'ready');
  await second.loadPreset(list.find(({ name }) => name === 'Choir')!.id);
  await second.addModel(await archive('wavenet-voice-ckpt.tar.gz'));
  expect(second.state.model).toMatchObject({ phase: 'ready', id });
  for (const preset of list) await second.removePreset(preset.id);
});

it('sweeps up what a closed page left half-written', async () => {
  const root = await navigator.storage.getDirectory();
  const models = await root.getDirectoryHandle('alloy-models', { create: true });
  await models.getDirectoryHandle('left-behind', { create: true });
  expect(await storedModels()).toEqual([]);
  await (await start()).addModel(await archive('wavenet-ckpt.tar.gz'));
  expect(await folders()).toBe(1);
});
