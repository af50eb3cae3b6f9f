"""The parts of benchmarks/learning_curves.py: subsets, points, other models, tables, a picture."""
