/** Loads the code that plays songs and records with the first use of it: small, as it is there before a page is seen. [page] */
import type { InstrumentSongsContract, SongsState } from '../songs-contract.js';

const NOTHING: SongsState = { song: null, take: { phase: 'none' } };
/** Load the code. */
const BEGIN = ['open', 'play', 'record', 'playTake', 'takeSound', 'takeSong'] as const;
/** Mean nothing before something was opened or recorded, or is about to be. */
const LATER = [
  ...(['stop', 'seek', 'setSpeed', 'setLoop', 'setPart', 'closeSong'] as const),
  ...(['stopRecording', 'discardTake', 'stopTake', 'close'] as const),
];

/** What it stands for. */
export type LoadedSongs = InstrumentSongsContract & { close(): void };

type Methods = Record<(typeof BEGIN)[number], (...rest: unknown[]) => Promise<unknown>> &
  Record<(typeof LATER)[number], (...rest: unknown[]) => void>;

class LazyTarget extends EventTarget {
  readonly #make: () => Promise<LoadedSongs>;
  loading: Promise<LoadedSongs> | null = null;
  loaded: LoadedSongs | null = null;

  constructor(make: () => Promise<LoadedSongs>) {
    super();
    this.#make = make;
  }

  get state(): SongsState {
    return this.loaded?.state ?? NOTHING;
  }

  get position(): number {
    return this.loaded?.position ?? 0;
  }

  get recorded(): number {
    return this.loaded?.recorded ?? 0;
  }

  /** The same each time; one that could not be loaded is loaded anew: the page may have been offline. */
  load(): Promise<LoadedSongs> {
    return (this.loading ??= this.#make().then(
      (songs) => {
        for (const type of ['change', 'ended'])
          songs.addEventListener(type, () => this.dispatchEvent(new Event(type)));
        return (this.loaded = songs);
      },
      (error: unknown) => {
        this.loading = null;
        throw error;
      },
    ));
  }
}

const { prototype } = LazyTarget;
for (const name of BEGIN) {
  Reflect.set(prototype, name, async function (this: LazyTarget, ...rest: unknown[]) {
    return ((await this.load()) as unknown as Methods)[name](...rest);
  });
}
for (const name of LATER) {
  Reflect.set(prototype, name, function (this: LazyTarget, ...rest: unknown[]) {
    if (this.loaded) return (this.loaded as unknown as Methods)[name](...rest);
    // behind what has begun the loading
    void this.loading?.then(
      (songs) => (songs as unknown as Methods)[name](...rest),
      () => undefined, // told to whoever began it
    );
  });
}

/** See InstrumentSongsContract. [page] */
export type LazySongs = LoadedSongs & Pick<LazyTarget, 'load'>;
export const LazySongs = LazyTarget as unknown as new (make: () => Promise<LoadedSongs>) => LazySongs;
