/** Tests the language of the standalone page. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { preferredLanguage, speak } from '../../../app/language.js';

beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = '<footer><p id="promise"></p><div id="languages" role="group"></div></footer>';
});

afterEach(() => {
  localStorage.clear();
  document.documentElement.lang = 'en';
});

it('speaks what the browser prefers, until another language is chosen; then that, next time, too', async () => {
  const browsers = preferredLanguage();
  expect(browsers).toBe('en');
  await speak(browsers);
  expect(document.querySelector('#promise')!.textContent).toContain('Everything happens on this device');
  document.querySelector<HTMLElement>('#languages [lang=zh-Hans]')!.click();
  await expect.poll(() => document.activeElement?.getAttribute('aria-pressed')).toBe('true');
  expect(document.documentElement.lang).toBe('zh-Hans');
  expect(document.title).toBe('Alloy · 把两种声音熔成一件乐器');
  expect(preferredLanguage()).toBe('zh-Hans');
});
