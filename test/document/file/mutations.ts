/** Damages bytes: the same damage for the same seed. */
export type Random = (below: number) => number;

export function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff] as const;

/** A few bytes changed, taken out, doubled, or zeroed; now and then a number of 32 bits becomes a huge one. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let output = bytes.slice();
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(output.length);
    const length = 1 + random(40);
    switch (random(6)) {
      case 0:
        output[at] = random(256);
        break;
      case 1:
        output[at] = INTERESTING[random(INTERESTING.length)]!;
        break;
      case 2:
        output = Uint8Array.from([...output.subarray(0, at), ...output.subarray(at + length)]);
        break;
      case 3:
        output = Uint8Array.from([...output.subarray(0, at + length), ...output.subarray(at)]);
        break;
      case 4:
        output.fill(0, at, at + length);
        break;
      default:
        if (at + 4 <= output.length)
          new DataView(output.buffer).setUint32(
            at,
            [0xffffffff, 0x7fffffff, output.length][random(3)]!,
            true,
          );
    }
    if (output.length === 0) return output;
  }
  return output;
}
