/** The package brings no types; see resample.ts for what is used of the module. */
declare module '@echogarden/speex-resampler-wasm' {
  const create: () => Promise<unknown>;
  export default create;
}
