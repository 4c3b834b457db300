"""Checks of the table by kind: python -m unittest discover -s training -p 'test_*.py'"""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

import by_kind
from recipe import config as c, metrics


def hit(seed: int, seconds: float = 0.2) -> np.ndarray:
    """A noise that falls by 60 dB, then silence, 1 s."""
    time = np.arange(c.SAMPLE_RATE) / c.SAMPLE_RATE
    return 0.5 * np.random.default_rng(seed).standard_normal(c.SAMPLE_RATE) * 10 ** (-3 * time / seconds) * (time < seconds)


class DistanceTest(unittest.TestCase):
    def test_a_sound_is_no_distance_from_itself(self):
        self.assertEqual(set(metrics.kind_distance(hit(1), hit(1)).values()), {0.0})

    def test_silence_after_a_hit_does_not_count(self):
        near, far = hit(1), hit(2)
        self.assertGreater(metrics.kind_distance(far, near)["melS"], 2 * metrics.mel_distance(far, near))

    def test_a_level_is_seen_by_all_and_a_late_attack_by_the_onset(self):
        found = metrics.kind_distance(0.5 * hit(1), hit(1))
        for column in ("melS", "melA", "env90", "on50"):
            self.assertAlmostEqual(found[column], 6.02, delta=0.7, msg=column)
        self.assertAlmostEqual(found["crest90"], 0.0, places=5)
        late = np.concatenate([np.zeros(400), hit(1)[:-400]])
        self.assertGreater(metrics.kind_distance(late, hit(1))["on50"], 3.0)

    def test_what_is_inaudible_beside_the_rest_counts_in_one_column_alone(self):
        time = np.arange(c.SAMPLE_RATE) / c.SAMPLE_RATE
        tone = 0.5 * np.sin(2 * np.pi * 500 * time)
        dark = tone + 1e-5 * np.random.default_rng(1).standard_normal(len(tone))
        found = metrics.kind_distance(dark, tone)
        self.assertGreater(found["melS"], 5 * found["melA"] + 1)

    def test_a_click_of_a_sound_can_be_measured(self):
        self.assertTrue(np.isfinite(list(metrics.kind_distance(hit(1)[:300], hit(2)[:300]).values())).all())


class TableTest(unittest.TestCase):
    def test_says_how_far_the_network_goes_from_noise_to_the_floor(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            real = hit(1)
            for end, wave in ((".source", real), ("", 0.8 * real), ("-noise", 0.5 * real), ("-source", 0.9 * real)):
                wave.astype("<f4").tofile(folder / f"a{end}.f32")
            self.assertFalse(by_kind.rendered(folder, "a"))
            (folder / "a.found.json").write_text(json.dumps({"midi": 60, "pitched": False, "sounding": len(real)}))
            self.assertTrue(by_kind.rendered(folder, "a"))
            text = by_kind.write(folder, {"percussion": ["a"]})
            self.assertEqual(len(text.splitlines()), 4)
            row = [cell.strip() for cell in text.splitlines()[2].split("|")]
            self.assertEqual((row[1], row[5]), ("percussion, 1", "100"))
            share = [float(value) for value in row[6].split("/")]
            self.assertTrue(70 < share[0] < 100, share)
            self.assertEqual(len(json.loads((folder / "kinds.json").read_text())["percussion"]), 1)

    def test_what_is_there_is_not_rendered_again_and_groups_go_side_by_side(self):
        with tempfile.TemporaryDirectory() as name:
            files = {"a": [Path("x.wav"), Path("y.wav")], "b, c": [Path("z z.wav")]}
            notes = by_kind.Todo(Path(name), 1, 0.85).of(files)
            self.assertEqual([note["id"] for note in notes[::3]], ["a-00-x", "b-00-z-z", "a-01-y"])
            (Path(name) / "a-00-x-noise.f32").write_bytes(b"")
            self.assertEqual(len(by_kind.Todo(Path(name), 1, 0.85).of(files)), len(notes) - 1)


if __name__ == "__main__":
    unittest.main()
