"""The rooms that skills live in: one file for each thing a learner can ask for."""
