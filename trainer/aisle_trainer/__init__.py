"""Trains Aisle's network in PyTorch. `aisle import` turns the result into a release."""
