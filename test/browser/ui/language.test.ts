/** Tests both languages on the elements. */
import { afterEach, describe, expect, it } from 'vitest';
import { factoryStrings } from '../../../ui/strings/en-factory.js';
import { PARAMETERS } from '../../../src/parameters.js';
import { errorText, stringsFor } from '../../../ui/strings.js';
import { states, type StateName } from './fixture.js';
import { descendants, eachView, element, find, scripted, settled, show, useStage } from './stage.js';

useStage();

afterEach(() => {
  document.documentElement.lang = 'en';
});

const HAN = /\p{Script=Han}/u;

/** Everything below the instrument that is read or said. */
function words(): string[] {
  const all = [...descendants(element.shadowRoot!)];
  const said = all.flatMap((one) =>
    ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'data-tip'].map(
      (name) => one.getAttribute(name) ?? '',
    ),
  );
  const read = all
    .filter((one) => !one.matches('style, script'))
    .flatMap((one) =>
      [...one.childNodes].filter((node) => node instanceof Text).map((text) => text.data.trim()),
    );
  return [...said, ...read].filter((text) => text !== '');
}

async function pageLanguage(tag: string): Promise<void> {
  document.documentElement.lang = tag;
  await Promise.resolve(); // mutation observers are told in a microtask
  await settled();
}

describe('the language', () => {
  it('is the page’s, and changes with it', async () => {
    expect(find('.render').textContent?.trim()).toBe('Render');
    await pageLanguage('zh-CN');
    expect(find('.render').textContent?.trim()).toBe('渲染');
    await pageLanguage('en-GB');
    expect(find('.render').textContent?.trim()).toBe('Render');
  });

  it('is the element’s own where it has one', async () => {
    element.lang = 'zh';
    await settled();
    expect(find('.render').textContent?.trim()).toBe('渲染');
    element.removeAttribute('lang');
    await settled();
    expect(find('.render').textContent?.trim()).toBe('Render');
  });

  it('is English on a page in a language that is not shipped, and marked so', async () => {
    await pageLanguage('fr');
    expect(find('.render').textContent?.trim()).toBe('Render');
    expect(find('[part=frame]').lang).toBe('en');
  });

  it('reaches an element that stands alone in somebody else’s shadow root', async () => {
    const host = document.createElement('div');
    const alone = document.createElement('alloy-render-bar');
    host.attachShadow({ mode: 'open' }).append(alone);
    document.body.append(host);
    host.lang = 'zh-Hans';
    await settled();
    await alone.updateComplete;
    expect(alone.shadowRoot!.querySelector('.render')!.textContent.trim()).toBe('渲染');
  });

  it('calls bundled sounds by their names in it, whatever they were loaded as', async () => {
    scripted.bundledSources = [
      { id: 'nylon-guitar-c4', title: 'Nylon guitar', url: '/guitar.flac', rootMidi: 60, family: 'guitar' },
      { id: 'flute-c5', title: 'Flute', url: '/flute.flac', rootMidi: 72, family: 'pipe' },
    ];
    await show('done');
    await pageLanguage('zh-CN');
    expect(find('button', '试听 尼龙弦吉他')).toBeTruthy();
    find('button', '清除 长笛').click();
    await show('done', 'listen');
    expect(find('button', '播放融合：尼龙弦吉他 × 长笛')).toBeTruthy();
    await show('empty', 'sources');
    find('button', '试试 尼龙弦吉他 × 长笛：载入两个声音并渲染融合音色').click();
    expect(scripted.asked('loadSource').map(([, , name]) => name)).toEqual(['Nylon guitar', 'Flute']);
  });

  it('leaves no English word on a Chinese page', async () => {
    document.documentElement.lang = 'en';
    const names =
      /^Alloy$|A name that is far|Nylon guitar|Flute|notes\.txt|Kalimba|Choir aahs|Instruments|NSynth Voices|From an archive|models\//;
    const english = new Map<StateName, Set<string>>();
    for (const name of Object.keys(states) as StateName[]) {
      await show(name);
      const said = new Set<string>();
      await eachView(() => words().forEach((text) => said.add(text)));
      english.set(name, new Set([...said].filter((text) => /[a-z]{3}/.test(text) && !names.test(text))));
    }
    await pageLanguage('zh-CN');
    for (const [name, before] of english) {
      await show(name);
      await eachView((view) => {
        expect(
          words().filter((text) => before.has(text)),
          `${name}, ${view}`,
        ).toEqual([]);
      });
    }
  });
});

describe('strings', () => {
  it('finds a language by any of its tags', () => {
    expect(['zh', 'zh-CN', 'zh-Hans-SG', 'ZH'].map((tag) => stringsFor(tag)?.tag)).toEqual(
      Array(4).fill('zh-Hans'),
    );
    expect(stringsFor('en-US')?.tag).toBe('en');
    expect(stringsFor('tlh')).toBeNull();
  });

  it('has a Chinese name for every parameter and every bundled sound', async () => {
    const zh = stringsFor('zh')!;
    for (const { id } of PARAMETERS) expect(zh.parameters[id], id).toMatch(/\p{Script=Han}|LFO|MPE/u);
    const sounds = (await (await fetch('/presets/sources/index.json')).json()) as {
      id: string;
      family: string;
    }[];
    expect(sounds.length).toBeGreaterThan(5);
    for (const { id, family } of sounds) {
      expect(zh.sounds[id], id).toMatch(HAN);
      expect(zh.families[family], family).toMatch(HAN);
    }
  });

  it('has Chinese names for every instrument that ships, its family and its tags', async () => {
    const factory = factoryStrings(stringsFor('zh')!);
    const { instruments } = (await (await fetch('/presets/sources/factory.json')).json()) as {
      instruments: { id: string; family: string; tags: string[] }[];
    };
    for (const { id, family, tags } of instruments) {
      expect(factory.names[id], id).toMatch(HAN);
      expect(factory.families[family], family).toMatch(HAN);
      for (const tag of tags) expect(factory.tags[tag], tag).toMatch(HAN);
    }
    expect(Object.keys(factory.names).sort()).toEqual(instruments.map(({ id }) => id).sort());
  });

  it('says notices and errors in the reader’s language, with what they are about', () => {
    const zh = stringsFor('zh')!;
    expect(zh.notice('“a.wav” is 70 s long: the first 60 s are used.')).toBe('“a.wav”太长：只用前 60 秒。');
    expect(zh.notice('Something new.')).toBe('Something new.');
    const error = { code: 'not-a-sound', subject: 'notes.txt', message: 'No.' } as const;
    expect(errorText(zh, error)).toMatch(/^“notes.txt”不是/);
    expect(errorText(stringsFor('en')!, error)).toBe('No.');
  });

  it('says what runs the numbers, but for the names of devices', () => {
    const { runs } = stringsFor('zh')!.backend;
    expect(
      [
        'WebAssembly SIMD, 1 worker',
        'WebAssembly SIMD, 8 workers, float16 weights',
        'WebGPU, NVIDIA H100, PCIe, float32 weights, layer by layer',
        'plain JavaScript, one thread',
      ].map(runs),
    ).toEqual([
      'WebAssembly SIMD，1 个线程',
      'WebAssembly SIMD，8 个线程，float16 权重',
      'WebGPU，NVIDIA H100，PCIe，float32 权重，逐层计算',
      '纯 JavaScript，单线程',
    ]);
  });

  it('has a Chinese name, and a note, for every model that ships', async () => {
    const zh = stringsFor('zh')!;
    const models = (await (await fetch('/models/index.json')).json()) as { id: string }[];
    for (const { id } of models) {
      expect(zh.models[id], id).toMatch(HAN);
      expect(zh.modelNotes[id], id).toMatch(HAN);
    }
  });

  it('says something for everything, in Chinese letters', () => {
    const same = /^(MIDI|LFO( [12])?|%|WAV|SFZ|SoundFont 2|Decent Sampler|smplr|Alloy|zh-Hans)$/; // said alike in both
    const check = (value: unknown, path: string): void => {
      if (typeof value === 'string')
        expect(same.test(value) || HAN.test(value), `${path}: ${value}`).toBe(true);
      else if (value && typeof value === 'object') {
        for (const [key, inner] of Object.entries(value)) check(inner, `${path}.${key}`);
      }
    };
    check(stringsFor('zh'), 'zh');
  });
});
