"""Views for everybody: home, pages, sign-in, texts about the site. Imports no other room."""
