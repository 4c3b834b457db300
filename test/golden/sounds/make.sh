#!/bin/sh
# Makes the fixtures of this folder anew. Needs sox, flac, vorbis-tools, opus-tools and lame.
# The sound: 0.5 s, left a 440 Hz sine, right a 660 Hz sine, both at half of full scale, with short fades.
set -e
tone() { # rate, bits, channels, file
  if [ "$3" = 1 ]; then
    sox -R -n -r "$1" -b "$2" -c 1 "$4" synth 0.5 sine 440 vol 0.5 fade t 0.01 0.5 0.01
  else
    sox -R -n -r "$1" -b "$2" -c 2 "$4" synth 0.5 sine 440 sine 660 vol 0.5 fade t 0.01 0.5 0.01
  fi
}
tone 44100 16 2 /tmp/tone-44.wav
tone 22050 16 1 /tmp/tone-22.wav
tone 48000 24 2 /tmp/tone-48.wav
sox -R /tmp/tone-48.wav /tmp/tone-48-short.wav trim 0 0.2
tone 8000 8 1 /tmp/tone-8.wav
flac -s -f --best -o tone-44100-16.flac /tmp/tone-44.wav
flac -s -f -0 -o tone-48000-24.flac /tmp/tone-48-short.wav
flac -s -f --ogg -8 -o tone.oga /tmp/tone-44.wav
oggenc -Q -q 4 -s 1 -o tone-vorbis.ogg /tmp/tone-44.wav
oggenc -Q -q 2 -s 2 -o tone-vorbis-22050-mono.ogg /tmp/tone-22.wav
opusenc --quiet --bitrate 96 --serial 3 /tmp/tone-48.wav tone.opus
lame --quiet -V 4 /tmp/tone-44.wav tone-vbr.mp3
lame --quiet -b 64 --cbr /tmp/tone-22.wav tone-22050-mono.mp3
lame --quiet -b 128 --cbr -t /tmp/tone-44.wav tone-no-tag.mp3
rm /tmp/tone-*.wav
