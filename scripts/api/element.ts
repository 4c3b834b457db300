/** Reads custom-elements.json: what the element has, as the analyzer wrote it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../../custom-elements.json', import.meta.url));

/** Something of the element's that has a name. */
export interface ManifestItem {
  readonly name: string;
  readonly description?: string;
  readonly type?: { readonly text: string };
  readonly default?: string;
}

export interface ManifestMember extends ManifestItem {
  readonly kind: 'field' | 'method';
  /** Of a property that has one. */
  readonly attribute?: string;
  readonly readonly?: boolean;
  readonly return?: { readonly type: { readonly text: string } };
}

/** The element, of the custom elements manifest. */
export interface ElementManifest {
  readonly name: string;
  readonly tagName: string;
  readonly description: string;
  readonly members: readonly ManifestMember[];
  readonly attributes: readonly (ManifestItem & { readonly fieldName: string })[];
  readonly events: readonly ManifestItem[];
  readonly slots: readonly ManifestItem[];
  readonly cssParts: readonly ManifestItem[];
  readonly cssProperties: readonly ManifestItem[];
}

/** The one element of the package. */
export function readElement(): ElementManifest {
  const { modules } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly modules: readonly { readonly declarations: readonly ElementManifest[] }[];
  };
  return modules[0]!.declarations[0]!;
}
