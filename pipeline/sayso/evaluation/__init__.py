"""Measure records against gold: scores, errors, baselines."""
