"""Train the shipped model: data, network, loop, export. Never imported at run time."""
