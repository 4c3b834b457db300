/** Every word that the interface says, in Simplified Chinese. */
import type { Strings } from '../strings.js';
import { slotLetter } from './en.js';
import { choices, learn, midi, panel, play, playParameters, shortParameters } from './zh-hans-play.js';

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} 秒`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} 秒`;
  return `${Math.floor(whole / 60)} 分 ${whole % 60} 秒`;
}

export const zhHans: Strings = {
  tag: 'zh-Hans',
  language: '简体中文',
  name: 'Alloy',
  tagline: '把两种声音熔成一件乐器',

  duration,
  percent: (percent) => `${percent}%`,

  parameters: playParameters,
  sounds: {
    'grand-piano-c4': '三角钢琴',
    'electric-piano-c4': '电钢琴',
    'celesta-c5': '钢片琴',
    'marimba-c4': '马林巴',
    'church-organ-c4': '教堂管风琴',
    'nylon-guitar-c4': '尼龙弦吉他',
    'steel-guitar-g3': '钢弦吉他',
    'violin-a4': '小提琴',
    'cello-c3': '大提琴',
    'choir-aahs-c4': '人声合唱',
    'trumpet-g4': '小号',
    'clarinet-d4': '单簧管',
    'flute-c5': '长笛',
    'sitar-g3': '西塔琴',
    'kalimba-c5': '卡林巴',
  },
  families: {
    'chromatic percussion': '音高打击乐',
    piano: '钢琴',
    organ: '风琴',
    guitar: '吉他',
    strings: '弦乐',
    voice: '人声',
    brass: '铜管',
    reed: '簧管',
    pipe: '笛类',
    plucked: '拨弦',
  },
  models: { instruments: '乐器模型' },

  errors: {
    'not-a-sound': ({ subject }) =>
      `“${subject}”不是 Alloy 能读的声音。请用 WAV、FLAC、Ogg、MP3，或本浏览器能解码的格式。`,
    truncated: ({ subject }) => `“${subject}”不完整，结尾缺失。请重新下载，或换一个文件。`,
    empty: ({ subject }) => `“${subject}”里没有声音。请换一个文件。`,
    silent: ({ subject }) => `“${subject}”是静音，听不到任何内容。请换一个文件。`,
    'not-finite': ({ subject }) => `“${subject}”含有无效的采样值。请重新导出后再试。`,
    unreadable: ({ subject }) => `无法读取“${subject}”。请检查文件或网络。`,
    microphone: () => '无法使用麦克风。请在网站设置中允许，并检查设备是否接好。',
    'model-missing': ({ subject }) => `在 ${subject} 没有找到模型。`,
    'model-invalid': ({ subject }) => `模型 ${subject} 的内容有误，无法使用。`,
    'model-truncated': ({ subject }) => `模型 ${subject} 没有下载完整。请重新加载页面。`,
    'model-mismatch': ({ subject }) => `模型 ${subject} 与它的描述不符，无法使用。`,
    'no-backend': () => '本浏览器既不能用 WebGPU，也不能用 WebAssembly 运行模型。请更新浏览器。',
    'device-lost': () => '显卡连接中断。再次渲染即可从断处继续。',
    'out-of-memory': () => '内存不足。请缩短长度、减少混合档数，或关闭其他页面后再试。',
    closed: () => '乐器已关闭。',
    internal: ({ message }) => `出现意外错误（${message}）。请再试一次。`,
  },

  welcome: {
    title: '放进两种声音，弹奏一件新乐器。',
    text: '左右各放一个声音，调好比例，点“渲染”：小型神经网络会把它们熔成一种音色，在下方的琴键上就能弹。',
    try: '第一次用？先试一组',
    pair: (a, b) => `试试 ${a} × ${b}`,
    pairLabel: (a, b) => `试试 ${a} × ${b}：载入两个声音并渲染融合音色`,
  },

  model: {
    label: '模型',
    none: '尚无模型',
    loading: '正在加载模型…',
    error: '没有模型',
    hint: '请检查网络并重新加载页面，或换一个模型。',
  },

  backend: {
    waiting: '正在准备…',
    offline: '未就绪',
    label: '运行于',
  },

  slot: {
    label: (slot) => `音源 ${slotLetter(slot)}`,
    emptyTitle: '拖入声音，或从列表挑选',
    emptyHint: 'WAV、FLAC、Ogg、MP3 等格式，单个音符效果最好。',
    dropHere: '松手即载入',
    browse: '浏览',
    browseLabel: (slot) => `为音源 ${slotLetter(slot)} 选择文件`,
    pick: '挑选声音',
    pickLabel: (slot) => `为音源 ${slotLetter(slot)} 挑选自带声音`,
    record: '录音',
    recordLabel: (slot) => `用麦克风录制音源 ${slotLetter(slot)}`,
    stopRecording: '停止录音',
    recording: (seconds) => `录音中 · ${seconds.toFixed(1)} 秒`,
    recordingHint: '奏一个音，让它自然延续，然后停止。',
    levelLabel: '麦克风电平',
    loading: (name) => `正在读取 ${name}…`,
    encoding: '正在分析音色…',
    listen: (name) => `试听 ${name}`,
    stop: (name) => `停止 ${name}`,
    clear: (name) => `清除 ${name}`,
    errorHint: '请拖入或挑选其他声音。',
    waveform: (name) => `${name} 的波形`,
  },

  root: {
    label: (slot) => `音源 ${slotLetter(slot)} 的根音`,
    title: '根音',
    lower: '降低半音',
    higher: '升高半音',
    auto: '自动',
    autoLabel: '采用检测到的音高',
    found: (note, percent) => `听到 ${note}，把握 ${percent}%`,
    notFound: '没有听出音高，按 C4 处理',
    overridden: (note) => `手动设定，听到的是 ${note}`,
    overriddenOnly: '手动设定',
  },

  mix: {
    label: '混合',
    value: (a, percentA, b, percentB) => `${a} ${percentA}%，${b} ${percentB}%`,
    hint: '双击回到各一半',
  },

  render: {
    label: '渲染',
    start: '渲染',
    again: '重新渲染',
    resume: '继续渲染',
    retry: '再试一次',
    cancel: '取消',
    needSource: '请先载入声音。',
    needModel: '正在等待模型。',
    ready: '可以渲染了。',
    stale: '音源、混合或设置有改动：重新渲染后才能听到。',
    steps: { model: '加载模型', encode: '编码音源', generate: '生成中' },
    percent: (percent) => `${percent}%`,
    speed: (factor) => `实时的 ${factor >= 10 ? factor.toFixed(0) : factor.toFixed(1)} 倍`,
    left: (time) => `还需 ${time}`,
    progressLabel: '渲染进度',
    cancelled: (percent) => `停在 ${percent}%。已完成的部分保留，可以弹奏。`,
    done: (time) => `渲染用时 ${time}。弹弹看。`,
    failed: '渲染中断。',
    settings: '设置',
    seconds: '长度',
    secondsValue: (seconds) => `${seconds.toFixed(1)} 秒`,
    seed: '种子',
    newSeed: '换一个种子',
    temperature: '温度',
    temperatureAuto: '自动',
    temperatureAutoLabel: '采用模型作者推荐的温度',
    recommended: '按模型推荐',
  },

  takes: {
    label: '声音',
    viewLabel: '图像',
    views: { waveform: '波形', rainbowgram: '彩虹谱', embedding: '音色编码' },
    kinds: { original: '原声', reconstruction: '重建', hybrid: '融合' },
    empty: '还没有可听的声音',
    emptyHint: '音源载入后就会出现在这里，渲染后还有融合音色。',
    waiting: '排队等待中…',
    noEmbedding: '尚未编码',
    play: (kind, title) => `播放${kind}：${title}`,
    stop: (kind, title) => `停止${kind}：${title}`,
    save: (kind, title) => `将${kind}存为 WAV：${title}`,
    saveShort: 'WAV',
    picture: (view, kind, title) => `${kind}的${view}：${title}`,
    progress: (kind, title) => `${kind}的进度：${title}`,
  },

  shortParameters,
  choices,
  play,
  panel,
  midi,
  learn,
};
