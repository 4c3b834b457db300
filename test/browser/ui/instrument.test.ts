/** Tests the whole element: welcome, rendering, playing, saving. */
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { bundled, states, type StateName } from './fixture.js';
import { descendants, eachView, element, scripted, find, settled, frames, show, useStage } from './stage.js';
import { violationsOf, WCAG } from './violations.js';

useStage();

/** What axe holds a state to. Dark differs from light in its colours alone: what does not look at them is asked once. */
const RULES = {
  light: WCAG,
  dark: ['color-contrast', 'link-in-text-block'],
};

/** States whose every view is looked at; of the others, the sources, where they differ. */
const WHOLE: readonly StateName[] = ['empty', 'rendering', 'four', 'error'];

describe('accessibility', () => {
  it('in Chinese, too, the names of controls have the words in them that are seen', async () => {
    document.documentElement.lang = 'zh-Hans';
    for (const name of Object.keys(states) as StateName[]) {
      await show(name);
      await eachView(async (view) => {
        expect(await violationsOf(element, ['label-content-name-mismatch']), `${name}, ${view}`).toEqual([]);
      });
    }
    document.documentElement.lang = 'en';
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`no state has violations, ${scheme}`, async () => {
      element.remove(); // colours of what comes anew are there at once, not faded to
      element.style.colorScheme = scheme;
      document.body.append(element);
      document.documentElement.lang = 'en';
      document.title = 'Alloy';
      for (const name of Object.keys(states) as StateName[]) {
        await show(name);
        await eachView(async (view) => {
          if (view !== 'sources' && !WHOLE.includes(name)) return;
          expect(await violationsOf(element, RULES[scheme]), `${name}, ${view}`).toEqual([]);
        });
      }
    });
  }

  it('every control has a name', async () => {
    await show('done');
    await eachView((view) => {
      const controls = [...descendants(element.shadowRoot!)].filter((one) =>
        one.matches(
          'button, select, input:not([hidden]), [role=slider], [role=progressbar], [role=meter], canvas:not([aria-hidden])',
        ),
      );
      expect(controls.length, view).toBeGreaterThan(60);
      const nameless = controls.filter(
        (one) =>
          !one.getAttribute('aria-label') &&
          !one.textContent?.trim() &&
          ((one as HTMLInputElement).labels?.length ?? 0) === 0,
      );
      expect(nameless.map((one) => one.outerHTML)).toEqual([]);
    });
  });
});

describe('width', () => {
  for (const width of [320, 768, 1440, 3840]) {
    it(`nothing sticks out at ${width} px`, async () => {
      await page.viewport(width, 900);
      for (const name of Object.keys(states) as StateName[]) {
        await show(name);
        await eachView(async (view) => {
          if (view !== 'sources' && !WHOLE.includes(name)) return;
          await frames(2);
          const { scrollWidth } = document.documentElement;
          expect(scrollWidth, `${name}, ${view}`).toBeLessThanOrEqual(width);
          const panel = element.shadowRoot!.querySelector('.view');
          expect(panel?.scrollWidth ?? 0, `${name}, ${view}`).toBeLessThanOrEqual(panel?.clientWidth ?? 0);
        });
      }
    });
  }

  it('shows one octave of keys on a phone, five on a desk', async () => {
    const keys = () => find('[role=group]', 'Keyboard').children.length;
    element.view = 'play';
    await settled();
    await frames(2);
    await settled();
    expect(keys()).toBe(61 - 12);
    await page.viewport(1600, 900);
    await frames(3);
    await settled();
    expect(keys()).toBe(61);
    await page.viewport(320, 900);
    await frames(3);
    await settled();
    expect(keys()).toBe(13);
  });
});

describe('sources', () => {
  it('loads a file that is dropped on a slot', () => {
    const data = new DataTransfer();
    const file = new File(['x'], 'bell.wav', { type: 'audio/wav' });
    data.items.add(file);
    const slot = find('alloy-source-slot.b');
    for (const type of ['dragenter', 'dragover', 'drop']) {
      slot.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
    const [[index, dropped, name] = []] = scripted.asked('loadSource');
    expect([index, (dropped as File).name, name]).toEqual([1, 'bell.wav', 'bell.wav']);
  });

  it('loads a picked sound, and picks the same one again', () => {
    const select = find<HTMLSelectElement>('select', 'Pick a bundled sound for source A');
    for (let i = 0; i < 2; i++) {
      select.value = 'flute';
      select.dispatchEvent(new Event('change'));
    }
    const call = [0, bundled[1]!.url, 'Flute'];
    expect(scripted.asked('loadSource')).toEqual([call, call]);
  });

  it('one click loads a pair and renders it', () => {
    find('button', 'Try Nylon guitar × Flute: loads both sounds and renders the hybrid').click();
    expect(scripted.asked('loadSource')).toEqual([
      [0, '/guitar.flac', 'Nylon guitar'],
      [1, '/flute.flac', 'Flute'],
    ]);
    expect(scripted.asked('render').length).toBe(1);
  });

  it('types, steps and resets a root note', async () => {
    await show('loaded');
    const field = find<HTMLInputElement>('input', 'Root note of source A');
    field.value = 'Eb3';
    field.dispatchEvent(new Event('change'));
    field.value = 'H9';
    field.dispatchEvent(new Event('change'));
    expect(field.value).toBe('C4');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
    expect(scripted.asked('setRoot')).toEqual([
      [0, 51],
      [0, 61],
    ]);
  });

  it('an error is said in its slot and the other slot stays', async () => {
    await show('error');
    expect(find('[role=alert]').textContent).toContain('notes.txt');
    expect(find('button', 'Listen to Flute')).toBeTruthy();
  });
});

describe('knobs and sliders', () => {
  const knob = () => find('[role=slider]', 'Release');
  beforeEach(() => show('empty', 'sound'));

  it('a knob follows the keyboard, typing and a double click', async () => {
    const before = scripted.state.parameters.release;
    knob().dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
    expect(scripted.state.parameters.release).toBeGreaterThan(before);
    const field = find<HTMLInputElement>('input', 'Release, typed');
    field.value = '1500 ms';
    field.dispatchEvent(new Event('change'));
    await settled();
    expect(scripted.state.parameters.release).toBe(1.5);
    expect(knob().getAttribute('aria-valuetext')).toBe('1.50 s');
    knob().dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }));
    await settled();
    expect(scripted.state.parameters.release).toBe(0.005);
    knob().dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    expect(scripted.state.parameters.release).toBe(before);
  });

  it('a drag that overshoots the end turns back at once', async () => {
    const at = (type: string, clientY: number) =>
      knob().dispatchEvent(new PointerEvent(type, { clientY, pointerId: 1, button: 0, bubbles: true }));
    knob().setPointerCapture = () => undefined; // synthetic pointers cannot be captured
    at('pointerdown', 500);
    at('pointermove', -500);
    expect(scripted.state.parameters.release).toBeCloseTo(8);
    await settled();
    at('pointermove', -490);
    expect(scripted.state.parameters.release).toBeLessThan(7);
  });

  it('the mix is a range input, in words', async () => {
    await show('loaded');
    const slider = find<HTMLInputElement>('input[type=range]', 'Mix');
    expect(slider.getAttribute('aria-valuetext')).toBe('50 % Nylon guitar, 50 % Flute');
    slider.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(scripted.state.mix.x).toBeCloseTo(0.51);
  });

  it('the bend wheel springs back', () => {
    const wheel = find('[role=slider]', 'Pitch bend');
    wheel.focus();
    wheel.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageUp' }));
    wheel.dispatchEvent(new KeyboardEvent('keyup', { key: 'PageUp' }));
    expect(scripted.asked('pitchBend')).toEqual([[1], [0]]);
  });
});

describe('notices', () => {
  it('asks nobody to check the connection where the page’s policy is why no model opens', async () => {
    await show('noModel');
    expect(find('.failure').textContent).toMatch(/Check the connection/);
    await show('policy');
    expect(find('.failure').textContent).toMatch(/could not start/);
    expect(find('.failure').textContent).not.toMatch(/connection/);
    expect(find('[part=page-notice]').textContent).toMatch(/'wasm-unsafe-eval'/);
  });

  it('the control that brings sound back is in sight in every view, on a phone', async () => {
    await page.viewport(320, 720);
    await show('silenced');
    await eachView(async (view) => {
      await frames(2);
      const { top, bottom } = find('[part=hear]').getBoundingClientRect();
      expect(top, view).toBeGreaterThanOrEqual(0);
      expect(bottom, view).toBeLessThanOrEqual(innerHeight);
    });
  });

  it('greets nobody whose instrument another tab keeps', async () => {
    await show('done');
    Reflect.set(element, 'restored', true);
    await settled();
    find('[part=restored]');
    scripted.show({ ...states.done, storage: { ...states.done.storage, phase: 'elsewhere' } });
    await settled();
    expect(element.shadowRoot!.querySelector('[part=restored]')).toBeNull();
    find('.elsewhere');
  });
});

describe('rendering', () => {
  it('says step, percent, speed and time left, and cancels', async () => {
    await show('rendering');
    const bar = find('[role=progressbar]', 'Rendering');
    expect(bar.getAttribute('aria-valuenow')).toBe('42');
    expect(find('.line.number').textContent).toMatch(
      /Generating\s+42 % · 3.1× real time · 8 of 13 notes to go · 12 s left/,
    );
    find('button', 'Cancel').click();
    expect(scripted.asked('cancel').length).toBe(1);
  });

  it('cannot start without a sound, and says so', async () => {
    expect(find<HTMLButtonElement>('button.render').disabled).toBe(true);
    expect(find('.status').textContent).toContain('Load a sound first');
    await show('loaded');
    find('button.render').click();
    expect(scripted.asked('render').length).toBe(1);
  });

  it('goes on after a cancel', async () => {
    await show('cancelled');
    expect(find('button.render').textContent?.trim()).toBe('Go on rendering');
  });

  it('takes play and stop, and every picture draws', async () => {
    await show('done', 'listen');
    find('button', 'Play Hybrid: Nylon guitar × Flute').click();
    await settled();
    find('button', 'Stop Hybrid: Nylon guitar × Flute').click();
    expect(scripted.calls.filter(([name]) => /Take/.test(name))).toEqual([
      ['playTake', 'hybrid'],
      ['stopTake'],
    ]);
    for (const view of ['Waveform', 'Rainbowgram', 'Embedding']) {
      find('[role=radio]', view).click();
      await settled();
      const canvas = find<HTMLCanvasElement>('canvas', `${view} of Hybrid: Nylon guitar × Flute`);
      const painted = (): number => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i]! > 20) count++;
        return count;
      };
      // drawn a little each frame: comes in the end, or the test runs out of time
      while (painted() <= canvas.width * 4) await frames(1);
      expect(painted()).toBeGreaterThan(canvas.width * 4);
    }
  });
});
