"""Where the processes of `huzhu serve` enter: the pages, and the engine loaded behind them."""

from threading import Thread

from huzhu.web.wsgi import application

__all__ = ["application"]


def load_engine() -> None:
    """Load the kernels that `huzhu serve` has compiled, so that no request waits for them."""
    from huzhu.engine.matching import warm

    warm()


# the server has forked already when a process comes here, and nothing of this one forks again
Thread(target=load_engine, name="load-engine", daemon=True).start()
