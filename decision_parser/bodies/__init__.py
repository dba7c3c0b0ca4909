"""Who was complained about: the body that a printed name means, by a register of councils, and what kind it is."""
