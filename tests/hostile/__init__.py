"""Files that mean harm or had bad luck, each made by a named function, and what the commands make of them."""
