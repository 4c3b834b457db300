/** Tests that typed arrays are equal to what holds the same, and to nothing else. */
import { expect, it } from 'vitest';

const heard = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
const but = (index: number, value: number): Float32Array => heard.map((x, i) => (i === index ? value : x));

it('are equal where every element is, alone and in what holds them', () => {
  expect(heard.slice()).toEqual(heard);
  expect({ layers: [heard.slice()] }).toEqual({ layers: [heard] });
  expect(but(7, NaN)).toEqual(but(7, NaN));
  expect(new Float32Array()).toEqual(new Float32Array());
});

it('differ by one element, by −0, by length and by type', () => {
  for (const index of [0, 500, 999]) expect(but(index, 2)).not.toEqual(heard);
  expect({ layers: [but(999, 2)] }).not.toEqual({ layers: [heard] });
  expect(but(7, NaN)).not.toEqual(heard);
  expect(but(7, -0)).not.toEqual(but(7, 0));
  expect(heard.subarray(1)).not.toEqual(heard.subarray(0, -1));
  expect(heard.subarray(1)).not.toEqual(heard);
  expect(Float64Array.from(heard)).not.toEqual(heard);
  expect(Uint8Array.of(1, 2)).not.toEqual(Int8Array.of(1, 2));
});
