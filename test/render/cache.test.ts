/** Tests the cache of codes. */
import { expect, it } from 'vitest';
import { CodeCache } from '../../src/render/cache.js';

const codes = (length: number, value = 1): Uint8Array => new Uint8Array(length).fill(value);

it('gives back what was put, and nothing for what was not', () => {
  const cache = new CodeCache(100);
  cache.put('a', codes(10));
  expect(cache.get('a')).toEqual(codes(10));
  expect(cache.get('b')).toEqual(codes(0));
});

it('keeps the longer of two', () => {
  const cache = new CodeCache(100);
  cache.put('a', codes(10));
  cache.put('a', codes(4, 9));
  expect(cache.get('a').length).toBe(10);
  cache.put('a', codes(20));
  expect(cache.get('a').length).toBe(20);
});

it('forgets the least lately used when it is full', () => {
  const cache = new CodeCache(100);
  cache.put('a', codes(40));
  cache.put('b', codes(40));
  cache.get('a');
  cache.put('c', codes(40));
  expect(['a', 'b', 'c'].map((key) => cache.get(key).length)).toEqual([40, 0, 40]);
});

it('counts a note that grew once', () => {
  const cache = new CodeCache(100);
  cache.put('a', codes(30));
  for (let length = 31; length <= 60; length++) cache.put('b', codes(length));
  expect(cache.get('a').length).toBe(30);
});

it('keeps one that is larger than all', () => {
  const cache = new CodeCache(10);
  cache.put('a', codes(5));
  cache.put('b', codes(50));
  expect([cache.get('a').length, cache.get('b').length]).toEqual([0, 50]);
});
