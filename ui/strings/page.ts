/** The words of the standalone page around the instrument, by language: no embedder has them. */

/** By the tag of the language, as in `strings.ts`. */
export const PAGE_STRINGS = {
  en: {
    title: 'Alloy · Melt two sounds into one instrument',
    description:
      'Drop in two sounds, blend their timbres with a neural network in your browser, and play the hybrid.',
    promise: 'Everything happens on this device: no sound leaves it, and once loaded the page works offline.',
    language: 'Language',
  },
  'zh-Hans': {
    title: 'Alloy · 把两种声音熔成一件乐器',
    description: '放进两种声音，在浏览器里用神经网络融合音色，然后弹奏这件新乐器。',
    promise: '一切都在本机完成：声音不会离开这台设备，页面加载一次后离线也能用。',
    language: '语言',
  },
} as const;
