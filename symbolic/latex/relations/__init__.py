"""Chains of relations: their signs and members, statements side by side, quantifiers and conditions, labels and other ``marks``."""
