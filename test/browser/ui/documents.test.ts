/** An instrument that is moved to another document, and back: a frame, and a window of its own. */
import { afterEach, beforeAll, expect, it } from 'vitest';
import '../../../ui/define.js';
import { loadParts } from '../../../ui/parts.js';
import { restMouse } from './mouse.js';
import { ScriptedInstrument } from './scripted.js';

beforeAll(loadParts);
beforeAll(() => restMouse());

const PROPERTIES = [
  'display',
  'color',
  'backgroundColor',
  'fontFamily',
  'fontSize',
  'borderRadius',
  'padding',
  'position',
];

let close: () => void = () => undefined;
afterEach(() => {
  close();
  document.body.replaceChildren();
});

/** Every element below, through all shadow roots. */
function* below(root: ParentNode): Generator<HTMLElement> {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    yield element;
    if (element.shadowRoot) yield* below(element.shadowRoot);
  }
}

/** How all that the instrument consists of looks. */
function looks(element: HTMLElement): string[] {
  const view = element.ownerDocument.defaultView! as unknown as typeof globalThis;
  return [element, ...below(element.shadowRoot!)].map((one) => {
    // What is new in a document fades in from the browser's own colours.
    for (const animation of one.getAnimations()) if ('transitionProperty' in animation) animation.finish();
    const style = view.getComputedStyle(one) as unknown as Record<string, string>;
    return `${one.localName}.${one.className}: ${PROPERTIES.map((name) => style[name]).join('; ')}`;
  });
}

/** Until nobody makes anything any more: elements in elements come one after the other. */
async function rest(element: HTMLElement): Promise<void> {
  for (let before = -1; ;) {
    const all = [element, ...below(element.shadowRoot!)];
    if (all.length === before) return;
    before = all.length;
    for (const one of all) await (one as { updateComplete?: Promise<unknown> }).updateComplete;
    await new Promise(requestAnimationFrame);
  }
}

const PLACES: readonly [string, () => Window][] = [
  [
    'a frame',
    () => {
      const frame = document.createElement('iframe');
      frame.width = String(innerWidth);
      frame.height = String(innerHeight);
      document.body.append(frame);
      close = () => frame.remove();
      return frame.contentWindow!;
    },
  ],
  [
    'a window of its own',
    () => {
      const opened = open('', '', `popup,width=${innerWidth},height=${innerHeight}`)!;
      close = () => opened.close();
      return opened;
    },
  ],
];

it.each(PLACES)(
  'keeps its looks in %s and back, and is played by the keys of the window where it is',
  async (_name, go) => {
    const scripted = new ScriptedInstrument();
    const element = document.createElement('alloy-instrument');
    element.instrument = scripted;
    document.body.append(element);
    await rest(element);
    const before = looks(element);
    expect(before.length).toBeGreaterThan(100);

    const other = go();
    other.document.body.append(element);
    await rest(element);
    await rest(element);
    expect(element.ownerDocument).toBe(other.document);
    expect(looks(element)).toEqual(before);

    const press = (to: Window, type: string): void => {
      const Press = (to as unknown as typeof globalThis).KeyboardEvent;
      to.document.body.dispatchEvent(new Press(type, { code: 'KeyA', key: 'a', bubbles: true }));
    };
    const notes = (): number => scripted.calls.filter(([name]) => name === 'noteOn').length;
    press(other, 'keydown');
    press(other, 'keyup');
    expect(notes()).toBe(1);
    press(window, 'keydown');
    press(window, 'keyup');
    expect(notes()).toBe(1); // it is no longer here

    document.body.append(element);
    await rest(element);
    expect(looks(element)).toEqual(before);
    press(other, 'keydown');
    press(other, 'keyup');
    expect(notes()).toBe(1);
    press(window, 'keydown');
    press(window, 'keyup');
    expect(notes()).toBe(2);
  },
);
