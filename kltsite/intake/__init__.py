"""Reading: text with places, then fields with meaning."""
