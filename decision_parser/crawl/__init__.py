"""What a publisher's server says: politely asked for, and kept as received."""
