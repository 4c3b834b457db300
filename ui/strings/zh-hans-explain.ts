/** What controls do that are no parameters, views and macros, in Simplified Chinese: part of `zhHans`. */
import type { Strings } from './en.js';

export const tips: Strings['tips'] = {
  meter: '输出电平、最近的峰值，以及正在发声的音。',
  sustain: '松开琴键后声音继续。也可按住 Shift。',
  bend: '弯曲音高；松手即弹回。',
  modulation: '移动混合，幅度由“变形”中的“调制轮”决定。停在松手的位置。',
  range: '为哪些琴键渲染音符。范围以外的琴键弹最近的音。',
  step: '渲染的琴键相隔多远。其间的琴键由邻近的音变调弹奏：越密越好听，也越费时。',
  mixes: '在音源之间渲染多少个位置。多于一个时，音符发声时可以变形。',
  seconds: '每个音渲染多长。会延续的部分做成循环，琴键可以按得更久。',
  seed: '渲染开始时掷的骰子。同一个种子得到同样的音符。',
  temperature: '模型演奏得多自由：低则平稳，高则生动而多噪声。',
};

export const views: Strings['views'] = {
  label: '视图',
  play: '演奏',
  sources: '音源',
  sound: '音色',
  listen: '试听',
  due: '需要重新渲染',
  tips: {
    play: '混合、旋钮与琴键',
    sources: '要融合的声音，以及如何渲染',
    sound: '包络、滤波器、LFO、调律、MIDI',
    listen: '音源与融合音色的声音和图像',
  },
};

export const macros: Strings['macros'] = {
  shape: '形态',
  morph: '变形',
  names: { lfo1Mix: 'LFO 1', lfo1Rate: 'LFO 速率' },
};

export const screen: Strings['screen'] = { enter: '全屏', leave: '退出全屏' };
