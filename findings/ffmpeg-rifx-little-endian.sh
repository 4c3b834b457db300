#!/usr/bin/env bash
# Package:   ffmpeg: the binary of imageio-ffmpeg 0.6.0 (PyPI, ffmpeg 7.0.2), and Debian bookworm's 5.1.x where it is installed;
#            soundfile 0.14.0 (PyPI, libsndfile 1.2.2) writes the file and reads it back
# Source:    https://git.ffmpeg.org/ffmpeg.git, libavformat/wavdec.c (the field `rifx`) and libavformat/riffdec.c,
#            ff_get_wav_header(..., big_endian): the codec comes from the tag and the width alone
# Behaviour: RIFX is WAV with every number big-endian, the samples too (Multimedia Programming Interface and Data
#            Specifications 1.0, "RIFX"). sox -B and libsndfile write it. ffmpeg knows the form: it reads chunk sizes, rate
#            and channels of the header big-endian. Then it takes the samples for pcm_s16le: a quiet tone becomes noise at
#            full scale, with exit code 0 and no warning. A tool that refused the form would do less harm.
# Seen:      2026-11-30
#            soundfile: 48000 Hz, 24000 samples, peak 0.10
#            ffmpeg of imageio-ffmpeg: exit 0, pcm_s16le, 24000 samples, peak 0.99
#            ffmpeg of Debian: exit 0, pcm_s16le, 24000 samples, peak 0.99
# Alloy:     none: its own reader (src/audio/formats/wav.ts)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv env && env/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 soundfile==0.14.0 imageio-ffmpeg==0.6.0; } 2> pip.log || { cat pip.log; exit 2; }

cat > show.py <<'PY'
import re, subprocess, sys
import imageio_ffmpeg, numpy, soundfile

seconds = numpy.arange(24000) / 48000
soundfile.write('tone.wav', 0.1 * numpy.sin(2 * numpy.pi * 440 * seconds), 48000, subtype='PCM_16', endian='BIG')
assert open('tone.wav', 'rb').read(4) == b'RIFX'
read, rate = soundfile.read('tone.wav')
print(f'soundfile: {rate} Hz, {len(read)} samples, peak {abs(read).max():.2f}')

def show(name, binary):
    run = subprocess.run([binary, '-hide_banner', '-nostdin', '-i', 'tone.wav', '-f', 'f32le', '-'], capture_output=True)
    codec = re.search(r'Audio: (\w+)', run.stderr.decode()).group(1)
    samples = numpy.frombuffer(run.stdout, '<f4')
    print(f'ffmpeg of {name}: exit {run.returncode}, {codec}, {len(samples)} samples, peak {abs(samples).max():.2f}')

show('imageio-ffmpeg', imageio_ffmpeg.get_ffmpeg_exe())
if len(sys.argv) > 1:
    show('Debian', sys.argv[1])
PY
debian=
case "$(/usr/bin/ffmpeg -version 2> /dev/null | head -1)" in *' 5.1.'*deb12*) debian=/usr/bin/ffmpeg ;; esac
seen=$(env/bin/python show.py $debian) || { echo "$seen"; exit 2; }
echo "$seen"
expected='soundfile: 48000 Hz, 24000 samples, peak 0.10
ffmpeg of imageio-ffmpeg: exit 0, pcm_s16le, 24000 samples, peak 0.99'
[ -z "$debian" ] || expected="$expected
ffmpeg of Debian: exit 0, pcm_s16le, 24000 samples, peak 0.99"
[ "$seen" = "$expected" ] || exit 1
