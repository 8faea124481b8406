"""The uvicorn target."""

import gc

try:
    # Reading the modules makes millions of objects and no garbage: looking for it took a third of the start.
    gc.disable()
    from tripl.api.factory import create_app

    app = create_app()
finally:
    gc.freeze()
    gc.enable()
