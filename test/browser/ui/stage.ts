/** An instrument on a page, and the hands and eyes that tests of the elements need. */
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { page } from 'vitest/browser';
import type { AlloyInstrument } from '../../../ui/define.js';
import '../../../ui/define.js';
import { loadParts } from '../../../ui/parts.js';
import { loadMoreStrings, loadStrings } from '../../../ui/strings.js';
import { FACE_VIEWS, type FaceView } from '../../../ui/controllers/face-memory.js';
import { states, type StateName } from './fixture.js';
import { restMouse } from './mouse.js';
import { ScriptedInstrument } from './scripted.js';

/** The element on the page, fresh for every test. */
export let element: AlloyInstrument;
export let scripted: ScriptedInstrument;

/** Everything below an element, through its shadow roots. */
export function* descendants(root: Element | ShadowRoot): Generator<HTMLElement> {
  for (const child of root.querySelectorAll<HTMLElement>('*')) {
    yield child;
    if (child.shadowRoot) yield* descendants(child.shadowRoot);
  }
}

/** The one element below the instrument that matches, its accessible name included where given. */
export function find<T extends HTMLElement = HTMLElement>(selector: string, label?: string): T {
  const found = [...descendants(element.shadowRoot!)].filter(
    (candidate) =>
      candidate.matches(selector) &&
      (label === undefined ||
        (candidate.getAttribute('aria-label') ?? candidate.textContent?.trim()) === label),
  );
  expect(found.length, `${selector} ${label ?? ''}`).toBe(1);
  return found[0] as T;
}

/** All updates done, those of elements that updates made included. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    await element.updateComplete;
    const all = [...descendants(element.shadowRoot!)] as (HTMLElement & {
      updateComplete?: Promise<unknown>;
    })[];
    await Promise.all(all.map((one) => one.updateComplete));
  }
}

export async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
}

/** @param view what is open then; as it was where not given. */
export async function show(name: StateName, view?: FaceView): Promise<void> {
  scripted.show(states[name]);
  if (view) element.view = view;
  await settled();
}

export const down = (key: number, pointerId: number, y = 0.9): void =>
  pointer('pointerdown', key, pointerId, y);

/** A pointer event at a key of the keyboard, `y` from its top (0) to its bottom (1). */
export function pointer(type: string, key: number, pointerId: number, y = 0.9): void {
  const target = find(`[data-key="${key}"]`);
  const { left, top, width, height } = target.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height * y };
  target.dispatchEvent(
    new PointerEvent(type, {
      ...at,
      pointerId,
      button: type === 'pointermove' ? -1 : 0,
      bubbles: true,
      composed: true,
    }),
  );
}

/** Notes that are on now, by what the instrument was told. */
export function sounding(): number[] {
  const on: number[] = [];
  for (const [name, key] of scripted.calls) {
    if (name === 'noteOn') on.push(key as number);
    if (name === 'noteOff') on.splice(on.indexOf(key as number), 1);
  }
  return on;
}

/** Opens each view in turn. */
export async function eachView(look: (view: FaceView) => void | Promise<void>): Promise<void> {
  for (const view of FACE_VIEWS) {
    element.view = view;
    await settled();
    await look(view);
  }
}

/** Sets the page up before each test of the calling file, with a view open, and clears it after. */
export function useStage(view: FaceView | null = 'sources'): void {
  // What comes when it is asked for is there: see parts.test.ts for how it comes.
  beforeAll(() => Promise.all([loadParts(), loadMoreStrings(), loadStrings('zh'), restMouse()]));

  beforeEach(async () => {
    await page.viewport(1280, 1500); // all of it in sight: pointers are looked up by position
    document.body.replaceChildren();
    document.body.style.margin = '0';
    element = document.createElement('alloy-instrument') as AlloyInstrument;
    scripted = new ScriptedInstrument();
    element.style.blockSize = '100dvh';
    element.instrument = scripted;
    if (view) element.view = view;
    document.body.append(element);
    await settled();
    await frames(2); // the keyboard fits itself to its width
    await settled();
  });

  afterEach(() => element.remove());
}
