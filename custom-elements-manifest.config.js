/** Configures the analyzer that writes custom-elements.json: the one element that is the package's, `npm run manifest`. */
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
          module.path = 'dist/element.js';
          for (const declaration of module.declarations ?? []) {
            const isPublic = ({ name, privacy = 'public', inheritedFrom }) =>
              privacy === 'public' &&
              !inheritedFrom &&
              !/^[#_]|Callback$|^(styles|render|updated|willUpdate)$/.test(name);
            declaration.members = declaration.members?.filter(isPublic);
            if (declaration.name === 'AlloyInstrument') declaration.tagName = 'alloy-instrument';
          }
        }
      },
    },
  ],
};
