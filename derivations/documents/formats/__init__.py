"""Formats of documents: Markdown, LaTeX and notebooks, each read as the same sequence of pieces with their places in the file."""
