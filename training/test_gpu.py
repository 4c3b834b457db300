"""Checks of what only the GPU path has, on the CPU: crops made in batches, checkpoints in two files, a run that is killed."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch

import gpu
import pack
from recipe import codec, config as c
from recipe.device_notes import DeviceNotes, DeviceSampler
from recipe.notes import NO_TARGET, Draw, Font, Sampler, load_groups


def write_font(folder: Path, programs: tuple[int, ...], keys, seed: int, pitched: bool = True) -> None:
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
    pitch = pitch if pitched else np.full(count, np.nan)
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
        draws = [Draw(group, 1, 1, 20, sigma, True, float(group.pitches[1])) for sigma in (0.0, 2.0)]
        found = self.samplers(4)[1].gather(draws)
        np.testing.assert_array_equal(found.targets[0].numpy(), found.targets[1].numpy())
        noise = (found.past[1] - found.past[0]).double()
        self.assertAlmostEqual(float(noise.std()), 2.0, delta=0.2)

    def test_a_crop_without_taps_still_has_its_last_codes(self):
        group = self.training[0]
        with_taps, without = (self.samplers(5)[1].gather([Draw(group, 2, 2, 9, 0.0, taps, float(group.pitches[2]))]) for taps in (True, False))
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


def tone(pitch_midi: float) -> np.ndarray:
    """A steady saw of seven partials, as long as listen.py keeps."""
    seconds = np.arange(gpu.SAMPLES) / c.SAMPLE_RATE
    f0 = c.midi_to_hz(pitch_midi)
    return codec.normalise(sum(np.sin(2 * np.pi * f0 * n * seconds) / n for n in range(1, 8)))


def words(work: Path, folder: Path, *more: str) -> list[str]:
    """A call that a CPU gets through in seconds."""
    small = "--device cpu --no-compile --size xs --batch 2 --samples 512 --notes 1 --listen-samples 6144 --processes 1 --warm-up 2"
    return ["--work", str(work), "--folder", str(folder), *small.split(), *more]


class CallTest(unittest.TestCase):
    """Calls that are killed, that go on, and that stop."""

    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.root = Path(kept.name)
        self.work = self.root / "work"
        write_font(self.work / "notes" / "one", (0, 5, 7), range(40, 80, 5), 1)
        wave = tone(57.0)[None]
        np.savez(self.work / "listen.npz", waves=wave, others=wave, pitches=np.array([57.0]), labels=np.array(["saw"]))

    def trainer(self, folder: str, size: str = "xs") -> gpu.GpuTrainer:
        (self.root / folder).mkdir(exist_ok=True)
        arguments = gpu.parse(words(self.work, self.root / folder, "--until", "9", "--size", size))
        training, held = load_groups(self.work / "notes")
        notes = DeviceNotes(training + held, torch.device("cpu"))
        self.sampler = DeviceSampler(notes, Sampler(training, 1, 512), 512)
        return gpu.GpuTrainer(arguments, torch.device("cpu"), self.sampler)

    def test_a_call_killed_while_it_trains_is_taken_up_from_its_last_checkpoint(self):
        script = str(Path(gpu.__file__))
        killed, after = self.root / "killed", self.root / "after"
        endless = words(self.work, killed, "--until", "1e9", "--minutes", "1e9", "--reserve", "0", "--save", "0")
        with subprocess.Popen([sys.executable, "-u", script, *endless], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            saved = [line for line, _ in zip((x for x in process.stdout if x.startswith("saved")), range(2))]
            process.kill()
        self.assertEqual(len(saved), 2)
        step = torch.load(killed / "checkpoint.pt", weights_only=True)["step"]
        again = words(self.work, after, "--from", str(killed), "--until", "1e9", "--minutes", "0", "--reserve", "0")
        done = subprocess.run([sys.executable, script, *again], capture_output=True, text=True)
        self.assertEqual(done.returncode, 3, done.stderr)  # so young a network is not better than the published one
        self.assertIn(f"from step {step}\n", done.stdout)
        report = json.loads((after / "report.json").read_text())
        self.assertEqual([entry["step"] for entry in report], [step])
        self.assertTrue(report[0]["gates"]["the generator gives PyTorch's logits"])
        for name in ("checkpoint.pt", "log.txt", "listen.wav", "listen.png", "stop.txt"):
            self.assertLess((after / name).stat().st_size, gpu.LARGEST_FILE, name)
        refused = subprocess.run([sys.executable, script, *again], capture_output=True, text=True)
        self.assertIn("better than the published weights", refused.stderr)

    def test_training_goes_on_as_if_it_had_not_stopped(self):
        through = self.trainer("through")
        batches = [self.sampler.batch(2) for _ in range(3)]
        through.redraw = lambda batch, biases: batch
        with mock.patch("train.EMBEDDING_NOISE", 0.0):
            through.update(batches[0])
            through.save()
            resumed = self.trainer("through")
            resumed.redraw = through.redraw
            for trainer in (through, resumed):
                for batch in batches[1:]:
                    trainer.update(batch)
        self.assertEqual((resumed.step, resumed.seen), (through.step, through.seen))
        for a, b in zip(through.parameters, resumed.parameters):
            torch.testing.assert_close(a, b)

    def test_a_save_cut_short_leaves_the_checkpoint_before_whole(self):
        trainer = self.trainer("cut")
        trainer.update(self.sampler.batch(2))
        trainer.save()
        trainer.update(self.sampler.batch(2))
        real = gpu.write

        def only_the_optimiser(path: Path, state: dict) -> None:
            if path.name == "checkpoint.pt":
                raise KeyboardInterrupt
            real(path, state)

        with mock.patch("gpu.write", only_the_optimiser), self.assertRaises(KeyboardInterrupt):
            trainer.save()
        self.assertEqual(self.trainer("cut").step, 1)

    def test_weights_that_are_no_numbers_are_not_saved(self):
        trainer = self.trainer("broken")
        trainer.save()
        with torch.no_grad():
            trainer.parameters[0][0] = float("nan")
        with self.assertRaises(FloatingPointError):
            trainer.save()
        self.assertTrue(all(parameter.isfinite().all() for parameter in self.trainer("broken").parameters))

    def test_every_size_is_carried_in_files_of_16_mib(self):
        for size in c.SIZES:
            trainer = self.trainer(size, size)
            trainer.update(self.sampler.batch(1))
            trainer.save()
            for path in (self.root / size).iterdir():
                self.assertLess(path.stat().st_size, gpu.LARGEST_FILE, f"{size}: {path.name}")


class GateTest(unittest.TestCase):
    def report(self, **changes) -> dict:
        figures = {"forced_logit_error": 1e-5, "broken": [], "periodicity": 1.0}
        report = {
            "device": "a GPU",
            "seen": 4e9,
            "samplesASecond": 5e6,
            "bits": {"held": 3.0},
            "publishedBits": {"held": 3.3},
            "listening": {"summary": figures | changes.pop("summary", {})},
        }
        return report | changes

    def test_a_good_call_passes_every_gate(self):
        found = gpu.gates(self.report())
        self.assertEqual((len(found), all(found.values())), (6, True))

    def test_each_gate_can_fail(self):
        for change in (
            {"samplesASecond": 1.9e6},
            {"bits": {"held": 3.31}},
            {"bits": {"held": 4.3}, "publishedBits": {"held": 5.0}},
            {"summary": {"broken": ["26 key 50: stuck"]}},
            {"summary": {"periodicity": 0.6}},
            {"summary": {"forced_logit_error": 0.1}},
        ):
            self.assertEqual(list(gpu.gates(self.report(**change)).values()).count(False), 1, change)


class PackTest(unittest.TestCase):
    def test_the_closure_leaves_the_c_library_to_the_other_machine(self):
        names = {name.split(".so")[0] for name in pack.closure(pack.library_path(pack.LIBRARY))}
        self.assertIn("libfluidsynth", names)
        self.assertIn("libsndfile", names)
        self.assertFalse(names & pack.LEFT_OUT)

    def test_a_pack_unpacks_to_what_was_put_in_and_none_is_written_that_is_too_large(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            library, archive = folder / "libany.so", folder / "pack.tar.xz"
            library.write_bytes(np.random.default_rng(1).bytes(2**20))
            with mock.patch("pack.closure", return_value={"libany.so.3": library}):
                with self.assertRaisesRegex(ValueError, "1.0 MiB packed, 0.9 allowed"):
                    pack.pack(archive, [], None, 0.9)
                self.assertEqual([path.name for path in folder.iterdir()], ["libany.so"])
                pack.pack(archive, [], None, 1.1)
            pack.unpack(archive, folder / "there")
            self.assertEqual((folder / "there" / "lib" / "libany.so.3").read_bytes(), library.read_bytes())


if __name__ == "__main__":
    unittest.main()
