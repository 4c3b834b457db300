import { newId } from '../../platform/id.js';
import type { Column } from '../column.js';
import type { InstrumentDocument, SignalFacts } from '../document.js';
import type { RenderState, Take } from '../state.js';
import type { KeptColumn } from '../zones.js';
import { finishedKey, type KeptColumns } from './columns.js';
import type { Snapshot } from './keeper.js';
import {
  RECORD_VERSION,
  type ColumnRecord,
  type RunningRender,
  type SlotRecord,
  type SoundRecord,
} from './record.js';

export interface SnapshotParts {
  readonly document: InstrumentDocument;
  /** By slot. */
  readonly prepared: readonly SoundRecord['prepared'][];
  readonly signal: SignalFacts | null;
  readonly columns: readonly Column[];
  readonly takes: readonly Take[];
  readonly render: RenderState;
  /** What is to be said of a render that is running. */
  readonly rendering: RunningRender;
}

/** What there is to keep of an instrument. */
export function takeSnapshot(parts: SnapshotParts): Snapshot {
  const { document, prepared, signal, columns, render } = parts;
  const { slots, ...settings } = document;
  const sounds = new Map<string, SoundRecord>();
  const slotRecords = slots.map((slot, i): SlotRecord | null => {
    if (!slot) return null;
    const { sound, ...use } = slot;
    sounds.set(sound.fingerprint, { sound, prepared: prepared[i] ?? null });
    return { ...use, sound: sound.fingerprint, name: sound.name };
  });
  // Sources show themselves, and a take that grows is kept once it stands still.
  const takes = parts.takes.filter(
    ({ kind, progress, clip }) =>
      kind !== 'original' && clip.samples.length > 0 && (progress === 1 || render.phase !== 'running'),
  );
  return {
    record: {
      version: RECORD_VERSION,
      document: settings,
      slots: slotRecords,
      signal,
      columns: columns.map((column): ColumnRecord => {
        const zones = column.zones.map(({ x, y, recipe }) => ({ x, y, recipe }));
        return { rootMidi: column.rootMidi, zones, key: finishedKey(column) };
      }),
      takes: takes.map(({ id }) => id),
      renderSeconds: render.phase === 'done' ? render.seconds : null,
      rendering: render.phase === 'running' ? parts.rendering : null,
      revision: newId(),
    },
    sounds,
    takes,
  };
}

/** The document of a snapshot, with its sounds. */
export function documentOf({ record, sounds }: Snapshot): InstrumentDocument {
  const slots = record.slots.map((slot) => {
    const kept = slot && sounds.get(slot.sound);
    if (!slot || !kept) return null;
    const { rootOverride, trim, gain, name } = slot;
    return { sound: { ...kept.sound, name }, rootOverride, trim, gain };
  });
  return { ...record.document, slots };
}

/** The columns of a snapshot, as far as their sound was kept, and what may be said of the render that made them. */
export async function columnsOf(
  { record }: Snapshot,
  kept: KeptColumns,
): Promise<{ columns: readonly KeptColumn[]; render: RenderState }> {
  const columns: KeptColumn[] = [];
  for (const { rootMidi, zones, key } of record.columns) {
    columns.push({ rootMidi, zones, finished: key === null ? null : await kept.get(key) });
  }
  const all = columns.flatMap(({ zones }) => zones).length;
  const there = columns.flatMap(({ zones, finished }) =>
    zones.filter(({ recipe }) => finished?.layers.has(recipe)),
  ).length;
  const { renderSeconds } = record;
  if (there === 0) return { columns: [], render: { phase: 'idle' } };
  if (there === all && renderSeconds !== null)
    return { columns, render: { phase: 'done', seconds: renderSeconds } };
  return { columns, render: { phase: 'cancelled', progress: there / all } };
}
