"""Every number that the recipe's parts share. Times are in samples at 16 kHz unless named otherwise."""

from dataclasses import dataclass

SAMPLE_RATE = 16_000
"""Hz. The rate of everything that the network sees."""

NOTE_SAMPLES = 64_000
"""A training note lasts four seconds: held for three, released for one."""

PEAK = 0.9
"""A note is scaled to this absolute peak before anything else happens to it."""

PRE_EMPHASIS = 0.85
MU = 255.0
LEVELS = 256

LOUDNESS_WINDOW = 512
LOUDNESS_HOP = 128
LOUDNESS_FLOOR_DB = -45.0
"""Relative to the note's loudest hop; below it the coded signal is no longer levelled."""
LOUDNESS_CLAMP_DB = -100.0
"""Absolute; the quietest loudness that synthesis puts back."""
CODED_RMS = 0.2

FRAME = 512
"""Samples per conditioning frame and per log-mel hop."""
NOTE_FRAMES = NOTE_SAMPLES // FRAME

FFT_SIZE = 1024
MEL_BANDS = 80
MEL_MIN_HZ = 30.0
MEL_MAX_HZ = 7900.0

EMBEDDING = 16
ENCODER_CHANNELS = 96
ENCODER_FILTER = 3
ENCODER_LAYERS = 3

CONDITION_HIDDEN = 64
PITCH_BUMPS = 32
BUMP_MIN_MIDI = 21.0
BUMP_MAX_MIDI = 108.0
BUMP_SIGMA = 3.0
CENTRING = 0.25
DRIFT_BLOCK, DRIFT_WINDOW = 128, 512
"""What keeps a note around zero while it runs free: src/generator/drift-correction.ts."""

CENTRE_MIDI = 60.0
SPAN_MIDI = 24.0

ONE_PERIOD_OFFSETS = (-2, -1, 0, 1, 2)
TWO_PERIOD_OFFSETS = (-1, 0, 1)
TAPS = len(ONE_PERIOD_OFFSETS) + len(TWO_PERIOD_OFFSETS)

HELD_OUT_PROGRAMS = frozenset({5, 11, 20, 26, 33, 42, 53, 60, 65, 75, 81, 89, 98, 107, 114})
"""One General MIDI program (from 0) of each pitched family, held out across all sound fonts: fonts share samples."""

FIRST_VOICE_PROGRAM = 128
PROGRAMS_A_VOICE = 16
"""The synthesised voices' programs follow the General MIDI ones: sixteen numbers a voice, one a vowel."""

HELD_OUT_VOICES = frozenset({6, 13, 20, 27, 34, 41, 51})
"""Synthesised voices that are never trained on: one of each kind, and a choir."""

FIRST_KIND_PROGRAM = 2000
BODIES_A_KIND = 16
FIRST_KIT_PROGRAM = 3000
HELD_OUT_KITS = frozenset({25, 40})
"""Sounds that are no notes (recipe/kinds.py): sixteen numbers a family, every eighth only listened to; then the fonts' drum kits, of which
two are held out in all fonts. Kits of one font share samples, so what is judged on are kits of other packages (recipe/kinds_test_set.py)."""

UNPITCHED_MIDI = 60.0
"""Where a sound without pitch is said to lie when nobody says more."""

HELD_OUT_KEYS = (46, 59, 68, 79)
"""Notes that round to these keys are never trained on, in any program."""


@dataclass(frozen=True)
class Sizes:
    """The decoder's shape. `width` is R (residual channels), `skip` is S."""

    width: int
    skip: int
    dilations: tuple[int, ...]

    @property
    def layers(self) -> int:
        return len(self.dilations)

    @property
    def biases(self) -> int:
        """Conditioning values per frame: 2R for each layer, then S for the output."""
        return 2 * self.width * self.layers + self.skip

    @property
    def receptive_field(self) -> int:
        """Samples of its own input that the decoder can see, start filter included."""
        return sum(self.dilations) + 2


SIZES = {
    "xs": Sizes(48, 96, (1, 2, 4, 8, 16, 32) * 2),
    "xs-long": Sizes(48, 96, (1, 2, 4, 8, 16, 32) * 2 + (64, 128, 256, 512)),
    "s": Sizes(64, 128, (1, 2, 4, 8, 16, 32, 64) * 2),
    "m": Sizes(96, 128, (1, 2, 4, 8, 16, 32, 64, 128, 256) * 2),
}


def held_out(program: int) -> bool:
    """Whether a program (from 0; synthesised voices from FIRST_VOICE_PROGRAM) is only listened to."""
    if program < FIRST_VOICE_PROGRAM:
        return program in HELD_OUT_PROGRAMS
    if program >= FIRST_KIT_PROGRAM:
        return program - FIRST_KIT_PROGRAM in HELD_OUT_KITS
    if program >= FIRST_KIND_PROGRAM:
        return (program - FIRST_KIND_PROGRAM) % 8 == 7
    return (program - FIRST_VOICE_PROGRAM) // PROGRAMS_A_VOICE in HELD_OUT_VOICES


def midi_to_hz(pitch_midi: float) -> float:
    """Equal temperament, A4 = MIDI 69 = 440 Hz; the pitch may be fractional."""
    return 440.0 * 2.0 ** ((pitch_midi - 69.0) / 12.0)
