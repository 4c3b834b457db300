/** Lists the pages of the documentation in their order; every page of docs/ is in here once, which a test holds. */

/** Pages by their path below docs/, without `.md`, and what the list calls them; decisions are listed by their folder. */
export const NAVIGATION = [
  {
    title: 'Use',
    pages: [
      ['index', 'Start'],
      ['play', 'Play'],
      ['instruments', 'Instruments that ship'],
      ['sounds', 'Sounds that work'],
      ['blends', 'What a blend is'],
      ['midi', 'MIDI and the bridge'],
      ['limits', 'Limits'],
      ['screenshots/README', 'Every state, seen'],
    ],
  },
  {
    title: 'Embed',
    pages: [
      ['embed', 'Start'],
      ['embed/html', 'Plain HTML'],
      ['embed/cross-origin', 'From another origin'],
      ['embed/vite', 'Vite'],
      ['embed/webpack', 'webpack 5'],
      ['embed/esbuild', 'esbuild'],
      ['embed/rollup', 'Rollup'],
      ['embed/next', 'Next.js'],
      ['embed/react', 'React'],
      ['embed/vue', 'Vue'],
      ['embed/solid', 'Solid'],
      ['embed/several', 'Several on one page'],
      ['embedding', 'Context, messages, events'],
      ['hosts', 'Plugin of web DAWs'],
      ['csp', 'Content-Security-Policy'],
    ],
  },
  {
    title: 'Reference',
    pages: [
      ['api', 'API'],
      ['command', 'The alloy command'],
      ['clusters', 'Libraries on clusters'],
      ['exports', 'Exports'],
      ['theming', 'Theming and language'],
      ['instrument-document', 'The instrument document'],
      ['changelog', 'Changes'],
    ],
  },
  {
    title: 'Inside',
    pages: [
      ['architecture', 'Architecture'],
      ['dependencies', 'Dependencies'],
    ],
  },
];

/** Folder whose pages follow those of the last group, by name. */
export const DECISIONS = 'decisions';
