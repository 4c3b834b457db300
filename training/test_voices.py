"""Checks of the singing voice, of who sings, and of what is weeded out."""

import unittest
from dataclasses import replace

import numpy as np
from scipy.linalg import solve_toeplitz

from recipe import codec, config as c, metrics, voices, weeding
from recipe.soundfont import decimate_by_three
from recipe.voice_synth import SHAPES, Voice, Vowel, sing, sing_together, tract

PLAIN = Voice(breath=0.002, jitter=0.0, shimmer_db=0.0, drift_cents=0.0, vibrato_cents=0.0)


def vowel(name: str) -> Vowel:
    return Vowel(name, SHAPES[name], SHAPES[name])


def sung(voice: Voice, name: str, pitch_midi: float) -> np.ndarray:
    return codec.normalise(decimate_by_three(sing(voice, vowel(name), pitch_midi, seed=1)))


def poles_hz(wave: np.ndarray, order: int = 22) -> np.ndarray:
    """Resonances of a steady wave by linear prediction, rising."""
    x = np.diff(wave) * np.hanning(len(wave) - 1)
    r = np.fft.irfft(np.abs(np.fft.rfft(x, 2 * len(x))) ** 2)[: order + 1]
    r[0] *= 1 + 1e-9
    roots = np.roots(np.concatenate([[1.0], -solve_toeplitz(r[:-1], r[1:])]))
    roots = roots[(roots.imag > 0) & (np.abs(roots) > 0.93)]
    return np.sort(np.angle(roots)) * c.SAMPLE_RATE / (2 * np.pi)


def share_between_db(wave: np.ndarray, f0_hz: float, low_hz: int, high_hz: int) -> float:
    """Of one second's energy in a band, what lies between the harmonics, dB. wave: [48000]"""
    power = np.abs(np.fft.rfft(wave * np.hanning(len(wave)))) ** 2  # bins of 1 Hz
    hz = np.arange(len(power))
    between = np.abs(hz / f0_hz - np.round(hz / f0_hz)) > 0.1
    band = (hz >= low_hz) & (hz < high_hz)
    return float(10 * np.log10(power[band & between].sum() / power[band].sum()))


class VoiceTest(unittest.TestCase):
    def test_the_fundamental_is_the_one_asked_for(self):
        for name, pitch in (("a", 40.3), ("i", 52.0), ("o", 64.7), ("u", 76.0)):
            track = metrics.pitch_track(sung(replace(PLAIN, vibrato_cents=20.0), name, pitch))
            cents = 1200 * np.log2(track[8:40, 0] / c.midi_to_hz(pitch))
            self.assertLess(abs(np.median(cents)), 4.0, name)
            self.assertLess(np.abs(cents).max(), 30.0, name)

    def test_the_formants_are_the_ones_asked_for(self):
        for tract_cm in (17.5, 14.5):
            for name in ("a", "eh", "i", "uh", "ao"):
                voice = replace(PLAIN, tract_cm=tract_cm)
                wave = sung(voice, name, 34.0)[16_000:28_000]
                asked, found = tract(voice, SHAPES[name], 58.0)[0], poles_hz(wave)
                for formant in asked[:3]:
                    error = np.abs(found / formant - 1).min()
                    self.assertLess(error, 0.08, f"{name} {formant:.0f} Hz in {found}")

    def test_the_first_formant_follows_a_high_fundamental(self):
        self.assertAlmostEqual(tract(PLAIN, SHAPES["u"], 880.0)[0][0], 1.03 * 880.0)

    def test_breath_is_heard_as_noise_between_the_harmonics(self):
        def noise_db(breath: float) -> float:
            wave = sing(replace(PLAIN, breath=breath), vowel("a"), 57.0, seed=2)[48_000:96_000]
            return share_between_db(wave, c.midi_to_hz(57.0), 2000, 4000)

        self.assertAlmostEqual(noise_db(0.03) - noise_db(0.003), 20.0, delta=4.0)

    def test_a_closed_mouth_takes_away_where_its_zero_is(self):
        def level_db(shape, hz):
            wave = sing(PLAIN, Vowel("", shape, shape), 33.0, seed=2)
            power = np.abs(np.fft.rfft(wave[48_000:96_000])) ** 2  # bins of 1 Hz
            return 10 * np.log10(power[int(hz) - 60 : int(hz) + 60].mean())

        opened = replace(SHAPES["m"], closed=0.0)
        near, far = (level_db(opened, hz) - level_db(SHAPES["m"], hz) for hz in (820, 265))
        self.assertGreater(near - far, 12.0)

    def test_a_note_ends(self):
        wave = sing(PLAIN, vowel("a"), 57.0, seed=3)
        self.assertLess(np.abs(wave[-4800:]).max(), 1e-3 * np.abs(wave).max())

    def test_nothing_lies_between_the_harmonics_of_a_plain_high_note(self):
        wave = sing(replace(PLAIN, breath=0.0), vowel("a"), 84.0, seed=4)[48_000:96_000]
        self.assertLess(share_between_db(wave, c.midi_to_hz(84.0), 0, 8000), -60.0)

    def test_same_seed_same_choir(self):
        singers = [PLAIN, replace(PLAIN, tract_cm=16.0)]
        first, second = (sing_together(singers, vowel("o"), 55.0, seed=5, seconds=1.0) for _ in range(2))
        np.testing.assert_array_equal(first, second)
        self.assertFalse(np.array_equal(first, sing_together(singers, vowel("o"), 55.0, seed=6, seconds=1.0)))


class CastTest(unittest.TestCase):
    def test_every_part_has_a_number_of_its_own_and_singers_for_its_keys(self):
        parts = list(voices.parts())
        self.assertEqual(len({part.program for part in parts}), len(parts))
        for part in parts:
            self.assertGreaterEqual(part.program, c.FIRST_VOICE_PROGRAM)
            self.assertGreaterEqual(len(part.keys), 5)
            for key in part.keys:
                reach = [kind.lowest - 3 <= key - 0.5 and key + 0.5 <= kind.highest + 3 for kind, _ in part.voices]
                self.assertTrue(any(reach), f"{part.program} key {key}")

    def test_whole_voices_are_held_out_one_of_each_kind(self):
        held = {}
        for part in voices.parts():
            voice = (part.program - c.FIRST_VOICE_PROGRAM) // c.PROGRAMS_A_VOICE
            held.setdefault(voice, set()).add(c.held_out(part.program))
        self.assertTrue(all(len(answers) == 1 for answers in held.values()))
        out = {voice for voice, answers in held.items() if answers == {True}}
        kinds = {voice // voices.VOICES_A_KIND for voice in out if voice < voices.SOLOISTS}
        self.assertEqual(kinds, set(range(len(voices.KINDS))))
        self.assertTrue(any(voice >= voices.SOLOISTS for voice in out))


def saw(hz: float) -> np.ndarray:
    """Four seconds, 16 kHz, without aliases."""
    seconds = np.arange(c.NOTE_SAMPLES) / c.SAMPLE_RATE
    partials = (np.sin(2 * np.pi * hz * n * seconds) / n for n in range(1, int(7000 / hz) + 1))
    return 0.3 * sum(partials) * np.minimum(1, 50 * seconds)


class WeedingTest(unittest.TestCase):
    def test_a_good_note_stays(self):
        for pitch in (33.0, 45.4, 69.0, 84.0):
            self.assertEqual(weeding.fault(saw(c.midi_to_hz(pitch)), pitch), "")

    def test_another_octave_is_found(self):
        for pitch in (33.0, 45.4, 69.0):
            for wrong in (pitch - 12, pitch + 12, pitch + 24):
                self.assertEqual(weeding.fault(saw(c.midi_to_hz(pitch)), wrong), "octave", f"{pitch} as {wrong}")

    def test_another_pitch_is_found(self):
        self.assertEqual(weeding.fault(saw(220.0), 64.0), "off pitch")

    def test_noise_silence_and_flat_tops_are_found(self):
        noise = 0.1 * np.random.default_rng(1).standard_normal(c.NOTE_SAMPLES)
        self.assertEqual(weeding.fault(noise, 60.0), "unpitched")
        self.assertEqual(weeding.fault(1e-3 * noise, 60.0), "silent")
        tone = np.sin(2 * np.pi * 440 * np.arange(c.NOTE_SAMPLES) / c.SAMPLE_RATE)
        self.assertEqual(weeding.fault(tone, 69.0), "")
        self.assertEqual(weeding.fault(np.clip(tone, -0.8, 0.8), 69.0), "clipped")

    def test_a_short_pluck_and_a_detuned_choir_are_pitched(self):
        seconds = np.arange(c.NOTE_SAMPLES) / c.SAMPLE_RATE
        self.assertEqual(weeding.fault(saw(1047.0) * np.exp(-40 * seconds), 84.0), "")
        cents = np.random.default_rng(2).uniform(-30, 30, 12)
        many = sum(np.sin(2 * np.pi * 1047.0 * 2 ** (d / 1200) * seconds + n) for n, d in enumerate(cents))
        self.assertEqual(weeding.fault(0.05 * many, 84.0), "")

    def test_a_dull_octave_below_is_still_the_lower_note(self):
        """Odd partials 15 dB down: the ear and the period both say the lower pitch."""
        seconds = np.arange(c.NOTE_SAMPLES) / c.SAMPLE_RATE
        odd = 0.18 * sum(np.sin(2 * np.pi * 110 * n * seconds) for n in (1, 3, 5))
        even = sum(np.sin(2 * np.pi * 110 * n * seconds) for n in (2, 4, 6))
        self.assertEqual(weeding.fault(0.2 * (odd + even), 45.0), "")


if __name__ == "__main__":
    unittest.main()
