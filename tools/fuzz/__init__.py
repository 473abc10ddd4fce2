"""Throws made-up input at whatever reads text or bytes of others, and looks at what comes out: `make fuzz`."""
