"""Checks of what only the GPU path has, on the CPU: crops made in batches, checkpoints in two files, a run that is killed."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from recipe import config as c
from recipe.device_notes import DeviceNotes, DeviceSampler
from recipe.notes import NO_TARGET, Draw, Font, Sampler, load_groups


def write_font(folder: Path, programs: tuple[int, ...], keys, seed: int) -> None:
    """A font of random notes, in prepare.py's arrays."""
    random = np.random.default_rng(seed)
    notes = [(program, key + random.uniform(-0.5, 0.5)) for program in programs for key in keys]
    count, hops = len(notes), c.NOTE_SAMPLES // c.LOUDNESS_HOP
    folder.mkdir(parents=True)
    steps = random.integers(-9, 10, (count, c.NOTE_SAMPLES))
    np.save(folder / "codes.npy", np.clip(128 + np.cumsum(steps, 1) % 120 - 60, 0, 255).astype(np.uint8))
    np.save(folder / "active.npy", np.arange(hops) < random.integers(100, hops, (count, 1)))
    np.save(folder / "mels.npy", random.standard_normal((count, c.NOTE_FRAMES, c.MEL_BANDS)).astype(np.float16))
    np.save(folder / "colour.npy", np.zeros((count, c.NOTE_FRAMES, 2, 24), np.float16))
    program, pitch = (np.array(column) for column in zip(*notes))
    np.savez(folder / "notes.npz", program=program, pitch=pitch, velocity=np.full(count, 100))


class CropTest(unittest.TestCase):
    """The device's crops are the loader's, sample for sample."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = Path(cls.folder.name)
        write_font(root / "one", (0, 5), range(24, 96, 9), 1)
        write_font(root / "two", (7,), range(30, 90, 9), 2)
        cls.training, cls.held = load_groups(root)
        cls.notes = DeviceNotes(cls.training + cls.held, torch.device("cpu"))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def samplers(self, seed: int, noisy: bool = False) -> tuple[Sampler, DeviceSampler]:
        plain, drawing = (Sampler(self.training, seed, 2048, noisy=noisy) for _ in range(2))
        plain.skip_start_of_crops(128)
        return plain, DeviceSampler(self.notes, drawing, 2048, warm_up=128)

    def test_clean_crops_agree(self):
        plain, device = self.samplers(3)
        expected, found = plain.batch(24), device.batch(24)
        self.assertTrue((found.begins == expected.begins).all())
        for name in ("targets", "past", "pitches", "mels", "valid", "inputs"):
            np.testing.assert_array_equal(getattr(found, name).numpy(), getattr(expected, name), err_msg=name)
        # Float32 throughout, and mu-law is steep at zero: a thirtieth of a code's step.
        np.testing.assert_allclose(found.taps.numpy(), expected.taps, atol=2.5e-4)

    def test_some_of_those_crops_begin_with_the_note_and_some_have_no_target(self):
        found = self.samplers(3)[1].batch(24)
        self.assertTrue((found.begins == 1200).any() and (found.begins < 1200).any())
        self.assertTrue((found.targets == NO_TARGET).any())

    def test_noise_touches_the_past_and_never_the_targets(self):
        group = self.training[0]
        draws = [Draw(group, 1, 1, 20, sigma, True) for sigma in (0.0, 2.0)]
        found = self.samplers(4)[1].gather(draws)
        np.testing.assert_array_equal(found.targets[0].numpy(), found.targets[1].numpy())
        noise = (found.past[1] - found.past[0]).double()
        self.assertAlmostEqual(float(noise.std()), 2.0, delta=0.2)

    def test_a_crop_without_taps_still_has_its_last_codes(self):
        group = self.training[0]
        with_taps, without = (self.samplers(5)[1].gather([Draw(group, 2, 2, 9, 0.0, taps)]) for taps in (True, False))
        self.assertEqual(float(without.taps.abs().max()), 0.0)
        self.assertGreater(float(with_taps.taps.abs().max()), 0.0)
        torch.testing.assert_close(without.inputs, with_taps.inputs)

    def test_own_past_reaches_inputs_and_taps_of_the_chosen_crops_alone(self):
        device = self.samplers(6)[1]
        batch = device.batch(6)
        changed = device.with_own_past(batch, lambda inputs, taps: torch.full(inputs.shape[:2], 200), 4)
        for before, after in ((batch.inputs, changed.inputs), (batch.taps, changed.taps)):
            torch.testing.assert_close(before[4:], after[4:])
            self.assertTrue((before[:4] != after[:4]).flatten(1).any(1).all())
        torch.testing.assert_close(batch.targets, changed.targets)

    def test_a_past_redrawn_as_it_was_changes_nothing(self):
        device = self.samplers(7)[1]
        batch = device.batch(5)
        again = device.with_own_past(batch, lambda inputs, taps: batch.past[:5, 1200:], 5)
        torch.testing.assert_close(again.taps, batch.taps)
        torch.testing.assert_close(again.inputs, batch.inputs)


if __name__ == "__main__":
    unittest.main()
