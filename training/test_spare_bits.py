"""Checks of the bits that bundled recordings go without: python -m unittest discover -s training -p 'test_*.py'"""

import unittest

import numpy as np

from recipe.spare_bits import BLOCK, FFT_SIZE, spare_bits, without_spare_bits

RATE = 44_100


def noise(rms: float) -> np.ndarray:
    return np.round(np.random.default_rng(1).normal(0, rms, 4 * BLOCK)).astype(np.int16)


def band_powers(wave: np.ndarray) -> np.ndarray:
    """Mean |X|^2 of eight bands. [samples] -> [8]"""
    frames = wave[: len(wave) // FFT_SIZE * FFT_SIZE].reshape(-1, FFT_SIZE) * np.hanning(FFT_SIZE)
    power = (np.abs(np.fft.rfft(frames, axis=1)) ** 2).mean(0)[1:513]
    return power.reshape(8, 64).mean(1)


class SpareBitsTest(unittest.TestCase):
    def test_what_is_taken_lies_below_the_noise_of_every_band(self):
        wave = noise(200.0)
        error = without_spare_bits(wave, RATE).astype(float) - wave
        self.assertGreater(spare_bits(wave, RATE).min(), 2)
        self.assertLess(float((band_powers(error) / band_powers(wave.astype(float))).max()), 0.1)

    def test_a_quiet_moment_or_an_empty_band_keeps_fifteen_bits(self):
        tone = np.round(10_000 * np.sin(2 * np.pi * 440 / RATE * np.arange(4 * BLOCK))).astype(np.int16)
        self.assertEqual(spare_bits(tone, RATE).max(), 1)
        gap = noise(200.0)
        gap[5000:7000] = 0
        self.assertEqual(spare_bits(gap, RATE)[1], 1)
        self.assertGreater(spare_bits(gap, RATE)[3], 2)

    def test_zeroed_bits_are_zero_by_block_and_full_scale_stays_within(self):
        wave = noise(9000.0)
        wave[:20] = 32767
        wave[20:40] = -32768
        kept = without_spare_bits(wave, RATE)
        for block, bits in zip(kept.reshape(-1, BLOCK), spare_bits(wave, RATE)):
            self.assertFalse(np.any(block % 2**bits))
        self.assertLess(int(np.abs(kept.astype(int) - wave).max()), 2**8)


if __name__ == "__main__":
    unittest.main()
