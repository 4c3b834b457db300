/**
 * What a server says so that a page is isolated from other origins: workers then share one copy of a model's weights.
 * 'require-corp', not 'credentialless', which Safari does not know; the page takes nothing from elsewhere.
 */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
