"""Fill in what is read where an example has nothing yet but a question mark."""

from tests.grammar import FILES, read_examples, write_examples

for path in FILES:
    path.write_text(write_examples(list(read_examples(path))), encoding="utf-8")
