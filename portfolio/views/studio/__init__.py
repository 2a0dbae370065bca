"""Views for the signed-in creator. Imports no other room of views."""
