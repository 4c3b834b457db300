/** What controls do that are no parameters, views and macros, in Simplified Chinese: part of `zhHans`. */
import type { Strings } from './en.js';

export const views: Strings['views'] = {
  label: '视图',
  play: '演奏',
  sources: '音源',
  sound: '音色',
  listen: '试听',
  due: '需要重新渲染',
};

export const macros: Strings['macros'] = {
  shape: '形态',
  morph: '变形',
  names: { lfo1Mix: 'LFO 1', lfo1Rate: 'LFO 速率' },
};

export const screen: Strings['screen'] = { enter: '全屏', leave: '退出全屏' };
