"""Proofs that two expressions are the same function."""
