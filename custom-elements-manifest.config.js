/** Configures the analyzer that writes custom-elements.json: the one element that is the package's, `npm run manifest`. */

const PATH = 'dist/element.js';
const TAG = 'alloy-instrument';

/** What people outside may use of a class; events have types of their own, without the listeners' signatures. */
function isPublic({ name, privacy = 'public', inheritedFrom }) {
  return (
    privacy === 'public' &&
    !inheritedFrom &&
    !/^[#_]|Callback$|EventListener$|^(styles|render|updated|willUpdate)$/.test(name)
  );
}

/** The element's class as the package has it: no class of Alloy's own above it. */
function element(declaration) {
  return {
    ...declaration,
    members: declaration.members.filter(isPublic),
    superclass: { name: 'HTMLElement' },
    tagName: TAG,
    customElement: true,
  };
}

function exportsOf({ name }) {
  const declaration = { name, module: PATH };
  return [
    { kind: 'js', name, declaration },
    { kind: 'custom-element-definition', name: TAG, declaration },
  ];
}

export default {
  globs: ['ui/elements/instrument.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [
    {
      name: 'public-only',
      packageLinkPhase({ customElementsManifest }) {
        for (const module of customElementsManifest.modules) {
          module.path = PATH;
          module.declarations = module.declarations
            .filter(({ name }) => name === 'AlloyInstrument')
            .map(element);
          module.exports = module.declarations.flatMap(exportsOf);
        }
      },
    },
  ],
};
