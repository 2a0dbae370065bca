"""Views for everybody: home, pages, feeds, sign-in, texts about the site. Imports no other room."""
