"""What decision_parser costs, as ratios to what cannot be avoided. `python -m benchmarks`, never a test."""
