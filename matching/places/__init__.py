"""Places: municipalities, barrios and veredas that texts and boards name."""
