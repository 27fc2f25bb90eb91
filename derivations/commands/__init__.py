"""Commands, one a module: ``configure(parser)`` declares the arguments, ``run(options)`` returns the exit code."""
