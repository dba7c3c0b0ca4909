"""The pages of the documentation that are made from the command line, the library and the checks."""
