"""The parts of Alloy's training recipe: signal chain, features, notes, network."""
