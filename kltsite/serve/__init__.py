"""The preview: the site as it would be built, served to this computer alone, and what is wrong told in its pages."""
