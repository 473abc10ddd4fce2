"""The content as a book: one document whose parts point to each other by page, and that document as PDF.

- `anchors`: what has an address on the site has an anchor here, so that all views can be shared.
- `views`: what the template shows; `chapters`, `catalogue` and `book` make it.
- `drawings`: the cover, emblems and scannable codes as files of their own.
- `printing`: HTML -> PDF by WeasyPrint, which is imported nowhere else.
"""
