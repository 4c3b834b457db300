/** Every word that the interface says, in Simplified Chinese. */
import type { AlloyErrorCode, ErrorMessage } from '../../src/errors.js';
import { FORMAT_NAMES } from '../../src/audio/formats/names.js';
import { isInsecurePage } from '../../src/platform/secure.js';
import { inMegabytes } from '../format.js';
import { FAIR, slotLetter, SURE, type Strings } from './en.js';
import { macros, screen, views } from './zh-hans-explain.js';
import { factory } from './zh-hans-factory.js';
import { midi, play, playParameters, units } from './zh-hans-play.js';

const list = new Intl.ListFormat('zh-Hans');
export const quoted = (names: readonly string[]): string => list.format(names.map((name) => `“${name}”`));

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} 秒`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} 秒`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} 分 ${whole % 60} 秒`;
  return `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`;
}

/** What is known to be said of sources; anything else stays as it is. */
function notice(text: string): string {
  const long = /^“(.+)” is .+ long: the first (\d+) s are used\.$/.exec(text);
  if (long) return `“${long[1]}”太长：只用前 ${long[2]} 秒。`;
  const cancels = /^The channels of “(.+)” cancel each other: channel (\d+) is used alone\.$/.exec(text);
  if (cancels) return `“${cancels[1]}”的声道互相抵消：只用第 ${cancels[2]} 声道。`;
  const disagrees =
    /^(“.+” gives|The name of “.+” says) (\S+)(?: as its root)?, (\S+) is heard in it: (\S+) is used\.$/.exec(
      text,
    );
  if (disagrees) {
    const where = disagrees[1]!.startsWith('The name') ? '文件名' : '文件';
    return `${where}注明 ${disagrees[2]}，听到的是 ${disagrees[3]}：采用 ${disagrees[4]}。`;
  }
  const said = DECODER_NOTICES.find(([pattern]) => pattern.test(text));
  return said ? text.replace(said[0], said[1]) : text;
}

/** What is read everywhere, in a Chinese list. */
const FORMATS_READ = FORMAT_NAMES.replace(' or ', '、').replaceAll(', ', '、');

/** What decoders say of a file; names and numbers stay. */
const DECODER_NOTICES: readonly (readonly [RegExp, string])[] = [
  [/^“(.+)” is cut off after (.+) s: its last piece is not whole\.$/, '“$1”在 $2 秒处中断：最后一段不完整。'],
  [/^“(.+)” is cut off: (.+) s of (.+) s are there\.$/, '“$1”不完整：共 $3 秒，只有 $2 秒。'],
  [
    /^“(.+)” does not say how long it is: all (.+) s that are there are used\.$/,
    '“$1”没有写明长度：使用现有的全部 $2 秒。',
  ],
  [
    /^“(.+)” says that it is (.+) s long: the (.+) s that are there are used\.$/,
    '“$1”标明长 $2 秒，实有 $3 秒：使用实有的部分。',
  ],
  [/^“(.+)” is damaged: (.+) of (.+) are left out\.$/, '“$1”已损坏：$3 中有 $2 无法读取，已略过。'],
  [/^“(.+)” is damaged: pieces of it are missing\.$/, '“$1”已损坏：缺少若干片段。'],
  [/^“(.+)” has (.+) after its sound that are not read\.$/, '“$1”的声音之后还有 $2，未读取。'],
  [
    /^“(.+)” holds (\d+) sounds one after another: they are joined, at (\d+) Hz\.$/,
    '“$1”由 $2 段声音相接而成：已按 $3 Hz 连成一段。',
  ],
  [
    /^“(.+)” holds (\d+) sounds one after another: they are joined\.$/,
    '“$1”由 $2 段声音相接而成：已连成一段。',
  ],
  [/^“(.+)” holds (\d+) sounds side by side: the first is used\.$/, '“$1”含有 $2 路并行的声音：只用第一路。'],
  [
    /^“(.+)” was read by this browser's own decoder: another may differ a little\.$/,
    '“$1”由本浏览器自带的解码器读取：换一个浏览器结果可能略有不同。',
  ],
];

/** What a description of what runs the numbers is made of; names of devices stay. */
const RUNS: readonly (readonly [RegExp, string])[] = [
  [/^(\d+) workers?$/, '$1 个线程'],
  [/^(\w+\d) weights$/, '$1 权重'],
  [/^layer by layer$/, '逐层计算'],
  [/^plain JavaScript$/, '纯 JavaScript'],
  [/^one thread$/, '单线程'],
  [/^unnamed adapter$/, '未命名的显卡'],
];

function runs(description: string): string {
  const parts = description.split(', ');
  return parts.map((part) => RUNS.reduce((text, [from, to]) => text.replace(from, to), part)).join('，');
}

/** What a program would call a bad argument, as far as a hand can give one. */
function badArgument({ subject }: ErrorMessage): string {
  const said: Readonly<Record<string, string>> = {
    sources: '没有可渲染的声音：请先载入。',
    preset: '预设需要一个名称。',
    presets: '预设已满，请先移除一个。',
  };
  return said[subject] ?? `“${subject}”无法使用。`;
}

export const zhHans: Strings = {
  tag: 'zh-Hans',
  language: '简体中文',
  name: 'Alloy',
  tagline: '把两种声音熔成一件乐器',

  duration,
  percent: (percent) => `${percent}%`,
  megabytes: (bytes) => `${inMegabytes(bytes)} MB`,
  units,

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
    vibraphone: '颤音琴',
    'tongue-drum': '空灵鼓',
    'steel-pan': '钢鼓',
    bamboo: '竹筒',
    'glass-bell': '玻璃钟',
    'singing-bowl': '颂钵',
    'tower-bell': '塔钟',
    kettledrum: '定音鼓',
    'clay-drum': '陶鼓',
    harp: '竖琴',
    harpsichord: '羽管键琴',
    'silk-zither': '丝弦筝',
    tine: '音叉电钢',
    'fretless-bass': '无品贝斯',
    'bowed-bass': '弓奏低音',
    'ladder-bass': '梯形滤波贝斯',
    viola: '中提琴',
    'bowed-glass': '擦奏玻璃',
    'pan-pipe': '排箫',
    bottle: '瓶子',
    harmonium: '簧风琴',
    horn: '圆号',
    'voice-oo': '人声“呜”',
    'voice-ah': '人声“啊”',
    throat: '喉音',
    'string-machine': '弦乐机',
    'whistling-wind': '呼啸的风',
    surf: '海浪',
    rain: '雨',
    Recording: '录音',
    Microphone: '麦克风',
    sound: '声音',
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
    bass: '贝斯',
    bell: '钟铃',
    bowed: '擦奏',
    drum: '鼓',
    noise: '噪声',
  },
  models: { instruments: '乐器模型', voices: '人声模型' },
  modelNotes: {
    instruments: 'Alloy 自带的有音高乐器模型：弹拨、敲击、拉弦和吹奏。',
    voices: 'Alloy 自带的独唱与合唱模型。',
  },

  errors: {
    'not-a-sound': ({ subject }) =>
      `“${subject}”不是 Alloy 能读的声音。请用 ${FORMATS_READ}，或本浏览器能解码的格式。`,
    truncated: ({ subject }) => `“${subject}”不完整，结尾缺失。请重新下载，或换一个文件。`,
    empty: ({ subject }) => `“${subject}”里没有声音。请换一个文件。`,
    silent: ({ subject }) => `“${subject}”是静音，听不到任何内容。请换一个文件。`,
    'not-finite': ({ subject }) => `“${subject}”含有无效的采样值。请重新导出后再试。`,
    unreadable: ({ subject }) => `无法读取“${subject}”。请检查文件或网络。`,
    microphone: () =>
      isInsecurePage()
        ? '麦克风需要 https 或 localhost：本页面是通过普通 http 打开的。也可以拖入声音文件。'
        : '无法使用麦克风。请在网站设置中允许，并检查设备是否接好。',
    'audio-output': ({ subject }) =>
      ({
        AudioWorklet: '琴键没有声音：无法加载播放器模块。请检查服务器、内容安全策略（CSP），或更新浏览器。',
        context: '网页关闭了乐器所用的音频上下文。请在新的上下文中重新创建乐器。',
        closed: '设备关闭了声音输出。请重新加载页面：乐器会按保存的样子恢复。',
      })[subject] ?? '浏览器无法打开声音输出。请连接音频设备，关闭其他有声音的页面，再重新加载。',
    'insecure-page': ({ subject }) =>
      subject === 'AudioWorklet'
        ? '琴键没有声音：本页面是通过普通 http 打开的，浏览器只让 https 或 localhost 的页面使用 AudioWorklet。渲染结果仍可试听和保存。'
        : '本页面是通过普通 http 打开的，浏览器不为它保存文件。请通过 https 或 localhost 打开。',
    'not-loaded': ({ subject }) =>
      `Alloy 的文件 ${subject} 无法加载：请检查服务器上是否有它、assets-url 是否指向它所在的文件夹，以及页面的内容安全策略（script-src、worker-src、connect-src）是否允许它。`,
    'model-removed': ({ subject }) =>
      `模型“${subject}”已从本浏览器移除。请换一个模型，或重新添加它的压缩包。`,
    'model-missing': ({ subject }) => `在 ${subject} 没有找到模型。`,
    'model-invalid': ({ subject }) => `模型 ${subject} 的内容有误，无法使用。`,
    'model-truncated': ({ subject }) => `模型 ${subject} 没有下载完整。请重新加载页面。`,
    'model-mismatch': ({ subject }) => `模型 ${subject} 与它的描述不符，无法使用。`,
    'no-backend': () => '模型无法在本页面运行：WebGPU 和 WebAssembly 都用不了。',
    'device-lost': () => '显卡连接中断。再次渲染即可从断处继续。',
    'out-of-memory': () => '内存不足。请缩短长度、减少混合档数，或关闭其他页面后再试。',
    'preset-missing': ({ subject }) => `预设“${subject}”已不存在。`,
    'preset-exists': ({ subject }) => `已有名为“${subject}”的预设。请替换它，或换一个名称。`,
    'presets-full': () => '浏览器没有更多空间保存预设。请移除一个预设，或在设备上腾出空间。',
    'document-damaged': ({ subject }) => `这不是 Alloy 能读取的乐器：“${subject}”已损坏。请重新获取该文件。`,
    'document-newer': () => '这件乐器由更新版本的 Alloy 保存。请更新 Alloy 后再打开。',
    'source-model': ({ subject }) =>
      `“${subject}”由另一个模型编码，且没有附带声音本身。请选择它的模型，或载入声音本身。`,
    'presets-unavailable': ({ subject }) =>
      subject === 'newer'
        ? '本浏览器里的预设属于更新版本的 Alloy。请关闭它的其他标签页，并绕过缓存重新加载此页。'
        : subject === 'blocked'
          ? '本浏览器不允许此页保存内容（隐私窗口，或网站设置所致），预设无法保存。'
          : '本浏览器的存储无法使用，预设无法保存。',
    'not-finished': () => '部分音符未能完成调音和循环。它们按渲染原样发声；再次渲染即可重试。',
    'bad-argument': badArgument,
    unwritable: ({ subject }) => `“${subject}”无法写入。请换一个位置。`,
    closed: () => '乐器已关闭。',
    internal: () => '出现意外错误。请再试一次；若仍然失败，请重新加载页面。',
  } satisfies Record<AlloyErrorCode, (error: ErrorMessage) => string>,

  welcome: {
    title: '放进两种声音，弹奏一件新乐器。',
    text: '左右各放一个声音，调好比例，点“渲染”：小型神经网络会把它们熔成一种音色，在下方的琴键上就能弹。',
    try: '第一次用？先试一组',
    pair: (a, b) => `试试 ${a} × ${b}`,
    pairLabel: (a, b) => `试试 ${a} × ${b}：载入两个声音并渲染融合音色`,
  },

  history: {
    label: '改动',
    undo: '撤销',
    redo: '重做',
    undoOf: (edit) => `撤销：${edit}`,
    redoOf: (edit) => `重做：${edit}`,
    undone: (edit) => `已撤销：${edit}`,
    redone: (edit) => `已重做：${edit}`,
    edits: {
      preset: '加载预设',
      presetReplaced: '替换预设',
      presetRenamed: '重命名预设',
      presetAdded: '添加预设',
      presetMarked: '标记预设',
      presetRemoved: '移除预设',
      load: '载入声音',
      clear: '清除音源',
      root: '根音',
      trim: '裁剪',
      slotGain: '音源增益',
      mix: '混合',
      plan: '琴键与混合档',
      seconds: '长度',
      seed: '种子',
      temperature: '温度',
      fast: '精确或快速',
      model: '模型',
      parameter: '音色参数',
      binding: 'MIDI 绑定',
      channel: 'MIDI 通道',
      tuning: '调律',
      state: '打开乐器',
    },
  },

  factory,

  model: {
    label: '模型',
    none: '尚无模型',
    loading: '正在加载模型…',
    error: '没有模型',
    hint: '请检查网络并重新加载页面，或换一个模型。',
    add: '添加模型',
    stop: '停止添加模型',
    remove: (title) => `移除 ${title}`,
    sure: (title) => `要从本浏览器移除 ${title} 吗？`,
    frees: (room) => `将腾出 ${room}。用到它的乐器和预设会保留；要再用它们渲染，请重新添加它的压缩包。`,
    keep: '保留',
    addHint: '添加模型：NSynth 公开检查点的压缩包（.tar、.tar.gz），也可以拖到这里。',
    adding: (name, percent) => `正在读取 ${name} · ${percent}%`,
  },

  backend: {
    waiting: '正在准备…',
    failed: '未就绪',
    offline: '已离线，一切照常可用',
    restored: '欢迎回来，乐器和你离开时一样。',
    dismiss: '关闭这条提示',
    label: '运行于',
    runs,
  },

  audio: {
    blocked: '轻点以发声',
    hint: '浏览器暂停了声音。',
  },
  policy: (add: string) => `本页面的内容安全策略（CSP）拦下了 Alloy 的一部分。请网站在策略中加入：${add}`,
  insecure:
    '本页面是通过普通 http 打开的：可以加载、渲染、试听和保存；琴键、MIDI、麦克风、离线使用和显卡加速需要 https 或 localhost。',

  tabs: {
    elsewhere: '这件乐器在另一个标签页打开着，由那里保存。此处的改动从现在起不会保留。',
    keepHere: '改在这里保存',
  },

  notice,

  slot: {
    label: (slot) => `音源 ${slotLetter(slot)}`,
    emptyTitle: '拖入声音，或从列表挑选',
    emptyHint: 'WAV、AIFF、FLAC、Ogg、MP3 等格式，单个音符效果最好。',
    dropHere: '松手即载入',
    browse: '浏览',
    browseLabel: (slot) => `为音源 ${slotLetter(slot)} 浏览文件`,
    pick: '挑选声音',
    pickLabel: (slot) => `为音源 ${slotLetter(slot)} 挑选声音`,
    record: '录音',
    recordLabel: (slot) => `用麦克风为音源 ${slotLetter(slot)} 录音`,
    stopRecording: '停止录音',
    recording: (seconds) => `录音中 · ${seconds.toFixed(1)} 秒`,
    recordingHint: '奏一个音，让它自然延续，然后停止。',
    levelLabel: '麦克风电平',
    loading: (name) => `正在读取 ${name}…`,
    encoding: '正在分析音色…',
    embedded: '仅有音色嵌入，没有原始声音：可以演奏，但不能裁剪或试听原声。',
    embeddedPicture: (name) => `${name} 的音色嵌入`,
    listen: (name) => `试听 ${name}`,
    stop: (name) => `停止 ${name}`,
    clear: (name) => `清除 ${name}`,
    errorHint: '请拖入或挑选其他声音。',
    kept: (name) => `“${name}”仍保留。要替换它，请拖入或挑选其他声音。`,
    dismiss: '关闭这条提示',
    waveform: (name) => `${name} 的波形`,
    gain: '增益',
    gainLabel: (slot) => `音源 ${slotLetter(slot)} 的增益`,
    gainValue: (decibels) =>
      `${decibels > 0 ? '+' : decibels < 0 ? '−' : ''}${Math.abs(decibels).toFixed(1)} 分贝`,
    gainHint: '它在混合中所占的分量；双击回到 0 分贝',
    add: (slot) => `添加音源 ${slotLetter(slot)}`,
    remove: (slot) => `移除音源 ${slotLetter(slot)}`,
  },

  trim: {
    label: (name) => `${name} 的选用部分`,
    start: '起点',
    end: '终点',
    value: (seconds) => `${seconds.toFixed(2)} 秒`,
    used: (seconds) => `选用 ${seconds.toFixed(2)} 秒`,
    all: '从起音处开始',
    reset: '取消裁剪，从起音处开始',
    hint: '拖动两端裁剪；双击取消',
  },

  root: {
    label: (slot) => `音源 ${slotLetter(slot)} 的根音`,
    title: '根音',
    lower: '降低半音',
    higher: '升高半音',
    auto: '自动',
    autoLabel: '采用检测到的音高',
    from: {
      heard: (note, confidence) =>
        confidence >= SURE
          ? `听到 ${note}`
          : confidence >= FAIR
            ? `可能是 ${note}`
            : `也许是 ${note}，请核对`,
      file: (note) => `文件注明 ${note}`,
      name: (note) => `文件名注明 ${note}`,
      user: (note) => `手动设定为 ${note}`,
      assumed: (note) => `没有听出音高，按 ${note} 处理`,
    },
    chord: (notes) => `和弦 ${notes.join(' ')}：以最低音为根音`,
    overridden: (where) => `手动设定（${where}）`,
  },

  mix: {
    label: '混合',
    hint: '双击回到各一半',
    padLabel: '各音源的混合',
    across: '混合，左右',
    down: '混合，上下',
    padHint: '拖动或按方向键；双击回到正中',
    share: (percent, name) => `${percent}% ${name}`,
    shares: (shares) => shares.join('，'),
  },

  grid: {
    label: '琴键与混合档',
    low: '最低键',
    high: '最高键',
    range: '音域',
    step: '每隔',
    stepLabel: '相邻两个渲染音之间的半音数',
    stepValue: (semitones) => `${semitones} 个半音`,
    mixes: '混合档',
    mixesLabel: '在音源之间渲染多少档混合',
    mixesValue: (across, plane) =>
      across === 1 ? '仅当前' : plane ? `${across} × ${across} 档` : `${across} 档`,
    size: (roots, mixes) => `${roots} 个键 × ${mixes} 档 = ${roots * mixes} 个音`,
    picture: (from, to, said) => `${from} 到 ${to} 的音：${said}`,
    planned: (count) => `${count} 个待渲染`,
    ready: (count, all) => `${count}/${all} 个已就绪`,
    rendering: (count) => `${count} 个渲染中`,
    conditioning: (count) => `${count} 个正在调音和循环`,
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
    silent: '首批音符渲染完成之前琴键无声：此乐器未附带原声音。',
    stale: '渲染好的音是改动之前的：请重新渲染。',
    steps: { model: '加载模型', encode: '编码音源', generate: '生成中', condition: '调音和循环中' },
    percent: (percent) => `${percent}%`,
    speed: (factor) => `实时的 ${factor >= 10 ? factor.toFixed(0) : factor.toFixed(1)} 倍`,
    left: (time) => `还需 ${time}`,
    notesLeft: (left, all) => `${all} 个音中还剩 ${left} 个`,
    progressLabel: '渲染进度',
    cancelled: (percent) => `停在 ${percent}%。已完成的部分保留，可以弹奏。`,
    done: (time) => `渲染用时 ${time}。弹弹看。`,
    failed: '渲染中断。',
    estimate: (time) => `用这个模型大约需要 ${time}。`,
    shorter: (length, time) => `改成 ${length}的音符：${time}`,
    settings: '设置',
    note: '音符',
    seconds: '长度',
    secondsValue: (seconds) => `${seconds.toFixed(1)} 秒`,
    seed: '种子',
    newSeed: '换一个种子',
    temperature: '温度',
    temperatureAuto: '自动',
    temperatureAutoLabel: '采用模型作者推荐的温度',
    recommended: '按模型推荐',
    weights: '权重',
    exact: '精确',
    fast: '快速',
  },

  clips: {
    label: '声音',
    views: { waveform: '波形', rainbowgram: '彩虹谱', embedding: '音色编码' },
    kinds: { original: '原声', reconstruction: '重建', hybrid: '融合' },
    empty: '还没有可听的声音',
    emptyHint: '音源载入后就会出现在这里，渲染后还有融合音色。',
  },

  play,
  midi,
  views,
  macros,
  screen,
  help: '如何演奏，快捷键（?）',
  file: '文件',
  presets: { label: '预设', previous: '上一个预设', next: '下一个预设' },
  parts: {
    failed: 'Alloy 的一部分未能载入。请检查网络；如果网络正常，请重新载入页面。',
    retry: '重试',
  },
  more: null,
};
