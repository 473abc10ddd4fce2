"""Stage 4, show: statistics, entries and words become pages, charts, maps and exports."""
