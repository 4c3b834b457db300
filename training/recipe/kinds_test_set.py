"""Sounds that people load, to judge a model on: files of Debian packages that nothing was trained on, 32 or more a group.

    apt-get download alsa-utils hydrogen-drumkits lmms-common pocketsphinx-testdata sonic-pi-samples sound-icons supercollider-common
    for package in *.deb; do dpkg-deb -x "$package" PACKAGES; done

Their licences differ (some are GPL): they are only listened to.
"""

from pathlib import Path

_KITS = "usr/share/hydrogen/data/drumkits"
_HAND = f"{_KITS}/Gimme A Hand 1.0"
_PEARL = f"{_KITS}/The Black Pearl 1.0"
_AFRIQUE = f"{_KITS}/circAfrique v4"
_COLOMBO = f"{_KITS}/ColomboAcousticDrumkit"
_EMPIRE = f"{_KITS}/ElectricEmpireKit"
_SONIC = "usr/share/sonic-pi/samples"
_LMMS = "usr/share/lmms/samples"
_ICONS = "usr/share/sounds/sound-icons"
_ALSA = "usr/share/sounds/alsa"
_BOOK = "usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0"
_CARDS = "usr/share/pocketsphinx/test/data/cards"


def _in(folder: str, names: str, ending: str) -> list[str]:
    return [f"{folder}/{name.replace('~', ' ')}.{ending}" for name in names.split()]


FILES: dict[str, list[str]] = {
    "percussion": [
        *_in(_HAND, "BongoHi-Hard CajonSlaps-Med Clave-Hard Fingersnap-Hard HandClap-Hard Maraca-Hard Tambourine-Med WoodBlock-Hard", "wav"),
        *_in(_PEARL, "PearlKick-Hard PearlSnare-Hard PearlSideStick-Hard PearlTom1-Med PearlTomFloor-Hard SabianHatClosed-Hard", "wav"),
        *_in(_PEARL, "SabianHatOpen-Hard SabianCrash-Hard", "wav"),
        *_in(_AFRIQUE, "Djembe1~Tone Djembe2~Slap Djembe4~Bass Kenkeni1~Head~Hit", "wav"),
        *_in(_COLOMBO, "bassdrum-4mics-br-stereo-normal3 hihat-closed-4 snare-opaque-normal-mic-rimshot2 tom-mid-1", "flac"),
        *_in(_EMPIRE, "EE_Clap EE_Kick_Hard_1 EE_Hat_Op_Dirty EE_Snare_1", "flac"),
        *_in(_SONIC, "bd_808 sn_dolf tabla_ghe4 tabla_na_o drum_cymbal_closed elec_snare", "flac"),
        *_in(f"{_LMMS}/drums", "ride01 shaker01 rim01 tom03", "ogg"),
    ],
    "inharmonic": [
        *_in(_HAND, "Cowbell-Hard WaterglassHi-Hard WaterglassLo-Med", "wav"),
        *_in(_PEARL, "PaisteBell-Hard PaisteRide-Med ZildjianSplash-Hard Cowbell-Med", "wav"),
        *_in(_AFRIQUE, "Dununba1~Bell Kenkeni1~Bell~Hit Sangban1~Bell~Hit", "wav"),
        *_in(_COLOMBO, "crash16i__ride_cup4 crash20i__ride-cup1", "flac"),
        *_in(_SONIC, "elec_bell perc_bell perc_bell2 elec_chime elec_triangle elec_ping elec_bong elec_blip drum_cowbell", "flac"),
        *_in(_SONIC, "ambi_glass_hum ambi_glass_rub ambi_haunted_hum elec_wood elec_twang", "flac"),
        *_in(f"{_LMMS}/misc", "dong01 dong02 dong03 metalish_dong01 electric_ping01", "ogg"),
        *_in(_SONIC, "elec_cymbal", "flac"),
        *_in(_ICONS, "xylofon glass-water-1 cymbaly-1 percussion-10 percussion-28", "wav"),
    ],
    "speech, chords, phrases": [
        *_in(_ALSA, "Front_Center Front_Left Front_Right Rear_Center Rear_Left Side_Left Side_Right", "wav"),
        *_in(_BOOK[: _BOOK.rindex("/")], " ".join(f"{_BOOK.split('/')[-1]}{n}" for n in (870, 880, 890, 920, 930)), "wav"),
        *_in(_CARDS, "001 002 003 004 005", "wav"),
        "usr/share/SuperCollider/sounds/a11wlk01.wav",
        *_in(_SONIC, "ambi_choir guit_em9 guit_e_fifths guit_e_slide loop_amen loop_garzul loop_tabla loop_mika", "flac"),
        *_in(f"{_LMMS}/instruments", "e_piano_accord01 e_piano_accord02 violin_double_stop01", "ogg"),
        *_in(f"{_LMMS}/latin", "latin_guitar01 latin_guitar02 latin_brass01", "ogg"),
        *_in(f"{_LMMS}/beats", "break01 909beat01", "ogg"),
    ],
    "recordings": [
        *_in(f"{_LMMS}/instruments", "bassslap01 cello01 church_organ01 church_organ03 e_organ01 flute01 steel_guitar_medium_distorted01 piano01 piano02", "ogg"),
        *_in(f"{_LMMS}/instruments", "steel_guitar01 steel_guitar_slight_distorted01 trumpet01 violin_fingered01 violin_pizzicato01", "ogg"),
        *_in(f"{_LMMS}/basses", "bass01 bass_punch01 rave_bass01 matrix1000_pluck01", "ogg"),
        *_in(_ICONS, "violoncello-7 guitar-12 guitar-13 cembalo-1 cembalo-6 klavichord-4 piano-3 trumpet-1 electric-piano-3", "wav"),
        *_in(_SONIC, "guit_harmonics ambi_piano bass_hard_c bass_trance_c bass_voxy_c bass_woodsy_c", "flac"),
    ],
}


def files(packages: Path, count: int) -> dict[str, list[Path]]:
    """The first `count` of each group, evenly out of all. @throws FileNotFoundError for a package that is not unpacked there."""
    found = {}
    for group, names in FILES.items():
        chosen = [names[n * len(names) // count] for n in range(min(count, len(names)))] if count < len(names) else names
        found[group] = [packages / name for name in chosen]
        for path in found[group]:
            if not path.exists():
                raise FileNotFoundError(f"{path}: unpack the packages named in recipe/kinds_test_set.py under {packages}")
    return found
