"""Pack the synthesiser and sound fonts for a machine that has neither them nor a network; there, unpack and render.

    python training/pack.py --out PACK.tar.xz fluidr3mono gmbank

The archive holds lib/ (libfluidsynth and the libraries that it needs, but for those that every Linux has), fonts/, and the
notices of both. `render` is what gpu.py calls on the other machine: notes are cheaper to make there than to carry.
"""

import argparse
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

from prepare import FONTS, finished

LIBRARY = "libfluidsynth.so.3"
LEFT_OUT = {"linux-vdso", "ld-linux-x86-64", "libc", "libm", "libpthread", "libdl", "librt", "libstdc++", "libgcc_s"}
"""Those must be the other machine's own: they belong to its loader and its C library."""
LIMIT_MIB = 50.0
NOTICES = "/usr/share/doc"
PREPARE = Path(__file__).resolve().parent / "prepare.py"


def library_path(name: str) -> Path:
    """Where the loader finds a library, by its cache."""
    listing = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    found = re.search(rf"^\s*{re.escape(name)} \(.*x86-64.*\) => (\S+)$", listing, re.MULTILINE)
    if not found:
        raise FileNotFoundError(f"{name}: not installed")
    return Path(found[1])


def closure(library: Path) -> dict[str, Path]:
    """The library and all that it needs, by the names that the loader asks for; LEFT_OUT left out."""
    listing = subprocess.run(["ldd", str(library)], capture_output=True, text=True, check=True).stdout
    if "not found" in listing:
        raise FileNotFoundError(f"{library}: something that it needs is not installed\n{listing}")
    needed = dict(re.findall(r"^\s*(\S+) => (/\S+)", listing, re.MULTILINE))
    kept = {name: Path(path) for name, path in needed.items() if name.split(".so")[0] not in LEFT_OUT}
    return kept | {LIBRARY: library}


def notice(path: Path) -> Path | None:
    """The copyright notice of the Debian package that a file belongs to."""
    for candidate in (path, path.resolve(), Path(str(path.resolve()).removeprefix("/usr"))):
        answer = subprocess.run(["dpkg", "-S", str(candidate)], capture_output=True, text=True).stdout
        if answer:
            file = Path(NOTICES) / answer.split(":")[0] / "copyright"
            return file if file.exists() else None
    return None


def pack(out: Path, fonts: list[str], folder: Path | None, limit_mib: float) -> None:
    """Write the archive. Raises ValueError when it is larger than the limit; then it is not kept."""
    libraries = closure(library_path(LIBRARY))
    paths = {name: FONTS[name].find(folder) for name in fonts}
    notices = {file.parent.name: file for path in (*libraries.values(), *paths.values()) if (file := notice(path))}
    temporary = out.with_name(out.name + ".part")
    with tarfile.open(temporary, "w:xz", preset=6) as archive:
        for name, path in libraries.items():
            archive.add(path.resolve(), f"lib/{name}")
        for path in paths.values():
            archive.add(path.resolve(), f"fonts/{path.name}")
        for package, file in notices.items():
            archive.add(file.resolve(), f"notices/{package}")
    mib = temporary.stat().st_size / 2**20
    if mib > limit_mib:
        temporary.unlink()
        raise ValueError(f"{mib:.1f} MiB packed, {limit_mib:.1f} allowed")
    os.replace(temporary, out)
    print(f"{out}: {mib:.1f} MiB, {len(libraries)} libraries, fonts {', '.join(fonts)}")


def unpack(archive: Path, folder: Path) -> None:
    """Unpack once; a finished folder is left alone."""
    mark = folder / f"{archive.name}.done"
    if not mark.exists():
        with tarfile.open(archive) as file:
            file.extractall(folder, filter="data")
        mark.touch()


def render(folder: Path, data: Path, processes: int, step: int) -> list[str]:
    """Render every known font of an unpacked folder into `data`, a share of its programs per process.

    step: semitones from key to key. Returns the names of the fonts. Raises RuntimeError where a process fails.
    """
    environment = os.environ | {"LD_LIBRARY_PATH": str(folder / "lib"), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    names = [name for name, font in FONTS.items() if (folder / "fonts" / Path(font.path).name).exists()]
    running = []
    for name in names:
        for share in range(processes):
            if not finished(data / f"{name}-{share}"):
                command = [sys.executable, str(PREPARE), "--out", str(data), "--fonts", str(folder / "fonts"), "--quiet"]
                command += ["--share", f"{share}/{processes}", "--step", str(step), name]
                running.append(subprocess.Popen(command, env=environment))
        if any(process.wait() for process in running):
            raise RuntimeError(f"rendering {name} failed")
    return names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, help="folder to look for the fonts in, before where they are installed")
    parser.add_argument("--limit", type=float, default=LIMIT_MIB, help="MiB; what else is carried needs room too")
    parser.add_argument("names", nargs="+", choices=sorted(FONTS))
    arguments = parser.parse_args()
    pack(arguments.out, arguments.names, arguments.fonts, arguments.limit)


if __name__ == "__main__":
    main()
