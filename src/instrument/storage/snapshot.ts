/** Converts between a living instrument and its stored snapshot. */
import { newId } from '../../platform/id.js';
import type { KeyZone } from '../render/key-zone.js';
import type { InstrumentDocument, SignalFacts } from '../state/document.js';
import type { RenderState, Clip } from '../state/state.js';
import type { StoredKeyZone } from '../render/key-zones.js';
import { conditionedKey, type KeyZoneRepository } from './key-zone-repository.js';
import type { Snapshot } from './repository.js';
import {
  RECORD_VERSION,
  type KeyZoneRecord,
  type RunningRender,
  type SlotRecord,
  type SoundRecord,
} from './record.js';

export interface SnapshotParts {
  readonly document: InstrumentDocument;
  /** By slot. */
  readonly prepared: readonly SoundRecord['prepared'][];
  readonly signal: SignalFacts | null;
  readonly keyZones: readonly KeyZone[];
  readonly clips: readonly Clip[];
  readonly render: RenderState;
  /** What is to be said of a render that is running. */
  readonly rendering: RunningRender;
}

/** What there is to keep of an instrument. */
export function takeSnapshot(parts: SnapshotParts): Snapshot {
  const { document, prepared, signal, keyZones, render } = parts;
  const { slots, ...settings } = document;
  const sounds = new Map<string, SoundRecord>();
  const slotRecords = slots.map((slot, i): SlotRecord | null => {
    if (!slot) return null;
    const { sound, ...use } = slot;
    sounds.set(sound.fingerprint, { sound, prepared: prepared[i] ?? null });
    return { ...use, sound: sound.fingerprint, name: sound.name };
  });
  // Sources show themselves, and a clip that grows is kept once it stands still.
  const clips = parts.clips.filter(
    ({ kind, progress, audio }) =>
      kind !== 'original' && audio.samples.length > 0 && (progress === 1 || render.phase !== 'running'),
  );
  return {
    record: {
      version: RECORD_VERSION,
      document: settings,
      slots: slotRecords,
      signal,
      columns: keyZones.map((keyZone): KeyZoneRecord => {
        const zones = keyZone.zones.map(({ x, y, recipe }) => ({ x, y, recipe }));
        return { rootMidi: keyZone.rootMidi, zones, key: conditionedKey(keyZone) };
      }),
      takes: clips.map(({ id }) => id),
      renderSeconds: render.phase === 'done' ? render.seconds : null,
      rendering: render.phase === 'running' ? parts.rendering : null,
      revision: newId(),
    },
    sounds,
    clips,
  };
}

/** The document of a snapshot, with its sounds. */
export function documentOf({ record, sounds }: Snapshot): InstrumentDocument {
  const slots = record.slots.map((slot) => {
    const stored = slot && sounds.get(slot.sound);
    if (!slot || !stored) return null;
    const { rootOverride, trim, gain, name } = slot;
    return { sound: { ...stored.sound, name }, rootOverride, trim, gain };
  });
  return { ...record.document, slots };
}

/** The key zones of a snapshot, as far as their sound was kept, and what may be said of the render that made them. */
export async function keyZonesOf(
  { record }: Snapshot,
  stored: KeyZoneRepository,
): Promise<{ keyZones: readonly StoredKeyZone[]; render: RenderState }> {
  const keyZones: StoredKeyZone[] = [];
  for (const { rootMidi, zones, key } of record.columns) {
    keyZones.push({ rootMidi, zones, conditioned: key === null ? null : await stored.get(key) });
  }
  const all = keyZones.flatMap(({ zones }) => zones).length;
  const there = keyZones.flatMap(({ zones, conditioned }) =>
    zones.filter(({ recipe }) => conditioned?.layers.has(recipe)),
  ).length;
  const { renderSeconds } = record;
  if (there === 0) return { keyZones: [], render: { phase: 'idle' } };
  if (there === all && renderSeconds !== null)
    return { keyZones, render: { phase: 'done', seconds: renderSeconds } };
  return { keyZones, render: { phase: 'cancelled', progress: there / all } };
}
