/** Tests that templates mean the same once they are made small. */
import { expect, it } from 'vitest';
import { minifyTemplates } from '../../scripts/minify-templates.js';

interface Plugin {
  transform(this: { parse(code: string): unknown }, code: string, id: string): { code: string } | null;
}

/** What a template of one piece becomes. */
function minified(tag: string, text: string): string {
  const code = `${tag}\`${text}\``;
  const start = tag.length;
  const quasi = { start, end: code.length, value: { raw: text } };
  const tree = { type: 'TaggedTemplateExpression', tag: { name: tag }, quasi: { quasis: [quasi] } };
  const made = (minifyTemplates() as unknown as Plugin).transform.call(
    { parse: () => tree },
    code,
    'ui/x.ts',
  );
  return made!.code.slice(start + 1, -1);
}

it.each([
  ['<p class="a">x  y</p>', '<p class=a>x y</p>'],
  ['<p class="a b" id="c-1"  title="">', '<p class="a b" id=c-1 title="">'],
  ['<path d="M0 0" class="line" />', '<path d="M0 0" class="line"/>'], // its slash would belong to the value
  ['<a href="x/y" rel="x"\n>', '<a href="x/y" rel=x>'],
])('markup %s', (text, small) => {
  expect(minified('html', text)).toBe(small);
  expect(minified('svg', text)).toBe(small);
});

it.each([
  ['a > b { opacity: 0.5; }', 'a>b{opacity:.5}'],
  ['a { margin: 0 -0.5em 10.05px; /* why */ }', 'a{margin:0 -.5em 10.05px}'],
  ['a { width: calc( 100% - 0.25 * (1px + 2px) ) }', 'a{width:calc(100% - .25 * (1px + 2px))}'],
  [
    '@media (width > 600px) and (height > 20.05px) { a:not( .b ) .c { top: 0 } }',
    '@media (width>600px) and (height>20.05px){a:not(.b) .c{top:0}}',
  ],
])('styles %s', (text, small) => {
  expect(minified('css', text)).toBe(small);
});
