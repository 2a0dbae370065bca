"""`python3 app.py` runs everything together; as a module this is the WSGI application `app:app`."""

if __name__ == "__main__":
    import bootstrap

    bootstrap.continue_in_venv(__file__, "requirements.lock")

    from portfolio.supervisor.main import run

    raise SystemExit(run())

from portfolio import create_app

app = create_app()
