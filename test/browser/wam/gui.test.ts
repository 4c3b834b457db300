/** Tests the plugin's face: made twice, in a shadow root, destroyed before and after the plugin, and the host's keys. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlloyInstrument } from '../../../ui/elements/instrument.js';
import { plugIn, type Plugin } from './rig.js';

let plugin: Plugin;
let context: AudioContext;

beforeAll(async () => {
  context = new AudioContext();
  plugin = await plugIn(context);
});
afterAll(async () => {
  plugin.node.destroy();
  await context.close();
});

async function makeFace(): Promise<AlloyInstrument> {
  return (await plugin.module.createGui()) as AlloyInstrument;
}

it('may be made twice, and shows the same instrument', async () => {
  const faces = [await makeFace(), await makeFace()];
  expect(faces[0]).not.toBe(faces[1]);
  document.body.append(...faces);
  for (const face of faces) {
    expect(face.instrument).toBe(plugin.module.instrument);
    expect(face.hasAttribute('compact')).toBe(true);
    await face.updateComplete;
    expect(face.shadowRoot!.querySelector('[part="frame"]')).not.toBeNull();
  }
  for (const face of faces) plugin.module.destroyGui(face);
  expect(document.querySelector('alloy-instrument')).toBeNull();
  expect(plugin.module.instrument!.state.audio.phase).not.toBe('error'); // the instrument lives on
});

it('lives in a host’s shadow root, is moved, and comes back', async () => {
  const host = document.createElement('div');
  const shadow = host.attachShadow({ mode: 'open' });
  document.body.append(host);
  const face = await makeFace();
  shadow.append(face);
  await face.updateComplete;
  face.remove();
  document.body.append(face);
  await face.updateComplete;
  expect(face.instrument).toBe(plugin.module.instrument);
  plugin.module.destroyGui(face);
  plugin.module.destroyGui(face);
  plugin.module.destroyGui(document.createElement('div'));
  host.remove();
});

it('has room for keys and mix at its least size', async () => {
  const face = await makeFace();
  document.body.append(face);
  const { minWidth, minHeight } = getComputedStyle(face);
  expect([minWidth, minHeight]).toEqual(['420px', '300px']);
  plugin.module.destroyGui(face);
});

it('leaves the host’s keys to the host', async () => {
  const face = await makeFace();
  document.body.append(face);
  await face.updateComplete;
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { code: 'KeyA', key: 'a', bubbles: true, composed: true }),
  );
  expect(plugin.module.instrument!.state.heldKeys).toEqual([]);
  plugin.module.destroyGui(face);
});

it('may be destroyed after the plugin', async () => {
  const other = await plugIn(context);
  const face = await other.module.createGui();
  document.body.append(face);
  other.node.destroy();
  other.module.destroyGui(face);
  expect(face.isConnected).toBe(false);
});
