/** Takes out of `css`, `html` and `svg` templates what browsers do not need, which minifiers of JavaScript leave alone: a plugin of Rolldown and Vite. */

const TAGGED = /\b(?:css|html|svg)`/;

/** One space for each run of them, as browsers read it, and quotes only about values that need them. */
function minifyMarkup(text) {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ (\/?>)/g, '$1')
    .replace(/="([\w-]+)"(?=[ >])/g, '=$1');
}

/** No space where CSS needs none, no 0 before a point. */
function minifyStyles(text) {
  return text
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/\( | (?=\))/g, (found) => found.trim())
    .replace(/ > /g, '>')
    .replace(/(?<![\w.])0(?=\.\d)/g, '')
    .replace(/;}/g, '}');
}

const MINIFIERS = { css: minifyStyles, html: minifyMarkup, svg: minifyMarkup };

/** Every tagged template below a node of the syntax tree. */
function* templates(node) {
  if (Array.isArray(node)) for (const one of node) yield* templates(one);
  else if (node && typeof node === 'object') {
    if (node.type === 'TaggedTemplateExpression' && node.tag.name in MINIFIERS) yield node;
    for (const value of Object.values(node)) if (value && typeof value === 'object') yield* templates(value);
  }
}

export function minifyTemplates() {
  return {
    name: 'alloy-minify-templates',
    transform(code, id) {
      if (id.startsWith('\0') || /node_modules/.test(id) || !TAGGED.test(code)) return null;
      const pieces = [...templates(this.parse(code, { lang: 'ts' }))].flatMap(({ tag, quasi }) =>
        quasi.quasis.map(({ start, end, value }) => {
          const at = code.indexOf(value.raw, start); // with or without the marks around it
          if (at < 0 || at > end) throw new Error(`${id}: a template was not found again.`);
          return { at, raw: value.raw, text: MINIFIERS[tag.name](value.raw) };
        }),
      );
      let changed = code;
      for (const { at, raw, text } of pieces.sort((a, b) => b.at - a.at))
        changed = changed.slice(0, at) + text + changed.slice(at + raw.length);
      return { code: changed, map: null };
    },
  };
}
