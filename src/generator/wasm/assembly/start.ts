/** Writes the inputs of the start matrix. [worker] */
import { compand } from './functions';
import { Net } from './net';

/** Writes the start matrix's inputs for sample t: past codes as (class − 128)/128, then the pitch-lag taps. */
export function startInputs(net: Net, t: i32): void {
  let to = net.start;
  for (let ago = net.startFilter; ago > 0; ago--) {
    const value = t < ago ? 0 : load<u8>(net.codes + t - ago) - 128;
    store<f32>(to, <f32>value / 128);
    to += 4;
  }
  const taps = to;
  let point: usize = 0;
  for (let tap = 0; tap < net.lagTaps; tap++) {
    let sum: f64 = 0;
    for (let n = 0; n < 4; n++) {
      const ago = load<i32>(net.lagDelays + point);
      if (ago <= t) {
        const code = <usize>load<u8>(net.codes + t - ago);
        sum += <f64>load<f32>(net.lagWeights + point) * <f64>load<f32>(net.decodeTable + (code << 2));
      }
      point += 4;
    }
    store<f32>(to, <f32>sum);
    to += 4;
  }
  for (let at = taps; at < to; at += 16) v128.store(at, compand(v128.load(at)));
}
