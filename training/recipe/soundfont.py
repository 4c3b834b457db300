"""A small libfluidsynth binding (ctypes): one note of one preset of a sound font, as a mono wave."""

import ctypes
from dataclasses import dataclass

import numpy as np

_VOID, _INT, _TEXT = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p

_SIGNATURES = {
    "new_fluid_settings": (_VOID, []),
    "fluid_settings_setnum": (_INT, [_VOID, _TEXT, ctypes.c_double]),
    "fluid_settings_setint": (_INT, [_VOID, _TEXT, _INT]),
    "new_fluid_synth": (_VOID, [_VOID]),
    "fluid_synth_sfload": (_INT, [_VOID, _TEXT, _INT]),
    "fluid_synth_get_sfont_by_id": (_VOID, [_VOID, _INT]),
    "fluid_sfont_iteration_start": (None, [_VOID]),
    "fluid_sfont_iteration_next": (_VOID, [_VOID]),
    "fluid_preset_get_name": (_TEXT, [_VOID]),
    "fluid_preset_get_banknum": (_INT, [_VOID]),
    "fluid_preset_get_num": (_INT, [_VOID]),
    "fluid_synth_set_interp_method": (_INT, [_VOID, _INT, _INT]),
    "fluid_synth_all_sounds_off": (_INT, [_VOID, _INT]),
    "fluid_synth_program_select": (_INT, [_VOID, _INT, _INT, _INT, _INT]),
    "fluid_synth_cc": (_INT, [_VOID, _INT, _INT, _INT]),
    "fluid_synth_pitch_bend": (_INT, [_VOID, _INT, _INT]),
    "fluid_synth_noteon": (_INT, [_VOID, _INT, _INT, _INT]),
    "fluid_synth_noteoff": (_INT, [_VOID, _INT, _INT]),
    "fluid_synth_write_float": (_INT, [_VOID, _INT, _VOID, _INT, _INT, _VOID, _INT, _INT]),
}

SEVENTH_ORDER = 7
BREATH_CONTROLLER = 2
BEND_CENTRE = 8192
BEND_SEMITONES = 2.0


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libfluidsynth.so.3")
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


@dataclass(frozen=True)
class Preset:
    bank: int
    program: int
    name: str


class SoundFont:
    """A sound font in a synthesiser without reverb or chorus."""

    def __init__(self, path: str, sample_rate: int = 48_000, gain: float = 0.5):
        self._lib = _library()
        self.sample_rate = sample_rate
        settings = self._lib.new_fluid_settings()
        self._lib.fluid_settings_setnum(settings, b"synth.sample-rate", float(sample_rate))
        self._lib.fluid_settings_setnum(settings, b"synth.gain", gain)
        for name in (b"synth.reverb.active", b"synth.chorus.active"):
            self._lib.fluid_settings_setint(settings, name, 0)
        self._synth = self._lib.new_fluid_synth(settings)
        self._font = self._lib.fluid_synth_sfload(self._synth, path.encode(), 1)
        if self._font < 0:
            raise FileNotFoundError(path)
        self._lib.fluid_synth_set_interp_method(self._synth, -1, SEVENTH_ORDER)

    def presets(self) -> list[Preset]:
        font = self._lib.fluid_synth_get_sfont_by_id(self._synth, self._font)
        self._lib.fluid_sfont_iteration_start(font)
        found = []
        while preset := self._lib.fluid_sfont_iteration_next(font):
            bank = self._lib.fluid_preset_get_banknum(preset)
            program = self._lib.fluid_preset_get_num(preset)
            found.append(Preset(bank, program, self._lib.fluid_preset_get_name(preset).decode("latin1")))
        return found

    def note(self, preset: Preset, pitch_midi: float, velocity: int, hold_seconds: float = 3.0, seconds: float = 4.0):
        """Render one note, mono, at the synthesiser's rate. A fractional pitch is reached by pitch bend. [samples]"""
        key = round(pitch_midi)
        bend = BEND_CENTRE + round((pitch_midi - key) / BEND_SEMITONES * BEND_CENTRE)
        self._lib.fluid_synth_all_sounds_off(self._synth, -1)
        self._lib.fluid_synth_program_select(self._synth, 0, self._font, preset.bank, preset.program)
        self._lib.fluid_synth_cc(self._synth, 0, BREATH_CONTROLLER, 100)
        self._lib.fluid_synth_pitch_bend(self._synth, 0, bend)
        self._lib.fluid_synth_noteon(self._synth, 0, key, velocity)
        held = self._render(int(hold_seconds * self.sample_rate))
        self._lib.fluid_synth_noteoff(self._synth, 0, key)
        released = self._render(int(seconds * self.sample_rate) - len(held))
        return np.concatenate([held, released])

    def _render(self, samples: int) -> np.ndarray:
        left, right = np.zeros(samples, np.float32), np.zeros(samples, np.float32)
        self._lib.fluid_synth_write_float(self._synth, samples, left.ctypes.data, 0, 1, right.ctypes.data, 0, 1)
        return 0.5 * (left + right)


_DECIMATE = 3
_HALF = 96
_t = np.arange(-_HALF, _HALF + 1)
# Windowed sinc, cut-off at 95.5 % of the new Nyquist frequency; more than 80 dB down where it would alias.
_FIR = (np.sinc(_t / _DECIMATE * 0.955) * 0.955 / _DECIMATE * np.kaiser(2 * _HALF + 1, 9.0)).astype(np.float32)


def decimate_by_three(wave: np.ndarray) -> np.ndarray:
    """48 kHz to 16 kHz without delay. [samples] -> [samples/3]"""
    from scipy.signal import oaconvolve

    return oaconvolve(wave, _FIR, mode="same")[::_DECIMATE].astype(np.float32)
