/** Sets everything that is a number: mix, plan, length, seed, temperature, parameters. [page] */
import { clampParameter, type ParameterId, type ParameterValues } from '../../parameters.js';
import { checkedPlan } from '../../render/plan.js';
import type { Gain01, Seconds } from '../../units.js';
import type { InstrumentDocument } from './document.js';
import type { EditName, InstrumentState, Plan } from './state.js';
import type { Store } from './store.js';

const MAX_SECONDS = 60;
const MAX_TEMPERATURE = 2;

/** Where parameters are heard. [page] */
export interface ParameterSink {
  setParameter(id: ParameterId, value: number): void;
  /** A parameter that was set there already. */
  followParameter(id: ParameterId, value: number): void;
}

export interface SettingsOptions {
  readonly store: Store;
  readonly audio: ParameterSink;
  /** Called before each change, for undo. */
  readonly record: (name: EditName, subject: string | null) => void;
  /** Called after a change of what a render would make. */
  readonly changed: () => void;
  /** Called after the live mix was moved: the player is told of it by whoever knows the gains of the sources. */
  readonly mixed: () => void;
  /** Called for each parameter that a hand, a message or a host turns, to another value or not. */
  readonly turned: (id: ParameterId) => void;
}

function clamped(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** What undo takes back at once: moves of one parameter, or a curve that is drawn across its points. */
function stepOf(id: ParameterId): string {
  return `parameter ${id.replace(/\d$/, '')}`;
}

/** Everything that is set by a number: mix, plan, length, seed, temperature, parameters. What is no number is ignored. [page] */
export class Settings {
  readonly #store: Store;
  readonly #audio: ParameterSink;
  readonly #record: SettingsOptions['record'];
  readonly #changed: SettingsOptions['changed'];
  readonly #mixed: SettingsOptions['mixed'];
  readonly #turned: SettingsOptions['turned'];

  constructor({ store, audio, record, changed, mixed, turned }: SettingsOptions) {
    this.#store = store;
    this.#audio = audio;
    this.#record = record;
    this.#changed = changed;
    this.#mixed = mixed;
    this.#turned = turned;
  }

  setMix(x: Gain01, y?: Gain01): void {
    this.#moveMix(x, y ?? this.#store.state.mix.y, y === undefined ? ['mix'] : ['mix', 'mixY']);
  }

  /** @param turned the axes that were moved by hand: the other one is left to what is on its way. */
  #moveMix(x: Gain01, y: Gain01, turned: readonly ('mix' | 'mixY')[]): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    const { mix } = this.#store.state;
    const next = { x: clamped(x, 0, 1), y: clamped(y, 0, 1) };
    turned.forEach((axis) => this.#turned(axis));
    if (next.x === mix.x && next.y === mix.y) return;
    const parameters = { ...this.#store.state.parameters, mix: next.x * 100, mixY: next.y * 100 };
    this.#set('mix', 'mix', { mix: next, parameters });
    this.#mixed();
  }

  setPlan(change: Partial<Plan>): void {
    const { plan } = this.#store.state;
    const next = checkedPlan(change, plan);
    if ((Object.keys(plan) as (keyof Plan)[]).every((key) => next[key] === plan[key])) return;
    this.#set('plan', `plan ${Object.keys(change).join()}`, { plan: next });
  }

  /** @returns true when it is another length now: sources have to be prepared anew. */
  setSeconds(seconds: Seconds): boolean {
    if (!Number.isFinite(seconds)) return false;
    const next = clamped(seconds, 0.1, MAX_SECONDS);
    if (next === this.#store.state.seconds) return false;
    this.#set('seconds', 'seconds', { seconds: next });
    return true;
  }

  setSeed(seed: number): void {
    const next = Math.floor(Math.abs(seed)) >>> 0;
    if (Number.isFinite(seed) && next !== this.#store.state.seed) this.#set('seed', 'seed', { seed: next });
  }

  setTemperature(temperature: number | null): void {
    if (temperature !== null && !Number.isFinite(temperature)) return;
    const next = temperature === null ? null : clamped(temperature, 0, MAX_TEMPERATURE);
    if (next === this.#store.state.temperature) return;
    this.#set('temperature', 'temperature', { temperature: next });
  }

  setFast(fast: boolean): void {
    if (fast !== this.#store.state.fast) this.#set('fast', 'fast', { fast });
  }

  /** The live mix is two of them. */
  setParameter(id: ParameterId, value: number): void {
    const next = clampParameter(id, value);
    const { parameters, mix } = this.#store.state;
    if (id === 'mix') return this.#moveMix(next / 100, mix.y, ['mix']);
    if (id === 'mixY') return this.#moveMix(mix.x, next / 100, ['mixY']);
    this.#turned(id);
    if (next === parameters[id]) return;
    this.#record('parameter', stepOf(id));
    this.#store.update({ parameters: { ...parameters, [id]: next } });
    this.#audio.setParameter(id, next);
  }

  /** A message set a parameter in the player. */
  followParameter(id: ParameterId, value: number): void {
    this.#turned(id);
    const { parameters } = this.#store.state;
    if (value === parameters[id]) return;
    this.#record('parameter', stepOf(id));
    this.#store.update({ parameters: { ...parameters, [id]: value } });
    this.#audio.followParameter(id, value);
  }

  /** Follows what a host has automated in the player, which is no edit of the user's: undo does not know of it. */
  follow(values: Partial<ParameterValues>): void {
    const { mix, parameters } = this.#store.state;
    const next = { ...parameters, ...values };
    this.#store.update({ parameters: next, mix: { x: next.mix / 100, y: next.mixY / 100 } });
    for (const [id, value] of Object.entries(values) as [ParameterId, number][]) {
      if (id !== 'mix' && id !== 'mixY') this.#audio.followParameter(id, value);
    }
    if (next.mix !== 100 * mix.x || next.mixY !== 100 * mix.y) this.#changed();
  }

  /** Sets all of them as a document has them, without recording. */
  apply(document: InstrumentDocument): void {
    const { mix, plan, seconds, seed, temperature, fast } = document;
    this.#store.update({ mix, plan, seconds, seed, temperature, fast });
    this.#applyParameters(document.parameters);
  }

  #applyParameters(parameters: ParameterValues): void {
    const before = this.#store.state.parameters;
    this.#store.update({ parameters });
    for (const id of Object.keys(parameters) as ParameterId[]) {
      if (parameters[id] !== before[id] && id !== 'mix' && id !== 'mixY')
        this.#audio.setParameter(id, parameters[id]);
    }
    this.#mixed();
  }

  #set(name: EditName, subject: string, change: Partial<InstrumentState>): void {
    this.#record(name, subject);
    this.#store.update(change);
    this.#changed();
  }
}
