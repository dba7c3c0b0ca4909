"""The documentation as tests read it: its blocks of code, a folder to run them in, and what runs them."""
