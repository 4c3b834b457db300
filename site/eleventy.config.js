/** Configures Eleventy: Markdown of docs/ to pages, links between them, headings with anchors, code in colours. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import highlight from '@11ty/eleventy-plugin-syntaxhighlight';
import anchor from 'markdown-it-anchor';
import { DECISIONS, NAVIGATION } from './navigation.js';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Pages that lie at the top of the repository, where people look for them. */
const FROM_ROOT = ['API', 'CHANGELOG'];

const posix = (path) => path.split(sep).join('/');
/** "decisions/roots" of a template's path. */
const stemOf = (inputPath) => posix(relative(join(root, 'docs'), join(root, inputPath))).replace(/\.md$/, '');
const titleOf = (text) => /^# (.*)$/m.exec(text)?.[1].replaceAll('`', '') ?? 'Alloy';

/** Where a link of a page leads in the built pages; null: to nothing that is built. */
function builtHref(href, stem) {
  if (/^[a-z]+:/i.test(href) || href.startsWith('#') || href.startsWith('./package/')) return href;
  const [path, hash] = href.split('#');
  const target = posix(normalize(join(dirname(stem), path)));
  const suffix = hash === undefined ? '' : `#${hash}`;
  const fromRoot = FROM_ROOT.find((name) => target === `../${name}.md`);
  if (fromRoot !== undefined)
    return posix(relative(dirname(stem), fromRoot.toLowerCase())) + `.html${suffix}`;
  if (target.startsWith('..')) return null;
  if (target.endsWith('.md')) return path.replace(/\.md$/, '.html') + suffix;
  return href;
}

/** Follows links between Markdown files; what is no page of ours (a source file) becomes plain text. */
function links(markdown) {
  markdown.core.ruler.push('alloy-links', ({ tokens, env }) => {
    for (const { children } of tokens) {
      const dropped = [];
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const href = builtHref(token.attrGet('href') ?? '', stemOf(env.page.inputPath));
          dropped.push(href === null);
          if (href === null) token.hidden = true;
          else token.attrSet('href', href);
        } else if (token.type === 'link_close' && dropped.pop()) token.hidden = true;
      }
    }
  });
  const text = (name) => (tokens, index, options, _env, self) =>
    tokens[index].hidden
      ? ''
      : (self.rules[`plain_${name}`] ?? self.renderToken).call(self, tokens, index, options);
  markdown.renderer.rules.link_open = text('link_open');
  markdown.renderer.rules.link_close = text('link_close');
}

/** Every table in a box that scrolls by itself, so that pages do not on a phone. */
function tables(markdown) {
  markdown.renderer.rules.table_open = () =>
    '<div class="table" tabindex="0" role="region" aria-label="Table"><table>\n';
  markdown.renderer.rules.table_close = () => '</table></div>\n';
}

/** GitHub's anchors, so that links work in both places. */
const slug = (text) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

function navigation(pages) {
  const byStem = new Map(pages.map((page) => [stemOf(page.inputPath), page]));
  const entry = ([stem, title]) => ({ stem, title });
  const groups = NAVIGATION.map(({ title, pages: listed }) => ({ title, entries: listed.map(entry) }));
  const decisions = [...byStem.keys()]
    .filter((stem) => stem.startsWith(`${DECISIONS}/`))
    .sort()
    .map((stem) => ({ stem, title: byStem.get(stem).data.title }));
  return [...groups, { title: 'Decisions', entries: decisions }];
}

export default function configure(config) {
  config.addPlugin(highlight, { errorOnInvalidLanguage: true });
  config.amendLibrary('md', (markdown) => {
    markdown.set({ html: true, linkify: false });
    const { highlight: coloured } = markdown.options;
    markdown.set({
      highlight(code, language) {
        try {
          return coloured(code, language);
        } catch {
          return ''; // a language that Prism does not know: escaped, which the plugin would not do
        }
      },
    });
    markdown.use(anchor, {
      slugify: slug,
      permalink: anchor.permalink.headerLink({ safariReaderFix: true }),
    });
    markdown.use(links);
    markdown.use(tables);
  });
  config.setTemplateFormats(['md']);
  config.addGlobalData('layout', 'page.njk');
  config.addGlobalData(
    'permalink',
    () =>
      ({ page }) =>
        `${stemOf(page.inputPath)}.html`,
  );
  config.addGlobalData('eleventyComputed', {
    title: ({ page, title }) => title || titleOf(readFileSync(join(root, page.inputPath), 'utf8')),
    stem: ({ page }) => stemOf(page.inputPath),
    top: ({ page }) => '../'.repeat(stemOf(page.inputPath).split('/').length - 1),
  });
  for (const name of FROM_ROOT) {
    const path = join(root, `${name}.md`);
    if (existsSync(path)) {
      const text = readFileSync(path, 'utf8');
      const moved = text.replaceAll('](docs/', '](').replaceAll(/\]\((API|CHANGELOG)\.md/g, '](../$1.md');
      config.addTemplate(`${name.toLowerCase()}.md`, moved, { title: titleOf(text) });
    }
  }
  config.addCollection('pages', (collection) => collection.getAll());
  config.addFilter('navigation', navigation);
  config.addPassthroughCopy({ ['site/site.css']: 'site.css' });
  config.addPassthroughCopy({ ['site/live.js']: 'live.js' });
  config.addPassthroughCopy({
    'docs/screenshots/*.png': 'screenshots',
    'docs/blends/*.{mp3,webp}': 'blends',
    'docs/*.png': '.',
    'docs/*.json': '.',
  });
  return {
    dir: { includes: '../site', layouts: '../site' },
    markdownTemplateEngine: false,
    htmlTemplateEngine: 'njk',
  };
}
