"""Checks of the recipe's arithmetic: python -m unittest discover -s training -p 'test_*.py'"""

import unittest

import numpy as np
import torch

from recipe import codec, config as c, model_file
from recipe.generator import Generator
from recipe.log_mel import FILTERBANK, log_mel
from recipe.model import Model
from recipe.pitch_lag import LINEAR, crop_taps

SMALL = c.Sizes(8, 12, (1, 2, 4, 1, 2))


def tone(samples: int, hz: float) -> np.ndarray:
    seconds = np.arange(samples) / c.SAMPLE_RATE
    return codec.normalise(np.sin(2 * np.pi * hz * seconds) * np.exp(-2 * seconds))


class CodecTest(unittest.TestCase):
    def test_quantising_a_dequantised_code_gives_the_code(self):
        q = np.arange(-128, 128)
        np.testing.assert_array_equal(codec.quantise(codec.dequantise(q)), q)

    def test_a_note_survives_coding(self):
        wave = tone(16_000, 330.0)
        codes, loudness, active = codec.encode(wave)
        self.assertEqual(len(loudness), 125)
        self.assertTrue(active.all())
        error = codec.decode(codes, loudness) - wave
        self.assertLess(np.sqrt((error**2).mean() / (wave**2).mean()), 0.1)

    def test_a_hop_is_centred_on_its_sample(self):
        click = np.zeros(4096)
        click[1280] = 1.0
        loudness = codec.loudness(click)
        self.assertEqual(int(loudness.argmax()), 10)
        self.assertAlmostEqual(loudness[9], loudness[11])


class FeatureTest(unittest.TestCase):
    def test_bands_sum_to_one(self):
        np.testing.assert_allclose(FILTERBANK.sum(1), 1.0, rtol=1e-5)

    def test_one_frame_per_512_samples(self):
        self.assertEqual(log_mel(tone(4096, 440.0)).shape, (8, c.MEL_BANDS))


class TapTest(unittest.TestCase):
    def test_a_whole_lag_reads_the_sample_one_period_ago(self):
        codes = np.random.default_rng(1).integers(0, 256, 800)
        pitch = 69 + 12 * np.log2(c.SAMPLE_RATE / 100 / 440)
        taps = crop_taps(codes, 0, 800, pitch)
        for tap, delay in enumerate((102, 101, 100, 99, 98, 201, 200, 199)):
            expected = codec.compand(LINEAR[codes[500 - delay]])
            self.assertAlmostEqual(float(taps[500, tap]), float(expected), places=5)
        self.assertEqual(float(np.abs(taps[:97]).max()), 0.0)

    def test_a_crop_sees_the_same_as_the_whole_note(self):
        codes = np.random.default_rng(2).integers(0, 256, 4096)
        whole = crop_taps(codes, 0, 4096, 36.4)
        np.testing.assert_array_equal(crop_taps(codes, 2048, 512, 36.4), whole[2048:2560])


class GeneratorTest(unittest.TestCase):
    """Cached queues give the logits of the network that was trained, through the published names."""

    def setUp(self):
        torch.manual_seed(3)
        self.model = Model(SMALL).requires_grad_(False)
        self.named = model_file.to_format(self.model)
        self.codes = np.random.default_rng(3).integers(-128, 128, 1024)
        self.biases = torch.randn(1, 2, SMALL.biases)

    def test_forced_logits_agree(self):
        for pitch in (64.3, None):
            taps = np.zeros((1024, c.TAPS), np.float32) if pitch is None else crop_taps(self.codes + 128, 0, 1024, pitch)
            past = np.concatenate([np.zeros(2), self.codes / 128.0]).astype(np.float32)
            inputs = torch.from_numpy(np.stack([past[:1024], past[1:1025]], -1))
            expected = self.model.decoder(inputs[None], torch.from_numpy(taps)[None], self.biases)[0]
            logits = Generator(self.named, SMALL).force(self.biases[0].numpy(), self.codes, pitch)
            np.testing.assert_allclose(logits, expected.numpy(), atol=1e-4)

    def test_the_format_keeps_every_weight(self):
        again = model_file.to_format(model_file.from_format(self.named, SMALL))
        self.assertEqual(list(again), list(self.named))
        for name, weight in self.named.items():
            np.testing.assert_allclose(again[name], weight, atol=1e-6)

    def test_same_seed_same_note(self):
        generator = Generator(self.named, SMALL)
        first, second = (generator.generate(self.biases[0].numpy(), 600, 60.0, 0.9, 4) for _ in range(2))
        np.testing.assert_array_equal(first, second)


if __name__ == "__main__":
    unittest.main()
