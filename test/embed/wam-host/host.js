/** A small DAW's side of Web Audio Modules: loads a plugin, plays it, automates it, keeps its state. Nothing but the sdk. */
/* global AudioContext, OfflineAudioContext */
import { initializeWamHost } from '/sdk/dist/index.js';

/** Loads the class of a plugin; hosts do it so, at run time, from anywhere. */
export async function importPlugin(url) {
  const { default: Plugin } = await import(url);
  if (!Plugin?.isWebAudioModuleConstructor) throw new Error(`${url} is no Web Audio Module.`);
  return Plugin;
}

/** One track: a context, a group, the plugin in it. */
export class Host {
  context = new AudioContext();
  /** What comes out, to be looked at. */
  analyser = this.context.createAnalyser();
  /** @type {import('@webaudiomodules/sdk').WebAudioModule | null} */
  instance = null;
  gui = null;
  #group = null;

  constructor() {
    this.analyser.fftSize = 32768;
    this.analyser.connect(this.context.destination);
  }

  async group() {
    this.#group ??= initializeWamHost(this.context);
    const [id] = await this.#group;
    return id;
  }

  /**
   * Loads a plugin in place of the one that is there, with the state of a saved project or none.
   * @returns {Promise<import('@webaudiomodules/sdk').WebAudioModule>}
   */
  async load(url, state) {
    await this.remove();
    const Plugin = await importPlugin(url);
    this.instance = await Plugin.createInstance(await this.group(), this.context, state);
    this.instance.audioNode.connect(this.analyser);
    return this.instance;
  }

  async show(place) {
    this.gui = await this.instance.createGui();
    place.replaceChildren(this.gui);
  }

  /** Takes the plugin away, in the order of most hosts. */
  async remove() {
    const { instance, gui } = this;
    if (!instance) return;
    [this.instance, this.gui] = [null, null];
    instance.audioNode.disconnect();
    instance.audioNode.destroy();
    if (gui) instance.destroyGui(gui);
    gui?.remove();
  }

  /** Notes from now on: `[seconds, key, length]`, each ended twice as some hosts do. */
  sequence(notes, from = this.context.currentTime + 0.1) {
    for (const [at, key, length] of notes) {
      const end = from + at + length - 0.0001;
      this.instance.audioNode.scheduleEvents(
        { type: 'wam-midi', time: from + at, data: { bytes: new Uint8Array([0x90, key, 100]) } },
        { type: 'wam-midi', time: end, data: { bytes: new Uint8Array([0x90, key, 0]) } },
        { type: 'wam-midi', time: end, data: { bytes: new Uint8Array([0x80, key, 100]) } },
      );
    }
  }

  key(key, down) {
    const bytes = [down ? 0x90 : 0x80, key, down ? 100 : 0];
    this.instance.audioNode.scheduleEvents({ type: 'wam-midi', data: { bytes } });
  }

  /** Moves a parameter from one normalised value to another in so many seconds. */
  automate(id, from, to, seconds) {
    const begin = this.context.currentTime;
    const steps = Math.round(seconds * 100);
    const events = Array.from({ length: steps + 1 }, (_, i) => ({
      type: 'wam-automation',
      time: begin + i / 100,
      data: { id, value: from + ((to - from) * i) / steps, normalized: true },
    }));
    this.instance.audioNode.scheduleEvents(...events);
  }

  /** Peak of what came out lately. */
  peak() {
    const samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(samples);
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }

  /** Renders notes offline by the same class and state, as an export does; gives the left channel. */
  async bounce(url, state, notes, seconds, rate = 48000) {
    const context = new OfflineAudioContext(2, Math.round(seconds * rate), rate);
    const [group] = await initializeWamHost(context);
    const Plugin = await importPlugin(url);
    const instance = await Plugin.createInstance(group, context);
    await instance._audioNode.setState(state);
    instance.audioNode.connect(context.destination);
    for (const [at, key, length] of notes)
      instance.audioNode.scheduleEvents(
        { type: 'wam-midi', time: at, data: { bytes: [0x90, key, 100] } },
        { type: 'wam-midi', time: at + length, data: { bytes: [0x80, key, 0] } },
      );
    await instance.audioNode.getParameterValues(); // a round trip: what was sent is there before the first block
    const samples = (await context.startRendering()).getChannelData(0);
    instance.audioNode.destroy();
    return samples;
  }
}
