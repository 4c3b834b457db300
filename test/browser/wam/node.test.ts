/** Tests the plugin's node in a host made of nothing but the sdk: creation, requests, events, parameters, ends. */
import { initializeWamHost } from '@webaudiomodules/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { AlloyError } from '../../../src/errors.js';
import { PARAMETERS } from '../../../src/parameters.js';
import Alloy from '../../../src/wam/index.js';
import type { AlloyNode } from '../../../src/wam/node.js';
import { begins, giveTone, groupIn, note, offline, plugIn, rendered, type Plugin } from './rig.js';

let living: Plugin[] = [];

async function open(context: BaseAudioContext, state?: unknown): Promise<Plugin> {
  const plugin = await plugIn(context, state);
  living.push(plugin);
  return plugin;
}

afterEach(() => {
  for (const { node } of living) node.destroy();
  living = [];
});

/** Rejects within the test: what it rejects with. */
async function refusal(promise: Promise<unknown>): Promise<AlloyError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AlloyError);
  return error as AlloyError;
}

describe('creation', () => {
  it('gives what a host looks at', async () => {
    const { module, node } = await open(offline(0.1));
    expect(Alloy.isWebAudioModuleConstructor).toBe(true);
    expect(module.isWebAudioModule).toBe(true);
    expect(module.initialized).toBe(true);
    expect(module._audioNode).toBe(node);
    expect(node.module).toBe(module);
    expect([node.groupId, node.moduleId, node.instanceId]).toEqual([
      module.groupId,
      module.moduleId,
      module.instanceId,
    ]);
    expect(node.numberOfInputs).toBeGreaterThan(0); // hosts connect something, whatever the descriptor says
    expect(node).toBeInstanceOf(AudioWorkletNode);
    await module.instrument!.synced(); // the instrument has the node for its player
  });

  it('gives ids of their own to many that are made at once', () => {
    const context = offline(0.1);
    const ids = Array.from({ length: 200 }, () => new Alloy('group', context).instanceId);
    expect(new Set(ids).size).toBe(200);
  });

  it('says its descriptor, the same as beside the module', async () => {
    const module = new Alloy('group', offline(0.1));
    const beside = (await (await fetch(module._descriptorUrl)).json()) as object;
    expect(module.descriptor).toEqual(beside);
    const flags = ['Audio', 'Midi', 'Sysex', 'Osc', 'Mpe', 'Automation'].flatMap((kind) => [
      `has${kind}Input`,
      `has${kind}Output`,
    ]);
    for (const flag of flags) expect(beside).toHaveProperty(flag, expect.any(Boolean));
    expect(beside).toMatchObject({ apiVersion: '2.0.0', isInstrument: true });
  });

  it.each([
    ['a context without a host', async () => [offline(0.1), 'group'] as const, 'initializeWamHost'],
    [
      'a group that there is not',
      async () => {
        const context = offline(0.1);
        await initializeWamHost(context);
        return [context, 'nobody'] as const;
      },
      'nobody',
    ],
    ['no context', async () => [{} as BaseAudioContext, 'group'] as const, 'AudioContext'],
    ['nothing', async () => [undefined as never, undefined as never] as const, 'Pass'],
  ])('in %s is refused, with the way out', async (_, make, words) => {
    const [context, group] = await make();
    const error = await refusal(Alloy.createInstance(group, context));
    expect(error.code).toBe('bad-argument');
    expect(error.message).toContain(words);
  });

  it('of several in one context and in several contexts at once gives each its own', async () => {
    const context = offline(0.1);
    const group = await groupIn(context);
    const others = [offline(0.1, 44100), offline(0.1, 96000)];
    const modules = await Promise.all([
      ...Array.from({ length: 3 }, () => Alloy.createInstance(group, context)),
      ...others.map(async (other) => Alloy.createInstance(await groupIn(other), other)),
    ]);
    for (const module of modules) living.push({ module, node: module.audioNode } as never);
    expect(new Set(modules.map(({ instanceId }) => instanceId)).size).toBe(5);
    for (const { audioNode } of modules) expect(await audioNode.getCompensationDelay()).toBe(0);
  });
});

describe('a note in an offline context', () => {
  it.each([44100, 48000, 96000])('sent for sample N begins at sample N, at %d Hz', async (rate) => {
    const first = await (async () => {
      const context = offline(0.2, rate);
      const { node } = await open(context);
      await giveTone(node);
      node.scheduleEvents(note(0));
      await node.getParameterValues();
      return begins(await rendered(context));
    })();
    for (const frame of [1, 127, 4801]) {
      const context = offline(0.2, rate);
      const { node } = await open(context);
      await giveTone(node);
      node.scheduleEvents(note(frame / rate));
      await node.getParameterValues(); // a host's barrier
      expect(begins(await rendered(context)) - first).toBe(frame);
    }
  });

  it.each([64, 128, 256, 480])('sounds the same in blocks of %d frames', async (renderSizeHint) => {
    const play = async (options: object): Promise<Float32Array> => {
      const context = offline(0.3, 48000, options);
      const { node } = await open(context);
      await giveTone(node);
      node.scheduleEvents(note(0.0123), note(0.1, 72), note(0.2, 69, 0));
      await node.getParameterValues();
      return rendered(context);
    };
    const [reference, samples] = [await play({}), await play({ renderSizeHint })];
    expect(begins(samples)).toBeGreaterThan(0);
    expect(samples).toEqual(reference);
  });
});

describe('events', () => {
  it('of the page are heard by listeners when they are played, as they were sent', async () => {
    const context = offline(0.2);
    const { node } = await open(context);
    const heard: unknown[] = [];
    node.addEventListener('wam-midi', (event) => heard.push((event as CustomEvent).detail));
    const [late, early] = [Object.freeze(note(0.1)), Object.freeze(note(0.05, 60))];
    node.scheduleEvents(late, early);
    node.scheduleEvents(note(5));
    await node.getParameterValues();
    expect(heard).toEqual([]);
    await rendered(context);
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[0]).toBe(early);
    expect(heard[1]).toBe(late);
  });

  it('of any form break nothing', async () => {
    const context = offline(0.2);
    const { node } = await open(context);
    await giveTone(node);
    const odd = [
      null,
      undefined,
      7,
      {},
      { type: 'wam-midi' },
      { type: 'wam-midi', data: { bytes: () => 1 } },
    ];
    node.scheduleEvents(...(odd as never[]));
    node.scheduleEvents();
    node.scheduleEvents({ type: 'wam-midi', data: { bytes: Uint8Array.of(0x90, 69, 100) as never } });
    await node.getParameterValues();
    expect(begins(await rendered(context))).toBeGreaterThanOrEqual(0);
  });

  it('that wait are dropped, and a note without its end ends', async () => {
    const context = new AudioContext();
    const { node } = await open(context);
    await giveTone(node);
    const { promise: on, resolve } = Promise.withResolvers<null>();
    node.addEventListener('wam-midi', () => resolve(null));
    const held = () => living[0]!.module.instrument!.state.heldKeys;
    node.scheduleEvents(note(), note(context.currentTime + 1000, 69, 0));
    await on;
    await expect.poll(held).toEqual([69]);
    await node.clearEvents();
    await node.clearEvents();
    await expect.poll(held).toEqual([]);
    await context.close();
  });

  it('go from one plugin to another in the audio thread, and the object stays as it was', async () => {
    const context = offline(0.2);
    const group = await groupIn(context);
    const make = async (): Promise<AlloyNode> => {
      const module = await Alloy.createInstance(group, context);
      living.push({ module, node: module.audioNode } as never);
      return module.audioNode as unknown as AlloyNode;
    };
    const [from, to] = [await make(), await make()];
    to.connect(context.destination);
    await giveTone(to);
    const infos: unknown[] = [];
    to.addEventListener('wam-info', (event) => infos.push((event as CustomEvent).detail));
    from.connectEvents(to.instanceId);
    from.connectEvents('nobody'); // the sdk's group keeps such a wire, and throws where it is used
    from.disconnectEvents('nobody');
    from.port.postMessage({ kind: 'wam-emit', events: [note(0.1)] });
    await from.getParameterValues();
    await to.getParameterValues();
    const samples = await rendered(context);
    expect(begins(samples)).toBeGreaterThanOrEqual(0.1 * 48000);
  });
});

describe('parameters', () => {
  it('are described, printed, and normalised there and back', async () => {
    const { node } = await open(offline(0.1));
    const infos = await node.getParameterInfo();
    expect(Object.keys(infos)).toEqual(PARAMETERS.map(({ id }) => id));
    for (const info of Object.values(infos)) {
      expect(info.valueString(info.defaultValue)).not.toBe('');
      expect(info.valueString(NaN)).not.toMatch(/NaN|undefined/);
      expect(info.denormalize(0)).toBe(info.minValue);
      expect(info.denormalize(1)).toBe(info.maxValue);
      const step = info.discreteStep || (info.maxValue - info.minValue) / 7;
      for (let value = info.minValue; value <= info.maxValue; value += step)
        expect(info.denormalize(info.normalize(value))).toBeCloseTo(value, 8);
    }
    const print = (id: string, value: number) => infos[id]!.valueString(value);
    expect([print('gain', -6), print('attack', 0.25), print('filterType', 1), print('mix', 50)]).toEqual([
      '−6.0 dB',
      '250 ms',
      'lowpass',
      '50 %',
    ]);
    expect([print('transpose', 12), print('voices', 1e9)]).toEqual(['12 st', '256']);
    expect(Object.keys(await node.getParameterInfo('mix', 'nothing'))).toEqual(['mix']);
  });

  it('are set clamped and rounded, normalised or not, and the page shows it', async () => {
    const { module, node } = await open(offline(0.1));
    const set = (id: string, value: number, normalized?: boolean) => ({ id, value, normalized: normalized! });
    await node.setParameterValues({
      tune: set('tune', 1e9),
      transpose: set('transpose', 2.6),
      mix: set('mix', 0.25, true),
      nothing: set('nothing', 1),
      gain: set('gain', NaN),
    });
    const values = await node.getParameterValues();
    expect(values).toMatchObject({ tune: { value: 100 }, transpose: { value: 3 }, mix: { value: 25 } });
    expect(values.gain).toEqual({ id: 'gain', value: 0, normalized: false });
    expect(module.instrument!.state.mix.x).toBe(0.25);
    expect((await node.getParameterValues(true, 'mix', 'nothing')).mix).toEqual(set('mix', 0.25, true));
    expect(module.instrument!.state.history.undo).toBeNull(); // a host's automation is no edit of the user's
    await refusal(node.setParameterValues(null as never));
  });

  it('that the face changes are told, those that a host automates are not', async () => {
    const context = new AudioContext();
    const { module, node } = await open(context);
    let told = 0;
    node.addEventListener('wam-info', () => told++);
    module.instrument!.setParameter('tune', 7);
    await expect.poll(() => told).toBe(1);
    expect((await node.getParameterValues(false, 'tune')).tune!.value).toBe(7);
    const { promise, resolve } = Promise.withResolvers<null>();
    node.addEventListener('wam-automation', () => resolve(null));
    node.scheduleEvents({ type: 'wam-automation', data: { id: 'tune', value: 9, normalized: false } });
    await promise;
    expect((await node.getParameterValues(false, 'tune')).tune!.value).toBe(9);
    expect(module.instrument!.state.parameters.tune).toBe(9);
    module.instrument!.setParameter('pan', 3);
    await expect.poll(() => told).toBe(2);
    await context.close();
  });
});

describe('an end', () => {
  it('settles what waits, and refuses what comes, with a reason', async () => {
    const { module, node } = await open(new AudioContext());
    const asked = [node.getParameterValues(), node.setParameterValues({}), node.clearEvents()];
    node.destroy();
    node.destroy();
    module.destroy();
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    for (const after of [
      node.getParameterValues(),
      node.setParameterValues({}),
      node.getState(),
      node.setState({ parameters: {} }),
      module.createGui(),
    ])
      expect((await refusal(after)).code).toBe('closed');
    await node.clearEvents();
    node.scheduleEvents(note());
    node.connectEvents('nobody');
    node.disconnectEvents();
    expect(await node.getParameterInfo('mix')).toHaveProperty('mix');
  });

  it('of the context settles what waits, too', async () => {
    const context = new AudioContext();
    const { node } = await open(context);
    await context.close();
    expect((await node.getParameterValues(false, 'mix')).mix!.value).toBe(50);
    await node.clearEvents();
    expect((await refusal(node.setParameterValues({}))).code).toBe('closed');
  });

  it('takes it out of its group, so that another can be wired no more to it', async () => {
    const context = offline(0.1);
    const group = await groupIn(context);
    const [one, other] = await Promise.all([1, 2].map(() => Alloy.createInstance(group, context)));
    one!.audioNode.connectEvents(other!.instanceId);
    other!.audioNode.destroy();
    (one!.audioNode as unknown as AlloyNode).port.postMessage({ kind: 'wam-emit', events: [note()] });
    expect(await one!.audioNode.getParameterValues()).toHaveProperty('mix');
    one!.audioNode.destroy();
  });
});
