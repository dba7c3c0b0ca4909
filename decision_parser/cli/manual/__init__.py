"""The pages of the documentation that are made from the command line and from the names of the library."""
