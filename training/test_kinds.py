"""Checks of the sounds that are no notes: their models, how they are drawn, and a decoder that grows: python -m unittest discover -s training -p 'test_*.py'"""

import tempfile
import unittest
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from recipe import config as c, kind_synth, kinds, speech_synth, weeding
from recipe.codec import normalise
from recipe.device_notes import DeviceNotes, DeviceSampler
from recipe.model import Model, grow
from recipe.notes import Sampler, load_groups
from recipe.voice_synth import RATE, Voice
from test_gpu import write_font


class ModelTest(unittest.TestCase):
    def test_every_model_is_fit_repeats_itself_and_differs_from_its_next(self):
        for family, make in kind_synth.MODELS.items():
            for body in range(4):
                first, again, other = (make(np.random.default_rng([7, seed]), body)[0] for seed in (body, body, body + 4))
                self.assertEqual(weeding.fault(first, np.nan, note=False), "", f"{family} {body}")
                np.testing.assert_array_equal(first, again)
                self.assertGreater(float(np.abs(normalise(first) - normalise(other))[:8000].max()), 0.2, f"{family} {body}")

    def test_a_pitch_that_is_said_is_there(self):
        found = []
        for seed in range(12):
            wave, pitch = kind_synth.stiff_string(np.random.default_rng(seed), 0)
            found.append(weeding.partials_share(normalise(wave), pitch))
        self.assertGreater(float(np.median(found)), 0.8)

    def test_speech_has_tone_noise_and_silence(self):
        wave = normalise(speech_synth.speak(Voice(), 45.0, np.random.default_rng(4)))
        self.assertEqual(len(wave), 4 * RATE)
        frames = wave[: len(wave) // 960 * 960].reshape(-1, 960)
        level = np.sqrt((frames**2).mean(1))
        crossings = (np.diff(np.sign(frames), axis=1) != 0).mean(1)
        loud = level > 0.05 * level.max()
        self.assertGreater((crossings[loud] < 0.06).sum(), 10)
        self.assertGreater((crossings[loud] > 0.2).sum(), 3)
        self.assertGreater((level < 0.02 * level.max()).sum(), 2)

    def test_every_family_holds_bodies_out(self):
        for family in kinds.FAMILIES:
            held = [body for body in range(c.BODIES_A_KIND) if c.held_out(kinds.program_of(family, body))]
            self.assertEqual(held, [7, 15], family)
        self.assertTrue(c.held_out(c.FIRST_KIT_PROGRAM + 40))
        self.assertFalse(c.held_out(c.FIRST_KIT_PROGRAM))

    def test_noise_floors_lie_under_some_sounds(self):
        floors = [float(np.abs(heard.wave[-4000:]).max()) for heard in islice(kinds.models(), 40)]
        self.assertTrue(4 < sum(floor > 1e-5 for floor in floors) < 36)


class DrawTest(unittest.TestCase):
    """Drums beside notes: taps off, no pairs, not the silence after them."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = Path(cls.folder.name)
        write_font(root / "notes", (0,), range(24, 96, 9), 1)
        write_font(root / "drums", (c.FIRST_KIND_PROGRAM, c.FIRST_KIT_PROGRAM + 40), range(24, 96, 9), 2, pitched=False)
        cls.training, cls.held = load_groups(root)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_groups(self):
        self.assertEqual([group.last is None for group in self.training], [False, True])
        self.assertEqual([group.program for group in self.held], [c.FIRST_KIT_PROGRAM + 40])

    def test_a_sound_without_pitch_has_no_taps_at_any_key(self):
        sampler = Sampler(self.training, 3, 2048, kinds_share=0.5)
        draws = [sampler.draw() for _ in range(400)]
        kinds_drawn = [draw for draw in draws if draw.group.last is not None]
        self.assertTrue(140 < len(kinds_drawn) < 260)
        self.assertFalse(any(draw.taps for draw in kinds_drawn))
        self.assertTrue(all(draw.partner == draw.note and draw.frame <= draw.group.last[draw.note] for draw in kinds_drawn))
        told = np.array([draw.pitch for draw in kinds_drawn])
        self.assertTrue(0.3 < (told == c.UNPITCHED_MIDI).mean() < 0.7 and told.std() > 5)
        self.assertTrue(any(draw.taps for draw in draws))
        batch = Sampler(self.training, 3, 2048, kinds_share=1.0).batch(8)
        self.assertEqual(float(np.abs(batch.taps).max()), 0.0)
        self.assertTrue((batch.begins == -1).all() and np.isfinite(batch.pitches).all())


    def test_on_a_gpu_the_crops_are_the_same(self):
        plain, drawing = (Sampler(self.training, 5, 2048, noisy=False, kinds_share=0.5) for _ in range(2))
        device = DeviceSampler(DeviceNotes(self.training, torch.device("cpu")), drawing, 2048)
        expected, found = plain.batch(12), device.batch(12)
        for name in ("begins", "targets", "past", "pitches", "mels", "valid", "inputs"):
            np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)
        np.testing.assert_allclose(found.taps.numpy(), expected.taps, atol=2.5e-4)


class GrowTest(unittest.TestCase):
    def test_a_longer_memory_says_at_first_what_the_shorter_one_said(self):
        torch.manual_seed(5)
        before, after = c.Sizes(8, 12, (1, 2, 4)), c.Sizes(8, 12, (1, 2, 4, 8, 64))
        small, large = Model(before), Model(after)
        large.load_state_dict(grow(small.state_dict(), before, after))
        inputs, taps, z = torch.randn(2, 1024, 2), torch.randn(2, 1024, c.TAPS), torch.randn(2, 2, c.EMBEDDING)
        pitch = torch.full((2, 2), 60.0)
        said, again = (model.decoder(inputs, taps, model.conditioning(z, pitch)) for model in (small, large))
        np.testing.assert_allclose(again.detach(), said.detach(), atol=1e-5)
        again.square().mean().backward()
        self.assertGreater(float(large.decoder.skips.weight.grad[:, 8 * 4 :].abs().max()), 0.0)

    def test_another_shape_cannot_grow(self):
        with self.assertRaises(ValueError):
            grow(Model(c.Sizes(8, 12, (1, 2))).state_dict(), c.Sizes(8, 12, (1, 2)), c.Sizes(8, 12, (2, 4, 8)))


if __name__ == "__main__":
    unittest.main()
