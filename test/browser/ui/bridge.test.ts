/** Tests the connection to the MIDI bridge as a person makes it. */
import { userEvent } from 'vitest/browser';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import '../../../ui/define.js';
import { loadParts } from '../../../ui/parts.js';
import { loadStrings } from '../../../ui/strings.js';
import type { AlloyBridge } from '../../../ui/elements/bridge.js';
import { reconnectBridge, rememberBridge } from '../../../ui/controllers/bridge-memory.js';
import { ScriptedInstrument } from './scripted.js';
import { violationsOf } from './violations.js';

beforeAll(() => Promise.all([loadParts(), loadStrings('zh')]));

const ADDRESS = 'ws://127.0.0.1:8643/?token=abc';
let element: AlloyBridge;
let asked: (string | null)[];

beforeEach(async () => {
  element = document.createElement('alloy-bridge');
  asked = [];
  element.addEventListener('bridge-connect', (event) =>
    asked.push((event as CustomEvent<{ address: string | null }>).detail.address),
  );
  document.body.append(element);
  await element.updateComplete;
});
afterEach(() => {
  element.remove();
  document.documentElement.lang = 'en';
  rememberBridge(null);
});

const find = <E extends HTMLElement>(selector: string) => element.shadowRoot!.querySelector<E>(selector)!;
const said = () => element.shadowRoot!.textContent!.replace(/\s+/g, ' ').trim();
const settled = async () => {
  await element.updateComplete;
  await element.updateComplete;
};

describe('alloy-bridge', () => {
  it('asks for the address, and gives it on', async () => {
    expect(said()).toBe('MIDI bridge');
    await userEvent.click(find('button'));
    await settled();
    expect(element.shadowRoot!.activeElement).toBe(find('input'));
    expect(said()).toContain('run “alloy bridge” on this machine');
    await userEvent.keyboard(`${ADDRESS}{Enter}`);
    expect(asked).toEqual([ADDRESS]);
  });

  it('says what is wrong with what was pasted, and goes back by Escape', async () => {
    await userEvent.click(find('button'));
    await settled();
    element.wrong = true;
    await settled();
    expect(find('[role=alert]').textContent).toContain('paste the whole line');
    expect(find('input').getAttribute('aria-invalid')).toBe('true');
    find('input').focus();
    await userEvent.keyboard('{Escape}');
    element.wrong = false;
    await settled();
    expect([said(), asked]).toEqual(['MIDI bridge', [null]]);
  });

  it.each(['connecting', 'on', 'waiting', 'wrong-token', 'wrong-version', 'blocked'] as const)(
    'says how it stands, and lets it go: %s',
    async (phase) => {
      element.bridge = { phase, address: ADDRESS };
      await settled();
      const bad = phase.startsWith('wrong') || phase === 'blocked';
      expect(find(bad ? '[role=alert]' : '[role=status]').textContent).not.toBe('');
      expect(await violationsOf(element)).toEqual([]);
      await userEvent.click(find('button'));
      expect(asked).toEqual([null]);
      document.documentElement.lang = 'zh-Hans';
      await settled();
      expect(said()).not.toMatch(/connect|token is|version/i);
    },
  );
});

describe('the address', () => {
  it('is remembered, and forgotten where it is none', () => {
    const instrument = new ScriptedInstrument();
    reconnectBridge(instrument);
    expect(instrument.asked('connectBridge')).toEqual([]);
    rememberBridge(ADDRESS);
    reconnectBridge(instrument);
    expect(instrument.asked('connectBridge')).toEqual([[ADDRESS]]);
    rememberBridge('rubbish');
    reconnectBridge(instrument);
    reconnectBridge(instrument);
    expect(instrument.asked('connectBridge').length).toBe(2);
  });
});
