"""The open data, and what machines read of a site beside its pages: one module for each kind of file."""
