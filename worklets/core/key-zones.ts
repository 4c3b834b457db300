/** Holds all zones by key zone, and finds the nearest to a pitch. [audio; allocates when zones begin, become playable, complete or go] */
import type { Gain01, MidiNote, Samples } from '../../src/units.js';
import { MorphGrid } from './morph-grid.js';
import { alike, Zone, type ZoneSettings } from './zone.js';

/** Roots within this distance, in semitones, count as one: a cent. */
const SAME_ROOT = 0.01;

/** The layers of one root, in morph grids of layers that share length, rate and loop; mostly a single grid. [audio] */
export class KeyZone {
  readonly rootMidi: MidiNote;
  readonly zones: Zone[] = [];
  grids: readonly MorphGrid[] = [];

  constructor(rootMidi: MidiNote) {
    this.rootMidi = rootMidi;
  }

  /** The morph grid with the layer nearest to a mix position; null when no layer is playable. */
  nearest(x: Gain01, y: Gain01): MorphGrid | null {
    const { grids } = this;
    if (grids.length <= 1) return grids[0] ?? null;
    let best = grids[0]!;
    for (const grid of grids) if (grid.distance(x, y) < best.distance(x, y)) best = grid;
    return best;
  }

  /** Regroups the layers into grids; true when that changed something. Complete layers take precedence over incomplete ones. */
  update(): boolean {
    const playable = this.zones.filter((zone) => zone.playable);
    const whole = playable.filter((zone) => zone.complete);
    const groups: Zone[][] = [];
    for (const zone of whole.length > 0 ? whole : playable) {
      const group = groups.find((other) => alike(other[0]!, zone));
      if (group) group.push(zone);
      else groups.push([zone]);
    }
    if (groups.length === this.grids.length && groups.every((group, i) => this.grids[i]!.equals(group))) {
      return false;
    }
    this.grids = groups.map((group) => new MorphGrid(group));
    return true;
  }
}

/**
 * Holds the zones by id and groups them into key zones by root. A zone that replaces another waits until it is
 * complete, or has as many samples as an incomplete one; until then the other plays on. [audio; allocates when zones
 * begin, become playable, complete or go]
 */
export class KeyZones {
  readonly #zones: Zone[] = [];
  /** Replacements that still wait for samples. */
  readonly #pending: Zone[] = [];
  readonly #keyZones: KeyZone[] = [];
  /** Incremented whenever a key zone changes: holders of a morph grid then look it up again. */
  generation = 0;

  get size(): number {
    return this.#zones.length;
  }

  allocate(settings: ZoneSettings): void {
    const zone = new Zone(settings);
    const old = find(this.#zones, zone.id);
    drop(this.#pending, zone.id);
    if (old === null) return this.#enter(zone);
    this.#pending.push(zone);
    if (!old.playable) this.#replace(old, zone);
  }

  append(id: number, start: Samples, samples: Float32Array): void {
    const waiting = find(this.#pending, id);
    const zone = waiting ?? find(this.#zones, id);
    if (zone === null) return;
    const { playable, complete } = zone;
    zone.append(start, samples);
    if (waiting !== null) {
      const old = find(this.#zones, id)!;
      if (zone.complete || (!old.complete && zone.available >= old.available)) this.#replace(old, zone);
    } else if (zone.playable !== playable || zone.complete !== complete) this.#update(this.keyZone(zone)!);
  }

  /** Removes a zone; voices that read it crossfade to the key zone's other layers, or play its samples to their end. */
  remove(id: number): void {
    drop(this.#pending, id);
    const zone = find(this.#zones, id);
    if (zone !== null) this.#leave(zone);
  }

  clear(): void {
    for (const zone of this.#zones) zone.abandoned = true;
    for (const keyZone of this.#keyZones) keyZone.grids = [];
    this.#zones.length = 0;
    this.#pending.length = 0;
    this.#keyZones.length = 0;
    this.generation++;
  }

  /** The key zone nearest to a pitch, or null. Of two equally near ones, the higher: transposing down aliases less. */
  nearest(pitch: MidiNote): KeyZone | null {
    let best: KeyZone | null = null;
    let distance = Infinity;
    for (const keyZone of this.#keyZones) {
      if (keyZone.grids.length === 0) continue;
      const away = Math.abs(keyZone.rootMidi - pitch);
      if (away < distance || (away === distance && keyZone.rootMidi > best!.rootMidi)) {
        best = keyZone;
        distance = away;
      }
    }
    return best;
  }

  /** The key zone of the zone with this one's id; null when there is none any more. */
  keyZone({ id }: Zone): KeyZone | null {
    for (const keyZone of this.#keyZones) if (find(keyZone.zones, id) !== null) return keyZone;
    return null;
  }

  #replace(old: Zone, zone: Zone): void {
    drop(this.#pending, zone.id);
    this.#leave(old, zone);
  }

  #enter(zone: Zone): void {
    let keyZone = this.#keyZones.find(({ rootMidi }) => Math.abs(rootMidi - zone.rootMidi) < SAME_ROOT);
    if (keyZone === undefined) {
      keyZone = new KeyZone(zone.rootMidi);
      this.#keyZones.push(keyZone);
    }
    keyZone.zones.push(zone);
    this.#zones.push(zone);
    this.#update(keyZone);
  }

  /** Removes a zone, and inserts its successor, if any, before its key zone is updated. */
  #leave(zone: Zone, successor: Zone | null = null): void {
    zone.abandoned = true;
    const keyZone = this.keyZone(zone)!;
    drop(keyZone.zones, zone.id);
    drop(this.#zones, zone.id);
    if (successor !== null) this.#enter(successor);
    this.#update(keyZone);
    if (keyZone.zones.length === 0) this.#keyZones.splice(this.#keyZones.indexOf(keyZone), 1);
  }

  #update(keyZone: KeyZone): void {
    if (keyZone.update()) this.generation++;
  }
}

function find(zones: readonly Zone[], id: number): Zone | null {
  for (const zone of zones) if (zone.id === id) return zone;
  return null;
}

function drop(zones: Zone[], id: number): void {
  const index = zones.findIndex((zone) => zone.id === id);
  if (index >= 0) zones.splice(index, 1);
}
