/** Makes the parts of an instrument and connects them: sources, renderer, player, settings and storage. [page] */
import type { StorageTrouble } from '../../platform/bounded-store.js';
import { MPE_ZONES, type ParameterId } from '../../parameters.js';
import { heardMix, mixHeardAt } from '../../timbre/heard-mix.js';
import type { BundledSource } from '../contract.js';
import type { InstrumentEventDetails } from '../events.js';
import type { InstrumentOptions } from '../options.js';
import { AudioOutput } from '../play/audio-output.js';
import { Automation } from '../play/automation.js';
import { ContextOutput } from '../play/context-output.js';
import { Later } from '../play/later.js';
import { Performance } from '../play/performance.js';
import { Tunings } from '../play/tunings.js';
import { ClipPlayer } from '../render/clip-player.js';
import { LiveSources } from '../render/live-sources.js';
import { Models } from '../render/models.js';
import { Renderer } from '../render/renderer.js';
import { LazySongs } from '../songs/lazy-songs.js';
import { Sources } from '../sounds/sources.js';
import { LatestRequest } from '../state/latest-request.js';
import { Settings } from '../state/settings.js';
import { Store } from '../state/store.js';
import { UndoManager } from '../state/undo.js';
import { Factory } from '../storage/factory.js';
import { KeyZoneRepository, RememberedKeyZones } from '../storage/key-zone-repository.js';
import { LazyFiles } from '../storage/lazy-files.js';
import { Persistence } from '../storage/persistence.js';
import { StateTransfer } from '../storage/state-transfer.js';
import { CurrentDocument } from './current-document.js';
import { MixFollower } from './mix-follower.js';

/** What parts ask of the instrument, and tell it. */
export interface PartsOwner {
  /** Resolves when the catalogue is read and the first model is open (or has failed). */
  started(): Promise<void>;
  /** A bundled sound by its id; null where it does not ship here. */
  bundled(id: string): BundledSource | null;
  render(): Promise<void>;
  onNote(note: InstrumentEventDetails['note']): void;
}

/** What an instrument is made of, each part once. [page] */
export class Parts {
  readonly store = new Store();
  readonly requests = new LatestRequest(this.store);
  readonly document = new CurrentDocument(this);
  readonly audio: AudioOutput;
  readonly renderer: Renderer;
  readonly sources: Sources;
  readonly live: LiveSources;
  readonly clipPlayer: ClipPlayer;
  readonly mix: MixFollower;
  readonly models: Models;
  readonly undo: UndoManager;
  readonly settings: Settings;
  readonly tunings: Tunings;
  readonly automation: Automation;
  readonly performance: Performance;
  readonly songs: LazySongs;
  readonly persistence: Persistence;
  readonly factory: Factory;
  readonly transfer: StateTransfer;
  readonly files: LazyFiles;
  /** Null: nothing is stored. */
  readonly #keyZoneRepository: KeyZoneRepository | null;

  /** @param modelsUrl folder of the models that ship. */
  constructor(options: InstrumentOptions, modelsUrl: URL, owner: PartsOwner) {
    const { store, requests } = this;
    const { storageKey: key = null } = options;
    const document = () => this.document.read();
    const apply: CurrentDocument['apply'] = (one) => this.document.apply(one);
    const changed = (): void => this.document.updateStale();
    const turned = (id: ParameterId): void => requests.turned(id);
    const onStorage = (trouble: StorageTrouble): void => this.persistence.note(trouble);

    const audio = new AudioOutput(store.state.parameters, ContextOutput.of(options));
    this.audio = audio;
    this.#keyZoneRepository =
      key === null ? null : new KeyZoneRepository(onStorage, () => this.persistence.changed());
    const keyZones = this.#keyZoneRepository ?? new RememberedKeyZones(); // undo brings them back
    const renderer = new Renderer({
      ...{ store, audio, onStorage, repository: keyZones, keep: key !== null },
      sounds: () => this.sources.documents.map((slot) => slot?.sound.fingerprint ?? null),
    });
    this.renderer = renderer;
    this.undo = new UndoManager({
      ...{ store, document, apply },
      presets: {
        position: () => this.persistence.presets?.position ?? 0,
        goTo: (position) => this.persistence.presets?.goTo(position),
      },
    });
    const { record } = this.undo;

    const sources = new Sources({
      ...{ store, renderer, record, changed, recordIn: () => audio.host.recordingContext },
      expected: () => this.live.warm(),
      loaded: (index, slot) => this.live.expect(index, slot),
    });
    this.sources = sources;
    this.clipPlayer = new ClipPlayer({
      ...{ store, audio, heardMix: () => this.mix.heard },
      hybrid: () => renderer.hybrid,
    });
    this.live = new LiveSources(store, audio, sources);
    this.mix = new MixFollower({ store, audio, sources, renderer, clipPlayer: this.clipPlayer });

    this.settings = new Settings({
      ...{ store, audio, record, changed, turned },
      mixed: () => this.mix.follow(),
    });
    this.models = new Models({
      ...{ store, renderer, record, url: modelsUrl },
      opened: () => sources.refresh(),
    });
    this.tunings = new Tunings({ store, audio, record });
    const later = laterOf(audio);
    this.automation = new Automation({
      ...{ store, audio, later },
      onTurned: turned,
      heardMix: (mix) => heardMix(sources.gains, mix),
      onMix: (heard) => this.mix.show(heard),
    });
    this.performance = new Performance({
      ...{ store, audio, later },
      onNote: (note) => owner.onNote(note),
      onKeyPlayed: (played) => renderer.prioritise(played),
      onBind: () => record('binding', null),
      onSysex: (bytes) => this.tunings.handleSysex(bytes),
      mixAt: (heard) => mixHeardAt(sources.gains, heard),
      onParameter: (id, value, time) =>
        time === 0 ? this.settings.setParameter(id, value) : this.automation.set(id, value, time),
    });
    const { performance } = this;
    this.songs = new LazySongs(
      async () => new (await import('../songs/songs.js')).Songs({ store, audio, performance }),
    );

    this.persistence = new Persistence({
      ...{ key, store, renderer, sources, document, apply, record, requests },
      keyZones: this.#keyZoneRepository,
    });
    this.factory = new Factory({
      ...{ store, renderer, sources, document, apply, record, requests },
      soundOf: (id) => owner.bundled(id),
    });
    this.transfer = new StateTransfer({
      ...{ store, renderer, sources, models: this.models, document, apply, record, requests },
      live: (slot) => this.live.codeOf(slot),
      started: () => owner.started(),
    });
    this.files = new LazyFiles({
      ...{ store, renderer, keyZones, sources, transfer: this.transfer, requests },
      presets: this.persistence.presets,
      render: () => owner.render(),
      started: () => owner.started(),
    });
    audio.onState((state) => store.update({ audio: state }));
    audio.onMpe((zone) => this.settings.followParameter('mpe', MPE_ZONES.indexOf(zone)));
    audio.onProgram((program) => this.persistence.presets?.loadProgram(program));
  }

  /** Frees all that the parts hold; resolves once what is kept is kept. */
  async close(): Promise<void> {
    this.requests.cancel(); // what is on its way comes to nothing
    const kept = this.persistence.close(); // the key is let go of at once, for an instrument that opens meanwhile
    this.songs.close();
    this.performance.close(); // at once: nothing sounds on while files are put away
    await this.models.close();
    await kept;
    this.live.close();
    this.factory.close();
    this.sources.close();
    await this.renderer.close();
    await this.#keyZoneRepository?.close();
    await this.audio.close();
  }
}

/** What is to come to pass when the player comes to its time. */
function laterOf(audio: AudioOutput): Later {
  return new Later({
    get clock() {
      return audio.clock;
    },
    get offline() {
      return audio.host.offline;
    },
  });
}
