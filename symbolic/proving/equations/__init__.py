"""Equations between numbers beyond their normal form: by cases, by their parts, by the range of an angle, under declared equations."""
