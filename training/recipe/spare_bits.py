"""Low bits that a recording's own noise hides: zeroed, a lossless codec leaves them out. All waves 16 bit."""

import subprocess
from pathlib import Path

import numpy as np

BLOCK = 4096
"""[samples] FLAC finds zero bits by block, so bits are zeroed by the codec's own blocks."""
FFT_SIZE, FFT_STEP = 1024, 256
SMOOTHED_BINS = 4
"""A single bin of noise is near nothing now and then."""
HEARD_HZ = (20.0, 16_000.0)
LEAST_BITS, MOST_BITS = 1, 8
"""15 bits at most: -93 dBFS of noise, below every bundled recording's own."""


def quietest_power(wave: np.ndarray, start: int, rate: int) -> float:
    """Power of the quietest band of the quietest moment of a block that begins at `start`: |X|^2 of a Hann window, LSB^2."""
    window = np.hanning(FFT_SIZE)
    padded = np.pad(np.asarray(wave, float), FFT_SIZE // 2)
    low, high = (int(hertz / rate * FFT_SIZE) + 1 for hertz in HEARD_HZ)
    quietest = np.inf
    for at in range(start, min(start + BLOCK, len(wave)), FFT_STEP):
        power = np.abs(np.fft.rfft(padded[at : at + FFT_SIZE] * window, FFT_SIZE)) ** 2
        smoothed = np.convolve(power[low:high], np.full(SMOOTHED_BINS, 1 / SMOOTHED_BINS), "valid")
        quietest = min(quietest, float(smoothed.min()))
    return quietest


def spare_bits(wave: np.ndarray, rate: int) -> np.ndarray:
    """Bits to zero, a number a block: rounding to 2^bits adds less power than the quietest band has. [samples] -> [blocks]"""
    window_power = np.sum(np.hanning(FFT_SIZE) ** 2)
    bits = []
    for start in range(0, len(wave), BLOCK):
        step = np.sqrt(12 * quietest_power(wave, start, rate) / window_power)
        bits.append(int(np.clip(np.floor(np.log2(max(step, 1.0))), LEAST_BITS, MOST_BITS)))
    return np.array(bits)


def without_spare_bits(wave: np.ndarray, rate: int) -> np.ndarray:
    """The wave with those bits rounded away. [samples] int16 -> [samples] int16"""
    steps = np.repeat(2 ** spare_bits(wave, rate), BLOCK)[: len(wave)]
    highest = 32767 // steps * steps
    return np.clip(np.floor(wave / steps + 0.5) * steps, -32768, highest).astype(np.int16)


def write_flac(path: Path, wave: np.ndarray, rate: int) -> None:
    """One channel of int16, as small as the `flac` command makes it within the subset that every decoder reads."""
    raw = ["--force-raw-format", "--endian=little", "--sign=signed", "--channels=1", "--bps=16", f"--sample-rate={rate}"]
    small = ["-8", "-e", "-p", "-b", str(BLOCK), "-A", "subdivide_tukey(5)", "--no-padding", "--no-seektable"]
    command = ["flac", "-s", "-f", *small, *raw, "-o", str(path), "-"]
    subprocess.run(command, input=np.asarray(wave, "<i2").tobytes(), check=True)
