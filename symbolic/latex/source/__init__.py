"""From LaTeX source to tokens that know their place: macros, commands over one another, labels and other marks."""
