"""NSynth's published topology in TensorFlow, with seeded random weights: what Alloy's reading of a checkpoint, its
encoder and its generators are held against. Needs Python with `tensorflow` (2.21 made what lies here).

    python make.py                       the small fixture beside this file
    python make.py --full FOLDER         the same at the published size, into FOLDER (240 MB)
    python make.py --time FOLDER         milliseconds a sample of the step-by-step graph, one thread, from --full

Written from the arithmetic in src/generator/decoder.ts and src/model/encoder.ts; no code of Magenta's.
"""

import argparse
import json
import pathlib
import time

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
v1.disable_eager_execution()

HERE = pathlib.Path(__file__).parent
LAYERS, STAGE, FILTER, HOP, Z, LEVELS = 30, 10, 3, 512, 16, 256
SMALL = {"ae_width": 6, "width": 8, "skip": 12}
# Of the first five seeds the one whose generation is nowhere nearly a tie.
SEED = 5
PUBLISHED = {"ae_width": 128, "width": 512, "skip": 256}


def dilation(n):
    return 2 ** (n % STAGE)


class Net:
    """Variables by the published names, each convolution /W [1, filter, in, out] and /biases [out]."""

    def __init__(self, sizes, seed):
        self.sizes = sizes
        self.random = np.random.default_rng(seed)
        self.variables = {}

    def weights(self, name, taps, inputs, outputs, gain):
        if name not in self.variables:
            scale = gain / np.sqrt(taps * inputs)
            w = self.random.normal(0, scale, [1, taps, inputs, outputs]).astype(np.float32)
            b = self.random.normal(0, 0.05, [outputs]).astype(np.float32)
            self.variables[name] = (v1.Variable(w, name=f"{name}/W"), v1.Variable(b, name=f"{name}/biases"))
        return self.variables[name]

    def conv(self, x, name, outputs, gain, taps=1, rate=1, causal=False):
        """[1, time, in] to [1, time, out], zeros beyond both ends, or before the start where causal."""
        w, b = self.weights(name, taps, int(x.shape[-1]), outputs, gain)
        if causal:
            x = tf.pad(x, [[0, 0], [(taps - 1) * rate, 0], [0, 0]])
        return tf.nn.conv1d(x, w[0], 1, "VALID" if causal else "SAME", dilations=rate) + b

    def queued(self, x, name, outputs, gain, rate, pushes, batch, inits):
        """One step of a causal convolution of three taps: two first-in first-out queues of `rate` steps."""
        inputs = int(x.shape[-1])
        w, b = self.weights(name, FILTER, inputs, outputs, gain)
        older = []
        state = x
        for _ in range(FILTER - 1):
            queue = v1.FIFOQueue(rate, dtypes=[tf.float32], shapes=[[batch, inputs]])
            inits.append(queue.enqueue_many(tf.zeros([rate, batch, inputs])))
            previous = queue.dequeue()
            pushes.append(queue.enqueue([state]))
            state = previous
            older.append(previous)
        y = tf.matmul(older[1], w[0][0]) + tf.matmul(older[0], w[0][1]) + tf.matmul(x, w[0][2])
        return y + b

    def linear(self, x, name, outputs, gain):
        w, b = self.weights(name, 1, int(x.shape[-1]), outputs, gain)
        return tf.matmul(x, w[0][0]) + b

    def encoder(self, x):
        """Mu-law codes over 128 [1, time, 1] to embeddings [1, frames, 16]."""
        width = self.sizes["ae_width"]
        e = self.conv(x, "ae_startconv", width, 1.5, FILTER)
        for n in range(LAYERS):
            d = self.conv(tf.nn.relu(e), f"ae_dilatedconv_{n + 1}", width, 1.4, FILTER, dilation(n))
            e += self.conv(tf.nn.relu(d), f"ae_res_{n + 1}", width, 0.5)
        z = self.conv(e, "ae_bottleneck", Z, 1.0)
        return tf.reduce_mean(tf.reshape(z, [1, -1, HOP, Z]), 2)

    def forced(self, x, z):
        """Codes over 128 [1, time, 1] and embeddings to logits [time, 256]."""
        width, skip = self.sizes["width"], self.sizes["skip"]

        def told(name, outputs):
            return tf.repeat(self.conv(z, name, outputs, 0.6), HOP, axis=1)

        shifted = tf.pad(x, [[0, 0], [1, 0], [0, 0]])[:, :-1]
        l = self.conv(shifted, "startconv", width, 2.0, FILTER, causal=True)
        s = self.conv(l, "skip_start", skip, 1.0)
        for n in range(LAYERS):
            d = self.conv(l, f"dilatedconv_{n + 1}", 2 * width, 1.3, FILTER, dilation(n), causal=True)
            d += told(f"cond_map_{n + 1}", 2 * width)
            d = tf.sigmoid(d[..., :width]) * tf.tanh(d[..., width:])
            l += self.conv(d, f"res_{n + 1}", width, 0.7)
            s += self.conv(d, f"skip_{n + 1}", skip, 1.5)
        s = self.conv(tf.nn.relu(s), "out1", skip, 1.4) + told("cond_map_out1", skip)
        return self.conv(tf.nn.relu(s), "logits", LEVELS, 2.0)[0]

    def step(self, x, z):
        """Codes over 128 [batch, 1] and embeddings [batch, 16] to logits, pushes and initial fillings."""
        width, skip = self.sizes["width"], self.sizes["skip"]
        batch = int(x.shape[0])
        pushes, inits = [], []
        l = self.queued(x, "startconv", width, 2.0, 1, pushes, batch, inits)
        s = self.linear(l, "skip_start", skip, 1.0)
        for n in range(LAYERS):
            d = self.queued(l, f"dilatedconv_{n + 1}", 2 * width, 1.3, dilation(n), pushes, batch, inits)
            d += self.linear(z, f"cond_map_{n + 1}", 2 * width, 0.6)
            d = tf.sigmoid(d[:, :width]) * tf.tanh(d[:, width:])
            l += self.linear(d, f"res_{n + 1}", width, 0.7)
            s += self.linear(d, f"skip_{n + 1}", skip, 1.5)
        s = self.linear(tf.nn.relu(s), "out1", skip, 1.4) + self.linear(z, "cond_map_out1", skip, 0.6)
        return self.linear(tf.nn.relu(s), "logits", LEVELS, 2.0), pushes, inits


def companded(x):
    q = np.floor(128 * np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256))
    return np.clip(q, -128, 127).astype(np.float32)


def sound(length):
    t = np.arange(length) / 16000
    tone = sum(np.sin(2 * np.pi * 220 * h * t + h) * np.exp(-3 * h * t) / h for h in range(1, 9))
    return (0.9 * tone / np.abs(tone).max()).astype(np.float32)


def save(net, session, folder, extras):
    """A V2 checkpoint; with `extras` also averages of all variables and slots of some, as training leaves them."""
    variables = [variable for pair in net.variables.values() for variable in pair]
    names = {variable.op.name: variable for variable in variables}
    made = []
    if extras:
        for name, variable in list(names.items()):
            value = session.run(variable)
            made.append((f"{name}/ExponentialMovingAverage", value * np.float32(0.5)))
            if name.startswith("ae_res"):
                made += [(f"{name}/Adam", value * 0), (f"{name}/Adam_1", value * 0)]
        made += [("global_step", np.int64(200000)), ("beta1_power", np.float32(0.9))]
        for name, value in made:
            names[name] = v1.Variable(value, name=name.replace("/", "_"))
        session.run([v1.variables_initializer([names[name] for name, _ in made])])
    saver = v1.train.Saver(names, write_version=v1.train.SaverDef.V2)
    saver.save(session, str(folder / "model.ckpt-200000"), write_meta_graph=False, write_state=False)


def generate(session, net, z, steps):
    """The likeliest code at every step, and the lead of the likeliest logit over the next."""
    width = z.shape[1]
    x = v1.placeholder(tf.float32, [1, 1])
    told = v1.placeholder(tf.float32, [1, width])
    logits, pushes, inits = net.step(x, told)
    session.run(inits)
    codes, leads = [], []
    last = 0.0
    for t in range(steps):
        row, _ = session.run([logits, pushes], {x: [[last]], told: z[t // HOP : t // HOP + 1]})
        order = np.sort(row[0])
        codes.append(int(np.argmax(row[0])))
        leads.append(float(order[-1] - order[-2]))
        last = (codes[-1] - 128) / 128
    return np.array(codes, np.uint8), min(leads)


def make(folder, sizes, seed, frames, steps, rows, extras):
    v1.reset_default_graph()
    net = Net(sizes, seed)
    wave = sound(frames * HOP)
    q = companded(wave)
    x = tf.constant((q / 128)[None, :, None])
    z = net.encoder(x)
    logits = net.forced(x, z)
    with v1.Session() as session:
        session.run(v1.global_variables_initializer())
        embedding, forced = session.run([z, logits])
        codes, lead = generate(session, net, embedding[0], steps)
        print(f"seed {seed}: {len(set(codes))} different codes, smallest lead {lead:.5f}")
        save(net, session, folder, extras)
    picked = np.linspace(0, frames * HOP - 1, rows).astype(np.int32)
    arrays = {
        "wave": wave,
        "codes": (q + 128).astype(np.uint8),
        "embedding": embedding[0],
        "rows": picked,
        "logits": forced[picked],
        "generated": codes,
    }
    write(folder, arrays, {"seed": seed, "hop": HOP, "smallestLead": lead, **sizes})


def write(folder, arrays, facts):
    index, blob = [], b""
    for name, array in arrays.items():
        blob += b"\0" * (-len(blob) % 4)
        index.append(
            {"name": name, "dtype": str(array.dtype), "shape": list(array.shape), "byteOffset": len(blob)}
        )
        blob += array.tobytes()
    (folder / "golden.bin").write_bytes(blob)
    (folder / "golden.json").write_text(json.dumps({**facts, "arrays": index}, indent=2) + "\n")


def measure(folder, steps, batch):
    """Milliseconds of processor time a sample of the step graph with the checkpoint's weights, on one thread."""
    v1.reset_default_graph()
    net = Net(PUBLISHED, 1)
    x = v1.placeholder(tf.float32, [batch, 1])
    z = v1.placeholder(tf.float32, [batch, Z])
    logits, pushes, inits = net.step(x, z)
    config = v1.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    with v1.Session(config=config) as session:
        names = {variable.op.name: variable for pair in net.variables.values() for variable in pair}
        v1.train.Saver(names).restore(session, str(folder / "model.ckpt-200000"))
        session.run(inits)
        feed = {x: np.zeros([batch, 1]), z: np.zeros([batch, Z])}
        for _ in range(20):
            session.run([logits, pushes], feed)
        begun = time.process_time()
        for _ in range(steps):
            session.run([logits, pushes], feed)
        print(json.dumps({"millisecondsASample": 1000 * (time.process_time() - begun) / steps, "batch": batch}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", type=pathlib.Path)
    parser.add_argument("--time", type=pathlib.Path)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--steps", type=int, default=200)
    options = parser.parse_args()
    if options.time:
        measure(options.time, options.steps, options.batch)
    elif options.full:
        options.full.mkdir(parents=True, exist_ok=True)
        make(options.full, PUBLISHED, 1, frames=2, steps=options.steps, rows=32, extras=False)
    else:
        make(HERE, SMALL, SEED, frames=3, steps=1000, rows=64, extras=True)


main()
